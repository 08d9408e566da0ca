package cached

import (
	"context"
	"errors"
	"sync"
	"time"

	"quintet/api/store"
)

// lookups are the looks into the cache that are under way, one a key. Whoever wants the key meanwhile waits for the next one, which
// begins when the first has ended: so a hot key costs one call for all who came during the one before, and nobody is given what was
// read before he asked.
type lookups[T any] struct {
	mu      sync.Mutex
	running map[string]*lookup[T]
}

// lookup is one look into the cache. The fields below done are set when it is closed.
type lookup[T any] struct {
	next *lookup[T]

	done    chan struct{}
	value   T
	result  string
	timings *store.Timings
}

// lookup returns what the cache has under a key, shared with others who ask for it.
func (c *cacheAside[T]) lookup(ctx context.Context, key string) (value T, result string) {
	joined := time.Now()
	l, before, leads := c.lookups.join(key)
	if leads {
		if before != nil {
			// Bounded by Timeout, as is what follows.
			<-before.done
		}
		c.lead(ctx, key, l)
		store.TimingsFrom(ctx).Join(l.timings, joined)
		return l.value, l.result
	}
	select {
	case <-ctx.Done():
		return value, failed
	case <-l.done:
	}
	store.TimingsFrom(ctx).Join(l.timings, joined)
	if value = l.value; c.codec.clone != nil && l.result == hit {
		value = c.codec.clone(value)
	}
	return value, l.result
}

// join returns the lookup to wait for. The caller who leads carries it out, after the one before has ended.
func (s *lookups[T]) join(key string) (mine, before *lookup[T], leads bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	running := s.running[key]
	if running != nil && running.next != nil {
		return running.next, nil, false
	}
	mine = &lookup[T]{done: make(chan struct{}), result: failed}
	if running != nil {
		running.next = mine
		return mine, running, true
	}
	if s.running == nil {
		s.running = map[string]*lookup[T]{}
	}
	s.running[key] = mine
	return mine, nil, true
}

// lead carries a lookup out for all who wait for it. ctx is that of one of them, so only its values are used.
func (c *cacheAside[T]) lead(ctx context.Context, key string, l *lookup[T]) {
	defer func() {
		c.lookups.mu.Lock()
		defer c.lookups.mu.Unlock()
		if l.next != nil {
			c.lookups.running[key] = l.next
		} else {
			delete(c.lookups.running, key)
		}
		close(l.done)
	}()
	ctx, l.timings = store.WithTimings(context.WithoutCancel(ctx))
	l.value, l.result = c.get(ctx, key)
}

// get asks the cache.
func (c *cacheAside[T]) get(ctx context.Context, key string) (value T, result string) {
	text, err := c.ask(ctx, func(ctx context.Context) ([]byte, error) { return c.Cache.Get(ctx, key) })
	switch {
	case errors.Is(err, errBypassed):
		return value, bypass
	case errors.Is(err, store.ErrNotFound):
		return value, miss
	case err != nil:
		return value, failed
	}
	e, payload, ok := parseEntry(text)
	switch {
	case !ok, e.key != key, !c.current(e):
		return value, miss
	case e.absent:
		return value, negativeHit
	}
	if value, ok = c.codec.decode(payload); !ok {
		return value, miss
	}
	return value, hit
}
