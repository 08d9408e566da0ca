// Package bulkhead bounds how many calls of a store are under way at once, so that a store that hangs or is slow takes its own calls with it
// and not the process: not its memory, and not the calls of the other stores.
//
// A call beyond the bound waits for its turn, and is shed when that does not come soon: store.ErrBusy, which clients see as "retry later"
// (503). Shedding keeps the queue short, and so the calls that are admitted quick, where an unbounded queue would have each wait longer than
// its client does.
//
// How long a call may wait depends on the queue, as in CoDel (Nichols and Jacobson, 2012; for servers Maurer, "Fail at Scale", 2015): a burst
// that is worked off is waited for patiently; a queue that has stood for Interval without once being empty is overload, and waiting in it only
// makes every answer late, so each call waits for a twentieth of the patience from then on.
//
// By Little's law so many calls at once are a throughput times a time: 128 are 2,500 calls a second of 50 ms each, or 25,000 of 5 ms.
//
// Rejected: bounding calls by the pool of connections alone. Pools differ, some have no bound, and a call waits for a connection until its
// deadline. Rejected: a bound that adapts to response times (Netflix's concurrency-limits and its Go ports, failsafe-go's adaptivelimiter).
// A store's calls differ a hundredfold in what they take, so a change of the mix looks like a change of the store, and calls are shed that
// it could have answered; and such a limiter decides once a second, which is when the queue is long.
package bulkhead

import (
	"context"
	"sync"
	"time"

	"quintet/api/store"
)

// Interval is how long a queue must stand to be overload.
const Interval = 100 * time.Millisecond

// hurry is by how much the patience is divided in a queue that stands.
const hurry = 20

// Bulkhead bounds the calls of one store. A nil Bulkhead bounds nothing. Its methods are safe for concurrent use.
type Bulkhead struct {
	turns    chan struct{}
	patience time.Duration

	// waiting is how many calls wait, since when there has been one.
	mu      sync.Mutex
	waiting int
	since   time.Time
}

// New makes a Bulkhead of so many calls at once, of which further ones wait for so long at most; nil without a bound.
func New(calls int, patience time.Duration) *Bulkhead {
	if calls <= 0 {
		return nil
	}
	return &Bulkhead{turns: make(chan struct{}, calls), patience: patience}
}

// Turn is what a call has while it is under way. The zero Turn is of a call that is not counted.
type Turn struct{ of *Bulkhead }

// End gives the turn to the next call. It must be called once.
func (t Turn) End() {
	if t.of != nil {
		<-t.of.turns
	}
}

// Enter waits for a turn. The error is store.ErrBusy when there was none in time, or the context's. A call that finishes what others began (see
// store.Finishing) is admitted without one where there is none.
func (b *Bulkhead) Enter(ctx context.Context) (Turn, error) {
	if b == nil {
		return Turn{}, nil
	}
	select {
	case b.turns <- struct{}{}:
		return Turn{b}, nil
	default:
	}
	if store.IsFinishing(ctx) {
		return Turn{}, nil
	}
	return b.wait(ctx)
}

// wait waits for a turn for as long as the queue allows.
func (b *Bulkhead) wait(ctx context.Context) (Turn, error) {
	began := time.Now()
	b.join(began)
	defer b.leave()
	for {
		left := time.Until(b.until(began))
		if left <= 0 {
			return Turn{}, store.Wrap("wait for a turn", store.ErrBusy)
		}
		timer := time.NewTimer(left)
		select {
		case b.turns <- struct{}{}:
			timer.Stop()
			return Turn{b}, nil
		case <-ctx.Done():
			timer.Stop()
			return Turn{}, store.Wrap("wait for a turn", ctx.Err())
		case <-timer.C:
			// Meanwhile the queue may have been empty, which gives more time.
		}
	}
}

func (b *Bulkhead) join(now time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.waiting == 0 {
		b.since = now
	}
	b.waiting++
}

func (b *Bulkhead) leave() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.waiting--
}

// until is when a call that began to wait at some time is shed: after a short wait in a queue that stands, otherwise when the queue would
// have stood for long enough, and never after more than the patience.
func (b *Bulkhead) until(began time.Time) time.Time {
	b.mu.Lock()
	since := b.since
	b.mu.Unlock()
	at, last := began.Add(b.patience/hurry), began.Add(b.patience)
	if stands := since.Add(Interval); stands.After(at) {
		at = stands
	}
	if at.After(last) {
		return last
	}
	return at
}
