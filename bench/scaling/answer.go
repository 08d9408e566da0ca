package scaling

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"quintet/bench/analysis"
)

// Statement is one sentence of the answer to the question whether the system scales.
type Statement struct {
	// About is one of Topics.
	About string
	Text  string
	// Figure of FigureNames shows it, "" when none does.
	Figure string
}

// Topics are what an answer speaks of, in its order.
func Topics() []string {
	return []string{"load", "volume", "configurations", "limits", "unknown"}
}

// FigureNames are the figures of a whole run, in the order of a report.
func FigureNames() []string {
	return []string{"scaling-throughput", "scaling-p99", "scaling-capacity", "scaling-speedup", "scaling-volume"}
}

// mostSaid bounds how many configurations one topic of the answer goes through; the tables have all.
const mostSaid = 4

// noChange is the change of throughput, as a ratio, that is not worth words.
const noChange = 0.01

// answer says in sentences computed from the run whether the system scales, what limits it, and what the run cannot say.
func answer(s *Result, r *analysis.Result) []Statement {
	var all []Statement
	say := func(about, figure string, texts []string) {
		if more := len(texts) - mostSaid; more > 0 && about != "unknown" {
			texts = append(texts[:mostSaid:mostSaid], fmt.Sprintf("the same of %d more is in the tables.", more))
		}
		for _, text := range texts {
			all = append(all, Statement{about, sentence(text), figure})
		}
	}
	say("load", "scaling-capacity", s.capacitySentences())
	say("load", "scaling-throughput", s.loadSentences())
	var volumes []string
	for i := range s.Volumes {
		volumes = append(volumes, s.Volumes[i].words(s))
	}
	say("volume", "scaling-volume", volumes)
	// What is known comes before what is not.
	var ladders, bounded []string
	for i := range s.Ladders {
		if l := &s.Ladders[i]; l.Bounded {
			bounded = append(bounded, l.Reading)
		} else {
			ladders = append(ladders, l.Reading)
		}
	}
	say("configurations", "scaling-speedup", ladders)
	say("configurations", "scaling-p99", s.effectSentences())
	say("configurations", "scaling-speedup", bounded)
	for _, st := range limitSentences(s, r) {
		st.Text = sentence(st.Text)
		all = append(all, st)
	}
	say("unknown", "", unknownSentences(s, r))
	return all
}

// capacitySentences say the largest load of each configuration and what broke above it.
func (s *Result) capacitySentences() []string {
	var texts []string
	for i := range s.Capacities {
		c := &s.Capacities[i]
		with := s.knownAs(c.Configuration)
		text := "it takes " + analysis.CapacityWords(*c) + with + s.mainPhase(c) + " with every SLO held"
		switch {
		case c.Rate == 0 && c.Refused > 0:
			texts = append(texts, fmt.Sprintf("not even the least load tried, %s, is taken%s: %s", requestRate(c.Refused), with, orWord(why(c), "see its trials.")))
			continue
		case c.Rate == 0:
			text = "it takes " + analysis.CapacityWords(*c) + with
		}
		if why := why(c); why != "" {
			text += fmt.Sprintf("; at %s %s", requestRate(c.Refused), strings.TrimSuffix(why, "."))
		}
		texts = append(texts, text+".")
	}
	return texts
}

// mainPhase says that a capacity is the rate of the main phase, where the other measured phases make the offered load another.
func (s *Result) mainPhase(c *analysis.Capacity) string {
	for i := range s.Cells {
		cell := &s.Cells[i]
		if c.Rate > 0 && cell.Rate == c.Rate && math.Abs(cell.Offered/c.Rate-1) > 0.05 && maps.Equal(s.Configurations[cell.Configuration].Settings, c.Configuration) {
			return fmt.Sprintf(" in its main phase (%s offered over all measured phases)", analysis.FormatRate(cell.Offered))
		}
	}
	return ""
}

// knownAs names a configuration by what was varied.
func (s *Result) knownAs(values map[string]string) string {
	varied := map[string]string{}
	for name, v := range values {
		if s.axis(name) != nil {
			varied[name] = v
		}
	}
	return ofConfiguration(varied)
}

// why is the reason for which the lowest refused load was refused.
func why(c *analysis.Capacity) string {
	for _, t := range c.Tried {
		if t.Rate == c.Refused && t.Valid && !t.Accepted {
			return t.Why
		}
	}
	return ""
}

