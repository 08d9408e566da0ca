package cached_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"quintet/api/store"
	"quintet/api/store/cached"
)

// lossy is a cache, a map, whose calls can be made to fail: those that change it may be carried out late, when the test says so.
type lossy struct {
	mu      sync.Mutex
	entries map[string][]byte
	// failing names the calls that fail: "get", "set", "delete".
	failing map[string]bool
	// late are the calls that failed, in order.
	late []func()
	// deleted are the keys of each delete that was carried out at once, gets counts lookups.
	deleted [][]string
	gets    int
}

func newLossy() *lossy { return &lossy{entries: map[string][]byte{}, failing: map[string]bool{}} }

var errLost = errors.New("lost")

func (l *lossy) fail(calls ...string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	clear(l.failing)
	for _, c := range calls {
		l.failing[c] = true
	}
}

// arrive carries out what had failed.
func (l *lossy) arrive() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, call := range l.late {
		call()
	}
	l.late = nil
}

func (l *lossy) Get(_ context.Context, key string) ([]byte, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.gets++
	if l.failing["get"] {
		return nil, errLost
	}
	if v, ok := l.entries[key]; ok {
		return v, nil
	}
	return nil, store.ErrNotFound
}

func (l *lossy) Set(_ context.Context, key string, value []byte, _ time.Duration) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.failing["set"] {
		l.late = append(l.late, func() { l.entries[key] = value })
		return errLost
	}
	l.entries[key] = value
	return nil
}

func (l *lossy) Delete(_ context.Context, keys ...string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.failing["delete"] {
		return errLost
	}
	l.deleted = append(l.deleted, keys)
	for _, key := range keys {
		delete(l.entries, key)
	}
	return nil
}

// patient keeps the breaker closed.
func patient(cfg cached.Config) cached.Config {
	cfg.Breaker = cached.NewBreaker(cached.BreakerConfig{Failures: 1 << 30})
	return slow(cfg)
}

// TestLostDelete lets deletes fail, as a read-only server does, and skips them, as the breaker does: what was acknowledged is answered
// all the same, from the cache again once a load has replaced the entry.
func TestLostDelete(t *testing.T) {
	for name, broken := range map[string][]string{"ReadOnly": {"delete", "set"}, "OnlyDelete": {"delete"}, "Down": {"get", "set", "delete"}} {
		t.Run(name, func(t *testing.T) {
			ctx, db, cache := t.Context(), openDB(t), newLossy()
			var seen results
			cfg := slow(cached.Config{Cache: cache, Observe: seen.observe,
				Breaker: cached.NewBreaker(cached.BreakerConfig{Failures: 3, Open: time.Nanosecond})})
			records, messages := cached.Records(db, cfg), cached.Messages(db, cfg)
			gone := must[store.User](t)(records.CreateUser(ctx, "gone", "gone@example.org"))
			kept := must[store.User](t)(records.CreateUser(ctx, "old", "kept@example.org"))
			conversation := uuid.New()
			read := func() (name string, page int, user error) {
				_, user = records.User(ctx, gone.ID)
				u := must[store.User](t)(records.User(ctx, kept.ID))
				m := must[[]store.Message](t)(messages.Messages(ctx, conversation, uuid.Nil, cached.PageLimit))
				return u.Name, len(m), user
			}
			if name, page, err := read(); err != nil || name != "old" || page != 0 {
				t.Fatal(err, name, page)
			}

			cache.fail(broken...)
			if err := records.DeleteUser(ctx, gone.ID); err != nil {
				t.Fatal(err)
			}
			must[store.User](t)(records.UpdateUser(ctx, kept.ID, "new", "kept@example.org"))
			must[store.Message](t)(messages.AddMessage(ctx, store.Message{ConversationID: conversation, MessageID: uuid.Must(uuid.NewV7())}))
			for _, now := range []string{"broken", "well again", "later"} {
				if now == "well again" {
					cache.fail()
					cache.arrive()
				}
				for range 5 {
					if name, page, err := read(); !errors.Is(err, store.ErrNotFound) || name != "new" || page != 1 {
						t.Errorf("%s: deleted user %v, updated user %q, %d messages", now, err, name, page)
					}
				}
			}
			seen.mu.Lock()
			seen.n = nil
			seen.mu.Unlock()
			read()
			seen.want(t, map[string]int{"user negative_hit": 1, "user hit": 1, "messages hit": 1})
		})
	}
}

