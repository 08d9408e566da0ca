package cached_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"quintet/api/store"
	"quintet/api/store/cached"
)

func TestResults(t *testing.T) {
	ctx, db, cache := t.Context(), openDB(t), openCache(t)
	var seen results
	records := cached.Records(db, slow(cached.Config{Cache: cache, Observe: seen.observe}))
	messages := cached.Messages(db, slow(cached.Config{Cache: cache, Observe: seen.observe}))
	u := must[store.User](t)(records.CreateUser(ctx, "x", "x@example.org"))

	for range 3 {
		must[store.User](t)(records.User(ctx, u.ID))
	}
	seen.want(t, map[string]int{"user miss": 1, "user hit": 2})
	for range 3 {
		if _, err := records.Group(ctx, 99); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("absent group: %v", err)
		}
	}
	seen.want(t, map[string]int{"group miss": 1, "group negative_hit": 2})
	for range 2 {
		must[[]store.Message](t)(messages.Messages(ctx, uuid.Max, uuid.Nil, cached.PageLimit))
		must[[]store.Message](t)(messages.Messages(ctx, uuid.Max, uuid.Nil, 7))
		must[[]store.Message](t)(messages.Messages(ctx, uuid.Max, uuid.Max, cached.PageLimit))
	}
	seen.want(t, map[string]int{"messages miss": 1, "messages hit": 1, "messages bypass": 4})

	// What another version left under a key is a miss, and is replaced.
	if err := cache.Set(ctx, cached.UserKey(u.ID), []byte("{torn"), time.Hour); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if got := must[store.User](t)(records.User(ctx, u.ID)); got != u {
			t.Errorf("got %+v, want %+v", got, u)
		}
	}
	seen.want(t, map[string]int{"user miss": 1, "user hit": 1})
}

// TestCreateForgetsAbsence remembers that an id is absent and then creates it.
func TestCreateForgetsAbsence(t *testing.T) {
	ctx, db := t.Context(), openDB(t)
	records := cached.Records(db, slow(cached.Config{Cache: openCache(t), NegativeTTL: time.Hour}))
	for _, id := range []int64{1, 2, 3} {
		if _, err := records.User(ctx, id); !errors.Is(err, store.ErrNotFound) {
			t.Fatalf("user %d: %v", id, err)
		}
		if _, err := records.Group(ctx, id); !errors.Is(err, store.ErrNotFound) {
			t.Fatalf("group %d: %v", id, err)
		}
		u := must[store.User](t)(records.CreateUser(ctx, "x", fmt.Sprint(id)))
		g := must[store.Group](t)(records.CreateGroup(ctx, "x", ""))
		if u.ID != id || g.ID != id {
			t.Fatalf("created user %d, group %d, want %d", u.ID, g.ID, id)
		}
		must[store.User](t)(records.User(ctx, id))
		must[store.Group](t)(records.Group(ctx, id))
	}
}

// TestStaleEntryIsNotStored runs the classic race step by step: a reader holds the old row while a writer commits and deletes the key.
func TestStaleEntryIsNotStored(t *testing.T) {
	ctx, db := t.Context(), openDB(t)
	next := &counted{Records: db}
	records := cached.Records(next, slow(cached.Config{Cache: openCache(t)}))
	u := must[store.User](t)(records.CreateUser(ctx, "old", "x@example.org"))
	next.after = func() { // the reader has read the old row and has not stored it yet
		next.after = nil
		must[store.User](t)(records.UpdateUser(ctx, u.ID, "new", "x@example.org"))
	}
	if got := must[store.User](t)(records.User(ctx, u.ID)); got.Name != "old" {
		t.Fatalf("the race was not run: reader got %q", got.Name)
	}
	if got := must[store.User](t)(records.User(ctx, u.ID)); got.Name != "new" {
		t.Errorf("after the update a reader gets %q: a stale copy was stored", got.Name)
	}
}

// meanwhile is a cache in which something happens just before a Set arrives.
type meanwhile struct {
	store.Cache
	happens func()
}

func (m *meanwhile) Set(ctx context.Context, key string, value []byte, ttl time.Duration) error {
	if m.happens != nil {
		m.happens()
	}
	return m.Cache.Set(ctx, key, value, ttl)
}

// TestStaleEntryIsDeletedAfterItWasStored runs the race with the copy already on its way to the cache when the writer deletes the key.
func TestStaleEntryIsDeletedAfterItWasStored(t *testing.T) {
	ctx, db := t.Context(), openDB(t)
	cache := &meanwhile{Cache: openCache(t)}
	records := cached.Records(db, slow(cached.Config{Cache: cache}))
	u := must[store.User](t)(records.CreateUser(ctx, "old", "x@example.org"))
	cache.happens = func() {
		cache.happens = nil
		must[store.User](t)(records.UpdateUser(ctx, u.ID, "new", "x@example.org"))
	}
	must[store.User](t)(records.User(ctx, u.ID))
	if got := must[store.User](t)(records.User(ctx, u.ID)); got.Name != "new" {
		t.Errorf("after the update a reader gets %q: a stale copy was stored", got.Name)
	}
}

