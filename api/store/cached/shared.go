package cached

import (
	"context"
	"sync"
	"time"

	"quintet/api/store"
)

// shared are calls to the cache that are under way, one a key. Whoever wants the same meanwhile waits for the next call, which begins
// when the first has ended: so a hot key costs one call for all who came during the one before, and no caller is given the result of a call
// that began before he came: no lookup is older than its reader, no delete older than its write. The zero shared is empty.
type shared[V any] struct {
	mu      sync.Mutex
	running map[string]*call[V]
}

// call is one call. The fields below done are set when it is closed.
type call[V any] struct {
	next *call[V]

	done    chan struct{}
	value   V
	timings *store.Timings
}

// do returns the result of a call f of a key that begins now or later, and whether it is shared with a caller who made it. f is given a
// context that ends with no caller's, so it has to be bounded by itself. Without a result because ctx has ended, ok is false.
func (s *shared[V]) do(ctx context.Context, key string, f func(context.Context) V) (value V, joins, ok bool) {
	began := time.Now()
	mine, before, leads := s.join(key)
	if leads {
		if before != nil {
			<-before.done
		}
		s.lead(ctx, key, mine, f)
	} else {
		select {
		case <-ctx.Done():
			return value, true, false
		case <-mine.done:
		}
	}
	store.TimingsFrom(ctx).Join(mine.timings, began)
	return mine.value, !leads, true
}

// join returns the call to wait for. The caller who leads makes it, after the one before has ended.
func (s *shared[V]) join(key string) (mine, before *call[V], leads bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	running := s.running[key]
	if running != nil && running.next != nil {
		return running.next, nil, false
	}
	mine = &call[V]{done: make(chan struct{})}
	if running != nil {
		running.next = mine
		return mine, running, true
	}
	if s.running == nil {
		s.running = map[string]*call[V]{}
	}
	s.running[key] = mine
	return mine, nil, true
}

// lead makes a call for all who wait for it.
func (s *shared[V]) lead(ctx context.Context, key string, c *call[V], f func(context.Context) V) {
	defer func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if c.next != nil {
			s.running[key] = c.next
		} else {
			delete(s.running, key)
		}
		close(c.done)
	}()
	ctx, c.timings = store.WithTimings(context.WithoutCancel(ctx))
	c.value = f(ctx)
}
