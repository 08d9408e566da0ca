package comparison

import (
	"fmt"
	"math"
	"strings"

	"quintet/bench/analysis"
	"quintet/bench/compare"
	"quintet/bench/page"
	"quintet/bench/words"
)

// outcomeCell is an outcome behind its mark.
func outcomeCell(o compare.Outcome) page.Cell {
	switch o {
	case compare.Worse:
		return page.Bad(string(o))
	case compare.Better:
		return page.Good(string(o))
	case compare.Same:
		return page.Cell{Text: "= " + string(o), State: "good"}
	}
	return page.Unknown(string(o))
}

// rowsTables are the metrics that decide and all others, with their numbers.
func rowsTables(c *compare.Comparison, p *compare.Pair) (decides, others page.Table) {
	like := page.Join(page.Whole("metric"), page.Right("base", "head", "change"), page.Right(words.IntervalColumn(c)).Spare(1), page.Right("P"), page.Right("n").Spare(2), page.Whole("outcome"), page.Prose("to settle it").PageOnly())
	decides, others = page.NewTable(words.DecidesTable(), like), page.NewTable(words.OthersTable(), like)
	for i := range p.Rows {
		r := &p.Rows[i]
		row := []page.Cell{
			page.Text(words.RowName(r)), sideCell(r, r.BaseMedian, r.BaseRange, len(r.Base)), sideCell(r, r.HeadMedian, r.HeadRange, len(r.Head)),
			page.Text(words.Effect(r, r.Moved())), page.Text(words.EffectRange(r, r.Effect.Low, r.Effect.High)), page.Text(words.P(r.Adjusted)), page.Text(counts(r)),
			outcomeCell(r.Outcome), page.Text(words.Needed(r.Needed, r.AtLeast)),
		}
		if r.Primary {
			decides.Rows = append(decides.Rows, row)
		} else {
			others.Rows = append(others.Rows, row)
		}
	}
	decides, others = withoutEmpty(decides), withoutEmpty(others)
	if !math.IsNaN(p.Operations) {
		others.Rows = append(others.Rows, []page.Cell{page.Text(words.Geomean), {}, {}, page.Text(words.Change(p.Operations)), {}, {}, {}, {}, {}}[:len(others.Columns)])
	}
	return decides, others
}

// withoutEmpty is a table without its last column when nothing stands in it.
func withoutEmpty(t page.Table) page.Table {
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
func sideCell(r *compare.Row, median float64, interval analysis.Interval, n int) page.Cell {
	c := page.Text(words.RowValue(r, median))
	switch {
	case n < 2 || r.Difference: // a share of a share means little, least of all around zero
	case math.IsInf(interval.High, 0) || math.IsInf(interval.Low, 0):
		c.Text += " ±  ∞"
	case median != 0:
		off := math.Max(interval.High-median, median-interval.Low) / math.Abs(median)
		c.Text += fmt.Sprintf(" ± %2.0f%%", 100*off)
		c.Note = words.Interval(r.Metric, interval.Low, interval.High)
	}
	return c
}

// counts is the number of trials of each side: "10" or "10+9".
func counts(r *compare.Row) string {
	if len(r.Base) == len(r.Head) {
		return fmt.Sprint(len(r.Base))
	}
	return fmt.Sprintf("%d+%d", len(r.Base), len(r.Head))
}

// valuesTable has the value of each trial, in the order in which they ran.
func valuesTable(p *compare.Pair) page.Table {
	t := page.NewTable(words.ValuesTable(p.Base.Searches), page.Whole("metric"), page.Left("side"), page.Prose("values"))
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
			t.Rows = append(t.Rows, page.Cells(words.RowName(r), side.name, words.OrAbsent(strings.Join(values, ", "))))
		}
	}
	return t
}

// sidesTable has both sides beside one another.
func sidesTable(c *compare.Comparison, h *compare.Head, p *compare.Pair) page.Table {
	counted := "trials"
	if p.Base.Searches {
		counted = "searches"
	}
	t := page.NewTable(words.SidesTable(), page.Whole("what"), page.Prose("base", "head"))
	both := func(what string, of func(*compare.Sample) string) {
		t.Rows = append(t.Rows, page.Cells(what, of(&p.Base), of(&p.Head)))
	}
	t.Rows = append(t.Rows, page.Cells("name", words.Party(&c.Base), words.Party(&h.Party)))
	both("configuration", func(s *compare.Sample) string { return words.OrAbsent(words.Settings(s.Configuration)) })
	both("runs", func(s *compare.Sample) string { return words.OrAbsent(strings.Join(s.Runs, ", ")) })
	both(counted, func(s *compare.Sample) string { return fmt.Sprint(s.Trials) })
	both("requests", func(s *compare.Sample) string { return words.Count(float64(s.Hits)) })
	both("began", func(s *compare.Sample) string { return words.Time(s.Began) })
	both("ended", func(s *compare.Sample) string { return words.Time(s.Ended) })
	return t
}

func differencesTable(list []compare.Difference) page.Table {
	t := page.NewTable(words.DifferencesTable(), page.Whole("what"), page.Prose("base", "head"))
	for i := range list {
		d := words.Difference(&list[i])
		t.Rows = append(t.Rows, page.Cells(d.What, words.OrAbsent(d.Base), words.OrAbsent(d.Head)))
	}
	return t
}