// TestReaderAfterWriteDoesNotJoinEarlierLoad starts a query, writes, and reads while the query is still under way.
func TestReaderAfterWriteDoesNotJoinEarlierLoad(t *testing.T) {
	ctx, db := t.Context(), openDB(t)
	next := &counted{Records: db}
	records := cached.Records(next, slow(cached.Config{Cache: openCache(t)}))
	u := must[store.User](t)(records.CreateUser(ctx, "old", "x@example.org"))
	read, proceed := make(chan struct{}), make(chan struct{})
	var first atomic.Bool
	next.after = func() {
		if first.CompareAndSwap(false, true) {
			close(read)
			<-proceed
		}
	}
	var early sync.WaitGroup
	early.Go(func() {
		if got, err := records.User(ctx, u.ID); err != nil || got.Name != "old" {
			t.Errorf("early reader got %q, %v", got.Name, err)
		}
	})
	<-read
	must[store.User](t)(records.UpdateUser(ctx, u.ID, "new", "x@example.org"))
	if got := must[store.User](t)(records.User(ctx, u.ID)); got.Name != "new" {
		t.Errorf("reader after the write got %q", got.Name)
	}
	close(proceed)
	early.Wait()
	if got := must[store.User](t)(records.User(ctx, u.ID)); got.Name != "new" {
		t.Errorf("in the end a reader gets %q", got.Name)
	}
}

// TestCallerCancelDoesNotAffectWaiters cancels the caller that started a query while another, who missed too, waits for it. The query goes on only
// when the first has left, so that it finds no answer on its way out.
func TestCallerCancelDoesNotAffectWaiters(t *testing.T) {
	db := openDB(t)
	asked, proceed, missed := make(chan struct{}), make(chan struct{}), make(chan struct{}, 2)
	next := &counted{Records: db, before: func() { close(asked); <-proceed }}
	records := cached.Records(next, slow(cached.Config{Cache: openCache(t), Observe: func(_, result string) {
		if result == "miss" {
			missed <- struct{}{}
		}
	}}))
	u := must[store.User](t)(db.CreateUser(t.Context(), "x", "x@example.org"))

	ctx, cancel := context.WithCancel(t.Context())
	var left, stayed sync.WaitGroup
	left.Go(func() {
		if _, err := records.User(ctx, u.ID); !errors.Is(err, context.Canceled) {
			t.Errorf("the one who left: %v", err)
		}
	})
	<-asked
	<-missed
	stayed.Go(func() {
		if got, err := records.User(t.Context(), u.ID); err != nil || got != u {
			t.Errorf("the one who stayed: %+v, %v", got, err)
		}
	})
	<-missed
	cancel()
	left.Wait()
	close(proceed)
	stayed.Wait()
	if n := next.queries.Load(); n != 1 {
		t.Errorf("%d queries, want 1", n)
	}
}

// TestWaitIsCharged checks that whoever waits for a query, though it runs with a context of its own, is charged its store's time.
func TestWaitIsCharged(t *testing.T) {
	db := openDB(t)
	u := must[store.User](t)(db.CreateUser(t.Context(), "x", "x@example.org"))
	asked, proceed := make(chan struct{}), make(chan struct{})
	records := cached.Records(charging{db, asked, proceed}, slow(cached.Config{Cache: openCache(t)}))
	ctx, timings := store.WithTimings(t.Context())
	var running sync.WaitGroup
	began := time.Now()
	running.Go(func() { must[store.User](t)(records.User(ctx, u.ID)) })
	<-asked
	close(proceed)
	running.Wait()
	if waited := timings.Of("sqlite"); waited == 0 || waited > time.Since(began) {
		t.Errorf("charged %v of %v", waited, time.Since(began))
	}
}

// charging charges its queries, each of which waits for proceed.
type charging struct {
	store.Records
	asked, proceed chan struct{}
}

func (c charging) User(ctx context.Context, id int64) (store.User, error) {
	start := time.Now()
	close(c.asked)
	<-c.proceed
	u, err := c.Records.User(ctx, id)
	store.TimingsFrom(ctx).Charge("sqlite", start, time.Now())
	return u, err
}

// hanging is a cache that answers nothing until the caller gives up.
type hanging struct{ calls atomic.Int64 }

func (h *hanging) Get(ctx context.Context, _ string) ([]byte, error) {
	h.calls.Add(1)
	<-ctx.Done()
	return nil, store.Wrap("get", ctx.Err())
}
func (h *hanging) Set(ctx context.Context, _ string, _ []byte, _ time.Duration) error {
	h.calls.Add(1)
	<-ctx.Done()
	return store.Wrap("set", ctx.Err())
}
func (h *hanging) Delete(ctx context.Context, _ ...string) error {
	h.calls.Add(1)
	<-ctx.Done()
	return store.Wrap("delete", ctx.Err())
}

