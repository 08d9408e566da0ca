package load

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"sort"
	"sync"
	"sync/atomic"
	"time"

	"quintet/bench/samples"
	"quintet/bench/scenario"
)

// Schedule says when each hit of a load is due. It is safe for concurrent use.
type Schedule struct {
	// stretches are the phases as laid out, one that goes on until the system is steady with the most it may take.
	stretches []stretch
	users     int // of a closed loop
	poisson   bool
	seed      uint64
	// share is what of it is sent; all of it unless Take was called.
	share Share
	// plan is what of the layout is played; Settle changes it.
	plan atomic.Pointer[played]

	mu       sync.Mutex // guards arrivals
	arrivals arrivals
}

// stretch is a phase with its curve.
type stretch struct {
	samples.Phase
	curve curve
	// first is the number of its first hit, before the integral of the rate until it begins, total that of the phase itself.
	first         uint64
	before, total float64
}

// NewSchedule lays out the phases of a load. The same load and seed give the same due times, to the nanosecond. The error
// names the phase.
func NewSchedule(l scenario.Load, seed uint64) (*Schedule, error) {
	s := &Schedule{users: l.Closed, poisson: l.Arrivals == "poisson", seed: seed, share: Share{0, 1}}
	all := &played{}
	if !s.Closed() && !s.poisson && l.Arrivals != "constant" {
		return nil, fmt.Errorf("schedule: arrivals are %q, want poisson or constant", l.Arrivals)
	}
	integral := 0.0
	for i, p := range l.Phases {
		length := max(p.Duration, p.AtMost)
		next := stretch{Phase: samples.Phase{Name: p.Name, Shape: p.Shape, Start: all.duration, End: all.duration + length, Measure: p.Measure},
			first: all.length, before: integral}
		if p.Duration <= 0 || next.End < next.Start {
			return nil, fmt.Errorf("schedule: phase %s lasts %s, want a duration above 0", p.Name, p.Duration)
		}
		if p.AtMost > 0 {
			next.UntilSteady = &samples.UntilSteady{AtLeast: p.Duration, AtMost: p.AtMost}
		}
		all.duration = next.End
		if !s.Closed() {
			var err error
			if next.curve, err = newCurve(p); err != nil {
				return nil, fmt.Errorf("schedule: phase %s: %w", p.Name, err)
			}
			if p.AtMost > p.Duration {
				next.curve = goingOn{next.curve, p.Duration.Seconds()}
			}
			next.total = next.curve.total(length.Seconds())
			integral += next.total
			if s.poisson {
				next.Offered = s.arrivals.add(i, next.total, seed)
			} else {
				next.Offered = uint64(max(0, math.Ceil(integral-0.5))) - all.length
			}
			all.length += next.Offered
		}
		s.stretches = append(s.stretches, next)
		all.phases = append(all.phases, next.Phase)
	}
	if len(s.stretches) == 0 {
		return nil, errors.New("schedule: no phases")
	}
	all.from = all.length
	s.plan.Store(all)
	return s, nil
}

// At returns when hit n is due, as an offset from the beginning. It never decreases with n; a hit is due in the phase that
// offers it, never at its end. At or beyond Len, and in a closed loop, it is Duration.
func (s *Schedule) At(n uint64) time.Duration {
	p := s.plan.Load()
	if n >= p.length {
		return p.duration
	}
	if n >= p.from {
		return s.laidOut(n+p.leftOut) - p.earlier
	}
	return s.laidOut(n)
}

// laidOut is when the layout has its hit n due.
func (s *Schedule) laidOut(n uint64) time.Duration {
	if s.poisson {
		s.mu.Lock()
		defer s.mu.Unlock()
		return s.arrivals.at(n, s.due)
	}
	// The last phase that begins with hit n or before: those that offer nothing begin with the same hit as the next.
	i := sort.Search(len(s.stretches), func(i int) bool { return s.stretches[i].first > n }) - 1
	return s.due(i, float64(n)+0.5-s.stretches[i].before)
}

// due turns x, the integral of the rate since phase i began, into a due time.
func (s *Schedule) due(i int, x float64) time.Duration {
	p := &s.stretches[i]
	t := p.curve.when(min(max(x, 0), p.total))
	return min(p.Start+time.Duration(t*float64(time.Second)), p.End-1)
}

// Len is how many hits the schedule holds; 0 in a closed loop, where it is not known beforehand.
func (s *Schedule) Len() uint64 { return s.plan.Load().length }

// Closed says that users of a closed loop set the pace, and nothing is due.
func (s *Schedule) Closed() bool { return s.users > 0 }

// Duration is the length of all phases together.
func (s *Schedule) Duration() time.Duration { return s.plan.Load().duration }

// Phases lists the phases in order, with the hits each offers. The slice is the caller's.
func (s *Schedule) Phases() []samples.Phase { return slices.Clone(s.plan.Load().phases) }

// Phase is the phase that holds an instant, the last one after the end.
func (s *Schedule) Phase(at time.Duration) samples.Phase {
	phases := s.plan.Load().phases
	i := sort.Search(len(phases), func(i int) bool { return phases[i].End > at })
	return phases[min(i, len(phases)-1)]
}

// DueBefore is how many hits are due before an offset.
func (s *Schedule) DueBefore(at time.Duration) uint64 { return s.dueBy(at-1, 0) }

// dueBy is how many hits are due at an instant or before, at least from, which must not be more than that.
func (s *Schedule) dueBy(at time.Duration, from uint64) uint64 {
	// Doubling steps from where the caller was: hits far away are dear to look at, and mostly it is not far.
	step := uint64(1)
	length := s.Len()
	for from+step < length && s.At(from+step) <= at {
		from += step
		step *= 2
	}
	left := int(min(step, length-from))
	return from + uint64(sort.Search(left, func(i int) bool { return s.At(from+uint64(i)) > at }))
}
