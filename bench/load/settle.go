package load

import (
	"slices"
	"time"

	"quintet/bench/samples"
)

// played is what of a schedule's layout is played: all of it, until a phase that goes on until the system is steady has ended.
type played struct {
	phases   []samples.Phase
	length   uint64
	duration time.Duration
	// Hits from number from on stand leftOut further on in the layout, which has them due later by earlier.
	from, leftOut uint64
	earlier       time.Duration
}

// goingOn is a curve that stays at its last rate.
type goingOn struct {
	curve
	// seconds is where the curve itself ends.
	seconds float64
}

func (g goingOn) rate(t float64) float64 { return g.curve.rate(min(t, g.seconds)) }

func (g goingOn) total(t float64) float64 {
	return g.curve.total(min(t, g.seconds)) + max(0, t-g.seconds)*g.curve.rate(g.seconds)
}

// when goes on at the last rate of the curve.
func (g goingOn) when(x float64) float64 {
	if before := g.curve.total(g.seconds); x > before {
		return g.seconds + (x-before)/g.curve.rate(g.seconds)
	}
	return g.curve.when(x)
}

// Open is the phase that goes on until the system is steady, as long as it has not ended; false when there is none.
func (s *Schedule) Open() (samples.Phase, bool) { return s.open() }

// Settle ends that phase at an offset, or as soon as it may end. It is for who leads others that play the schedule; an Attack does it by itself.
func (s *Schedule) Settle(at time.Duration) { s.settle(at, 0) }

// open is the phase that goes on until the system is steady, as long as it has not ended; false when there is none.
func (s *Schedule) open() (samples.Phase, bool) {
	phases := s.plan.Load().phases
	i := openPhase(phases)
	if i < 0 {
		return samples.Phase{}, false
	}
	return phases[i], true
}

func openPhase(phases []samples.Phase) int {
	return slices.IndexFunc(phases, func(p samples.Phase) bool { return p.UntilSteady != nil && !p.UntilSteady.Steady })
}

// settle ends the phase that goes on until the system is steady at an instant within it, whose hits below sent have been sent: what
// comes after it comes the earlier by what is left of it. Only one such phase can be in a schedule.
func (s *Schedule) settle(at time.Duration, sent uint64) {
	all := s.plan.Load()
	i := openPhase(all.phases)
	if i < 0 {
		return
	}
	whole := s.stretches[i]
	at = max(at, whole.Start+whole.UntilSteady.AtLeast)
	if sent > 0 && !s.Closed() {
		at = max(at, s.At(sent-1)+1)
	}
	at = min(at, whole.End)
	next := *all
	next.earlier = whole.End - at
	next.duration -= next.earlier
	if !s.Closed() {
		next.from = s.dueBy(at-1, 0)
		next.leftOut = whole.first + whole.Offered - next.from
		next.length -= next.leftOut
	}
	next.phases = slices.Clone(all.phases)
	next.phases[i].End, next.phases[i].Offered = at, whole.Offered-next.leftOut
	steady := *whole.UntilSteady
	steady.Steady = true
	next.phases[i].UntilSteady = &steady
	for j := range next.phases[i+1:] {
		p := &next.phases[i+1+j]
		p.Start, p.End = p.Start-next.earlier, p.End-next.earlier
	}
	s.plan.Store(&next)
}

// drawn is the number with which hit n is drawn: its place in the layout, so that a phase asks the same whatever the warm-up took.
func (s *Schedule) drawn(n uint64) uint64 {
	if p := s.plan.Load(); n >= p.from {
		return n + p.leftOut
	}
	return n
}
