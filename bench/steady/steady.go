package steady

import (
	"math"
	"sync"
	"time"

	"quintet/bench/load"
	"quintet/bench/samples"
	"quintet/bench/stats"
)

// A system is steady when no series drifts over its last wantedSlots slots: hits answered, and the median response time of all
// hits and of each operation that has enough of them. The test is that of the report for the measured phases.
const (
	slotLength  = time.Second
	wantedSlots = samples.SteadyFor / slotLength
	// enoughHits in a mean slot make a median worth looking at.
	enoughHits = 5
)

// Detector stands before the recorder while a load is played that goes on until the system is steady. Make it with New.
type Detector struct {
	load.Recorder
	phase int
	from  time.Duration

	mu    sync.Mutex
	over  bool
	slots []slotOf
}

// slotOf is one slot: response times of all hits, and by operation.
type slotOf map[int]*stats.Sketch

// ofAll is the key of all hits of a slot.
const ofAll = -1

// New watches the phase that ends when the system is steady, and passes on to a recorder what it is told; nil when there is no such phase.
func New(to load.Recorder, phases []samples.Phase) *Detector {
	for i, p := range phases {
		if p.UntilSteady != nil {
			// The part before is not yet at the rate at which the phase goes on.
			return &Detector{Recorder: to, phase: i, from: p.Start + p.UntilSteady.AtLeast}
		}
	}
	return nil
}

// Hit counts a hit and records it.
func (s *Detector) Hit(h *samples.Hit) error {
	s.count(h)
	return s.Recorder.Hit(h)
}

// count adds a hit to the slot in which it ended, for all operations and for its own.
func (s *Detector) count(h *samples.Hit) {
	s.mu.Lock()
	defer s.mu.Unlock()
	// By when it ended: what is due now and not yet answered is not known.
	if s.over || h.End < s.from {
		return
	}
	i := int((h.End - s.from) / slotLength)
	for len(s.slots) <= i {
		s.slots = append(s.slots, slotOf{})
	}
	keys := []int{int(h.Operation), ofAll}
	if h.Step > 0 { // its sequence counts among all
		keys = keys[:1]
	}
	for _, key := range keys {
		if s.slots[i][key] == nil {
			s.slots[i][key] = new(stats.Sketch)
		}
		s.slots[i][key].Record(h.Response())
	}
}

// Steady reports whether nothing drifts at an offset, and after that counts no more.
func (s *Detector) Steady(now time.Duration) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	end := min(len(s.slots), int((now-s.from)/slotLength)) // whole slots
	if end < int(wantedSlots) {
		return false
	}
	last := s.slots[end-int(wantedSlots) : end]
	hits := map[int]uint64{}
	answered := make([]float64, len(last))
	for i, slot := range last {
		for key, h := range slot {
			hits[key] += h.Count()
		}
		if all := slot[ofAll]; all != nil {
			answered[i] = float64(all.Count())
		}
	}
	if stats.DriftOf(answered).Matters() {
		return false
	}
	for key, n := range hits {
		if key != ofAll && n < enoughHits*uint64(wantedSlots) {
			continue
		}
		medians := make([]float64, len(last))
		for i, slot := range last {
			medians[i] = math.NaN()
			if h := slot[key]; h != nil {
				medians[i] = h.Quantile(0.5)
			}
		}
		if stats.DriftOf(medians).Matters() {
			return false
		}
	}
	s.over, s.slots = true, nil
	return true
}
