package report

import (
	"fmt"
	"math"
	"strings"

	"quintet/bench/analysis"
	"quintet/bench/compare"
	"quintet/bench/words"
)

// outcomeCell says an outcome with a mark that is no colour.
func outcomeCell(o compare.Outcome) cell {
	switch o {
	case compare.Worse:
		return cell{Text: "✗ worse", State: "bad"}
	case compare.Better:
		return cell{Text: "✓ better", State: "good"}
	case compare.Same:
		return cell{Text: "= same", State: "good"}
	}
	return cell{Text: "? unsure", State: "doubt"}
}

// pairTitle names a pair by what tells it from the others of its comparison.
func pairTitle(c *compare.Comparison, h *compare.Head, p *compare.Pair) string {
	title := fmt.Sprintf("%s against %s", words.Party(&h.Party), words.Party(&c.Base))
	if len(h.Pairs) > 1 {
		title += ", " + configurationText(p.Base.Configuration)
	}
	return title
}

func intervalName(c *compare.Comparison) string {
	return words.Ratio(1-c.Options.Alpha) + " interval"
}

// rowsTables are the metrics that decide and all others, with their numbers.
func rowsTables(c *compare.Comparison, p *compare.Pair) (decides, others table) {
	like := columns(whole("metric"), right("base", "head", "change"), right(intervalName(c)).Spare(1), right("P"), right("n").Spare(2), whole("outcome"), prose("to settle it").PageOnly())
	decides = table{Caption: "What decides", Empty: "No metric decides.", Columns: like}
	others = table{Caption: "Everything else", Columns: like}
	for i := range p.Rows {
		r := &p.Rows[i]
		row := []cell{
			text(words.RowName(r)), sideCell(r, r.BaseMedian, r.BaseRange, len(r.Base)), sideCell(r, r.HeadMedian, r.HeadRange, len(r.Head)),
			text(words.Effect(r, r.Moved())), text(words.EffectRange(r, r.Effect.Low, r.Effect.High)), text(words.P(r.Adjusted)), text(counts(r)),
			outcomeCell(r.Outcome), text(words.Needed(r.Needed, r.AtLeast)),
		}
		if r.Primary {
			decides.Rows = append(decides.Rows, row)
		} else {
			others.Rows = append(others.Rows, row)
		}
	}
	decides, others = withoutEmpty(decides), withoutEmpty(others)
	if !math.IsNaN(p.Operations) {
		others.Rows = append(others.Rows, []cell{text("geomean of p99(…)"), {}, {}, text(words.Change(p.Operations)), {}, {}, {}, {}, {}}[:len(others.Columns)])
	}
	return decides, others
}

// withoutEmpty is a table without its last column when nothing stands in it.
func withoutEmpty(t table) table {
	last := len(t.Columns) - 1
	for _, row := range t.Rows {
		if row[last].Text != "" {
			return t
		}
	}
	t.Columns = t.Columns[:last:last]
	for i := range t.Rows {
		t.Rows[i] = t.Rows[i][:last:last]
	}
	return t
}

// sideCell is a median with the half-width of its interval, as benchstat writes it, and the interval itself below it.
func sideCell(r *compare.Row, median float64, interval analysis.Interval, n int) cell {
	c := text(words.RowValue(r, median))
	switch {
	case n < 2 || r.Difference: // a share of a share tells nothing, least of all around zero
	case math.IsInf(interval.High, 0) || math.IsInf(interval.Low, 0):
		c.Text += " ±  ∞"
	case median != 0:
		off := math.Max(interval.High-median, median-interval.Low) / math.Abs(median)
		c.Text += fmt.Sprintf(" ± %2.0f%%", 100*off)
		c.Note = words.Interval(r.Metric, interval.Low, interval.High)
	}
	return c
}

// counts says how many trials each side has: "10" or "10+9".
func counts(r *compare.Row) string {
	if len(r.Base) == len(r.Head) {
		return fmt.Sprint(len(r.Base))
	}
	return fmt.Sprintf("%d+%d", len(r.Base), len(r.Head))
}

// valuesTable has the value of each trial, in the order in which they ran.
func valuesTable(p *compare.Pair) table {
	caption := "Each trial's value, in the order in which they ran"
	if p.Base.Searches {
		caption = "The capacities in the order in which they were searched"
	}
	t := table{Caption: caption, Columns: columns(whole("metric"), left("side"), prose("values"))}
	for i := range p.Rows {
		r := &p.Rows[i]
		for _, side := range []struct {
			name   string
			values []float64
		}{{"base", r.Base}, {"head", r.Head}} {
			var values []string
			for _, v := range side.values {
				values = append(values, words.RowValue(r, v))
			}
			t.Rows = append(t.Rows, cells(words.RowName(r), side.name, orAbsent(strings.Join(values, ", "))))
		}
	}
	return t
}

// sidesTable says what stands on both sides, beside one another.
func sidesTable(c *compare.Comparison, h *compare.Head, p *compare.Pair) table {
	counted := "trials"
	if p.Base.Searches {
		counted = "searches"
	}
	t := table{Caption: "The two sides", Columns: columns(whole("what"), prose("base", "head"))}
	both := func(what string, of func(*compare.Sample) string) {
		t.Rows = append(t.Rows, cells(what, of(&p.Base), of(&p.Head)))
	}
	t.Rows = append(t.Rows, cells("name", words.Party(&c.Base), words.Party(&h.Party)))
	both("configuration", func(s *compare.Sample) string { return orAbsent(words.Settings(s.Configuration)) })
	both("runs", func(s *compare.Sample) string { return orAbsent(strings.Join(s.Runs, ", ")) })
	both(counted, func(s *compare.Sample) string { return fmt.Sprint(s.Trials) })
	both("requests", func(s *compare.Sample) string { return words.Count(float64(s.Hits)) })
	both("began", func(s *compare.Sample) string { return when(s.Began) })
	both("ended", func(s *compare.Sample) string { return when(s.Ended) })
	return t
}

func differencesTable(caption, empty string, list []compare.Difference) table {
	t := table{Caption: caption, Empty: empty, Columns: columns(whole("what"), prose("base", "head"))}
	for i := range list {
		d := words.Difference(&list[i])
		t.Rows = append(t.Rows, cells(d.What, orAbsent(d.Base), orAbsent(d.Head)))
	}
	return t
}
