package timeaxis

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"quintet/bench/samples"
)

const (
	ms  = time.Millisecond
	sec = time.Second
)

func TestSlotWidth(t *testing.T) {
	for length, want := range map[time.Duration]time.Duration{
		0: sec, 10 * sec: sec, 600 * sec: sec, 601 * sec: 2 * sec, 1200*sec + 1: 5 * sec, time.Hour: 10 * sec, 24 * time.Hour: 300 * sec, 1000 * time.Hour: 2 * time.Hour,
	} {
		if got := slotWidth(length); got != want {
			t.Errorf("slotWidth(%v) = %v, want %v", length, got, want)
		}
		if slots := float64(length) / float64(slotWidth(length)); slots > maxSlots {
			t.Errorf("%v gives %v slots", length, slots)
		}
	}
}

// Whatever the phases and however far the trial got: batches tile the measured phases, slots cover the axis.
func TestAxisProperties(t *testing.T) {
	rng := rand.New(rand.NewPCG(51, 52))
	for range 300 {
		m := &samples.Manifest{}
		at := time.Duration(0)
		for range 1 + rng.IntN(6) {
			end := at + time.Duration(rng.Int64N(int64(100*sec)))
			m.Phases = append(m.Phases, samples.Phase{Start: at, End: end, Measure: rng.IntN(2) == 0})
			at = end
		}
		a := New(m, time.Duration(rng.Int64N(int64(at+10*sec))))
		total := 0.0
		for i, b := range a.Batches {
			total += b.Seconds()
			if b.End <= b.Start || a.Batch(b.Start) != i || !a.Counts(b.Start) || a.Batch(b.End-1) != i {
				t.Fatalf("batch %d of %+v is not its own", i, a.Batches)
			}
		}
		if math.Abs(total-a.Seconds()) > 1e-6 {
			t.Errorf("batches hold %v s, measured are %v s", total, a.Seconds())
		}
		for range 20 {
			at := time.Duration(rng.Int64N(int64(at + 20*sec)))
			if (a.Batch(at) >= 0) != a.Counts(at) {
				t.Errorf("%v: batch %d, counts %v", at, a.Batch(at), a.Counts(at))
			}
			if i := a.Slot(at); at < a.Length() && !a.SlotSpan(i).Holds(at) {
				t.Errorf("%v is not in its slot %+v", at, a.SlotSpan(i))
			}
		}
		if a.Slot(-sec) != 0 || a.Slot(1<<62) != a.Slots-1 {
			t.Error("what lies outside must be counted at the border")
		}
	}
}

// Answers that come in well after the schedule's end lengthen the timeline; a few milliseconds do not.
func TestAxisLength(t *testing.T) {
	m := &samples.Manifest{Phases: []samples.Phase{{End: 10 * sec, Measure: true}}}
	for reached, want := range map[time.Duration]int{0: 10, 10*sec + 3*ms: 10, 4 * sec: 4, 4*sec + ms: 5, 15 * sec: 15} {
		if got := New(m, reached).Slots; got != want {
			t.Errorf("reached %v: %d slots, want %d", reached, got, want)
		}
	}
}
