package load

import (
	"context"
	"errors"
	"fmt"
	"math"
	"sync"
	"sync/atomic"
	"time"

	"quintet/bench/load/http1"
	"quintet/bench/samples"
)

// play is one playing of a schedule: the state of Run.
type play struct {
	*Attack
	began time.Time
	// flight ends when requests in flight must.
	flight  context.Context
	client  *http1.Client
	targets []*http1.Target
	// next is one more than the number of the last hit that was taken, in an open loop; taken is how many were.
	next, taken atomic.Uint64
	// cutAt is the offset at which the load is to be cut off, 0 when it is not.
	cutAt    atomic.Int64
	tally    tally
	examples examples
	crew

	// turns is held while a hit gets its turn, or due times change; moved tells that they did to whoever waits for a hit's.
	turns sync.Mutex
	moved chan struct{}

	// stop is closed when no more hits are to be sent.
	stop     chan struct{}
	stopOnce sync.Once
	// broken is closed when the load cannot go on, with err as why.
	broken     chan struct{}
	brokenOnce sync.Once
	err        error

	// phasesBegun and those below it are conduct's, and finish's after it.
	phasesBegun int
	// cut is when the load was cut off, gaveUp when the time for what was left after the schedule's end had run out; 0 when it
	// was not.
	cut, gaveUp time.Duration
	aborted     string
}

// newPlay begins: it sets offset 0. It fails when there is a target that it cannot send to.
func newPlay(a *Attack, flight context.Context, began time.Time) (*play, error) {
	p := &play{Attack: a, began: began, flight: flight, stop: make(chan struct{}), broken: make(chan struct{}), moved: make(chan struct{}, 1)}
	p.tally.init(a.Source.Operations(), a.Schedule)
	p.examples.init(len(a.Source.Operations()))
	p.client = http1.New(flight, http1.Config{Epoch: p.began, Timeout: a.Timeout, TLS: a.TLS})
	for _, base := range a.Targets {
		t, err := p.client.Target(base)
		if err != nil {
			return nil, err
		}
		p.targets = append(p.targets, t)
	}
	return p, nil
}

// now is the offset of this instant, on the monotonic clock.
func (p *play) now() time.Duration { return time.Since(p.began) }

// conduct keeps the time until all hits are recorded: phases, seconds, the question whether to abort, and the several ways in
// which a load ends before its schedule does.
func (p *play) conduct(ctx context.Context, done <-chan struct{}, cutOff context.CancelCauseFunc) {
	second := time.NewTicker(time.Second)
	defer second.Stop()
	ask := time.NewTicker(p.Interval)
	defer ask.Stop()
	phase := time.NewTimer(0)
	defer phase.Stop()
	patience := func() time.Duration {
		if p.Schedule.Closed() { // its users leave no backlog
			return p.Schedule.Duration()
		}
		return p.Schedule.Duration() + p.Timeout
	}
	end := time.NewTimer(time.Until(p.began.Add(patience())))
	defer end.Stop()
	interrupt, broken, cutAt, settleAt := ctx.Done(), p.broken, p.CutAt, p.SettleAt
	var graceOver, limit <-chan time.Time

	halt := func() { p.stopOnce.Do(func() { close(p.stop) }) }
	cut := func(kind samples.EventKind, why string) {
		halt()
		phase.Stop()
		if p.cut == 0 {
			p.cut = min(p.now(), p.border())
			graceOver = time.After(grace)
		}
		p.event(samples.Event{At: p.now(), Kind: kind, Detail: why})
	}
	if at := p.border(); at < math.MaxInt64 {
		limit = time.After(time.Until(p.began.Add(at)))
	}
	// moved is called when phases have come earlier than they might have.
	moved := func() {
		end.Reset(time.Until(p.began.Add(patience())))
		if next, ok := p.beginPhases(p.now()); ok {
			phase.Reset(time.Until(p.began.Add(next)))
		}
	}
	for {
		select {
		case <-done:
			if limit != nil && p.border() < p.Schedule.Duration() { // the last answer came before the timer
				cut(samples.Interrupted, endedEarly)
			}
			return
		case <-phase.C:
			if next, ok := p.beginPhases(p.now()); ok {
				phase.Reset(time.Until(p.began.Add(next)))
			}
		case <-second.C:
			p.tally.rollSecond(p.counts())
		case <-ask.C:
			if p.cut > 0 {
				continue
			}
			if p.steady() {
				moved()
			}
			if p.Abort == nil {
				continue
			}
			if p.aborted = p.Abort(p.Live()); p.aborted != "" {
				cut(samples.Aborted, p.aborted)
			}
		case at := <-settleAt:
			settleAt = nil
			p.settle(at)
			moved()
		case at := <-cutAt:
			cutAt = nil
			p.cutLater(at)
			limit = time.After(time.Until(p.began.Add(at)))
		case <-limit:
			limit = nil
			cut(samples.Interrupted, endedEarly)
		case <-interrupt:
			interrupt = nil
			cut(samples.Interrupted, "the load was interrupted")
		case <-broken:
			broken = nil
			halt()
			cutOff(p.err)
		case <-end.C:
			p.gaveUp = p.now()
			halt()
		case <-graceOver:
			cutOff(errCut)
		}
	}
}

