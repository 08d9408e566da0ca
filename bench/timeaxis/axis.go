package timeaxis

import (
	"math"
	"time"

	"quintet/bench/samples"
)

// maxSlots bounds the timeline, so that a run of a day costs as much memory as one of ten minutes.
const maxSlots = 600

// batches is into how many stretches the measured time is cut to see how far neighbouring hits share their fate: much shorter than what
// they share, so that its length can be measured, which then states how long batches are that are independent.
const batches = 1000

// Span is a stretch of time between two offsets, the end excluded.
type Span struct{ Start, End time.Duration }

// Holds reports whether an offset lies in the stretch.
func (s Span) Holds(at time.Duration) bool { return at >= s.Start && at < s.End }

// Seconds is its length.
func (s Span) Seconds() float64 { return (s.End - s.Start).Seconds() }

// Axis is the time axis of a trial: its phases as far as they were reached, its slots, and its batches.
type Axis struct {
	// Planned is where the schedule ends, Reached how far the trial got.
	Planned, Reached time.Duration
	// Phases are clipped to Reached; those never reached have no length.
	Phases []Span
	// Measured are the phases that count, in order, without the empty ones.
	Measured []Span
	// Slots is into how many stretches of Width the timeline is cut, as its figures draw it.
	Width time.Duration
	Slots int
	// Batches tile the measured phases, in order.
	Batches []Batch
	// even are those of the measured phases whose rate is constant or rises evenly, by their index.
	even []bool
}

// Batch is one stretch of a measured phase.
type Batch struct {
	Span
	// group is the index of the phase among those measured.
	group int
}

// New lays out the axis of a trial that reached so far; 0 means that it is not known and the whole schedule is assumed.
func New(m *samples.Manifest, reached time.Duration) *Axis {
	a := &Axis{Reached: reached}
	for _, p := range m.Phases {
		a.Planned = max(a.Planned, p.End)
	}
	if reached <= 0 {
		a.Reached = a.Planned
	}
	for _, p := range m.Phases {
		s := Span{min(p.Start, a.Reached), min(p.End, a.Reached)}
		a.Phases = append(a.Phases, s)
		if p.Measure && s.End > s.Start {
			a.Measured, a.even = append(a.Measured, s), append(a.even, evenShapes[p.Shape])
		}
	}
	a.Width = slotWidth(a.Length())
	a.Slots = max(1, int((a.Length()+a.Width-1)/a.Width))
	a.cut()
	return a
}

// evenShapes are the shapes of load within which response times change by chance, or slowly; in the others they change by design.
var evenShapes = map[string]bool{"constant": true, "ramp": true, "": true}

// Length is where the timeline ends: at the end of the schedule, earlier when the trial ended early, later when answers came
// in more than a second after it.
func (a *Axis) Length() time.Duration {
	if a.Reached > a.Planned && a.Reached < a.Planned+time.Second {
		return a.Planned
	}
	return a.Reached
}

// Reaches reports whether the axis is that of a trial that got so far: its schedule was played to the end, and it ended with it.
func (a *Axis) Reaches(reached time.Duration) bool {
	return reached == a.Reached || a.Reached == a.Planned && reached >= a.Planned && reached < a.Planned+time.Second
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
func (a *Axis) cut() {
	total := a.Seconds()
	for group, s := range a.Measured {
		n := max(1, int(math.Round(batches*s.Seconds()/total)))
		for i := range n {
			length := s.End - s.Start
			a.Batches = append(a.Batches, Batch{Span{s.Start + length*time.Duration(i)/time.Duration(n), s.Start + length*time.Duration(i+1)/time.Duration(n)}, group})
		}
	}
}

// Seconds is the length of the measured phases together.
func (a *Axis) Seconds() float64 {
	total := 0.0
	for _, s := range a.Measured {
		total += s.Seconds()
	}
	return total
}

// Phase is the index of the phase that holds an offset, -1 when none does.
func (a *Axis) Phase(at time.Duration) int {
	for i, s := range a.Phases {
		if s.Holds(at) {
			return i
		}
	}
	return -1
}

// Counts reports whether an offset lies in a measured phase.
func (a *Axis) Counts(at time.Duration) bool {
	for _, s := range a.Measured {
		if s.Holds(at) {
			return true
		}
	}
	return false
}

// Batch is the index of the batch that holds an offset, -1 when none does.
func (a *Axis) Batch(at time.Duration) int {
	low, high := 0, len(a.Batches)
	for low < high {
		if middle := (low + high) / 2; a.Batches[middle].End <= at {
			low = middle + 1
		} else {
			high = middle
		}
	}
	if low < len(a.Batches) && a.Batches[low].Holds(at) {
		return low
	}
	return -1
}

// Slot is the slot of an offset; what lies outside the axis counts in its first or last slot, so that sums stay whole.
func (a *Axis) Slot(at time.Duration) int {
	return max(0, min(a.Slots-1, int(at/a.Width)))
}

// SlotSpan is the stretch of slot i; the last one may be shorter.
func (a *Axis) SlotSpan(i int) Span {
	start := time.Duration(i) * a.Width
	return Span{start, max(start+time.Millisecond, min(start+a.Width, a.Length()))}
}
