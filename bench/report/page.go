package report

import (
	"embed"
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
	// Folded heads Parts, which are folded away unless the section is Open.
	Folded string
	Open   bool
	Parts  []page.Part
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
		Head:        page.Head{Title: words.ReportTitle(res), Headline: words.Headline(res), Badges: badges(res), Facts: tenSeconds(res)},
		Description: res.Description, Dashboard: res.Dashboard,
	}
	if !res.Valid {
		reasons := words.RunDetails(res, res.InvalidReasons)
		p.Alert = &page.Alert{Text: words.Invalid, List: reasons[:min(maxReasons, len(reasons))]}
		if more := len(reasons) - maxReasons; more > 0 {
			p.Alert.List = append(p.Alert.List, words.MoreReasons(more))
		}
	}
	several := len(res.Trials) > 1
	p.Before = []page.Part{page.TablePart("objectives", 2, runObjectives(res))}
	if found := foundCapacities(res, together); len(found) > 0 {
		p.Before = append([]page.Part{capacityPart(res, found)}, p.Before...)
	}
	if s := together; s != nil {
		p.Before = slices.Concat([]page.Part{answerPart(s, figures)}, p.Before, scalingParts(s, figures))
	}
	if faults := res.Faults(); faults != nil {
		// What it is about comes first, but for whether it scales.
		at := 0
		if together != nil {
			at = 1
		}
		p.Before = slices.Insert(p.Before, at, resilienceParts(faults, figures)...)
	}
	if several {
		p.Before = append(p.Before, page.TablePart("trials", 2, trialsTable(res)))
	}
	p.Before = append(p.Before, findingsPart(res, figures))
	switch {
	case several:
		first := res.DecidingTrial()
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
	s := page.Part{ID: "findings", Title: words.FindingsHeading, Level: 2}
	t := res.DecidingTrial()
	if t == nil {
		s.Blocks = []page.Block{{Text: words.NothingToFind}}
		return s
	}
	list := findingsOf(res, figures, 0, t.Manifest.Trial)
	if len(list) == 0 {
		s.Blocks = []page.Block{{Text: words.NoHitsToFind}}
		return s
	}
	if len(res.Trials) > 1 {
		s.Blocks = []page.Block{{Text: words.DecidingFindings(t)}}
	}
	s.Blocks = append(s.Blocks, page.Block{Findings: list})
	return s
}

// viewTrial is the section of one of several trials.
func viewTrial(res *analysis.Result, t *analysis.Trial, figures []shown, open bool) trialView {
	id, n := trialID(t.Manifest.Trial), t.Manifest.Trial
	own := ofTrial(figures, n)
	v := trialView{ID: id, Title: words.TrialTitle(t), Folded: words.EverythingHeading, Verdict: verdictCell(trialVerdict(t)), Open: open}
	v.Summary = words.TrialSummary(t, offeredRate(t))
	first := page.Part{ID: id + "-objectives", Title: words.TrialHeading, Level: 3}
	if reasons := t.InvalidReasons(); len(reasons) > 0 {
		first.Blocks = append(first.Blocks, page.Block{List: words.Details(reasons)})
	}
	first.Blocks = append(first.Blocks, page.OwnTable(objectivesTable(t.SLO, false)))
	if len(own) == 0 {
		first.Blocks = append(first.Blocks, page.Block{Text: words.TrialNotDrawn})
	}
	if list := findingsOf(res, figures, n); len(list) > 0 {
		first.Blocks = append(first.Blocks, page.Block{Findings: list})
	}
	checks := page.TablePart(id+"-checks", 3, checksTable(t.Checks, words.Check))
	v.Parts = slices.Concat([]page.Part{first}, measuredParts(t, own, id+"-", 3), []page.Part{checks}, ranParts(t, id+"-", 3))
	return v
}

// lastParts are what holds for the whole run.
func lastParts(res *analysis.Result) []page.Part {
	checks := page.TablePart("checks", 2, checksTable(res.Checks, func(c *analysis.Check) words.CheckText { return words.RunCheck(res, c) }))
	if len(res.Trials) > 1 {
		checks.Blocks = append([]page.Block{{Text: words.WorstOfTrials}}, checks.Blocks...)
	}
	warnings := page.Part{ID: "warnings", Title: words.WarningsHeading, Level: 2, Blocks: []page.Block{{List: words.RunDetails(res, res.Warnings)}}}
	if len(res.Warnings) == 0 {
		warnings.Blocks = []page.Block{{Text: words.NoWarnings}}
	}
	parts := []page.Part{checks, warnings}
	if len(res.Trials) == 1 {
		parts = append(parts, ranParts(&res.Trials[0], "", 2)...)
	}
	if len(res.Trials) > 0 {
		m := &res.Trials[0].Manifest
		origin := page.Part{ID: "origin", Title: words.OriginHeading, Level: 2, Blocks: []page.Block{{Facts: page.Facts(words.RunFacts(res, m))}}}
		if m.Source != "" {
			origin.Blocks = append(origin.Blocks, page.Block{Summary: words.ScenarioHeading, Code: strings.TrimRight(m.Source, "\n")})
		}
		parts = append(parts, origin)
	}
	parts = append(parts, page.Part{ID: "definitions", Title: words.DefinitionsHeading, Level: 2, Blocks: []page.Block{{Facts: page.Facts(words.ReportDefinitions())}}})
	if res.Command != "" {
		parts = append(parts, page.Part{ID: "repeat", Title: words.RepeatHeading, Level: 2, Blocks: []page.Block{{Code: res.Command}}})
	}
	return parts
}
