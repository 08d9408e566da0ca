package compare

import (
	"slices"

	"quintet/bench/analysis"
	"quintet/bench/samples"
	"quintet/bench/stats"
)

// newPair compares two groups of trials without judging. refused are the differences that make them not comparable.
func newPair(base, head *group, opts Options) (p Pair, refused []Difference) {
	refused, changed := groupDifferences(base, head)
	if len(base.searches) > 0 && len(head.searches) > 0 {
		p = newCapacityPair(base, head, opts)
		p.Changed = changed
		return p, refused
	}
	p = Pair{Base: base.sample(), Head: head.sample(), Changed: changed}
	a, b := base.compared(), head.compared()
	first := &base.trials[0].Manifest
	p.Rows = rows(first.SLO, first.Operations, a, b, opts)
	p.Operations = overOperations(p.Rows)
	p.Within = withinRuns(a, b, 1-opts.Alpha)
	p.Warnings = append(pairWarnings(&p), doubts(slices.Concat(a, b))...)
	return p, refused
}

// groupDifferences lists in what two groups differ, and trials within each, each difference once.
func groupDifferences(base, head *group) (refused, changed []Difference) {
	axes := differingAxes(base.configuration, head.configuration)
	reference := &base.trials[0].Manifest
	for _, t := range base.trials[1:] {
		// Trials that pool must agree in everything, but for the seed.
		r, n := differences(reference, &t.Manifest, nil)
		refused = appendOnce(refused, within(OfBase, r)...)
		changed = appendOnce(changed, within(OfBase, n)...)
	}
	for i, t := range head.trials {
		r, n := differences(reference, &t.Manifest, axes)
		refused, changed = appendOnce(refused, r...), appendOnce(changed, n...)
		if i > 0 {
			r, n := differences(&head.trials[0].Manifest, &t.Manifest, nil)
			refused = appendOnce(refused, within(OfHead, r)...)
			changed = appendOnce(changed, within(OfHead, n)...)
		}
	}
	return refused, changed
}

// withinRuns compares the hits of the trials themselves.
func withinRuns(base, head []*analysis.Trial, confidence float64) WithinRuns {
	weighed := func(trials []*analysis.Trial) []stats.WeighedRun {
		var runs []stats.WeighedRun
		for _, t := range trials {
			runs = append(runs, stats.WeighedRun{Times: t.All.Times, Effective: t.All.Effective})
		}
		return runs
	}
	a, b := weighed(base), weighed(head)
	return WithinRuns{Base: stats.PooledQuantile(a, 0.99), Head: stats.PooledQuantile(b, 0.99), Shift: stats.QuantileShift(a, b, 0.99, confidence)}
}

// leftOut is why a trial is not compared, nil when it is.
func (g *group) leftOut(t *analysis.Trial) Values {
	out := TrialLeftOut{Run: t.Manifest.RunID, Trial: t.Manifest.Trial}
	switch {
	case g.ambiguous[t]:
		out.Why = Ambiguous
	case !t.Valid:
		out.Why = NotValid
		if reasons := t.InvalidReasons(); len(reasons) > 0 {
			out.Reason = reasons[0]
		}
	case t.Manifest.State != samples.Complete:
		out.Why, out.State = EndedEarly, t.Manifest.State
	default:
		return nil
	}
	return out
}
