package cached_test

import (
	"context"
	"errors"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"quintet/api/store"
	"quintet/api/store/cached"
	"quintet/api/store/embedded"
	"quintet/api/store/redis"
	"quintet/api/store/sqlite"
	"quintet/api/store/storetest"
)

func openDB(t testing.TB) *sqlite.DB {
	t.Helper()
	db, err := sqlite.Open(context.Background(), sqlite.Config{Path: filepath.Join(t.TempDir(), "x.db")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func openCache(t testing.TB) *redis.Client {
	t.Helper()
	server, err := embedded.OpenRedis(context.Background(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	client, err := redis.Open(context.Background(), redis.Config{Addr: server.Addr()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close() })
	return client
}

// slow is patient with a machine that is not: no call to the cache fails because of a loaded scheduler.
func slow(cfg cached.Config) cached.Config {
	cfg.Timeout = 10 * time.Second
	return cfg
}

func TestRecords(t *testing.T) {
	storetest.Records(t, func(t *testing.T) store.Records {
		return cached.Records(openDB(t), slow(cached.Config{Cache: openCache(t)}))
	})
}

func TestMessages(t *testing.T) {
	storetest.Messages(t, func(t *testing.T) store.Messages {
		return cached.Messages(openDB(t), slow(cached.Config{Cache: openCache(t)}))
	})
}

// down is a cache that always fails.
type down struct{ calls atomic.Int64 }

var errDown = errors.New("down")

func (d *down) Get(context.Context, string) ([]byte, error) { d.calls.Add(1); return nil, errDown }
func (d *down) Set(context.Context, string, []byte, time.Duration) error {
	d.calls.Add(1)
	return errDown
}
func (d *down) Delete(context.Context, ...string) error { d.calls.Add(1); return errDown }

func TestRecordsWithoutCache(t *testing.T) {
	storetest.Records(t, func(t *testing.T) store.Records { return cached.Records(openDB(t), cached.Config{Cache: new(down)}) })
}

func TestMessagesWithoutCache(t *testing.T) {
	storetest.Messages(t, func(t *testing.T) store.Messages { return cached.Messages(openDB(t), cached.Config{Cache: new(down)}) })
}

// counted counts queries, and calls before ahead of each one when that is set.
type counted struct {
	store.Records
	store.Messages
	queries atomic.Int64
	before  func()
	after   func()
}

func (c *counted) query() func() {
	c.queries.Add(1)
	if c.before != nil {
		c.before()
	}
	return func() {
		if c.after != nil {
			c.after()
		}
	}
}

func (c *counted) User(ctx context.Context, id int64) (store.User, error) {
	defer c.query()()
	return c.Records.User(ctx, id)
}

func (c *counted) Group(ctx context.Context, id int64) (store.Group, error) {
	defer c.query()()
	return c.Records.Group(ctx, id)
}

// page stands in for the store of messages, whose method has the name of its role.
type page struct{ *counted }

func (p page) AddMessage(ctx context.Context, m store.Message) (store.Message, error) {
	return p.counted.Messages.AddMessage(ctx, m)
}

func (p page) Messages(ctx context.Context, conversation, before uuid.UUID, limit int) ([]store.Message, error) {
	defer p.query()()
	return p.counted.Messages.Messages(ctx, conversation, before, limit)
}

// results counts what Observe is told.
type results struct {
	mu sync.Mutex
	n  map[string]int
}

func (r *results) observe(class, result string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.n == nil {
		r.n = map[string]int{}
	}
	r.n[class+" "+result]++
}

// want compares what was told since the last call.
func (r *results) want(t *testing.T, want map[string]int) {
	t.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	if diff := cmp.Diff(want, r.n); diff != "" {
		t.Errorf("results (-want +got):\n%s", diff)
	}
	r.n = nil
}

// must passes a result on and reports its error; it may be used in any goroutine.
func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Error(err)
		}
		return v
	}
}

func TestReadersOfExpiredKeyCostOneQuery(t *testing.T) {
	ctx, db, cache := t.Context(), openDB(t), openCache(t)
	next := &counted{Records: db, Messages: db}
	var seen results
	cfg := slow(cached.Config{Cache: cache, TTL: 50 * time.Millisecond, Observe: seen.observe})
	shortRecords, shortMessages := cached.Records(next, cfg), cached.Messages(page{next}, cfg)
	cfg.TTL = time.Hour
	longRecords, longMessages := cached.Records(next, cfg), cached.Messages(page{next}, cfg)
	u := must[store.User](t)(db.CreateUser(ctx, "x", "x@example.org"))
	g := must[store.Group](t)(db.CreateGroup(ctx, "x", ""))
	m := must[store.Message](t)(db.AddMessage(ctx, store.Message{ConversationID: uuid.New(), MessageID: uuid.Must(uuid.NewV7())}))

	type reader func(store.Records, store.Messages) (got, want any, err error)
	for name, read := range map[string]reader{
		"user": func(r store.Records, _ store.Messages) (any, any, error) {
			got, err := r.User(ctx, u.ID)
			return got, u, err
		},
		"group": func(r store.Records, _ store.Messages) (any, any, error) {
			got, err := r.Group(ctx, g.ID)
			return got, g, err
		},
		"messages": func(_ store.Records, s store.Messages) (any, any, error) {
			got, err := s.Messages(ctx, m.ConversationID, uuid.Nil, cached.PageLimit)
			return got, []store.Message{m}, err
		},
	} {
		t.Run(name, func(t *testing.T) {
			if _, _, err := read(shortRecords, shortMessages); err != nil { // so that there is something to expire
				t.Fatal(err)
			}
			expired(t, cache, name, u.ID, g.ID, m.ConversationID)
			next.queries.Store(0)
			seen.n = nil
			var running sync.WaitGroup
			start := make(chan struct{})
			for range 1000 {
				running.Go(func() {
					<-start
					if got, want, err := read(longRecords, longMessages); err != nil || !cmp.Equal(got, want) {
						t.Errorf("got %v, %v", got, err)
					}
				})
			}
			close(start)
			running.Wait()
			if n := next.queries.Load(); n != 1 {
				t.Errorf("%d queries, want 1; results %v", n, seen.n)
			}
			// A call to the cache that failed on a busy machine is a result of its own, and a miss for its caller.
			if total := seen.n[name+" hit"] + seen.n[name+" miss"] + seen.n[name+" error"]; total != 1000 || seen.n[name+" miss"] == 0 {
				t.Errorf("results are %v, want 1000 in all, with a miss", seen.n)
			}
		})
	}
}

// expired waits until the cache has forgotten what the test reads.
func expired(t *testing.T, cache store.Cache, class string, user, group int64, conversation uuid.UUID) {
	t.Helper()
	key := map[string]string{"user": cached.UserKey(user), "group": cached.GroupKey(group), "messages": cached.PageKey(conversation)}[class]
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for {
		if _, err := cache.Get(ctx, key); errors.Is(err, store.ErrNotFound) {
			return
		}
		select {
		case <-ctx.Done():
			t.Fatal("the key did not expire")
		case <-tick.C:
		}
	}
}