func TestBreaker(t *testing.T) {
	for name, cache := range map[string]interface {
		store.Cache
		count() int64
	}{"Failing": new(down), "Hanging": new(hanging)} {
		t.Run(name, func(t *testing.T) {
			db := openDB(t)
			u := must[store.User](t)(db.CreateUser(t.Context(), "x", "x@example.org"))
			var states []string
			var seen results
			breaker := cached.NewBreaker(cached.BreakerConfig{
				Failures: 3, Open: time.Hour, Changed: func(state string) { states = append(states, state) }})
			records := cached.Records(db, cached.Config{Cache: cache, Timeout: 5 * time.Millisecond, Breaker: breaker, Observe: seen.observe})
			for range 10 {
				if got := must[store.User](t)(records.User(t.Context(), u.ID)); got != u {
					t.Errorf("got %+v", got)
				}
			}
			if n := cache.count(); n != 3 || breaker.State() != "open" {
				t.Errorf("cache was asked %d times, want 3; breaker is %s", n, breaker.State())
			}
			if diff := cmp.Diff([]string{"open"}, states); diff != "" {
				t.Errorf("states (-want +got):\n%s", diff)
			}
			// The first read fails to get and to set, the second to get.
			seen.want(t, map[string]int{"user error": 2, "user bypass": 8})
		})
	}
}

func (d *down) count() int64    { return d.calls.Load() }
func (h *hanging) count() int64 { return h.calls.Load() }

// flaky fails while it is told to.
type flaky struct {
	store.Cache
	failing atomic.Bool
}

func (f *flaky) Get(ctx context.Context, key string) ([]byte, error) {
	if f.failing.Load() {
		return nil, errDown
	}
	return f.Cache.Get(ctx, key)
}

func TestBreakerCloses(t *testing.T) {
	db, cache := openDB(t), &flaky{Cache: openCache(t)}
	u := must[store.User](t)(db.CreateUser(t.Context(), "x", "x@example.org"))
	breaker := cached.NewBreaker(cached.BreakerConfig{Failures: 1, Open: time.Millisecond})
	records := cached.Records(db, slow(cached.Config{Cache: cache, Breaker: breaker}))
	cache.failing.Store(true)
	must[store.User](t)(records.User(t.Context(), u.ID))
	cache.failing.Store(false)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for breaker.State() != "closed" {
		must[store.User](t)(records.User(ctx, u.ID))
	}
}

func TestJitterSpreads(t *testing.T) {
	db := openDB(t)
	u := must[store.User](t)(db.CreateUser(t.Context(), "x", "x@example.org"))
	for name, c := range map[string]struct {
		jitter, random float64
		want           time.Duration
	}{
		"Least":   {0, 0, 90 * time.Second},
		"Middle":  {0, 0.5, 100 * time.Second},
		"Most":    {0, 0.999999, 110 * time.Second},
		"Half":    {0.5, 0, 50 * time.Second},
		"Without": {-1, 0, 100 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			var got time.Duration
			cache := &lifetimes{Cache: openCache(t), ttl: &got}
			records := cached.Records(db, slow(cached.Config{
				Cache: cache, TTL: 100 * time.Second, Jitter: c.jitter, Rand: func() float64 { return c.random }}))
			must[store.User](t)(records.User(t.Context(), u.ID))
			if d := got - c.want; d < -time.Millisecond || d > time.Millisecond {
				t.Errorf("stored for %v, want %v", got, c.want)
			}
		})
	}
}

type lifetimes struct {
	store.Cache
	ttl *time.Duration
}

func (l *lifetimes) Set(ctx context.Context, key string, value []byte, ttl time.Duration) error {
	*l.ttl = ttl
	return l.Cache.Set(ctx, key, value, ttl)
}

func TestAbilitiesAreReachable(t *testing.T) {
	db := openDB(t)
	records, messages := cached.Records(db, cached.Config{Cache: new(down)}), cached.Messages(db, cached.Config{Cache: new(down)})
	if _, ok := store.As[store.RecordsLoader](records); !ok {
		t.Error("no loader behind records")
	}
	if _, ok := store.As[store.MessagesLoader](messages); !ok {
		t.Error("no loader behind messages")
	}
	if _, ok := store.As[store.Pinger](records); !ok {
		t.Error("no pinger behind records")
	}
}

func BenchmarkUserHit(b *testing.B) {
	db := openDB(b)
	records := cached.Records(db, slow(cached.Config{Cache: openCache(b)}))
	u := must[store.User](b)(db.CreateUser(b.Context(), "x", "x@example.org"))
	benchmark(b, func(ctx context.Context) error { _, err := records.User(ctx, u.ID); return err })
}

func BenchmarkMessages50Hit(b *testing.B) {
	db, conversation := openDB(b), uuid.New()
	messages := cached.Messages(db, slow(cached.Config{Cache: openCache(b)}))
	for range cached.PageLimit {
		must[store.Message](b)(db.AddMessage(b.Context(), store.Message{
			ConversationID: conversation, MessageID: uuid.Must(uuid.NewV7()), Content: "a message of ordinary length"}))
	}
	benchmark(b, func(ctx context.Context) error {
		_, err := messages.Messages(ctx, conversation, uuid.Nil, cached.PageLimit)
		return err
	})
}

func benchmark(b *testing.B, f func(context.Context) error) {
	b.SetParallelism(8)
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if err := f(b.Context()); err != nil {
				b.Error(err)
				return
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "op/s")
}
