package server_test

import (
	"testing"
	"time"

	"quintet/api/server"
	"quintet/api/store/storetest"
	"quintet/bench/stack/native"
	"quintet/bench/stack/native/nativetest"
)

// TestAnsweredFromOldCopies ends PostgreSQL: with CACHE_STALE_IF_ERROR what was read before is answered though its copy has expired, without it
// is not. What was never read is not either way.
func TestAnsweredFromOldCopies(t *testing.T) {
	postgres := nativetest.Start(t, "postgres", native.Options{})
	cfg := server.Config{Variables: postgres.Env, CacheTTL: time.Millisecond}
	without := open(t, cfg)
	cfg.StaleIfError, cfg.DataDir = time.Hour, ""
	with := open(t, cfg)
	read, unread := with.createUser(t, "read"), with.createUser(t, "unread")
	for _, a := range []*api{with, without} {
		a.must(t, 200, "GET", read, "")
	}
	if err := postgres.Nodes[0].Kill(); err != nil {
		t.Fatal(err)
	}
	storetest.Eventually(t, "an answer from an old copy", func() bool {
		with.must(t, 200, "GET", read, "")
		n, ok := with.metric(t, `cache_requests_total{class="user",result="stale"}`)
		return ok && n > 0
	})
	with.must(t, 503, "GET", unread, "")
	storetest.Eventually(t, "no answer without old copies", func() bool { return without.send(t, "GET", read, "").StatusCode == 503 })
}
