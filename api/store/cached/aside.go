package cached

import (
	"context"
	"encoding/json"
	"errors"
	"hash/maphash"
	"sync/atomic"
	"time"

	"golang.org/x/sync/singleflight"

	"quintet/api/store"
)

// aside is the cache beside one store: what the decorators share.
type aside struct {
	Config
	flights singleflight.Group
	seed    maphash.Seed
	// marks is a table by hash of the key.
	marks [1024]mark
}

// mark counts what happened to the keys that share it.
type mark struct {
	// writes is the generation: how many writes have been committed or may have been.
	writes atomic.Uint64
	// fills is how many flights have ended.
	fills atomic.Uint64
}

func newAside(cfg Config) *aside { return &aside{Config: cfg.filled(), seed: maphash.MakeSeed()} }

func (a *aside) mark(key string) *mark {
	return &a.marks[maphash.String(a.seed, key)%uint64(len(a.marks))]
}

// absent is the value under a key whose thing does not exist. No JSON value begins so.
const absent = "-"

// read returns what is under the key, from the cache or else from query. A query's ErrNotFound is remembered.
func read[T any](ctx context.Context, a *aside, class, key string, query func(context.Context) (T, error)) (T, error) {
	fills := a.mark(key).fills.Load()
	value, result := lookup[T](ctx, a, key)
	a.Observe(class, result)
	switch result {
	case "hit":
		return value, nil
	case "negative_hit":
		return value, store.Wrap("read "+class+" from cache", store.ErrNotFound)
	}
	if err := ctx.Err(); err != nil {
		return value, store.Wrap("read "+class, err)
	}
	joined := time.Now()
	flight := a.flights.DoChan(key, func() (any, error) { return fly(ctx, a, key, fills, query), nil })
	select {
	case <-ctx.Done():
		var none T
		return none, store.Wrap("read "+class, ctx.Err())
	case answered := <-flight:
		got := answered.Val.(landing[T])
		store.TimingsFrom(ctx).Join(got.timings, joined)
		return got.value, got.err
	}
}

// landing is what a flight brings to everyone who waited for it.
type landing[T any] struct {
	value   T
	err     error
	timings *store.Timings
}

// fly fills a key: it runs once for all who wait. ctx is that of whoever came first; only its values are used. fills is what the
// mark said before that caller looked into the cache.
func fly[T any](ctx context.Context, a *aside, key string, fills uint64, query func(context.Context) (T, error)) landing[T] {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), a.StoreTimeout)
	defer cancel()
	ctx, timings := store.WithTimings(ctx)
	mark := a.mark(key)
	defer mark.fills.Add(1)

	if mark.fills.Load() != fills {
		// Another flight landed between this caller's look and its take-off; most likely with this very key.
		switch value, result := lookup[T](ctx, a, key); result {
		case "hit":
			return landing[T]{value, nil, timings}
		case "negative_hit":
			return landing[T]{value, store.Wrap("read from cache", store.ErrNotFound), timings}
		}
	}
	generation := mark.writes.Load()
	value, err := query(ctx)
	switch {
	case err == nil:
		if text, err := json.Marshal(value); err == nil {
			a.fill(ctx, key, text, a.TTL, mark, generation)
		}
	case errors.Is(err, store.ErrNotFound):
		a.fill(ctx, key, []byte(absent), a.NegativeTTL, mark, generation)
	}
	return landing[T]{value, err, timings}
}

// lookup asks the cache. A value that cannot be decoded, left by another version of this program, is a miss.
func lookup[T any](ctx context.Context, a *aside, key string) (value T, result string) {
	text, err := a.Breaker.do(func() ([]byte, error) {
		ctx, cancel := context.WithTimeout(ctx, a.Timeout)
		defer cancel()
		return a.Cache.Get(ctx, key)
	})
	switch {
	case errors.Is(err, errBypassed):
		return value, "bypass"
	case errors.Is(err, store.ErrNotFound):
		return value, "miss"
	case err != nil:
		return value, "error"
	case string(text) == absent:
		return value, "negative_hit"
	}
	if json.Unmarshal(text, &value) != nil {
		var none T
		return none, "miss"
	}
	return value, "hit"
}

// fill stores a value read at a generation, unless or until that generation is over (see the package's comment).
func (a *aside) fill(ctx context.Context, key string, text []byte, ttl time.Duration, mark *mark, generation uint64) {
	if mark.writes.Load() != generation {
		return
	}
	_, _ = a.Breaker.do(func() ([]byte, error) {
		ctx, cancel := context.WithTimeout(ctx, a.Timeout)
		defer cancel()
		return nil, a.Cache.Set(ctx, key, text, a.spread(ttl))
	})
	if mark.writes.Load() != generation {
		a.drop(ctx, key)
	}
}

// written is called after a write of the key that succeeded or may have. It must happen even when the caller has gone.
func (a *aside) written(ctx context.Context, key string) {
	a.mark(key).writes.Add(1)
	// A query under way may have read the old state; whoever comes from now on must not be given it.
	a.flights.Forget(key)
	a.drop(context.WithoutCancel(ctx), key)
}

func (a *aside) drop(ctx context.Context, key string) {
	_, _ = a.Breaker.do(func() ([]byte, error) {
		ctx, cancel := context.WithTimeout(ctx, a.Timeout)
		defer cancel()
		return nil, a.Cache.Delete(ctx, key)
	})
}

// refused says whether a write certainly changed nothing.
func refused(err error) bool {
	return errors.Is(err, store.ErrInvalid) || errors.Is(err, store.ErrConflict)
}
