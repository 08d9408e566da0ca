// Package bulkhead bounds how many calls of a store are under way at once, so that a store that hangs or is slow takes its own calls with it
// and not the process: not its memory, and not the calls of the other stores.
//
// A call beyond the bound waits for its turn, and is shed when that does not come soon: store.ErrBusy, which clients are told to come again
// for. Shedding keeps the queue short, and so the calls that are admitted quick, where an unbounded queue would have each wait longer than
// its client does.
//
// Rejected: bounding calls by the pool of connections alone. Pools differ, some have no bound, and a call waits for a connection until its
// deadline.
package bulkhead

import (
	"context"
	"time"

	"quintet/api/store"
)

// Bulkhead bounds the calls of one store. A nil Bulkhead bounds nothing. Its methods are safe for concurrent use.
type Bulkhead struct {
	turns    chan struct{}
	patience time.Duration
}

// New makes a Bulkhead of so many calls at once, of which further ones wait for so long; nil without a bound.
func New(calls int, patience time.Duration) *Bulkhead {
	if calls <= 0 {
		return nil
	}
	return &Bulkhead{make(chan struct{}, calls), patience}
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
	timer := time.NewTimer(b.patience)
	defer timer.Stop()
	select {
	case b.turns <- struct{}{}:
		return Turn{b}, nil
	case <-ctx.Done():
		return Turn{}, store.Wrap("wait for a turn", ctx.Err())
	case <-timer.C:
		return Turn{}, store.Wrap("wait for a turn", store.ErrBusy)
	}
}
