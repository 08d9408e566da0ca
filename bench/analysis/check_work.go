package analysis

import (
	"math"
	"slices"

	"quintet/bench/samples"
	"quintet/telemetry"
)

// checkSent: what was offered must have been sent, or the load was another than the scenario's. Phases that the trial did not get
// through are left out: of them it is not known how many hits were due. With faults, only the hits before the first one count here and below.
func checkSent(f *facts) []Check {
	w := f.work()
	if f.Manifest.Load.Closed > 0 || w.offered == 0 {
		return nil
	}
	sent := float64(w.sent) / float64(w.offered)
	return []Check{{Kind: CheckSent, OK: sent >= f.limits.Sent, Measured: Quantity{sent, telemetry.Ratio}, Limit: Quantity{f.limits.Sent, telemetry.Ratio}, Evidence: Sent{w.sent, w.offered}}}
}

// checkFailures: a run that mostly fails measures how fast it fails.
func checkFailures(f *facts) []Check {
	all, limit := f.work(), f.limits.Failures
	if all.hits == 0 {
		return nil
	}
	e := Failures{Failures: all.failures, Hits: all.hits}
	if len(f.Failed) > 0 && all.failures > 0 {
		e.Class, e.Example = f.Failed[0].Class, f.example(f.Failed[0].Class)
	}
	failed := float64(all.failures) / float64(all.hits)
	return []Check{{Kind: CheckFailures, OK: failed <= limit, Measured: Quantity{failed, telemetry.Ratio}, Limit: Quantity{limit, telemetry.Ratio}, Evidence: e}}
}

// example is a hit of the most frequent of these classes with what was wrong, "" when none was kept.
func (f *facts) example(classes ...string) string {
	for _, c := range f.Failed {
		if slices.Contains(classes, c.Class) && len(c.Examples) > 0 {
			return c.Examples[0]
		}
	}
	return ""
}

// checkMissing: an answer that is empty, or wrong, where rows were seeded or a check asks for more is the latency of nothing.
func checkMissing(f *facts) []Check {
	all, limit := f.work(), f.limits.Missing
	if all.hits == 0 {
		return nil
	}
	n := all.failed.count(samples.Missing, samples.Content)
	missing := float64(n) / float64(all.hits)
	c := Check{Kind: CheckMissing, OK: missing <= limit, Measured: Quantity{missing, telemetry.Ratio}, Limit: Quantity{limit, telemetry.Ratio},
		Evidence: Missing{n, f.Manifest.Foreign(), f.example(samples.Missing.String(), samples.Content.String())}}
	c.Doubt = c.OK && n > 0
	return []Check{c}
}

// checkObjectives warns of objectives that chance may have decided, and of those nothing was measured for.
func checkObjectives(f *facts) []Check {
	var rows []Check
	for _, r := range f.SLO {
		e := Objective{r, !math.IsNaN(r.Measured) || r.Exceeded(), !(math.IsInf(r.High, 1) && isPercentile(r.SLO))}
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

// checkStoreTimes: a store cannot take longer than the request that called it, and a time under another name ("total") is no store's. Both
// are left out of where the time goes, and what is left is a doubt. An API that is not this repository's need not name any, which the row
// says then.
func checkStoreTimes(f *facts) []Check {
	s := &f.first.storeTimes
	if s.answers == 0 && len(f.Manifest.Declared) == 0 {
		return nil
	}
	e := StoreTimes{Answers: s.answers}
	if s.longer > 0 {
		e.Store, e.Time, e.Request = (firstStore + place(s.worst.Store)).name(f.Manifest.Stores), s.worst.Time.Seconds(), s.request.Seconds()
	}
	for i, foreign := range s.foreign {
		if foreign {
			e.Foreign = append(e.Foreign, (firstStore + place(i)).name(f.Manifest.Stores))
		}
	}
	slices.Sort(e.Foreign)
	return []Check{{Kind: CheckStoreTimes, OK: true, Doubt: s.longer > 0 || len(e.Foreign) > 0,
		Measured: Quantity{float64(s.longer), telemetry.Number}, Limit: Quantity{0, telemetry.Number}, Evidence: e}}
}

// checkAnswers: an operation whose answers are not checked is as fast as its errors are. The scenario says which are not, and so does the
// report.
func checkAnswers(f *facts) []Check {
	m := &f.Manifest
	if len(m.Unchecked) == 0 {
		return nil
	}
	return []Check{{Kind: CheckAnswers, OK: true, Doubt: true, Measured: Quantity{float64(len(m.Unchecked)), telemetry.Number},
		Limit: Quantity{0, telemetry.Number}, Evidence: Unchecked{m.Unchecked}}}
}