// TestSkippedDelete keeps the breaker open while users are written, and closes it by a read.
func TestSkippedDelete(t *testing.T) {
	ctx, db, cache := t.Context(), openDB(t), newLossy()
	breaker := cached.NewBreaker(cached.BreakerConfig{Failures: 1, Open: 50 * time.Millisecond})
	records := cached.Records(db, slow(cached.Config{Cache: cache, Breaker: breaker}))
	u := must[store.User](t)(records.CreateUser(ctx, "old", "x@example.org"))
	must[store.User](t)(records.User(ctx, u.ID))
	cache.fail("get", "set", "delete")
	if _, err := records.User(ctx, u.ID+1000); !errors.Is(err, store.ErrNotFound) {
		t.Fatal(err)
	}
	for i := range 200 {
		name := fmt.Sprint("new ", i)
		must[store.User](t)(records.UpdateUser(ctx, u.ID, name, "x@example.org"))
		if i == 100 {
			cache.fail()
		}
		if got := must[store.User](t)(records.User(ctx, u.ID)); got.Name != name {
			t.Fatalf("after %d updates, breaker %s: a reader gets %q", i+1, breaker.State(), got.Name)
		}
	}
}

// TestEntryStoredLate stores the old row when the new one has been committed and its delete has succeeded: the server carries out a
// call that had failed before.
func TestEntryStoredLate(t *testing.T) {
	ctx, db, cache := t.Context(), openDB(t), newLossy()
	records := cached.Records(db, patient(cached.Config{Cache: cache}))
	u := must[store.User](t)(records.CreateUser(ctx, "old", "x@example.org"))
	cache.fail("set")
	must[store.User](t)(records.User(ctx, u.ID))
	cache.fail()
	must[store.User](t)(records.UpdateUser(ctx, u.ID, "new", "x@example.org"))
	cache.arrive()
	for range 3 {
		if got := must[store.User](t)(records.User(ctx, u.ID)); got.Name != "new" {
			t.Errorf("a reader gets %q", got.Name)
		}
	}
}

// TestSuspectKeysAreDeletedAgain checks what other processes rely on: whoever could not delete does so with his next load or write.
func TestSuspectKeysAreDeletedAgain(t *testing.T) {
	ctx, db, cache := t.Context(), openDB(t), newLossy()
	writer, other := cached.Records(db, patient(cached.Config{Cache: cache})), cached.Records(db, patient(cached.Config{Cache: cache}))
	var all []store.User
	for i := range 3 {
		u := must[store.User](t)(writer.CreateUser(ctx, "old", fmt.Sprint(i)))
		all = append(all, must[store.User](t)(other.User(ctx, u.ID)))
	}
	cache.fail("delete")
	for i, u := range all {
		must[store.User](t)(writer.UpdateUser(ctx, u.ID, "new", fmt.Sprint(i)))
	}
	cache.fail()
	for _, u := range all {
		if got := must[store.User](t)(other.User(ctx, u.ID)); got.Name != "old" {
			t.Errorf("before the writer reached the cache, the other process gets %q", got.Name)
		}
	}
	must[store.User](t)(writer.User(ctx, all[0].ID))
	for _, u := range all {
		if got := must[store.User](t)(other.User(ctx, u.ID)); got.Name != "new" {
			t.Errorf("after the writer reached the cache, the other process gets %q", got.Name)
		}
	}
}

// TestTooManySuspects loses more deletes than are remembered: no key of the class is served from before, and then the cache is used
// again.
func TestTooManySuspects(t *testing.T) {
	ctx, db, cache := t.Context(), openDB(t), newLossy()
	var seen results
	records := cached.Records(db, patient(cached.Config{Cache: cache, Observe: seen.observe}))
	const users = 3
	for i := range users {
		u := must[store.User](t)(records.CreateUser(ctx, "old", fmt.Sprint(i)))
		must[store.User](t)(records.User(ctx, u.ID))
	}
	cache.fail("delete")
	for id := int64(1); id <= users; id++ {
		must[store.User](t)(records.UpdateUser(ctx, id, "new", fmt.Sprint(id-1)))
	}
	for id := range int64(cached.MaxSuspects + 10) {
		if err := records.DeleteUser(ctx, 1000+id); !errors.Is(err, store.ErrNotFound) {
			t.Fatal(err)
		}
	}
	cache.fail()
	for id := int64(1); id <= users; id++ {
		for range 2 {
			if got := must[store.User](t)(records.User(ctx, id)); got.Name != "new" {
				t.Errorf("user %d is %q", id, got.Name)
			}
		}
	}
	seen.want(t, map[string]int{"user miss": 2 * users, "user hit": users})
}

