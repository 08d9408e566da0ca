package cached_test

import (
	"errors"
	"fmt"
	"net"
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
		r := newRelay(t, server.Addr())
		standStill(t, 100, redis.Config{Addr: r.addr, Name: "miniredis"}, r.pause, r.resume)
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

// relay passes connections on to a server. While it is paused it takes what clients send and keeps it, as the kernel does for a process
// that stands still, also when the client hangs up meanwhile.
type relay struct {
	addr string
	mu   sync.Mutex
	wake *sync.Cond
	held bool
}

func newRelay(t *testing.T, to string) *relay {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r := &relay{addr: listener.Addr().String()}
	r.wake = sync.NewCond(&r.mu)
	var running sync.WaitGroup
	t.Cleanup(func() {
		r.resume()
		listener.Close()
		running.Wait()
	})
	pass := func(from, to net.Conn) {
		defer to.Close()
		buffer := make([]byte, 64<<10)
		for {
			n, err := from.Read(buffer)
			r.mu.Lock()
			for r.held {
				r.wake.Wait()
			}
			r.mu.Unlock()
			if _, wrong := to.Write(buffer[:n]); err != nil || wrong != nil {
				return
			}
		}
	}
	running.Go(func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			server, err := net.Dial("tcp", to)
			if err != nil {
				client.Close()
				return
			}
			running.Go(func() { pass(client, server) })
			running.Go(func() { pass(server, client) })
		}
	})
	return r
}

func (r *relay) pause() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.held = true
}

func (r *relay) resume() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.held = false
	r.wake.Broadcast()
}
