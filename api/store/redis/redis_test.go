package redis_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"quintet/api/store"
	"quintet/api/store/embedded"
	"quintet/api/store/redis"
	"quintet/api/store/retry"
	"quintet/api/store/storetest"
)

// open opens a client of a server of the test's own.
func open(t testing.TB) *redis.Client {
	t.Helper()
	server, err := embedded.OpenRedis(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	client, err := redis.Open(t.Context(), redis.Config{Addr: server.Addr(), Software: "miniredis 2"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close() })
	return client
}

func TestSessions(t *testing.T) {
	storetest.Sessions(t, func(t *testing.T) store.Sessions { return open(t) })
}
func TestCache(t *testing.T) { storetest.Cache(t, func(t *testing.T) store.Cache { return open(t) }) }

func TestVersion(t *testing.T) {
	v, err := open(t).Version(t.Context())
	if err != nil || !strings.HasPrefix(v, "miniredis ") {
		t.Errorf("version is %q, %v", v, err)
	}
}

func TestOpenRefuses(t *testing.T) {
	for name, addr := range map[string]string{"NoAddress": "", "NoServer": "127.0.0.1:1"} {
		t.Run(name, func(t *testing.T) {
			if client, err := redis.Open(t.Context(), redis.Config{Addr: addr}); err == nil {
				client.Close()
				t.Error("opened")
			} else if addr != "" && !errors.Is(err, store.ErrUnavailable) {
				t.Errorf("open: %v, want unavailable", err)
			}
		})
	}
}

func TestServerGone(t *testing.T) {
	server, err := embedded.OpenRedis(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	client, err := redis.Open(t.Context(), redis.Config{Addr: server.Addr()})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	if err := client.Set(t.Context(), "k", []byte("v"), time.Minute); err != nil {
		t.Fatal(err)
	}
	addr := server.Addr()
	if err := server.Close(); err != nil {
		t.Fatal(err)
	}
	_, err = client.Get(t.Context(), "k")
	if !errors.Is(err, store.ErrUnavailable) || errors.Is(err, store.ErrNotFound) {
		t.Errorf("get: %v, want unavailable", err)
	}
	if err := client.Ping(t.Context()); !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("ping: %v, want unavailable", err)
	}
	// The pool finds the way back by itself.
	again, err := embedded.OpenRedis(t.Context(), addr)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if _, err := client.Get(t.Context(), "k"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("get from the server that came back empty: %v, want not found", err)
	}
}

// TestServerHangs connects to what accepts and says nothing.
func TestServerHangs(t *testing.T) {
	server, err := embedded.OpenRedis(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	relay := storetest.NewRelay(t, server.Addr())
	client, err := redis.Open(t.Context(), redis.Config{Addr: relay.Addr, ReadTimeout: time.Second, Retries: -1})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	relay.SetDeaf(true)
	if _, err := client.Get(t.Context(), "k"); !errors.Is(err, store.ErrTimeout) {
		t.Errorf("get past the read timeout: %v, want a timeout", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Millisecond)
	defer cancel()
	if _, err := client.Session(ctx, "x"); !errors.Is(err, store.ErrTimeout) || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("session past the deadline: %v, want a timeout", err)
	}
}

// TestRetriesWithinBudget has every connection end on which a key is read: each command is sent again once, until the budget is spent.
func TestRetriesWithinBudget(t *testing.T) {
	server, err := embedded.OpenRedis(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	relay, budget := storetest.NewRelay(t, server.Addr()), retry.New(0.1)
	client, err := redis.Open(t.Context(), redis.Config{Addr: relay.Addr, Budget: budget})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	relay.Cut([]byte("get"))
	const calls = 60
	for range calls {
		if _, err := client.Get(t.Context(), "k"); !errors.Is(err, store.ErrUnavailable) {
			t.Fatalf("a connection that ended: %v", err)
		}
	}
	// One window has the minimum; on a machine that takes longer there is another.
	made, refused := budget.Counts()
	if made < retry.Minimum || made > calls/2 || made+refused != calls || relay.Ended() != calls+made {
		t.Errorf("%d calls: %d retries made, %d refused, %d reads came", calls, made, refused, relay.Ended())
	}
	relay.Cut(nil)
	if _, err := client.Get(t.Context(), "k"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("after that: %v", err)
	}
}

func TestPools(t *testing.T) {
	client := open(t)
	if err := client.Ping(t.Context()); err != nil {
		t.Fatal(err)
	}
	pools := client.Pools()
	if len(pools) != 1 || pools[0].Max == 0 || pools[0].InUse != 0 || pools[0].Idle == 0 {
		t.Errorf("pools are %+v", pools)
	}
}

// TestSlowExpiry checks that a session that has ended is not found though its key is still there.
func TestSlowExpiry(t *testing.T) {
	server, err := embedded.OpenRedis(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	now := time.Now()
	client, err := redis.Open(t.Context(), redis.Config{Addr: server.Addr(), Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	s, err := client.CreateSession(t.Context(), 7, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.Session(t.Context(), s.Token); err != nil {
		t.Errorf("session: %v", err)
	}
	now = now.Add(time.Hour)
	if _, err := client.Session(t.Context(), s.Token); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("session after its end: %v, want not found", err)
	}
}
