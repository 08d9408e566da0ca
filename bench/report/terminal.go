package report

import (
	"strings"

	"quintet/bench/analysis"
	"quintet/bench/scaling"
	"quintet/bench/words"
)

// maxWarnings is how many warnings a terminal shows; the page has all.
const maxWarnings = 8

// summary writes everything, reasons of invalidity first.
func (s *screen) summary(res *analysis.Result, together *scaling.Result) {
	s.line("")
	if !res.Valid {
		s.wrap(s.paint("bad", "INVALID: these numbers must not be believed."), "", "")
		s.list("✗ ", "bad", words.RunDetails(res, res.InvalidReasons), mostReasons)
		s.line("")
	}
	var glance []string
	for _, b := range badges(res) {
		glance = append(glance, s.paint(b.State, b.Text))
	}
	for _, f := range tenSeconds(res) {
		glance = append(glance, plain(f.String()))
	}
	s.wrap(plain(words.Headline(res)), "", "")
	s.wrap(strings.Join(glance, " · "), "", "")

	if together != nil {
		s.answer(together)
	}
	if found := foundCapacities(res, together); len(found) > 0 {
		s.table(capacityTable(found))
	}
	several := len(res.Trials) > 1
	s.table(runObjectives(res))
	switch {
	case together != nil:
		s.table(pointsTable(together))
	case several:
		s.table(trialsTable(res))
	}
	if t := deciding(res); t != nil && t.All.Hits > 0 {
		title := ""
		if several {
			title = trialTitle(t)
		}
		s.heading(title)
		s.table(operationsTable(t))
	}
	if len(res.Warnings) > 0 {
		s.line("")
		s.list("! ", "doubt", words.RunDetails(res, res.Warnings), maxWarnings)
	}
	s.line("")
}

// answer writes what the trials say together on load, volume and configurations, and what stands in the way; the rest is in the report.
func (s *screen) answer(of *scaling.Result) {
	s.line("")
	for i := range of.Answer {
		if st := &of.Answer[i]; st.Topic != scaling.OnUnknown {
			s.wrap(plain(words.Statement(st)), "→ ", "  ")
		}
	}
}
