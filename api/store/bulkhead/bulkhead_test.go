package bulkhead_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"quintet/api/store"
	"quintet/api/store/bulkhead"
)

// TestBound has many more callers than turns: never more are inside than may be, and all come in.
func TestBound(t *testing.T) {
	const calls, callers = 4, 200
	b := bulkhead.New(calls, time.Hour)
	var inside, most atomic.Int64
	var running sync.WaitGroup
	for range callers {
		running.Go(func() {
			turn, err := b.Enter(t.Context())
			if err != nil {
				t.Error(err)
				return
			}
			defer turn.End()
			n := inside.Add(1)
			for seen := most.Load(); n > seen && !most.CompareAndSwap(seen, n); seen = most.Load() {
			}
			inside.Add(-1)
		})
	}
	running.Wait()
	if most.Load() > calls {
		t.Errorf("%d calls were under way, want at most %d", most.Load(), calls)
	}
}

func TestFull(t *testing.T) {
	b := bulkhead.New(1, time.Millisecond)
	first, err := b.Enter(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Enter(t.Context()); !errors.Is(err, store.ErrBusy) || !errors.Is(err, store.ErrUnavailable) || errors.Is(err, store.ErrTimeout) {
		t.Errorf("a call beyond the bound: %v, want busy", err)
	}
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := bulkheadOf(t, time.Hour).Enter(canceled); !errors.Is(err, context.Canceled) {
		t.Errorf("a caller that left: %v, want canceled", err)
	}
	over, cancel := context.WithDeadline(t.Context(), time.Now().Add(-time.Second))
	defer cancel()
	if _, err := bulkheadOf(t, time.Hour).Enter(over); !errors.Is(err, store.ErrTimeout) {
		t.Errorf("a call after its deadline: %v, want a timeout", err)
	}
	// What finishes other work is admitted all the same, and takes no place.
	finishing, err := b.Enter(store.Finishing(t.Context()))
	if err != nil {
		t.Errorf("a call that finishes others' work: %v", err)
	}
	finishing.End()
	if _, err := b.Enter(t.Context()); !errors.Is(err, store.ErrBusy) {
		t.Errorf("after it: %v, want busy", err)
	}
	first.End()
	if turn, err := b.Enter(t.Context()); err != nil {
		t.Errorf("after the first call: %v", err)
	} else {
		turn.End()
	}
}

// bulkheadOf is one that is full.
func bulkheadOf(t *testing.T, patience time.Duration) *bulkhead.Bulkhead {
	t.Helper()
	b := bulkhead.New(1, patience)
	if _, err := b.Enter(t.Context()); err != nil {
		t.Fatal(err)
	}
	return b
}

// TestQueueThatStands has more calls come than are done, then fewer: a burst is waited for, overload is shed soon, and patience is back with an
// empty queue. The time is the test's own.
func TestQueueThatStands(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const patience = time.Second
		b := bulkhead.New(1, patience)
		began := time.Now()
		hold := func(after, long time.Duration) {
			time.Sleep(time.Until(began.Add(after)))
			turn, err := b.Enter(t.Context())
			if err != nil {
				t.Errorf("a call after %s: %v", after, err)
				return
			}
			time.Sleep(long)
			turn.End()
		}
		shed := func(after, within time.Duration) {
			time.Sleep(time.Until(began.Add(after)))
			start := time.Now()
			turn, err := b.Enter(t.Context())
			if !errors.Is(err, store.ErrBusy) {
				t.Errorf("a call after %s: %v, want busy", after, err)
			}
			turn.End()
			if took := time.Since(start); took != within {
				t.Errorf("a call after %s was shed within %s, want %s", after, took, within)
			}
		}
		var running sync.WaitGroup
		running.Go(func() { hold(0, 400*time.Millisecond) })
		// The first that waits waits until the queue has stood for the interval, whoever comes later a twentieth of the patience.
		running.Go(func() { shed(10*time.Millisecond, bulkhead.Interval) })
		running.Go(func() { shed(40*time.Millisecond, 70*time.Millisecond) })
		running.Go(func() { shed(100*time.Millisecond, patience/20) })
		running.Go(func() { shed(149*time.Millisecond, patience/20) })
		// No call waited for a while, so the queue begins anew.
		running.Go(func() { shed(250*time.Millisecond, bulkhead.Interval) })
		// A burst that is worked off within the interval is waited for.
		running.Go(func() { hold(390*time.Millisecond, 30*time.Millisecond) })
		running.Go(func() { hold(395*time.Millisecond, 30*time.Millisecond) })
		running.Wait()
	})
}

func TestNoBound(t *testing.T) {
	b := bulkhead.New(0, 0)
	for range 10_000 {
		if _, err := b.Enter(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}
