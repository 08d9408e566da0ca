package analysis

import "slices"

// EnoughDone is the share of the offered load that must be done well for the load to count as taken.
const EnoughDone = 0.95

// Accept judges the load of a trial. It is accepted when the upper bound of every percentile, mean and failure ratio is inside its
// objective (the lower bound of a throughput or goodput), and goodput is at least 95 % of what was offered. A trial that is not valid says
// nothing, with four exceptions: too many failures make its numbers worthless, but they do say that the load was not taken; when the
// generator was late but an objective is broken by service times too, which do not contain its lateness, the load is refused, whoever was
// late; and too few hits for a percentile make the load uncertain.
func Accept(t *Trial) Acceptance {
	if !t.Valid {
		return acceptInvalid(t)
	}
	a := Acceptance{Valid: true}
	for _, r := range t.SLO {
		if !r.OK {
			a.Why = Refusal{Kind: RefusedBroken, Objective: r}
			return a
		}
	}
	if offered := float64(t.Offered) / t.Measured; t.Manifest.Load.Closed == 0 && t.Goodput < EnoughDone*offered {
		a.Why = Refusal{Kind: RefusedUndone, Offered: offered, Goodput: t.Goodput}
		return a
	}
	for _, r := range t.SLO {
		if r.Holds(r.High) && r.Holds(r.Low) {
			continue
		}
		// Of several the one that needs the longest run: what shows it shows the others.
		if !a.Uncertain || r.Needed.Seconds > a.Why.Objective.Needed.Seconds {
			a.Why = Refusal{Kind: RefusedUncertain, Objective: r}
		}
		a.Uncertain = true
	}
	a.Accepted = !a.Uncertain
	return a
}

// acceptInvalid states what a trial that is not valid tells about its load.
func acceptInvalid(t *Trial) Acceptance {
	var late, unsent, failing, few, drifting, other *Check
	for i := range t.Checks {
		c := &t.Checks[i]
		if c.OK {
			continue
		}
		switch c.Kind {
		case CheckSendLag, CheckGeneratorCPU:
			late = c
		case CheckSent:
			unsent = c
		case CheckFailures:
			failing = c
		case CheckSample:
			few = c
		case CheckDrift:
			drifting = c
		default:
			other = c
		}
	}
	broken, found := brokenByService(t)
	switch {
	case other != nil:
		return Acceptance{Why: refusedBy(other)}
	case failing != nil:
		return Acceptance{Valid: true, Why: refusedBy(failing)}
	case found:
		return Acceptance{Valid: true, Why: broken}
	case drifting != nil && drifting.Measured.Value > 0 && late == nil:
		// A backlog that grows is what too large a load does.
		if i := slices.IndexFunc(t.SLO, func(r SLOResult) bool { return !r.OK }); i >= 0 {
			return Acceptance{Valid: true, Why: Refusal{Kind: RefusedBroken, Objective: t.SLO[i]}}
		}
		return Acceptance{Why: refusedBy(drifting)}
	case drifting != nil:
		return Acceptance{Why: refusedBy(drifting)}
	case late != nil:
		return Acceptance{GeneratorBound: true, Why: refusedBy(late)}
	case few != nil && unsent == nil:
		// Too few hits for a percentile show nothing, neither that the load holds nor that it does not.
		return Acceptance{Valid: true, Uncertain: true, Why: refusedBy(few)}
	}
	// Nothing but hits that were never sent, by a generator that had the time: they waited for answers that did not come.
	return Acceptance{Valid: true, Why: refusedBy(unsent)}
}

// refusedBy is the refusal by a check; the zero Refusal without one.
func refusedBy(c *Check) Refusal {
	if c == nil {
		return Refusal{}
	}
	return Refusal{Kind: RefusedInvalid, Check: *c}
}

// brokenByService is the first latency objective that service times alone break.
func brokenByService(t *Trial) (r Refusal, found bool) {
	for _, r := range t.SLO {
		o := measuredOf(t, r.Operation)
		if o == nil {
			o = &t.All
		}
		q := o.Service
		measured, known := map[float64]float64{0.5: q.P50, 0.9: q.P90, 0.95: q.P95, 0.99: q.P99, 0.999: q.P999, 0.9999: q.P9999}[r.Quantile]
		switch {
		case r.Metric == "mean":
			measured, known = q.Mean, true
		case r.Metric == "failures":
			measured, known = r.Measured, true
		}
		if known && !r.Holds(measured) {
			return Refusal{Kind: RefusedService, Objective: r, ServiceTime: measured}, true
		}
	}
	return Refusal{}, false
}