// ordered takes the orders that were given before the load began.
func (p *play) ordered() {
	select {
	case at := <-p.SettleAt:
		p.settle(at)
	default:
	}
	select {
	case at := <-p.CutAt:
		p.cutLater(at)
	default:
	}
}

// cutLater has no hit sent that is due at an offset or later.
func (p *play) cutLater(at time.Duration) {
	p.turns.Lock()
	p.cutAt.Store(int64(max(at, 1)))
	p.turns.Unlock()
	p.wake()
}

// endedEarly is the detail of the event of a load that CutAt ended.
const endedEarly = "the load was ended early"

// settleAhead is how long before its end the phase that goes on until the system is steady is ended: no hit that is being sent is due then.
const settleAhead = 20 * time.Millisecond

// steady ends the phase that goes on until the system is steady, once it is, and returns true when it did.
func (p *play) steady() bool {
	open, ok := p.Schedule.open()
	if p.Steady == nil || !ok || p.now() < open.Start+open.UntilSteady.AtLeast || p.now()+settleAhead >= open.End || !p.Steady() {
		return false
	}
	p.settle(p.now() + settleAhead)
	return true
}

// settle ends the phase that goes on until the system is steady at an offset.
func (p *play) settle(at time.Duration) {
	p.turns.Lock()
	p.Schedule.settle(at, p.next.Load())
	p.turns.Unlock()
	p.wake()
	if p.Settled != nil {
		p.Settled(p.Schedule.Phases())
	}
}

// wake tells whoever waits for a hit that due times have changed.
func (p *play) wake() {
	select {
	case p.moved <- struct{}{}:
	default: // it has not been noticed yet that another one was moved
	}
}

// beginPhases records the phases that have begun by an instant, and returns when the next one does, if there is one.
func (p *play) beginPhases(by time.Duration) (next time.Duration, ok bool) {
	phases := p.Schedule.plan.Load().phases
	for i := p.phasesBegun; i < len(phases); i++ {
		s := phases[i]
		if s.Start > by {
			return s.Start, true
		}
		p.event(BeginOf(s))
		p.tally.beginPhase(i, p.counts())
		p.phasesBegun++
	}
	return 0, false
}

// errCut is why requests in flight end when the grace is over.
var errCut = errors.New("no answer until the load was cut off")

// fail keeps the first error after which there is no sense in going on.
func (p *play) fail(err error) {
	if err != nil {
		p.brokenOnce.Do(func() {
			p.err = err
			close(p.broken)
		})
	}
}

func (p *play) event(e samples.Event) { p.fail(p.Writer.Event(e)) }

// finish records what was due and never sent, and sums up.
func (p *play) finish() (Summary, error) {
	s := Summary{Began: p.began, Elapsed: p.now(), Aborted: p.aborted}
	if p.cut > 0 {
		s.Elapsed = p.cut
	}
	p.beginPhases(s.Elapsed)
	if !p.Schedule.Closed() {
		taken, end := p.next.Load(), p.Schedule.Len()
		switch {
		case p.cut > 0 && p.cut == p.border():
			end = max(taken, p.Schedule.dueBy(p.cut-1, 0))
		case p.cut > 0:
			end = max(taken, p.Schedule.dueBy(p.cut, 0))
		}
		s.Offered = p.taken.Load() + p.unsent(taken, end)
	}
	p.tally.rollSecond(p.counts())
	select {
	case <-p.broken:
		return s, fmt.Errorf("load: %w", p.err)
	default:
		return s, nil
	}
}

// unsent records hits that were never sent, each with the content it would have been sent with, and returns how many they are.
func (p *play) unsent(from, to uint64) (count uint64) {
	why, at := "no worker was free before the load was cut off", p.cut
	if p.gaveUp > 0 && (p.cut == 0 || p.gaveUp < p.cut) {
		why, at = "no worker was free until "+p.Timeout.String()+" after the schedule's end", p.gaveUp
	}
	for n := p.Schedule.own(from); n < to; n = p.Schedule.own(n + 1) {
		count++
		select {
		case <-p.broken:
			continue
		default:
		}
		r := p.Source.Request(p.Schedule.drawn(n))
		h := samples.Hit{Seq: n, Due: p.Schedule.At(n), Operation: r.Operation, Target: uint8(n % uint64(len(p.targets))), Failure: samples.Unsent}
		h.Sent = max(at, h.Due)
		h.End = h.Sent
		p.record(&h, r.Method, r.Path, why)
	}
	return count
}
