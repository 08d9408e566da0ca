package analysis

import (
	"fmt"
	"slices"
)

// Acceptance is whether a system takes a load, judged by one trial.
type Acceptance struct {
	// Accepted says that every objective holds with its whole interval, and that what was offered was done.
	Accepted bool
	// Uncertain says that it was not accepted though every objective holds as measured and what was offered was done: an interval reaches
	// across its limit.
	Uncertain bool
	// Valid says that the trial can be judged; when it cannot, GeneratorBound says that the generator was the reason.
	Valid, GeneratorBound bool
	// Why is the reason in a sentence when it was not accepted, "" when it was.
	Why string
}

// EnoughDone is the share of the offered load that must be done well for the load to count as taken.
const EnoughDone = 0.95

// Accept judges the load of a trial. It is accepted when the upper bound of every percentile, mean and failure ratio is inside its
// objective (the lower bound of a throughput or goodput), and goodput is at least 95 % of what was offered. A trial that is not valid says
// nothing, with two exceptions: too many failures make its numbers worthless, but they do say that the load was not taken; and
// when the generator was late but an objective is broken by service times too, which do not contain its lateness, the load is
// refused, whoever was late.
func Accept(t *Trial) Acceptance {
	if !t.Valid {
		return acceptInvalid(t)
	}
	a := Acceptance{Valid: true}
	for _, r := range t.SLO {
		if !r.OK {
			a.Why = fmt.Sprintf("%s is broken: %s.", r.Expression, FormatMetric(r.Metric, r.Measured))
			return a
		}
	}
	if offered := float64(t.Offered) / t.Measured; t.Manifest.Load.Closed == 0 && t.Goodput < EnoughDone*offered {
		a.Why = fmt.Sprintf("only %s of %s offered were done well.", FormatRate(t.Goodput), FormatRate(offered))
		return a
	}
	for _, r := range t.SLO {
		if !satisfies(r.High, r.Comparison, r.Limit) || !satisfies(r.Low, r.Comparison, r.Limit) {
			a.Uncertain = true
			a.Why = fmt.Sprintf("%s is not certain: %s.", r.Expression, FormatInterval(r.Metric, r.Low, r.High))
			return a
		}
	}
	a.Accepted = true
	return a
}

// acceptInvalid says what a trial that is not valid tells about its load.
func acceptInvalid(t *Trial) Acceptance {
	var late, unsent, failing, other string
	for _, c := range t.Checks {
		switch {
		case c.OK:
		case slices.Contains(generatorChecks, c.Name):
			late = c.Detail
		case c.Name == sentCheck:
			unsent = c.Detail
		case c.Name == failuresCheck:
			failing = c.Detail
		default:
			other = c.Detail
		}
	}
	switch {
	case other != "":
		return Acceptance{Why: other}
	case failing != "":
		return Acceptance{Valid: true, Why: failing}
	case brokenByService(t) != "":
		return Acceptance{Valid: true, Why: brokenByService(t)}
	case late != "":
		return Acceptance{GeneratorBound: true, Why: late}
	}
	// Nothing but hits that were never sent, by a generator that had the time: they waited for answers that did not come.
	return Acceptance{Valid: true, Why: unsent}
}

// generatorChecks are the checks that blame the generator.
var generatorChecks = []string{"send lag", "generator CPU"}

// The checks that fail when a system does not take a load.
const (
	failuresCheck = "failures"
	sentCheck     = "hits sent"
)

// brokenByService is the first latency objective that service times alone break, in words.
func brokenByService(t *Trial) string {
	for _, r := range t.SLO {
		o := &t.All
		for i := range t.Operations {
			if t.Operations[i].Name == r.Operation {
				o = &t.Operations[i]
			}
		}
		q := o.Service
		measured, known := map[float64]float64{0.5: q.P50, 0.9: q.P90, 0.95: q.P95, 0.99: q.P99, 0.999: q.P999, 0.9999: q.P9999}[r.Quantile]
		switch {
		case r.Metric == "mean":
			measured, known = q.Mean, true
		case r.Metric == "failures":
			measured, known = r.Measured, true
		}
		if known && !satisfies(measured, r.Comparison, r.Limit) {
			return fmt.Sprintf("%s is broken by service times alone: %s.", r.Expression, FormatMetric(r.Metric, measured))
		}
	}
	return ""
}
