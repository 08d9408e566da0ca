package cached_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"quintet/api/store"
	"quintet/api/store/cached"
	"quintet/api/store/embedded"
	"quintet/api/store/redis"
	"quintet/api/store/storetest"
	"quintet/bench/stack/native"
	"quintet/bench/stack/native/nativetest"
)

// TestCacheStandsStill has the cache stand still in every round, and carry out afterwards whatever was sent to it, while a user is
// deleted, another one renamed and a message added: what was acknowledged is answered, while it stands and when it goes on.
func TestCacheStandsStill(t *testing.T) {
	t.Run("Embedded", func(t *testing.T) {
		server, err := embedded.OpenRedis(t.Context(), "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { server.Close() })
		r := storetest.NewRelay(t, server.Addr())
		standStill(t, 100, redis.Config{Addr: r.Addr}, r.Pause, r.Resume)
	})
	t.Run("Redis", func(t *testing.T) {
		server := nativetest.Start(t, "redis", native.Options{})
		do := func(f func() error) func() {
			return func() {
				if err := f(); err != nil {
					t.Error(err)
				}
			}
		}
		standStill(t, 20, redis.Config{Addr: fmt.Sprintf("%s:%d", server.Hosts[0], server.Port), Password: server.Password},
			do(server.Nodes[0].Pause), do(server.Nodes[0].Resume))
	})
}

func standStill(t *testing.T, rounds int, cfg redis.Config, pause, resume func()) {
	cache, err := redis.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cache.Close() })
	ctx, db := t.Context(), openDB(t)
	beside := cached.Config{Cache: cache, Timeout: 3 * time.Millisecond, Breaker: cached.NewBreaker(cached.BreakerConfig{Open: 5 * time.Millisecond})}
	records, messages := cached.Records(db, beside), cached.Messages(db, beside)
	name := ""
	other := must[store.User](t)(records.CreateUser(ctx, name, "other@example.org"))
	conversation := uuid.New()
	for round := range storetest.Rounds(t, rounds) {
		gone := must[store.User](t)(records.CreateUser(ctx, "gone", fmt.Sprint(round)))
		read := func(deleted bool) {
			t.Helper()
			if _, err := records.User(ctx, gone.ID); errors.Is(err, store.ErrNotFound) != deleted || !deleted && err != nil {
				t.Fatalf("round %d: the user who was deleted (%t) is answered with %v", round, deleted, err)
			}
			if got := must[store.User](t)(records.User(ctx, other.ID)); got.Name != name {
				t.Fatalf("round %d: a reader gets %q, acknowledged was %q", round, got.Name, name)
			}
			n := round
			if deleted {
				n++
			}
			if got := must[[]store.Message](t)(messages.Messages(ctx, conversation, uuid.Nil, cached.PageLimit)); len(got) != min(n, cached.PageLimit) ||
				n > 0 && got[0].UserID != int64(n) {
				t.Fatalf("round %d: the page of %d messages lacks one that was acknowledged", round, len(got))
			}
		}
		read(false)
		read(false)
		pause()
		var filling sync.WaitGroup
		if round%2 == 0 {
			// Loads that overlap the writes, whose entries arrive late.
			filling.Go(func() {
				_, _ = records.User(ctx, gone.ID)
				_, _ = records.User(ctx, other.ID)
			})
			filling.Go(func() { _, _ = messages.Messages(ctx, conversation, uuid.Nil, cached.PageLimit) })
		}
		if err := records.DeleteUser(ctx, gone.ID); err != nil {
			t.Fatal(err)
		}
		name = fmt.Sprint("name ", round)
		must[store.User](t)(records.UpdateUser(ctx, other.ID, name, "other@example.org"))
		must[store.Message](t)(messages.AddMessage(ctx, store.Message{ConversationID: conversation, UserID: int64(round + 1)}))
		if round%3 == 0 {
			read(true)
		}
		resume()
		for range 3 {
			read(true)
		}
		filling.Wait()
		read(true)
	}
}
