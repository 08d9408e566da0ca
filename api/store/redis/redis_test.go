package redis_test

import (
	"strings"
	"testing"

	"quintet/api/store"
	"quintet/api/store/embedded"
	"quintet/api/store/redis"
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
	client, err := redis.Open(t.Context(), redis.Config{Addr: server.Addr(), Name: "miniredis"})
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
