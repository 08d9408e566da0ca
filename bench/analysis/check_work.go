package analysis

import (
	"fmt"
	"math"

	"quintet/bench/samples"
)

// checkSent: what was offered must have been sent, or the load was another than the scenario's. Phases that the trial did not get
// through are left out: of them it is not known how many hits were due.
func checkSent(f *facts) []Check {
	m := &f.Manifest
	c := Check{Name: sentCheck, OK: true, Limit: "at least " + FormatRatio(f.limits.Sent)}
	offered, sent := uint64(0), uint64(0)
	for i, p := range m.Phases {
		if p.Measure && m.Load.Closed == 0 && p.End <= f.axis.reached {
			offered += p.Offered
			sent += f.first.phases[i].sent
		}
	}
	if offered == 0 {
		return nil
	}
	ratio := float64(sent) / float64(offered)
	c.OK = ratio >= f.limits.Sent
	c.Measured = fmt.Sprintf("%s (%s of %s)", FormatRatio(ratio), FormatCount(float64(sent)), FormatCount(float64(offered)))
	c.Detail = fmt.Sprintf("%s of %s hits that were due were sent.", FormatCount(float64(sent)), FormatCount(float64(offered)))
	if !c.OK {
		c.Detail = fmt.Sprintf("only %s of %s hits that were due were sent: the load was smaller than the scenario's.", FormatCount(float64(sent)), FormatCount(float64(offered)))
	}
	return []Check{c}
}

// checkFailures: a run that mostly fails measures how fast it fails.
func checkFailures(f *facts) []Check {
	all, limit := f.first.all, f.limits.Failures
	if all.hits == 0 {
		return nil
	}
	ratio := float64(all.failures) / float64(all.hits)
	c := Check{Name: failuresCheck, OK: ratio <= limit, Limit: "at most " + FormatRatio(limit), Measured: FormatRatio(ratio),
		Detail: fmt.Sprintf("%s of %s hits failed.", FormatCount(float64(all.failures)), FormatCount(float64(all.hits)))}
	if !c.OK {
		c.Detail = fmt.Sprintf("%s of the hits failed%s: the numbers describe failing, not working.", FormatRatio(ratio), mostly(f.Failed))
	}
	return []Check{c}
}

// mostly names the most frequent class of failures in brackets.
func mostly(classes []FailureClass) string {
	if len(classes) == 0 {
		return ""
	}
	return " (mostly " + failureWords(classes[0].Class) + ")"
}

// failureWords says in words what a class of failures is.
func failureWords(class string) string {
	switch class {
	case samples.Status.String():
		return "wrong status"
	case samples.Missing.String():
		return "missing rows"
	case samples.Content.String():
		return "wrong content"
	case samples.Timeout.String():
		return "timeouts"
	case samples.Connection.String():
		return "broken connections"
	case samples.Unsent.String():
		return "never sent"
	}
	return class
}

// checkMissing: an answer that is empty, or wrong, where rows were seeded is the latency of nothing.
func checkMissing(f *facts) []Check {
	all, limit := f.first.all, f.limits.Missing
	if all.hits == 0 {
		return nil
	}
	n := f.first.failed.count(samples.Missing, samples.Content)
	ratio := float64(n) / float64(all.hits)
	c := Check{Name: "missing rows", OK: ratio <= limit, Limit: "at most " + FormatRatio(limit), Measured: FormatRatio(ratio),
		Detail: fmt.Sprintf("%s answers were empty or not what was asked for.", FormatCount(float64(n)))}
	if !c.OK {
		c.Detail = fmt.Sprintf("%s of the answers were empty or wrong where rows were seeded (%s): the work was not done.", FormatRatio(ratio), FormatCount(float64(n)))
	} else if n > 0 {
		c.Doubt = true
	}
	return []Check{c}
}

// checkObjectives warns of objectives that chance may have decided, and of those nothing was measured for.
func checkObjectives(f *facts) []Check {
	var rows []Check
	for _, r := range f.SLO {
		c := Check{Name: "objective: " + r.Expression, OK: true, Limit: FormatMetric(r.Metric, r.Limit),
			Measured: FormatMetric(r.Metric, r.Measured), Detail: "its interval lies on one side of the limit."}
		switch {
		case math.IsNaN(r.Measured):
			if f.first.all.hits == 0 {
				continue
			}
			c.OK, c.Detail = false, fmt.Sprintf("the objective %s cannot be judged: %s had no hits in measured phases.", r.Expression, orAll(r.Operation))
		case math.IsInf(r.High, 1) && isPercentile(r.SLO):
			// Too few hits for an upper bound: the check of the sample size says so already.
			c.Detail = "its interval has no upper bound."
		case straddles(r):
			c.Doubt = true
			c.Detail = fmt.Sprintf("the objective %s %s, but its 95 %% interval (%s) reaches across the limit: cannot be sure; a longer run would tell.",
				r.Expression, held(r.OK), FormatInterval(r.Metric, r.Low, r.High))
		}
		rows = append(rows, c)
	}
	return rows
}

func held(ok bool) string {
	if ok {
		return "holds"
	}
	return "is broken"
}

func orAll(operation string) string {
	if operation == "" {
		return "all operations"
	}
	return operation
}
