package cached

import (
	"context"
	"errors"
	"hash/maphash"
	"math/rand/v2"
	"sync/atomic"
	"time"

	"golang.org/x/sync/singleflight"

	"quintet/api/store"
)

// cacheAside is the cache beside one store for one class of keys.
type cacheAside[T any] struct {
	Config
	class   string
	codec   codec[T]
	lookups shared[found[T]]
	deletes shared[bool]
	loads   singleflight.Group
	seed    maphash.Seed
	// slots is a table by hash of the key.
	slots    [1024]slot
	suspects suspects
	// process names this process in entries; their stamps count from began.
	process uint64
	began   time.Time
}

// slot counts what happened to the keys that share it.
type slot struct {
	// generation is how many writes have been committed or may have been.
	generation atomic.Uint64
	// loads is how many loads have ended.
	loads atomic.Uint64
}

func newCacheAside[T any](class string, codec codec[T], cfg Config) *cacheAside[T] {
	return &cacheAside[T]{Config: cfg.filled(), class: class, codec: codec, seed: maphash.MakeSeed(), process: rand.Uint64(), began: time.Now()}
}

func (c *cacheAside[T]) slot(key string) *slot {
	return &c.slots[maphash.String(c.seed, key)%uint64(len(c.slots))]
}

// now is the time since this cacheAside was made. Wall clocks, which may be set back, play no part.
func (c *cacheAside[T]) now() time.Duration { return time.Since(c.began) }

// read returns what is under the key, from the cache or else from query. A query's ErrNotFound is remembered.
func (c *cacheAside[T]) read(ctx context.Context, key string, query func(context.Context) (T, error)) (T, error) {
	if err := ctx.Err(); err != nil {
		var zero T
		return zero, store.Wrap("read "+c.class, err)
	}
	loads := c.slot(key).loads.Load()
	value, result := c.lookup(ctx, key)
	c.Observe(c.class, result)
	switch result {
	case hit:
		return value, nil
	case negativeHit:
		return value, store.Wrap("read "+c.class+" from cache", store.ErrNotFound)
	}
	if err := ctx.Err(); err != nil {
		return value, store.Wrap("read "+c.class, err)
	}
	joined := time.Now()
	done := c.loads.DoChan(key, func() (any, error) { return c.load(ctx, key, loads, query), nil })
	select {
	case <-ctx.Done():
		var zero T
		return zero, store.Wrap("read "+c.class, ctx.Err())
	case answered := <-done:
		got := answered.Val.(loaded[T])
		store.TimingsFrom(ctx).Join(got.timings, joined)
		if answered.Shared && c.codec.clone != nil {
			got.value = c.codec.clone(got.value)
		}
		return got.value, got.err
	}
}

// loaded is the result of a load, for everyone who waited for it.
type loaded[T any] struct {
	value   T
	err     error
	timings *store.Timings
}

// load fills a key: it runs once for all who wait. ctx is that of whoever came first; only its values are used. loads is what the
// slot said before that caller looked into the cache.
func (c *cacheAside[T]) load(ctx context.Context, key string, loads uint64, query func(context.Context) (T, error)) loaded[T] {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), c.StoreTimeout)
	defer cancel()
	ctx, timings := store.WithTimings(ctx)
	slot := c.slot(key)
	defer slot.loads.Add(1)

	if slot.loads.Load() != loads {
		// Another load ended between this caller's look and its turn; most likely of this very key.
		switch value, result := c.get(ctx, key); result {
		case hit:
			return loaded[T]{value, nil, timings}
		case negativeHit:
			return loaded[T]{value, store.Wrap("read from cache", store.ErrNotFound), timings}
		}
	}
	generation, e := slot.generation.Load(), entry{key: key, process: c.process, stamp: c.now()}
	value, err := query(ctx)
	switch {
	case errors.Is(err, store.ErrUnavailable):
		// The query may have taken all of the load's time; a call to the cache has a bound of its own.
		if old, ok := c.old(context.WithoutCancel(ctx), key); ok {
			c.Observe(c.class, stale)
			return loaded[T]{old, nil, timings}
		}
	case err == nil:
		c.fill(ctx, e, c.codec.append(e.append(nil), value), c.TTL, slot, generation)
	case errors.Is(err, store.ErrNotFound):
		e.absent = true
		c.fill(ctx, e, e.append(nil), c.NegativeTTL, slot, generation)
	}
	return loaded[T]{value, err, timings}
}

// found is what a lookup found.
type found[T any] struct {
	value  T
	result string
}

