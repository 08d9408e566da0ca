package resilience

import (
	"math"
	"slices"

	"quintet/bench/samples"
)

// Verdict is whether the objectives that concern a fault hold.
type Verdict string

// The verdicts.
const (
	Holds   Verdict = "holds"
	Broken  Verdict = "broken"
	Unknown Verdict = "unknown"
	None    Verdict = ""
)

// judge holds a row against the objectives that concern it: on the recovery and the availability of its fault or any, and on what was lost.
func (r *Row) judge(sources []Source) {
	i := slices.IndexFunc(sources, func(s Source) bool { return slices.Contains(r.Trials, s.Number) })
	if i < 0 {
		return
	}
	for _, o := range sources[i].SLO {
		v := None
		switch {
		case o.Metric == "recovery" && (o.Fault == "" || o.Fault == r.Label):
			v = r.judgeRecovery(o)
		case o.Metric == "availability" && (o.Fault == r.Label || o.Fault == AnyFault):
			v = verdictOf(o, r.availabilityOf(o.Operation))
		case o.Metric == "lost" && r.Writes != nil:
			v = verdictOf(o, float64(r.Writes.Lost))
			if r.Writes.Acknowledged == 0 {
				v = Unknown
			}
		}
		r.Verdict = worse(r.Verdict, v)
	}
}

// judgeRecovery judges the slowest of all times.
func (r *Row) judgeRecovery(o samples.SLO) Verdict {
	switch {
	case r.NotRecovered > 0 && !o.Holds(r.AtLeast):
		return Broken
	case !math.IsNaN(r.Slowest) && !o.Holds(r.Slowest):
		return Broken
	case r.NotRecovered+r.HoldNotReached > 0:
		return Unknown
	}
	return verdictOf(o, r.Slowest)
}

func (r *Row) availabilityOf(operation string) float64 {
	if operation == "" {
		return r.Availability.Value
	}
	for i := range r.Operations {
		if r.Operations[i].Name == operation {
			return r.Operations[i].InForce.Value
		}
	}
	return nan
}

func verdictOf(o samples.SLO, measured float64) Verdict {
	switch {
	case math.IsNaN(measured):
		return Unknown
	case o.Holds(measured):
		return Holds
	}
	return Broken
}

// worse is the graver of two verdicts.
func worse(a, b Verdict) Verdict {
	order := []Verdict{None, Holds, Unknown, Broken}
	if slices.Index(order, b) > slices.Index(order, a) {
		return b
	}
	return a
}