// loadSentences follow each curve from its least to its largest load.
func (s *Result) loadSentences() []string {
	var texts []string
	for _, l := range s.Curves {
		cells := s.valid(l.Cells)
		if len(cells) < 2 {
			continue
		}
		first, last := cells[0], cells[len(cells)-1]
		with := ""
		if l.Name != "" {
			with = "with " + l.Name + ", "
		}
		text := fmt.Sprintf("%sfrom %s to %s offered p99 goes from %s to %s, and throughput ", with, analysis.FormatRate(first.Offered), analysis.FormatRate(last.Offered),
			estimateSeconds(first.P99), estimateSeconds(last.P99))
		var kept, lost *Cell
		for _, c := range cells {
			if lost == nil && c.keepsUp() {
				kept = c
			} else if lost == nil {
				lost = c
			}
		}
		switch {
		case lost == nil:
			text += "follows the load all the way: the most that can be done lies higher"
		case kept == nil:
			text += fmt.Sprintf("does not even follow the least load: %s answered of %s", estimateRate(lost.Throughput), analysis.FormatRate(lost.Offered))
		default:
			text += fmt.Sprintf("follows the load up to %s; of %s offered it answers %s", analysis.FormatRate(kept.Offered), analysis.FormatRate(lost.Offered), estimateRate(lost.Throughput))
		}
		if heaviest := &s.Cells[l.Cells[len(l.Cells)-1]]; len(heaviest.Trials) == 0 && heaviest.Rate > 0 {
			text += fmt.Sprintf("; of the heaviest load, %s, no trial is valid", analysis.FormatRate(heaviest.Rate))
		}
		texts = append(texts, text+".")
	}
	return texts
}

// effectSentences say what each setting does whose gain no ladder tells, at the heaviest load at which both sides have valid trials.
func (s *Result) effectSentences() []string {
	var texts []string
	for _, a := range s.Axes {
		if a.Name == analysis.RateAxis || a.Name == volumeAxis || s.climbed(a.Name) {
			continue
		}
		for _, v := range a.Values[1:] {
			base, head := s.pair(a.Name, a.Values[0], v)
			if base == nil {
				continue
			}
			texts = append(texts, s.effect(a, v, base, head))
		}
	}
	return texts
}

// climbed reports whether a ladder tells what more of a resource gains.
func (s *Result) climbed(axis string) bool {
	return slices.ContainsFunc(s.Ladders, func(l Ladder) bool { return l.Axis == axis && !l.Bounded })
}

// pair finds the two cells that differ in one axis only and have the heaviest load; nil when there are none.
func (s *Result) pair(axis, from, to string) (base, head *Cell) {
	for i := range s.Cells {
		a := &s.Cells[i]
		settings := s.Configurations[a.Configuration].Settings
		if settings[axis] != from || len(a.Trials) == 0 || base != nil && a.Offered <= base.Offered*(1+1e-9) {
			continue
		}
		for j := range s.Cells {
			b := &s.Cells[j]
			if len(b.Trials) > 0 && b.Rate == a.Rate && b.Volume == a.Volume && differOnly(settings, s.Configurations[b.Configuration].Settings, axis, to) {
				base, head = a, b
			}
		}
	}
	return base, head
}

func differOnly(a, b map[string]string, axis, value string) bool {
	if len(a) != len(b) || b[axis] != value {
		return false
	}
	for name, v := range a {
		if name != axis && b[name] != v {
			return false
		}
	}
	return true
}

// effect compares two cells in p99 and throughput.
func (s *Result) effect(a Axis, value string, base, head *Cell) string {
	where := ""
	if base.Users == 0 {
		where = ", at " + analysis.FormatRate(base.Offered)
	}
	slower := head.P99.against(base.P99)
	text := fmt.Sprintf("%s %s instead of %s%s: p99 %s against %s", a.Name, value, a.Values[0], where, estimateSeconds(head.P99), estimateSeconds(base.P99))
	if slower.holds(1) || math.IsNaN(slower.Value) {
		text += ", which cannot be told apart"
	} else {
		text += ", " + timesWords(slower)
	}
	if done := head.Throughput.against(base.Throughput); !done.holds(1) && math.Abs(done.Value-1) >= noChange {
		text += fmt.Sprintf("; throughput %s against %s", estimateRate(head.Throughput), estimateRate(base.Throughput))
	}
	return text + "."
}

// estimateSeconds writes a duration with its interval: "21.3 ms (20.7 ms – 22.1 ms)".
func estimateSeconds(e Estimate) string {
	return withInterval(analysis.FormatSeconds(e.Value), "p99", e.Interval)
}

// estimateRate writes a rate with its interval.
func estimateRate(e Estimate) string {
	return withInterval(analysis.FormatRate(e.Value), "throughput", e.Interval)
}

func withInterval(text, metric string, i analysis.Interval) string {
	interval := analysis.FormatInterval(metric, i.Low, i.High)
	if interval == analysis.Absent || interval == "unknown" {
		return text
	}
	return text + " (" + interval + ")"
}

// counted writes a number with its noun: "1 volume", "4 volumes".
func counted(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return fmt.Sprintf("%s %s", analysis.FormatCount(float64(n)), noun)
}
