package analysis

import (
	"math"
	"slices"

	"quintet/bench/samples"
	"quintet/bench/stats"
	"quintet/telemetry"
)

// How much the cut-off part of a phase must differ from the rest, as a share of the rest, to be called warm-up, and how unlikely
// chance must be as its cause. MSER-5 alone cuts something off one steady run in three, since the p99 of a second is noisy, and
// having looked for the best cut a difference must be the less likely.
const (
	throughputMatters = 0.05
	latencyMatters    = 0.15
	cutChance         = 0.001
)

// littleTolerance is how far N and X R may be apart in a steady phase.
const littleTolerance = 0.1

// steadyPhase is one measured phase of constant load (or of a closed loop) by slots.
type steadyPhase struct {
	index       int
	name        string
	first, last int // slots, the last excluded
}

// steadyPhases are those long enough for MSER-5, in order.
func (f *facts) steadyPhases() []steadyPhase {
	var found []steadyPhase
	for i, p := range f.Manifest.Phases {
		if !p.Measure || f.Manifest.Load.Closed == 0 && p.Shape != "constant" {
			continue
		}
		s, width := f.axis.Phases[i], f.axis.Width
		// Only slots that lie wholly inside, or the borders would look like a change.
		first, last := int((s.Start+width-1)/width), int(s.End/width)
		if last = min(last, len(f.Timeline.Due)); last-first >= 20 {
			found = append(found, steadyPhase{i, p.Name, first, last})
		}
	}
	return found
}

// settled is what MSER-5 says of one series of a phase: how many slots to cut, 0 when what would be cut does not matter, and
// whether the series was still changing at its middle.
func settled(x []float64, matters float64) (cut int, unsteady bool) {
	x = filled(x)
	t := stats.MSER5(x)
	if !t.OK || t.Cut == 0 {
		return 0, false
	}
	if math.Abs(stats.Mean(x[:t.Cut])-t.Mean) <= matters*math.Abs(t.Mean) || stats.MannWhitney(x[:t.Cut], x[t.Cut:]).P >= cutChance {
		return 0, false
	}
	return t.Cut, t.AtLimit
}

// filled replaces what is NaN (a slot without hits) by the value before it.
func filled(x []float64) []float64 {
	var out []float64
	for _, v := range x {
		switch {
		case !math.IsNaN(v):
			out = append(out, v)
		case len(out) > 0:
			out = append(out, out[len(out)-1])
		}
	}
	return out
}

// warmupEnd is Trial.WarmupEnd.
func (f *facts) warmupEnd() float64 {
	longest, at := 0, math.NaN()
	for _, p := range f.steadyPhases() {
		if p.last-p.first <= longest {
			continue
		}
		longest = p.last - p.first
		throughput, _ := settled(f.Timeline.Done[p.first:p.last], throughputMatters)
		latency, _ := settled(f.Timeline.P99[p.first:p.last], latencyMatters)
		at = f.axis.Phases[p.index].Start.Seconds() + float64(max(throughput, latency))*f.Timeline.Width
	}
	return at
}

// checkSteady reports whether the phases of constant load were steady: the warm-up before them, MSER-5, drift, Little's law. Being unsteady
// makes the numbers an average over something that changed, which is a doubt; an error where the change is larger than what the numbers
// are said to be known to. A trial with faults is not meant to be steady.
func checkSteady(f *facts) []Check {
	if f.first.quiet != nil {
		return nil
	}
	var checks []Check
	for _, p := range f.Manifest.Phases {
		if p.UntilSteady != nil {
			checks = append(checks, checkWarmUp(p))
		}
	}
	for _, p := range f.steadyPhases() {
		checks = append(checks, f.checkSettled(p), f.checkDrift(p))
	}
	for i, p := range f.Manifest.Phases {
		if p.Measure && (p.Shape == "constant" || f.Manifest.Load.Closed > 0) {
			checks = append(checks, f.checkLittle(i)...)
		}
	}
	return checks
}

