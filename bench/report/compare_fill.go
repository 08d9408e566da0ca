package report

import (
	"math"

	"quintet/bench/analysis"
	"quintet/bench/compare"
	"quintet/bench/stats"
	"quintet/bench/words"
)

// newComparisonDocument makes compare.json of a comparison.
func newComparisonDocument(c *compare.Comparison) ComparisonDocument {
	return ComparisonDocument{
		Scenario: c.Scenario, Stack: c.Stack, Base: words.Party(&c.Base), Verdict: string(c.Outcome), ExitCode: ExitCode(c.Outcome), Headline: words.Comparison(c),
		Margin: Number(c.Options.Margin), Alpha: Number(c.Options.Alpha), Primary: c.Primary, Secondary: c.Secondary,
		Heads: each(c.Heads, func(h *compare.Head) ComparedHead { return comparedHead(c, h) }), Refused: each(c.Refused, comparedThings), Warnings: listed(words.ComparisonWarnings(c)),
	}
}

func comparedHead(c *compare.Comparison, h *compare.Head) ComparedHead {
	return ComparedHead{Name: words.Party(&h.Party), Verdict: string(h.Outcome), Sentence: words.Head(c, h), Needed: h.Needed, Pairs: each(h.Pairs, comparedPair)}
}

func comparedPair(p *compare.Pair) ComparedPair {
	return ComparedPair{
		Base: comparedSide(&p.Base), Head: comparedSide(&p.Head), Verdict: string(p.Outcome), Needed: p.Needed, Rows: each(p.Rows, comparedRow),
		Operations: Number(p.Operations), Changed: each(p.Changed, comparedThings),
		Within: ComparedWithin{Number(p.Within.Base), Number(p.Within.Head), comparedShift(p.Within.Shift)},
	}
}

func comparedSide(s *compare.Sample) ComparedSide {
	return ComparedSide{Configuration: mapped(s.Configuration), Runs: listed(s.Runs), Trials: s.Trials, Searches: s.Searches, Hits: s.Hits, LeftOut: listed(words.LeftOut(s)),
		Began: s.Began.UTC(), Ended: s.Ended.UTC()}
}

func comparedRow(r *compare.Row) ComparedRow {
	none := math.NaN()
	return ComparedRow{
		Metric: words.RowName(r), Primary: r.Primary, HigherIsBetter: r.HigherIsBetter,
		Base: comparedValues(r.BaseMedian, r.BaseRange, r.Base), Head: comparedValues(r.HeadMedian, r.HeadRange, r.Head),
		Change: Number(r.Change), Shift: comparedShift(r.Shift), Absolute: r.Difference, Effect: comparedShift(r.Effect),
		Equivalence: comparedShift(stats.Shift{Estimate: r.Effect.Estimate, Low: r.Equivalence.Low, High: r.Equivalence.High}),
		Margin:      comparedShift(stats.Shift{Estimate: none, Low: r.Margin.Low, High: r.Margin.High}),
		U:           Number(r.U), P: Number(r.P), Exact: r.Exact, Adjusted: Number(r.Adjusted), Verdict: string(r.Outcome), Needed: r.Needed, AtLeast: r.AtLeast,
	}
}

func comparedValues(median float64, interval analysis.Interval, values []float64) ComparedValues {
	return ComparedValues{Number(median), Number(interval.Low), Number(interval.High), numbers(values)}
}

func comparedShift(s stats.Shift) ComparedInterval {
	return ComparedInterval{Number(s.Estimate), Number(s.Low), Number(s.High)}
}

func comparedThings(d *compare.Difference) ComparedThings {
	return ComparedThings(words.Difference(d))
}