// TestSuspectsEnd checks that a key is as any other when every entry from before has expired: those of other processes count again.
func TestSuspectsEnd(t *testing.T) {
	ctx, db, cache := t.Context(), openDB(t), newLossy()
	cfg := patient(cached.Config{Cache: cache, TTL: time.Millisecond, NegativeTTL: time.Millisecond, StoreTimeout: time.Second})
	cfg.Timeout = time.Millisecond
	var seen results
	cfg.Observe = seen.observe
	one := cached.Records(db, cfg)
	cfg.Observe = nil
	other := cached.Records(db, cfg)
	u := must[store.User](t)(one.CreateUser(ctx, "x", "x@example.org"))
	cache.fail("delete")
	must[store.User](t)(one.UpdateUser(ctx, u.ID, "new", "x@example.org"))
	cache.fail()
	must[store.User](t)(other.User(ctx, u.ID))
	foreign := cache.entries[cached.UserKey(u.ID)]
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	for hits := 0; hits == 0 && ctx.Err() == nil; {
		cache.entries[cached.UserKey(u.ID)] = foreign
		must[store.User](t)(one.User(ctx, u.ID))
		seen.mu.Lock()
		hits = seen.n["user hit"]
		seen.mu.Unlock()
	}
	if ctx.Err() != nil {
		t.Error("the key is still suspect")
	}
}

// TestForeignValues puts under a key what does not hold that key: each is a miss, and is replaced.
func TestForeignValues(t *testing.T) {
	ctx, db, cache := t.Context(), openDB(t), newLossy()
	var seen results
	cfg := patient(cached.Config{Cache: cache, Observe: seen.observe})
	records, messages := cached.Records(db, cfg), cached.Messages(db, cfg)
	u := must[store.User](t)(records.CreateUser(ctx, "x", "x@example.org"))
	must[store.User](t)(records.CreateUser(ctx, "y", "y@example.org"))
	must[store.User](t)(records.User(ctx, 2))
	if _, err := records.Group(ctx, 1); !errors.Is(err, store.ErrNotFound) {
		t.Fatal(err)
	}
	conversation := uuid.New()
	m := must[store.Message](t)(messages.AddMessage(ctx, store.Message{ConversationID: conversation, MessageID: uuid.Must(uuid.NewV7()), UserID: 7, Content: "c"}))
	page := must[[]store.Message](t)(messages.Messages(ctx, conversation, uuid.Nil, cached.PageLimit))
	whole := cache.entries[cached.PageKey(conversation)]
	values := map[string][]byte{
		"null": []byte("null"), "object": []byte("{}"), "empty": {}, "another user": cache.entries[cached.UserKey(2)],
		"an absent group": cache.entries[cached.GroupKey(1)], "a page": whole, "zeros": make([]byte, 100),
	}
	for i := range whole {
		values[fmt.Sprintf("the first %d bytes", i)] = whole[:i]
	}
	values["one byte more"] = append(whole[:len(whole):len(whole)], 0)
	for name, value := range values {
		cache.entries[cached.UserKey(u.ID)] = value
		for range 2 {
			if got := must[store.User](t)(records.User(ctx, u.ID)); got != u {
				t.Errorf("%s: got %+v, want %+v", name, got, u)
			}
		}
		if name == "a page" {
			continue
		}
		cache.entries[cached.PageKey(conversation)] = value
		for range 2 {
			if got := must[[]store.Message](t)(messages.Messages(ctx, conversation, uuid.Nil, cached.PageLimit)); len(got) != 1 || got[0] != m || page[0] != m {
				t.Errorf("%s: got %+v, want %+v", name, got, m)
			}
		}
	}
	n := len(values)
	seen.want(t, map[string]int{"user miss": n + 1, "user hit": n, "group miss": 1, "messages miss": n, "messages hit": n - 1})
}