// lookup asks the cache, together with others who ask for the key.
func (c *cacheAside[T]) lookup(ctx context.Context, key string) (value T, result string) {
	got, joins, ok := c.lookups.do(ctx, key, func(ctx context.Context) (f found[T]) {
		f.value, f.result = c.get(ctx, key)
		return f
	})
	if !ok {
		return value, failed
	}
	if joins && c.codec.clone != nil && got.result == hit {
		got.value = c.codec.clone(got.value)
	}
	return got.value, got.result
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
	case !ok, e.key != key, !c.current(e, c.longest()):
		return value, miss
	case e.absent:
		return value, negativeHit
	}
	if value, ok = c.codec.decode(payload); !ok {
		return value, miss
	}
	return value, hit
}

// current reports whether an entry may be served: see the package's comment. One of this process that is older than any can be was
// stored late, by a call that had failed.
func (c *cacheAside[T]) current(e entry, longest time.Duration) bool {
	now := c.now()
	own := e.process == c.process
	if own && now-e.stamp > longest {
		return false
	}
	floor, suspect := c.suspects.floor(e.key, now)
	return !suspect || own && e.stamp >= floor
}

// fill stores an entry loaded at a generation, unless or until that generation is over.
func (c *cacheAside[T]) fill(ctx context.Context, e entry, text []byte, ttl time.Duration, slot *slot, generation uint64) {
	if slot.generation.Load() != generation {
		return
	}
	_, err := c.ask(ctx, func(ctx context.Context) ([]byte, error) {
		ttl := c.spread(ttl)
		if c.StaleIfError > 0 && !e.absent {
			if err := c.Cache.Set(ctx, oldKey(e.key), text, ttl+c.StaleIfError); err != nil {
				return nil, err
			}
		}
		return nil, c.Cache.Set(ctx, e.key, text, ttl)
	})
	switch {
	case errors.Is(err, errBypassed):
	case err != nil:
		// The server may carry it out yet, after a delete of a later write.
		c.suspect(e.key)
	case slot.generation.Load() != generation:
		c.delete(context.WithoutCancel(ctx), e.key)
	default:
		c.suspects.replaced(e.key, e.stamp)
		c.makeGood(ctx)
	}
}

// written is called after a write of the key that succeeded or may have. It must happen even when the caller has gone.
func (c *cacheAside[T]) written(ctx context.Context, key string) {
	c.slot(key).generation.Add(1)
	// A load under way may have read the old state; whoever comes from now on must not be given it.
	c.loads.Forget(key)
	ctx = context.WithoutCancel(ctx)
	if c.delete(ctx, key) {
		c.makeGood(ctx)
	}
}

// delete removes a key from the cache, together with others who have written it, or makes it suspect. ctx must not end.
func (c *cacheAside[T]) delete(ctx context.Context, key string) (done bool) {
	done, _, _ = c.deletes.do(ctx, key, func(ctx context.Context) bool {
		_, err := c.ask(ctx, func(ctx context.Context) ([]byte, error) { return nil, c.Cache.Delete(ctx, c.copies(key)...) })
		if err != nil {
			c.suspect(key)
			return false
		}
		c.suspects.raise(key, c.now())
		return true
	})
	return done
}

// suspect remembers that the cache may hold, or come to hold, an entry from before now.
func (c *cacheAside[T]) suspect(key string) { c.suspects.add(key, c.now(), c.longest()+c.StaleIfError) }

// longest is how long an entry can live, from the beginning of its load.
func (c *cacheAside[T]) longest() time.Duration {
	return c.StoreTimeout + c.Timeout + time.Duration(float64(max(c.TTL, c.NegativeTTL))*(1+c.Jitter))
}

// makeGood deletes suspect keys again, some at a time, now that the cache answers.
func (c *cacheAside[T]) makeGood(ctx context.Context) {
	keys := c.suspects.undeleted(maxRedeleted)
	if len(keys) == 0 {
		return
	}
	_, err := c.ask(ctx, func(ctx context.Context) ([]byte, error) { return nil, c.Cache.Delete(ctx, c.copies(keys...)...) })
	if err != nil {
		c.suspects.keep(keys)
	}
}

// ask calls the cache, bounded by Timeout, unless the breaker is open.
func (c *cacheAside[T]) ask(ctx context.Context, f func(context.Context) ([]byte, error)) ([]byte, error) {
	return c.Breaker.do(func() ([]byte, error) {
		ctx, cancel := context.WithTimeout(ctx, c.Timeout)
		defer cancel()
		return f(ctx)
	})
}

// refused reports whether a write certainly changed nothing.
func refused(err error) bool {
	return errors.Is(err, store.ErrInvalid) || errors.Is(err, store.ErrConflict)
}
