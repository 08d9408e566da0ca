package report

import (
	"embed"
	"fmt"
	"slices"
	"strings"

	"quintet/bench/analysis"
	"quintet/bench/page"
	"quintet/bench/scaling"
	"quintet/bench/words"
)

//go:embed templates
var templates embed.FS

// runPage is everything the templates need. Fields are exported for them.
type runPage struct {
	page.Head
	Description string
	// Dashboard is where a Grafana shows the run, "" for none.
	Dashboard string
	// Before, Trials and After are the sections: with one trial its own are among them, with several each is one of Trials.
	Before []page.Part
	Trials []trialView
	After  []page.Part
}

// trialView is the section of one trial on a page with several.
type trialView struct {
	ID, Title string
	Verdict   page.Cell
	Summary   string
	Open      bool
	Parts     []page.Part
}

// Contents is the table of contents: all parts of the first level, and the trials.
func (p *runPage) Contents() []page.Entry {
	list := page.Contents(p.Before...)
	for _, t := range p.Trials {
		list = append(list, page.Entry{ID: t.ID, Title: t.Title})
	}
	return append(list, page.Contents(p.After...)...)
}

// encodePage is the text of a run's index.html.
func encodePage(p *runPage) ([]byte, error) { return page.Encode(templates, "page.html", p) }

// maxReasons is how many reasons why a run is not valid stand above everything else.
const maxReasons = 5

// newPage lays a result out as a page.
func newPage(res *analysis.Result, together *scaling.Result, figures []shown) *runPage {
	p := &runPage{
		Head:        page.Head{Title: pageTitle(res), Headline: words.Headline(res), Badges: badges(res), Facts: tenSeconds(res)},
		Description: res.Description, Dashboard: res.Dashboard,
	}
	if !res.Valid {
		p.Alert = &page.Alert{Text: "INVALID: these numbers must not be believed.", List: words.RunDetails(res, res.InvalidReasons[:min(maxReasons, len(res.InvalidReasons))])}
		if more := len(res.InvalidReasons) - maxReasons; more > 0 {
			p.Alert.List = append(p.Alert.List, fmt.Sprintf("And %d more, each in its trial's section.", more))
		}
	}
	several := len(res.Trials) > 1
	p.Before = []page.Part{{ID: "objectives", Title: "Objectives", Level: 2, Blocks: []page.Block{page.OwnTable(runObjectives(res))}}}
	if found := foundCapacities(res, together); len(found) > 0 {
		p.Before = append([]page.Part{capacityPart(res, found)}, p.Before...)
	}
	if s := together; s != nil {
		p.Before = slices.Concat([]page.Part{answerPart(s, figures)}, p.Before, scalingParts(s, figures))
	}
	if several {
		p.Before = append(p.Before, page.Part{ID: "trials", Title: "Trials compared", Level: 2, Blocks: []page.Block{page.OwnTable(trialsTable(res))}})
	}
	p.Before = append(p.Before, findingsPart(res, figures))
	switch {
	case several:
		first := deciding(res)
		for i := range res.Trials {
			p.Trials = append(p.Trials, viewTrial(res, &res.Trials[i], figures, &res.Trials[i] == first))
		}
	case len(res.Trials) == 1:
		p.Before = append(p.Before, measuredParts(&res.Trials[0], figures, "", 2)...)
	}
	p.After = lastParts(res)
	return p
}

// findingsPart has the findings of the run; with several trials those of the trial that decided, the others' being in their sections.
func findingsPart(res *analysis.Result, figures []shown) page.Part {
	s := page.Part{ID: "findings", Title: "Findings", Level: 2}
	t := deciding(res)
	if t == nil {
		s.Blocks = []page.Block{{Text: "Without a trial there is nothing to find."}}
		return s
	}
	list := findingsOf(res, figures, 0, t.Manifest.Trial)
	if len(list) == 0 {
		s.Blocks = []page.Block{{Text: "Without hits in measured phases there is nothing to find."}}
		return s
	}
	if len(res.Trials) > 1 {
		s.Blocks = []page.Block{{Text: fmt.Sprintf("%s decides the verdict. These are its findings; each other trial has its own in its section.", trialTitle(t))}}
	}
	s.Blocks = append(s.Blocks, page.Block{Findings: list})
	return s
}

