package analysis

import (
	"math"
	"time"

	"quintet/bench/samples"
)

// maxSlots bounds the timeline, so that a run of a day costs as much memory as one of ten minutes.
const maxSlots = 600

// batches is into how many stretches the measured time is cut to see how far neighbouring hits share their fate: much shorter than what
// they share, so that its length can be measured, which then says how long batches are that are independent.
const batches = 1000

// span is a stretch of time between two offsets, the end excluded.
type span struct{ start, end time.Duration }

func (s span) holds(at time.Duration) bool { return at >= s.start && at < s.end }

func (s span) seconds() float64 { return (s.end - s.start).Seconds() }

// axis is the time axis of a trial: its phases as far as they were reached, its slots, and its batches.
type axis struct {
	// planned is where the schedule ends, reached how far the trial got.
	planned, reached time.Duration
	// phases are clipped to reached; those never reached have no length.
	phases []span
	// measured are the phases that count, in order, without the empty ones.
	measured []span
	// even are those of the measured phases whose rate is constant or rises evenly, by their index.
	even    []bool
	measure []bool
	width   time.Duration
	slots   int
	batches []batch
}

// batch is one stretch of a measured phase.
type batch struct {
	span
	group int
}

// newAxis lays out the axis of a trial that reached so far; 0 means that it is not known and the whole schedule is assumed.
func newAxis(m *samples.Manifest, reached time.Duration) *axis {
	a := &axis{reached: reached}
	for _, p := range m.Phases {
		a.planned = max(a.planned, p.End)
	}
	if reached <= 0 {
		a.reached = a.planned
	}
	for _, p := range m.Phases {
		s := span{min(p.Start, a.reached), min(p.End, a.reached)}
		a.phases, a.measure = append(a.phases, s), append(a.measure, p.Measure)
		if p.Measure && s.end > s.start {
			a.measured, a.even = append(a.measured, s), append(a.even, evenShapes[p.Shape])
		}
	}
	a.width = slotWidth(a.length())
	a.slots = max(1, int((a.length()+a.width-1)/a.width))
	a.cut()
	return a
}

// evenShapes are the shapes of load within which response times change by chance, or slowly; in the others they change by design.
var evenShapes = map[string]bool{"constant": true, "ramp": true, "": true}

// length is where the timeline ends: at the end of the schedule, earlier when the trial ended early, later when answers came
// in more than a second after it.
func (a *axis) length() time.Duration {
	if a.reached > a.planned && a.reached < a.planned+time.Second {
		return a.planned
	}
	return a.reached
}

// slotWidth is the least of 1, 2, 5, 10, ... seconds that needs at most maxSlots slots.
func slotWidth(length time.Duration) time.Duration {
	for _, s := range []time.Duration{1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800} {
		if length <= s*maxSlots*time.Second {
			return s * time.Second
		}
	}
	return (length/maxSlots + time.Hour).Truncate(time.Hour)
}

// cut divides the measured phases into batches, each phase by its share of the measured time.
func (a *axis) cut() {
	total := a.seconds()
	for group, s := range a.measured {
		n := max(1, int(math.Round(batches*s.seconds()/total)))
		for i := range n {
			length := s.end - s.start
			a.batches = append(a.batches, batch{span{s.start + length*time.Duration(i)/time.Duration(n), s.start + length*time.Duration(i+1)/time.Duration(n)}, group})
		}
	}
}

// seconds is the length of the measured phases together.
func (a *axis) seconds() float64 {
	total := 0.0
	for _, s := range a.measured {
		total += s.seconds()
	}
	return total
}

// phase is the index of the phase that holds an offset, -1 when none does.
func (a *axis) phase(at time.Duration) int {
	for i, s := range a.phases {
		if s.holds(at) {
			return i
		}
	}
	return -1
}

// counts reports whether an offset lies in a measured phase.
func (a *axis) counts(at time.Duration) bool {
	for _, s := range a.measured {
		if s.holds(at) {
			return true
		}
	}
	return false
}

// batch is the index of the batch that holds an offset, -1 when none does.
func (a *axis) batch(at time.Duration) int {
	low, high := 0, len(a.batches)
	for low < high {
		if middle := (low + high) / 2; a.batches[middle].end <= at {
			low = middle + 1
		} else {
			high = middle
		}
	}
	if low < len(a.batches) && a.batches[low].holds(at) {
		return low
	}
	return -1
}

// slot is the slot of an offset; what lies outside the axis counts in its first or last slot, so that sums stay whole.
func (a *axis) slot(at time.Duration) int {
	return max(0, min(a.slots-1, int(at/a.width)))
}

// slotSpan is the stretch of slot i; the last one may be shorter.
func (a *axis) slotSpan(i int) span {
	start := time.Duration(i) * a.width
	return span{start, max(start+time.Millisecond, min(start+a.width, a.length()))}
}
