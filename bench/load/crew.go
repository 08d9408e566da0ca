package load

import (
	"math"
	"sync"
	"sync/atomic"
	"time"
)

// crew are the goroutines that send the hits. Each does all of a hit itself, from waiting until it is due to recording it, so that
// nothing is handed from one to another where it would take time.
//
// In an open loop one of them at a time has the baton: it waits until the next hit is due, passes the baton on, and then sends that hit.
// Whoever has sent and recorded its hit waits for the baton again. When no worker waits for it, all are in flight, and one more is started.
type crew struct {
	workers sync.WaitGroup
	baton   chan struct{}
	// started and limit are of the one who has the baton.
	started, limit int
	// idle is how many wait for the baton.
	idle atomic.Int64
}

// start starts as many workers as are needed to begin with; in an open loop there will be at most limit.
func (p *play) start(limit int) {
	if p.Schedule.Closed() {
		for range limit {
			p.workers.Go(p.user)
		}
		return
	}
	p.baton, p.started, p.limit = make(chan struct{}, 1), 1, limit
	p.baton <- struct{}{}
	p.workers.Go(p.worker)
}

// user sends one hit after another, as one user of a closed loop.
func (p *play) user() {
	w := attempt{play: p}
	for !p.stopped() && p.now() < p.Schedule.Duration() {
		w.hit(p.Schedule.numbered(p.taken.Add(1) - 1))
	}
}

// worker sends hits of an open loop.
func (p *play) worker() {
	w := attempt{play: p}
	for {
		p.idle.Add(1)
		<-p.baton
		p.idle.Add(-1)
		n, ok := p.turn()
		if ok && p.idle.Load() == 0 && p.started < p.limit {
			p.started++
			p.workers.Go(p.worker)
		}
		p.baton <- struct{}{}
		if !ok {
			return
		}
		w.hit(n)
	}
}

// turn waits until the next hit is due and returns its number; false when there is none. After the last hit it waits for the end of
// the schedule, since a load whose last seconds are empty still lasts as long. Its caller has the baton.
func (p *play) turn() (n uint64, ok bool) {
	for {
		n = p.Schedule.own(p.next.Load())
		due := p.due(n)
		if !p.waitUntil(due) {
			return 0, false
		}
		p.turns.Lock()
		if p.due(n) != due || p.now() < due { // a phase has ended earlier than it might have, or the load will
			p.turns.Unlock()
			continue
		}
		if n >= p.Schedule.Len() || due == p.border() {
			p.turns.Unlock()
			return 0, false
		}
		p.next.Store(n + 1)
		p.taken.Add(1)
		p.turns.Unlock()
		return n, true
	}
}

// due is when hit n is due: the end when there is no such hit, or the offset at which the load is cut off when that comes before.
func (p *play) due(n uint64) time.Duration { return min(p.Schedule.At(n), p.border()) }

// border is the offset at which the load is to be cut off, beyond all others when it is not.
func (p *play) border() time.Duration {
	if at := time.Duration(p.cutAt.Load()); at > 0 {
		return at
	}
	return math.MaxInt64
}

func (p *play) stopped() bool {
	select {
	case <-p.stop:
		return true
	default:
		return false
	}
}

// spinMargin is the last part of a wait, which is slept through by the clock of the operating system: the runtime rounds timers of an
// idle process up to a millisecond, which every response time would contain.
const spinMargin = 2 * time.Millisecond

// waitUntil waits for an offset, or until due times have changed, and returns true, or false as soon as no more hits are to be sent.
func (p *play) waitUntil(at time.Duration) bool {
	if wait := at - p.now() - spinMargin; wait > spinMargin/2 {
		timer := time.NewTimer(wait)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-p.moved:
			return true
		case <-p.stop:
			return false
		}
	}
	if wait := at - p.now(); wait > 0 {
		sleep(wait)
	}
	return !p.stopped()
}
