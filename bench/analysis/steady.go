package analysis

import (
	"fmt"
	"math"

	"quintet/bench/stats"
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
		s, width := f.axis.phases[i], f.axis.width
		// Only slots that lie wholly inside, or the borders would look like a change.
		first, last := int((s.start+width-1)/width), int(s.end/width)
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
	if math.Abs(average(x[:t.Cut])-t.Mean) <= matters*math.Abs(t.Mean) || stats.MannWhitney(x[:t.Cut], x[t.Cut:]).P >= cutChance {
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
		at = f.axis.phases[p.index].start.Seconds() + float64(max(throughput, latency))*f.Timeline.Width
	}
	return at
}

// checkSteady says whether the phases of constant load were steady: MSER-5, drift, Little's law. Being unsteady makes the numbers
// an average over something that changed, which is a doubt, not an error.
func checkSteady(f *facts) []Check {
	var checks []Check
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

func (f *facts) checkSettled(p steadyPhase) Check {
	c := Check{Name: "steady: " + p.name, OK: true, Limit: "no warm-up left in it"}
	start := f.axis.phases[p.index].start.Seconds()
	throughput, unsteady := settled(f.Timeline.Done[p.first:p.last], throughputMatters)
	latency, unsteadyLatency := settled(f.Timeline.P99[p.first:p.last], latencyMatters)
	cut := float64(max(throughput, latency)) * f.Timeline.Width
	switch {
	case unsteady || unsteadyLatency:
		c.Doubt, c.Measured = true, "still changing at its middle"
		c.Detail = fmt.Sprintf("phase %s was not steady: %s was still changing at its middle (MSER-5); run it longer.", p.name, which(unsteady, unsteadyLatency))
	case cut > 0:
		c.Doubt, c.Measured = true, FormatSeconds(cut)+" of warm-up"
		c.Detail = fmt.Sprintf("the first %s of phase %s are warm-up (MSER-5: steady from %s), yet they are measured; a longer warm-up phase would keep them out.",
			FormatSeconds(cut), p.name, FormatSeconds(start+cut))
	default:
		c.Measured, c.Detail = "steady", fmt.Sprintf("throughput and p99 of phase %s were steady from its beginning (MSER-5).", p.name)
	}
	return c
}

func which(throughput, latency bool) string {
	switch {
	case throughput && latency:
		return "throughput and p99"
	case throughput:
		return "throughput"
	}
	return "p99"
}

// driftMatters is the least change of the median between the first and the last third of a phase that is worth a word, and
// driftChance the chance of one so large in a steady phase.
const (
	driftMatters = 0.1
	driftChance  = 0.01
)

// checkDrift compares the medians of the slots of the first and the last third of a phase.
func (f *facts) checkDrift(p steadyPhase) Check {
	c := Check{Name: "drift: " + p.name, OK: true, Limit: "within " + FormatRatio(driftMatters) + ", or chance"}
	third := (p.last - p.first) / 3
	early, late := present(f.Timeline.P50[p.first:p.first+third]), present(f.Timeline.P50[p.last-third:p.last])
	if len(early) < 5 || len(late) < 5 {
		c.Measured, c.Detail = Absent, "too few seconds with hits to see a drift."
		return c
	}
	before, after := stats.Median(early), stats.Median(late)
	change := after/before - 1
	c.Measured = signed(change)
	chance := stats.MannWhitney(early, late).P
	if math.Abs(change) > driftMatters && chance < driftChance {
		c.Doubt = true
		c.Detail = fmt.Sprintf("the median response time drifted by %s within phase %s (%s to %s): the system was not in a steady state.",
			signed(change), p.name, FormatSeconds(before), FormatSeconds(after))
		return c
	}
	c.Detail = fmt.Sprintf("the median response time of phase %s went from %s to %s", p.name, FormatSeconds(before), FormatSeconds(after))
	if math.Abs(change) > driftMatters {
		c.Detail += fmt.Sprintf(", which chance explains (P %s)", EqualP(chance))
	}
	c.Detail += "."
	return c
}

// signed writes a change with its sign.
func signed(change float64) string {
	if change > 0 {
		return "+" + FormatRatio(change)
	}
	return FormatRatio(change)
}

// present leaves out what is NaN.
func present(x []float64) []float64 {
	var out []float64
	for _, v := range x {
		if !math.IsNaN(v) {
			out = append(out, v)
		}
	}
	return out
}

// checkLittle holds the mean number of hits in the system (N, the integral over the phase) against Little's law: completions per second
// times their mean response time (X R). They differ when a backlog grew or shrank within the phase, or hits are missing.
func (f *facts) checkLittle(i int) []Check {
	p, s := f.first.phases[i], f.axis.phases[i]
	if s.seconds() < 5 || p.ended < 100 {
		return nil
	}
	n, xr := p.inFlight/s.seconds(), p.stayed/s.seconds()
	name := f.Manifest.Phases[i].Name
	c := Check{
		Name: "Little's law: " + name, OK: true, Limit: "within " + FormatRatio(littleTolerance),
		Measured: fmt.Sprintf("N %s, X R %s", significant(n), significant(xr)),
		Detail:   fmt.Sprintf("in phase %s there were %s hits in the system on average and throughput times response time is %s.", name, significant(n), significant(xr)),
	}
	if math.Abs(n-xr) > littleTolerance*math.Max(n, xr) {
		c.Doubt = true
		c.Detail = fmt.Sprintf("Little's law does not hold in phase %s: %s hits in the system on average, but throughput times response time is %s; a backlog was growing or shrinking.",
			name, significant(n), significant(xr))
	}
	return []Check{c}
}
