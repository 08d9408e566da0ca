package cached

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"quintet/api/store"
)

// countingCache has nothing and counts how often it is asked.
type countingCache struct{ gets atomic.Int64 }

func (c *countingCache) Get(context.Context, string) ([]byte, error) {
	c.gets.Add(1)
	return nil, store.ErrNotFound
}
func (c *countingCache) Set(context.Context, string, []byte, time.Duration) error { return nil }
func (c *countingCache) Delete(context.Context, ...string) error                  { return nil }

// TestCallsAreShared has the test hold a lookup and lead the next: whoever comes meanwhile waits for the second, and the two cost two
// calls, however many wait.
func TestCallsAreShared(t *testing.T) {
	cache := new(countingCache)
	c := newCacheAside("user", users, Config{Cache: cache, Timeout: time.Minute})
	first, _, leads := c.lookups.join("k")
	if !leads {
		t.Fatal("the first does not lead")
	}
	second, before, leads := c.lookups.join("k")
	if !leads || before != first {
		t.Fatal("the second does not lead the next lookup")
	}
	other, _, leads := c.lookups.join("other key")
	if !leads {
		t.Fatal("the first of another key does not lead")
	}
	lead := func(key string, l *call[found[store.User]]) {
		c.lookups.lead(t.Context(), key, l, func(ctx context.Context) (f found[store.User]) {
			f.value, f.result = c.get(ctx, key)
			return f
		})
	}
	lead("other key", other)

	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	if _, result := c.lookup(canceled, "k"); result != failed {
		t.Errorf("a caller who left got %q", result)
	}
	var waiting sync.WaitGroup
	for range 20 {
		if mine, _, leads := c.lookups.join("k"); leads || mine != second {
			t.Error("a later caller does not wait for the second lookup")
		}
		waiting.Go(func() {
			if _, result := c.lookup(t.Context(), "k"); result != miss {
				t.Errorf("a waiter got %q", result)
			}
		})
	}
	lead("k", first)
	if n := cache.gets.Load(); n != 2 {
		t.Errorf("%d calls, want 2", n)
	}
	lead("k", second)
	waiting.Wait()
	if n := len(c.lookups.running); n != 0 {
		t.Errorf("%d lookups are left", n)
	}
}

// TestLookupEndsWhenCacheFails has the cache fail: no caller waits for ever, and the next one asks again.
func TestLookupEndsWhenCacheFails(t *testing.T) {
	c := newCacheAside("user", users, Config{Cache: failingCache{}, Timeout: time.Minute})
	for range 2 {
		if _, result := c.lookup(t.Context(), "k"); result != failed {
			t.Errorf("result is %q", result)
		}
	}
}

type failingCache struct{ *countingCache }

func (failingCache) Get(context.Context, string) ([]byte, error) { return nil, errors.New("down") }
