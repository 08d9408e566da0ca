package analysis

import (
	"cmp"
	"math"
	"slices"

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

// p99OverTime holds the largest p99 of a slot against the median of all slots in measured phases. Fewer than three slots show no development.
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

// What is worth naming of the tail: a place whose share of it is so large and so much larger than usual, an operation that makes up so much
// more of it than of all hits.
const (
	tailPlaceMin      = 0.1
	tailPlaceMore     = 1.25
	tailOperationMost = 0.5
	tailOperationMore = 1.2
)

// minTailHits is how many slow hits it takes to say where such hits spend their time.
const minTailHits = 10

// FindTail states where the slowest 1 % of a trial's hits spend their time.
func FindTail(t *Trial) TailTime {
	tail := &t.Tail
	v := TailTime{Hits: tail.Hits, Of: t.All.Hits, From: tail.From, Unsaid: tailUnsaid(t)}
	if v.Unsaid != "" {
		return v
	}
	v.Largest = tail.Places[0]
	longer := sum(t.All.TailStores) - sum(t.All.Stores)
	v.Explains = v.Largest.Time-v.Largest.UsualTime > longer/2
	for _, p := range tail.Places[1:] {
		if rises(p) {
			v.Risen = append(v.Risen, p)
		}
	}
	slices.SortStableFunc(v.Risen, func(a, b TailPlace) int { return cmp.Compare(b.Share-b.Usual, a.Share-a.Usual) })
	return v
}

// tailUnsaid is why the slowest 1 % give no finding: they are too few, they are more than half of all hits because many took equally long, or
// the place of half of their time is not known.
func tailUnsaid(t *Trial) TailUnsaid {
	unknown := 0.0
	for _, p := range t.Tail.Places {
		if p.Place == PlaceUnknown {
			unknown = p.Share
		}
	}
	switch {
	case t.Tail.Hits < minTailHits:
		return TailFew
	case 2*t.Tail.Hits > t.All.Hits:
		return TailTied
	case len(t.Tail.Places) == 0 || unknown >= 0.5:
		return TailNotRecorded
	}
	return ""
}

// rises reports whether slow hits spend more in a place than all hits do, in seconds and as a share, by more than chance.
func rises(p TailPlace) bool {
	return p.Share >= tailPlaceMin && p.Share >= tailPlaceMore*p.Usual && p.Interval.Low > p.Usual && p.Time >= tailPlaceMore*p.UsualTime
}

// findTailOperation finds none when no operation stands out.
func findTailOperation(t *Trial) []Values {
	name, most := mostFrequent(t.Tail.Operations)
	share, usual := float64(most)/float64(t.Tail.Hits), 0.0
	for _, o := range t.Operations {
		if o.Name == name {
			usual = float64(o.Hits-o.Steps) / float64(t.All.Hits) // all hits have no steps
		}
	}
	if unsaid := tailUnsaid(t); unsaid == TailFew || unsaid == TailTied || share <= tailOperationMost || share < tailOperationMore*usual || len(t.Operations) < 2 {
		return nil
	}
	return []Values{TailOperation{name, share, usual, float64(t.Tail.Hits) / float64(t.All.Hits)}}
}

// minCompared is how many hits an operation needs for its p99 to be compared.
const minCompared = 100

// findSlowest finds none when fewer than two operations can be compared.
func findSlowest(t *Trial) []Values {
	var slowest *Operation
	compared, leftOut := 0, 0
	for i := range t.Operations {
		o := &t.Operations[i]
		if o.Hits < minCompared {
			leftOut++
			continue
		}
		compared++
		if slowest == nil || o.Response.P99 > slowest.Response.P99 {
			slowest = o
		}
	}
	if compared < 2 {
		return nil
	}
	v := SlowestOperation{Operation: slowest.Name, P99: slowest.Response.P99, AllP99: t.All.Response.P99, LeftOut: leftOut, MinHits: minCompared, TailHits: slowest.TailHits}
	if place, share := largest(slowest.TailStores); slowest.TailHits >= minTailHits && 2*slowest.TailHits <= slowest.Hits && place != PlaceUnknown {
		v.Place, v.Share = place, share
	}
	return []Values{v}
}

// How much larger the p99 of response time must be than that of service time for the difference to matter, and how near they are that agree.
const (
	waitMatters = 1.5
	waitAgrees  = 1.05
)

// findWait compares p99 from the due time with p99 from sending: the difference is what a generator that waits for answers would hide.
// Whether the generator was late by its own fault is for the check of the send lag.
func findWait(t *Trial) Wait {
	response, service := t.All.Response.P99, t.All.Service.P99
	w := Wait{Closed: t.Manifest.Load.Closed > 0, Response: response, Service: service, SendLag: t.SendLag.P99,
		Matters: response >= waitMatters*service && response-service > 0.001, Agree: response <= waitAgrees*service}
	if i := indexOfCheck(t.Checks, &Check{Kind: CheckSendLag}); i >= 0 {
		c := &t.Checks[i]
		e, _ := c.Evidence.(SendLag)
		w.Late, w.ByGenerator = c.Outcome() != "ok" && e.Of == "", !c.OK // one generator among several that was late does not make all hits so
	}
	return w
}
