package report

import (
	"fmt"
	"io"
	"path/filepath"
	"slices"

	"quintet/bench/analysis"
	"quintet/bench/document"
	"quintet/bench/figure"
	"quintet/bench/page"
	"quintet/bench/scaling"
)

// Paths are the files that Write wrote.
type Paths struct {
	// HTML is the page, JSON the numbers; Images are the figures in the order of the page.
	HTML, JSON string
	Images     []string
}

// Options say how much a report has.
type Options struct {
	// AllFigures draws the figures of every trial, however many there are, and lists the readings of their stores.
	AllFigures bool
}

// maxDrawn is the number of trials up to which all figures are drawn. Of more, only the trial that decided has its figures, beside those of
// the run, unless all are asked for: a page of hundreds of figures is of no use.
const maxDrawn = 6

// wanted says of which trials figures are drawn.
func (o Options) wanted(res *analysis.Result) func(trial int) bool {
	first := res.DecidingTrial()
	return func(trial int) bool {
		return o.AllFigures || len(res.Trials) <= maxDrawn || trial == first.Manifest.Trial
	}
}

// Write draws the figures of a result into dir and writes report.json and index.html beside them. What was there of an earlier
// rendering is replaced, each file at once, so that a reader never sees half of one. The page holds its figures, so that index.html
// alone can be sent to somebody. The same result gives the same bytes.
func Write(dir string, res *analysis.Result, opts Options) (Paths, error) {
	wanted := opts.wanted(res)
	res = trimmed(res, wanted)
	together := scaling.Of(res)
	images, err := figure.Draw(res, together, dir, wanted)
	if err != nil {
		return Paths{}, err
	}
	first := 0
	if t := res.DecidingTrial(); t != nil {
		first = t.Manifest.Trial
	}
	html, err := encodePage(newPage(res, together, show(images, first, len(res.Trials) > 1, pageBudget)))
	if err != nil {
		return Paths{}, err
	}
	p := Paths{HTML: filepath.Join(dir, "index.html"), JSON: filepath.Join(dir, "report.json")}
	if err := page.ReplaceBy(p.JSON, document.New(res, together, listed(images)).Write); err != nil {
		return Paths{}, err
	}
	if err := page.Replace(p.HTML, html); err != nil {
		return Paths{}, err
	}
	if err := writeScorecard(filepath.Join(dir, "scorecard.md"), res); err != nil {
		return Paths{}, err
	}
	for _, i := range images {
		if i.File != "" {
			p.Images = append(p.Images, filepath.Join(dir, i.File))
		}
	}
	return p, nil
}

// listed are the figures as report.json names them.
func listed(images []figure.Image) []document.Figure {
	var list []document.Figure
	for _, i := range images {
		list = append(list, document.Figure{Name: i.Name, Trial: i.Trial, Title: i.Title, Caption: i.Caption, File: i.File, Empty: i.Empty})
	}
	return list
}

// trimmed is a copy of a result without the readings of stores in trials that have no figures: those of all trials would be most
// of a page.
func trimmed(res *analysis.Result, wanted func(trial int) bool) *analysis.Result {
	r := *res
	r.Trials = slices.Clone(r.Trials)
	for i := range r.Trials {
		if t := &r.Trials[i]; !wanted(t.Manifest.Trial) {
			t.Stores = slices.Clone(t.Stores)
			for k := range t.Stores {
				t.Stores[k].Panels, t.Stores[k].Readings = nil, nil
			}
		}
	}
	return &r
}

// Terminal writes the summary of a result that ends a run in a terminal: reasons why it is not valid first, then the verdict,
// objectives, operations (or trials, when there are several) and warnings. Where the report is, the caller says.
func Terminal(w io.Writer, res *analysis.Result, opts page.Terminal) error {
	t := page.NewScreen(opts)
	summary(t, res, scaling.Of(res))
	if _, err := t.WriteTo(w); err != nil {
		return fmt.Errorf("write the summary: %w", err)
	}
	return nil
}
