package analysis

import (
	"fmt"
	"math"
)

// How much p99 must change from one phase to the next to be named, and how near the old level counts as back, held for how many
// slots.
const (
	phaseRises = 1.5
	phaseFalls = 1 / phaseRises
	phaseBack  = 1.25
	phaseHold  = 3
)

// findPhases compares the p99 of each phase with that of the measured phase before it, and says when it was back.
func findPhases(t *Trial) []Finding {
	var found []Finding
	for i := 1; i < len(t.Phases); i++ {
		before, now := &t.Phases[i-1], &t.Phases[i]
		if !before.Measure || before.Hits < 100 || now.Hits < 100 {
			continue
		}
		base, p99 := before.Response.P99, now.Response.P99
		switch ratio := p99 / base; {
		case ratio >= phaseRises:
			found = append(found, Finding{Figure: "latency", Sentence: fmt.Sprintf("p99 %s when %s begins (%s to %s) %s.",
				rises(ratio), now.Name, FormatSeconds(base), FormatSeconds(p99), back(t, i, base))})
		case ratio <= phaseFalls:
			found = append(found, Finding{Figure: "latency", Sentence: fmt.Sprintf("p99 falls from %s to %s when %s begins.",
				FormatSeconds(base), FormatSeconds(p99), now.Name)})
		}
	}
	if len(found) == 0 {
		found = []Finding{{Figure: "latency", Sentence: steadyPhases(t)}}
	}
	return found
}

// steadyPhases is the sentence when no phase changed p99 by half.
func steadyPhases(t *Trial) string {
	low, high := math.Inf(1), 0.0
	measured := 0
	for _, p := range t.Phases {
		if p.Measure && p.Hits > 0 {
			measured++
			low, high = math.Min(low, p.Response.P99), math.Max(high, p.Response.P99)
		}
	}
	if measured > 1 {
		return fmt.Sprintf("p99 stays between %s and %s in all measured phases; none of them stands out.", FormatSeconds(low), FormatSeconds(high))
	}
	return secondsSentence(t)
}

// secondsSentence says how even the measured time was, slot by slot.
func secondsSentence(t *Trial) string {
	var p99 []float64
	worst, at := 0.0, 0.0
	for i, v := range t.Timeline.P99 {
		if !math.IsNaN(v) && measuredSlot(t, i) {
			p99 = append(p99, v)
			if v > worst {
				worst, at = v, t.Timeline.At(i)
			}
		}
	}
	middle := median(p99)
	switch {
	case len(p99) < 3:
		return fmt.Sprintf("the measured time is too short to say how p99 (%s) behaves over time.", FormatSeconds(t.All.Response.P99))
	case worst > 3*middle:
		return fmt.Sprintf("p99 is %s in a typical second, with a peak of %s at %s.", FormatSeconds(middle), FormatSeconds(worst), FormatOffset(at))
	}
	return fmt.Sprintf("p99 is even: %s in a typical second and never above %s.", FormatSeconds(middle), FormatSeconds(worst))
}

// measuredSlot reports whether a slot begins in a measured phase.
func measuredSlot(t *Trial, i int) bool {
	at := t.Timeline.At(i)
	for _, p := range t.Phases {
		if p.Measure && at >= p.Start.Seconds() && at < p.End.Seconds() {
			return true
		}
	}
	return false
}

func rises(ratio float64) string {
	switch {
	case ratio < 1.8:
		return "rises by half"
	case ratio < 2.4:
		return "doubles"
	case ratio < 3.5:
		return "triples"
	}
	return "rises " + FormatTimes(math.Round(ratio)) + ""
}

// back says when p99 was at its old level again after phase i began, for phaseHold slots on end.
func back(t *Trial, i int, base float64) string {
	start, w := t.Phases[i].Start.Seconds(), t.Timeline.Width
	first := int(math.Ceil(start / w))
	risen, calm := false, 0
	for s := first; s < len(t.Timeline.P99); s++ {
		v := t.Timeline.P99[s]
		if v > phaseBack*base {
			risen, calm = true, 0
			continue
		}
		// A slot without hits says nothing.
		if risen && !math.IsNaN(v) {
			if calm++; calm == phaseHold {
				return "and is back after " + FormatSeconds(t.Timeline.At(s-phaseHold+1)-start)
			}
		}
	}
	if calm > 0 {
		return "and is back only at the end"
	}
	return "and is not back by the end"
}
