package server_test

import (
	"strings"
	"testing"
	"time"

	"quintet/api/server"
	"quintet/api/store/storetest"
	"quintet/bench/stack/native"
	"quintet/bench/stack/native/nativetest"
)

// TestOneStoreHangs has PostgreSQL stand still: as many requests as may wait for it do, further ones are shed, and what needs another store is
// answered.
func TestOneStoreHangs(t *testing.T) {
	const calls = 4
	postgres := nativetest.Start(t, "postgres", native.Options{})
	a := open(t, server.Config{Variables: postgres.Env, CacheOff: true, StoreCalls: calls, StorePatience: time.Millisecond, RequestTimeout: time.Minute})
	a.createUser(t, "ada")
	if err := postgres.Nodes[0].Pause(); err != nil {
		t.Fatal(err)
	}
	answers := make(chan answer, calls+1)
	ask := func() { go func() { answers <- a.send(t, "GET", "/users/1", "") }() }
	for range calls + 1 {
		ask()
	}
	// Those that wait may end meanwhile, where the machine is slow; then others do.
	for shed := false; !shed; ask() {
		got := <-answers
		if shed = strings.Contains(string(got.body), "as many calls as it may have"); shed && (got.StatusCode != 503 || got.Header.Get("Retry-After") == "") {
			t.Errorf("a request beyond those that may wait: %s, Retry-After %q", got.Status, got.Header.Get("Retry-After"))
		}
	}
	a.must(t, 200, "GET", "/notifications/1", "")
	a.must(t, 200, "GET", conversation, "")
	if n, ok := a.metric(t, `store_operation_duration_seconds_count{operation="get_user",outcome="shed",store="postgres"}`); !ok || n == 0 {
		t.Error("no call is counted as shed")
	}
	if err := postgres.Nodes[0].Resume(); err != nil {
		t.Fatal(err)
	}
	for range calls + 1 {
		<-answers
	}
	storetest.Eventually(t, "an answer", func() bool { return a.send(t, "GET", "/users/1", "").StatusCode == 200 })
}
