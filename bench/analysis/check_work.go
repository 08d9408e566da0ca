package analysis

import (
	"math"

	"quintet/bench/samples"
	"quintet/telemetry"
)

// Sent is how many of the hits that were offered were sent; the check's Measured is their ratio.
type Sent struct{ Sent, Offered uint64 }

// checkSent: what was offered must have been sent, or the load was another than the scenario's. Phases that the trial did not get
// through are left out: of them it is not known how many hits were due.
func checkSent(f *facts) []Check {
	m := &f.Manifest
	var e Sent
	for i, p := range m.Phases {
		if p.Measure && m.Load.Closed == 0 && p.End <= f.axis.Reached {
			e.Offered += p.Offered
			e.Sent += f.first.phases[i].sent
		}
	}
	if e.Offered == 0 {
		return nil
	}
	sent := float64(e.Sent) / float64(e.Offered)
	return []Check{{Kind: CheckSent, OK: sent >= f.limits.Sent, Measured: Quantity{sent, telemetry.Ratio}, Limit: Quantity{f.limits.Sent, telemetry.Ratio}, Evidence: e}}
}

// Failures is how many hits failed; the check's Measured is their ratio. Class is the most frequent class, "" when none failed.
type Failures struct {
	Failures, Hits uint64
	Class          string
}

// checkFailures: a run that mostly fails measures how fast it fails.
func checkFailures(f *facts) []Check {
	all, limit := f.first.all, f.limits.Failures
	if all.hits == 0 {
		return nil
	}
	e := Failures{Failures: all.failures, Hits: all.hits}
	if len(f.Failed) > 0 {
		e.Class = f.Failed[0].Class
	}
	failed := float64(all.failures) / float64(all.hits)
	return []Check{{Kind: CheckFailures, OK: failed <= limit, Measured: Quantity{failed, telemetry.Ratio}, Limit: Quantity{limit, telemetry.Ratio}, Evidence: e}}
}

// Missing is how many answers were empty or wrong where rows were seeded; the check's Measured is their ratio.
type Missing struct{ Answers uint64 }

// checkMissing: an answer that is empty, or wrong, where rows were seeded is the latency of nothing.
func checkMissing(f *facts) []Check {
	all, limit := f.first.all, f.limits.Missing
	if all.hits == 0 {
		return nil
	}
	n := f.first.failed.count(samples.Missing, samples.Content)
	missing := float64(n) / float64(all.hits)
	c := Check{Kind: CheckMissing, OK: missing <= limit, Measured: Quantity{missing, telemetry.Ratio}, Limit: Quantity{limit, telemetry.Ratio}, Evidence: Missing{n}}
	c.Doubt = c.OK && n > 0
	return []Check{c}
}

// Objective is what an objective's interval says of its limit.
type Objective struct {
	SLOResult
	// Measurable is false when its operation had no hits, Bounded when they were too few for an upper bound of a percentile.
	Measurable, Bounded bool
}

// checkObjectives warns of objectives that chance may have decided, and of those nothing was measured for.
func checkObjectives(f *facts) []Check {
	var rows []Check
	for _, r := range f.SLO {
		e := Objective{r, !math.IsNaN(r.Measured), !(math.IsInf(r.High, 1) && isPercentile(r.SLO))}
		if !e.Measurable && f.first.all.hits == 0 {
			continue
		}
		unit := metricUnit(r.Metric)
		// Too few hits for an upper bound: the check of the sample size says so already.
		rows = append(rows, Check{Kind: CheckObjective, Subject: r.Expression, OK: e.Measurable, Doubt: e.Measurable && e.Bounded && r.NotCertain(),
			Measured: Quantity{r.Measured, unit}, Limit: Quantity{r.Limit, unit}, Evidence: e})
	}
	return rows
}

func (Sent) evidence()      {}
func (Failures) evidence()  {}
func (Missing) evidence()   {}
func (Objective) evidence() {}
