package report

import (
	"strings"

	"quintet/bench/analysis"
	"quintet/bench/page"
	"quintet/bench/resilience"
	"quintet/bench/scaling"
	"quintet/bench/words"
)

// maxWarnings is how many warnings a terminal shows; the page has all.
const maxWarnings = 8

// summary writes everything, reasons of invalidity first.
func summary(s *page.Screen, res *analysis.Result, together *scaling.Result) {
	s.Line("")
	if !res.Valid {
		s.Wrap(s.Paint("bad", words.Invalid), "", "")
		s.List("✗ ", "bad", words.RunDetails(res, res.InvalidReasons), maxReasons, words.MoreInReport)
		s.Line("")
	}
	var glance []string
	for _, b := range badges(res) {
		glance = append(glance, s.Paint(b.State, b.Text))
	}
	for _, f := range tenSeconds(res) {
		glance = append(glance, page.Plain(f.String()))
	}
	s.Wrap(page.Plain(words.Headline(res)), "", "")
	s.Wrap(strings.Join(glance, " · "), "", "")

	if together != nil {
		answer(s, together)
	}
	if faults := res.Faults(); faults != nil {
		resilienceAnswer(s, faults)
	}
	if found := foundCapacities(res, together); len(found) > 0 {
		s.Table(capacityTable(found))
	}
	several := len(res.Trials) > 1
	s.Table(runObjectives(res))
	switch {
	case together != nil:
		s.Table(pointsTable(together))
	case several:
		s.Table(trialsTable(res))
	}
	if t := res.DecidingTrial(); t != nil && t.All.Hits > 0 {
		title := ""
		if several {
			title = words.TrialTitle(t)
		}
		s.Heading(title)
		s.Table(operationsTable(t))
	}
	if len(res.Warnings) > 0 {
		s.Line("")
		s.List("! ", "doubt", words.RunDetails(res, res.Warnings), maxWarnings, words.MoreInReport)
	}
	s.Line("")
}

// resilienceAnswer writes what the faults did and what was lost, and the scorecard.
func resilienceAnswer(s *page.Screen, r *resilience.Result) {
	s.Line("")
	for i := range r.Answer {
		if st := &r.Answer[i]; st.Topic != resilience.OnUnknown {
			s.Wrap(page.Plain(words.FaultStatement(st)), "→ ", "  ")
		}
	}
	s.Table(scorecard(r))
	if len(r.Durability) > 0 {
		s.Table(durabilityTable(r))
	}
}

// answer writes what the trials say together on load, volume and configurations, and what stands in the way; the rest is in the report.
func answer(s *page.Screen, of *scaling.Result) {
	s.Line("")
	for i := range of.Answer {
		if st := &of.Answer[i]; st.Topic != scaling.OnUnknown {
			s.Wrap(page.Plain(words.Statement(st)), "→ ", "  ")
		}
	}
}
