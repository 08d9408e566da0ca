package comparison

import (
	"math"

	"quintet/bench/analysis"
	"quintet/bench/compare"
	"quintet/bench/stats"
	"quintet/bench/words"
)

// newDocument makes compare.json of a comparison.
func newDocument(c *compare.Comparison) Document {
	return Document{
		Scenario: c.Scenario, Stack: c.Stack, Base: words.Party(&c.Base), Verdict: string(c.Outcome), ExitCode: ExitCode(c.Outcome), Headline: words.Comparison(c),
		Margin: c.Options.Margin, Alpha: c.Options.Alpha, Primary: c.Primary, Secondary: c.Secondary,
		Heads: each(c.Heads, func(h *compare.Head) Head { return newHead(c, h) }), Refused: each(c.Refused, newDifference), Warnings: words.ComparisonWarnings(c),
	}
}

func newHead(c *compare.Comparison, h *compare.Head) Head {
	return Head{Name: words.Party(&h.Party), Verdict: string(h.Outcome), Sentence: words.Head(c, h), Needed: h.Needed, Pairs: each(h.Pairs, newPair)}
}

func newPair(p *compare.Pair) Pair {
	return Pair{
		Base: newSide(&p.Base), Head: newSide(&p.Head), Verdict: string(p.Outcome), Needed: p.Needed, Rows: each(p.Rows, newRow),
		Operations: p.Operations, Changed: each(p.Changed, newDifference),
		Within: WithinRuns{p.Within.Base, p.Within.Head, newInterval(p.Within.Shift)},
	}
}

func newSide(s *compare.Sample) Side {
	return Side{Configuration: s.Configuration, Runs: s.Runs, Trials: s.Trials, Searches: s.Searches, Hits: s.Hits, LeftOut: words.LeftOut(s),
		Began: s.Began.UTC(), Ended: s.Ended.UTC()}
}

func newRow(r *compare.Row) Row {
	none := math.NaN()
	return Row{
		Metric: words.RowName(r), Primary: r.Primary, HigherIsBetter: r.HigherIsBetter,
		Base: newValues(r.BaseMedian, r.BaseRange, r.Base), Head: newValues(r.HeadMedian, r.HeadRange, r.Head),
		Change: r.Change, Shift: newInterval(r.Shift), Absolute: r.Difference, Effect: newInterval(r.Effect),
		Equivalence: newInterval(stats.Shift{Estimate: r.Effect.Estimate, Low: r.Equivalence.Low, High: r.Equivalence.High}),
		Margin:      newInterval(stats.Shift{Estimate: none, Low: r.Margin.Low, High: r.Margin.High}),
		U:           r.U, P: r.P, Exact: r.Exact, Adjusted: r.Adjusted, Verdict: string(r.Outcome), Needed: r.Needed, AtLeast: r.AtLeast,
	}
}

func newValues(median float64, interval analysis.Interval, values []float64) Values {
	return Values{median, interval.Low, interval.High, values}
}

func newInterval(s stats.Shift) Interval {
	return Interval{s.Estimate, s.Low, s.High}
}

func newDifference(d *compare.Difference) Difference {
	return Difference(words.Difference(d))
}

// each converts every element of a list.
func each[A, B any](list []A, convert func(*A) B) []B {
	out := make([]B, len(list))
	for i := range list {
		out[i] = convert(&list[i])
	}
	return out
}
