package analysis

import (
	"math"

	"quintet/bench/stats"
)

// How much p99 must change from one phase to the next to be named, and how near the old level counts as back, held for how many
// slots.
const (
	phaseRises = 1.5
	phaseFalls = 1 / phaseRises
	phaseBack  = 1.25
	phaseHold  = 3
)

// slotPeaks is how many times the typical p99 of a slot the worst must be to be called a peak.
const slotPeaks = 3

// PhaseRise is a phase whose p99 is well above that of the measured phase before it, in seconds.
type PhaseRise struct {
	Phase       string
	Before, P99 float64
	// AtOnce says that its first seconds were above the old level already.
	AtOnce   bool
	Recovery Recovery
	// After is how many seconds after the phase began p99 was at its old level again, 0 when it did not recover.
	After float64
}

// Recovery reports whether p99 came back to its old level by the end of the trial.
type Recovery string

// The answers. AtEnd means that it was back in the trial's last slots, too few of them to call it recovered.
const (
	Recovered      Recovery = "recovered"
	RecoveredAtEnd Recovery = "recovered at the end"
	NotRecovered   Recovery = "not recovered"
)

// PhaseFall is a phase whose p99 is well below that of the measured phase before it, in seconds.
type PhaseFall struct {
	Phase       string
	Before, P99 float64
}

// PhasesAlike is the range of p99 over all measured phases, in seconds, when none of them differs much from the one before.
type PhasesAlike struct {
	Low, High float64
	// Alike says that none differs much from any other.
	Alike bool
}

// P99OverTime is how even the p99 of the measured slots was, in seconds.
type P99OverTime struct {
	// P99 is that of the whole measured time, Typical the median of the slots', Worst the largest of them, which was at the offset WorstAt.
	P99, Typical, Worst, WorstAt float64
	// Slot is the length of a slot.
	Slot float64
	// Short says that there are too few slots to tell, Peaks that the worst slot stands out, Even that it is near the typical one.
	Short, Peaks, Even bool
}

// findPhases compares the p99 of each phase with that of the measured phase before it; when none stands out it describes all of them.
func findPhases(t *Trial) []Values {
	var found []Values
	for i := 1; i < len(t.Phases); i++ {
		before, now := &t.Phases[i-1], &t.Phases[i]
		if !before.Measure || before.Hits < 100 || now.Hits < 100 {
			continue
		}
		base, p99 := before.Response.P99, now.Response.P99
		switch ratio := p99 / base; {
		case ratio >= phaseRises:
			rise := PhaseRise{Phase: now.Name, Before: base, P99: p99}
			rise.AtOnce = risenAtOnce(t, i, base)
			rise.Recovery, rise.After = recovery(t, i, base)
			found = append(found, rise)
		case ratio <= phaseFalls:
			found = append(found, PhaseFall{now.Name, base, p99})
		}
	}
	if len(found) == 0 {
		found = []Values{evenPhases(t)}
	}
	return found
}

// risenAtOnce reports whether p99 was above its old level in one of the first phaseHold slots of phase i.
func risenAtOnce(t *Trial, i int, base float64) bool {
	first := int(math.Ceil(t.Phases[i].Start.Seconds() / t.Timeline.Width))
	for s := first; s < min(first+phaseHold, len(t.Timeline.P99)); s++ {
		if t.Timeline.P99[s] > phaseBack*base {
			return true
		}
	}
	return false
}

// recovery says when p99 was at its old level again after phase i began, for phaseHold slots on end.
func recovery(t *Trial, i int, base float64) (r Recovery, after float64) {
	start, w := t.Phases[i].Start.Seconds(), t.Timeline.Width
	risen, calm := false, 0
	for s := int(math.Ceil(start / w)); s < len(t.Timeline.P99); s++ {
		v := t.Timeline.P99[s]
		if v > phaseBack*base {
			risen, calm = true, 0
			continue
		}
		// A slot without hits says nothing.
		if risen && !math.IsNaN(v) {
			if calm++; calm == phaseHold {
				return Recovered, t.Timeline.At(s-phaseHold+1) - start
			}
		}
	}
	if calm > 0 {
		return RecoveredAtEnd, 0
	}
	return NotRecovered, 0
}

// evenPhases describes measured phases of which none changed p99 by half; a single one by its slots.
func evenPhases(t *Trial) Values {
	low, high := math.Inf(1), 0.0
	measured := 0
	for _, p := range t.Phases {
		if p.Measure && p.Hits > 0 {
			measured++
			low, high = math.Min(low, p.Response.P99), math.Max(high, p.Response.P99)
		}
	}
	if measured > 1 {
		return PhasesAlike{low, high, high < phaseRises*low}
	}
	return p99OverTime(t)
}

func p99OverTime(t *Trial) P99OverTime {
	v := P99OverTime{P99: t.All.Response.P99, Slot: t.Timeline.Width}
	var slots []float64
	for i, p99 := range t.Timeline.P99 {
		if !math.IsNaN(p99) && measuredSlot(t, i) {
			slots = append(slots, p99)
			if p99 > v.Worst {
				v.Worst, v.WorstAt = p99, t.Timeline.At(i)
			}
		}
	}
	v.Typical = stats.Median(slots)
	v.Short, v.Peaks, v.Even = len(slots) < 3, v.Worst > slotPeaks*v.Typical, v.Worst < phaseRises*v.Typical
	return v
}

func (PhaseRise) values()   {}
func (PhaseFall) values()   {}
func (PhasesAlike) values() {}
func (P99OverTime) values() {}