// checkSettled looks for a warm-up at the beginning of a phase (MSER-5, on throughput and p99) and for an outage within it. It never fails a
// trial: it is a doubt.
func (f *facts) checkSettled(p steadyPhase) Check {
	start := f.axis.Phases[p.index].Start.Seconds()
	throughput, unsteady := settled(f.Timeline.Done[p.first:p.last], throughputMatters)
	latency, unsteadyLatency := settled(f.Timeline.P99[p.first:p.last], latencyMatters)
	cut := float64(max(throughput, latency)) * f.Timeline.Width
	worsens := throughput > latency && before(f.Timeline.Done[p.first:p.last], throughput) > 0 || latency > 0 && latency >= throughput && before(f.Timeline.P99[p.first:p.last], latency) < 0
	out := findOutage(&f.Timeline, p.first, p.last)
	// What a fault does to a phase is what the trial was made to show.
	unforeseen := out != (Outage{}) && !slices.ContainsFunc(f.Events, func(e samples.Event) bool { return e.Kind == samples.FaultInjected })
	return Check{Kind: CheckSteady, Subject: p.name, OK: true, Doubt: cut > 0 || unsteady || unsteadyLatency || unforeseen, Measured: Quantity{cut, telemetry.Seconds},
		Limit: Quantity{0, telemetry.Seconds}, Evidence: Steadiness{start + cut, unsteady, unsteadyLatency, worsens, out}}
}

// before is by how much the mean of what is cut off a series lies above that of the rest.
func before(x []float64, cut int) float64 {
	return stats.Mean(present(x[:cut])) - stats.Mean(present(x[cut:]))
}

// driftSpoils is the drift that makes the numbers unfit, where it is also more than the median's interval is wide; what drifts mostly has
// no such interval. Less is a warning: a tenth of a median of half a millisecond, as a cache still fills, says nothing against a verdict.
const driftSpoils = 0.25

func checkWarmUp(p samples.Phase) Check {
	return Check{Kind: CheckWarmUp, Subject: p.Name, OK: true, Doubt: !p.UntilSteady.Steady, Measured: Quantity{(p.End - p.Start).Seconds(), telemetry.Seconds},
		Limit: Quantity{p.UntilSteady.AtMost.Seconds(), telemetry.Seconds}, Evidence: WarmUp{p.UntilSteady.Steady}}
}

// checkDrift compares the medians of the slots of the first and the last third of a phase.
func (f *facts) checkDrift(p steadyPhase) Check {
	c := Check{Kind: CheckDrift, Subject: p.name, OK: true, Measured: Quantity{math.NaN(), telemetry.Ratio}, Limit: Quantity{stats.DriftMatters, telemetry.Ratio}}
	d, in := stats.DriftOf(f.Timeline.P50[p.first:p.last]), f.All.Intervals["p50"]
	e := Drift{d.Before, d.After, d.Chance}
	c.Measured.Value = d.Change()
	c.Doubt = d.Matters()
	change := math.Abs(d.After - d.Before)
	c.OK = !c.Doubt || change <= driftSpoils*d.Before || change <= in.High-in.Low && !math.IsInf(in.High, 1)
	c.Evidence = e
	return c
}

// checkLittle holds the mean number of hits in the system (N, the integral over the phase) against Little's law: completions per second
// times their mean response time (X R). They differ when a backlog grew or shrank within the phase, or hits are missing.
func (f *facts) checkLittle(i int) []Check {
	p, s := f.first.phases[i], f.axis.Phases[i]
	if s.Seconds() < 5 || p.ended < 100 {
		return nil
	}
	n, xr := p.inFlight/s.Seconds(), p.stayed/s.Seconds()
	return []Check{{Kind: CheckLittle, Subject: f.Manifest.Phases[i].Name, OK: true, Doubt: math.Abs(n-xr) > littleTolerance*math.Max(n, xr),
		Measured: Quantity{math.Abs(n-xr) / math.Max(n, xr), telemetry.Ratio}, Limit: Quantity{littleTolerance, telemetry.Ratio}, Evidence: LittlesLaw{n, xr}}}
}

// How far a slot must be from the median of its phase's slots to be an outage. Answers fall to less than half, and by six standard
// deviations of a Poisson count, which no slot of a steady phase does by chance; or half of a slot's hits take ten times as long.
const (
	outageShare      = 0.5
	outageDeviations = 6
	outageSlower     = 10
)

// findOutage looks for one in a phase, which is the slots from first to before last.
func findOutage(t *Timeline, first, last int) Outage {
	var found Outage
	typical := stats.Median(t.Done[first:last])
	fewest := math.Min(outageShare*typical, typical-outageDeviations*math.Sqrt(typical/t.Width))
	usual := stats.Median(present(t.P50[first:last]))
	slowest := outageSlower * usual
	for i := first; i < last; i++ {
		if v := t.Done[i]; v < fewest {
			fewest, found.Fewest = v, Extreme{t.At(i), v, typical}
		}
		if v := t.P50[i]; v > slowest {
			slowest, found.Slowest = v, Extreme{t.At(i), v, usual}
		}
	}
	return found
}