// viewTrial is the section of one of several trials.
func viewTrial(res *analysis.Result, t *analysis.Trial, figures []shown, open bool) trialView {
	id, n := trialID(t.Manifest.Trial), t.Manifest.Trial
	own := ofTrial(figures, n)
	v := trialView{ID: id, Title: trialTitle(t), Verdict: verdictCell(trialVerdict(t)), Open: open}
	v.Summary = fmt.Sprintf("%s of %s offered, p99 %s, %s failures", words.Rate(t.Throughput), words.Rate(offeredRate(t)),
		words.Seconds(t.All.Response.P99), words.Count(float64(t.Failures)))
	first := page.Part{ID: id + "-objectives", Title: "Objectives and findings", Level: 3}
	if reasons := t.InvalidReasons(); len(reasons) > 0 {
		first.Blocks = append(first.Blocks, page.Block{List: words.Details(reasons)})
	}
	first.Blocks = append(first.Blocks, page.OwnTable(objectivesTable(t.SLO, false)))
	if len(own) == 0 {
		first.Blocks = append(first.Blocks, page.Block{Text: "Its figures are not drawn and its stores' readings are omitted; bench report -figures includes both for every trial."})
	}
	if list := findingsOf(res, figures, n); len(list) > 0 {
		first.Blocks = append(first.Blocks, page.Block{Findings: list})
	}
	checks := page.Part{ID: id + "-checks", Title: "Validity checks", Level: 3, Blocks: []page.Block{page.OwnTable(checksTable(t.Checks, words.Check))}}
	v.Parts = slices.Concat([]page.Part{first}, measuredParts(t, own, id+"-", 3), []page.Part{checks}, ranParts(t, id+"-", 3))
	return v
}

// lastParts are what holds for the whole run.
func lastParts(res *analysis.Result) []page.Part {
	checks := page.Part{ID: "checks", Title: "Validity checks", Level: 2, Blocks: []page.Block{page.OwnTable(checksTable(res.Checks, func(c *analysis.Check) words.CheckText { return words.RunCheck(res, c) }))}}
	if len(res.Trials) > 1 {
		checks.Blocks = append([]page.Block{{Text: "Of each check the worst of all trials."}}, checks.Blocks...)
	}
	warnings := page.Part{ID: "warnings", Title: "Warnings", Level: 2, Blocks: []page.Block{{List: words.RunDetails(res, res.Warnings)}}}
	if len(res.Warnings) == 0 {
		warnings.Blocks = []page.Block{{Text: "Nothing was found that limits the conclusions."}}
	}
	parts := []page.Part{checks, warnings}
	if len(res.Trials) == 1 {
		parts = append(parts, ranParts(&res.Trials[0], "", 2)...)
	}
	if len(res.Trials) > 0 {
		m := &res.Trials[0].Manifest
		origin := page.Part{ID: "origin", Title: "Scenario and machine", Level: 2, Blocks: []page.Block{{Facts: runFacts(res, m)}}}
		if m.Source != "" {
			origin.Blocks = append(origin.Blocks, page.Block{Summary: "The scenario as it ran", Code: strings.TrimRight(m.Source, "\n")})
		}
		parts = append(parts, origin)
	}
	parts = append(parts, page.Part{ID: "definitions", Title: "Definitions", Level: 2, Blocks: []page.Block{{Facts: definitions()}}})
	if res.Command != "" {
		parts = append(parts, page.Part{ID: "repeat", Title: "Repeat this run", Level: 2, Blocks: []page.Block{{Code: res.Command}}})
	}
	return parts
}
