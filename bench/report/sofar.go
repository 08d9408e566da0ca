package report

import (
	"slices"

	"quintet/bench/analysis"
	"quintet/bench/page"
	"quintet/bench/samples"
	"quintet/bench/words"
)

// SoFar is what the report of a trial that goes on would say now.
type SoFar struct {
	// Headline is its first sentence, State of what kind it is: "good" or "bad".
	Headline, State string
	// HTML are its sections, without figures, as a piece of a page with the kit's style.
	HTML []byte
}

// OfTrial lays out what analysis.SoFar found of a trial, with what can still change it, by the tables and templates of a report. open are the
// objectives of which nothing is measured yet.
func OfTrial(t analysis.Trial, open []samples.SLO) (SoFar, error) {
	// The trial stands for itself: the others of its run, and the search that it is a step of, are not judged.
	t.Manifest.Trial, t.Manifest.Trials, t.Manifest.Search = 1, 1, nil
	for i := range t.SLO {
		t.SLO[i].Trial = 1
	}
	for i := range t.Checks {
		t.Checks[i].Trial = 1
	}
	res := analysis.Combine([]analysis.Trial{t}, nil)
	p := newPage(res, nil, nil)
	var changes []string
	for _, o := range analysis.Outlooks(&res.Trials[0]) {
		if text := words.Outlook(&o); text != "" {
			changes = append(changes, text)
		}
	}
	if text := words.NotYetMeasured(open); text != "" {
		changes = append(changes, text)
	}
	if len(changes) > 0 {
		outlook := page.Part{ID: "outlook", Title: words.LiveChanges, Level: 2, Blocks: []page.Block{{List: changes}}}
		after := 1 + slices.IndexFunc(p.Before, func(s page.Part) bool { return s.ID == "objectives" })
		p.Before = slices.Insert(p.Before, after, outlook)
	}
	html, err := page.Encode(templates, "sofar.html", p)
	return SoFar{p.Headline, p.Badges[0].State, html}, err
}
