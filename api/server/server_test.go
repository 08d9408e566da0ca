package server_test

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"quintet/api/server"
	"quintet/api/store/storetest"
)

const conversation = "/messages/0190a5c2-8a10-4c3e-9d2f-3b1c5d7e9f01"

// TestDataIsPrivate: nothing that the embedded stores keep can be read by other users of the machine.
func TestDataIsPrivate(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	a := open(t, server.Config{DataDir: dir})
	a.createUser(t, "ada")
	a.upload(t, "x.txt", []byte("content"))
	seen := map[string]bool{}
	err := filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := e.Info()
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s is %s", path, info.Mode())
		}
		seen[filepath.Base(path)] = true
		return err
	})
	if err != nil || !seen["quintet.db"] || !seen["quintet.db-wal"] || !seen["s3"] {
		t.Errorf("walked over %v: %v", seen, err)
	}
}

// TestHosts asks by a name that is not the API's, at both listeners.
func TestHosts(t *testing.T) {
	a := open(t, server.Config{DataDir: t.TempDir(), Hosts: []string{"api.example.org"}, PProf: "127.0.0.1:0"})
	for _, c := range []struct {
		url, host string
		status    int
	}{
		{a.base + "/healthz", "localhost", 200}, {a.base + "/healthz", "api.example.org", 200}, {a.base + "/healthz", "evil.example", 421},
		{"http://" + a.ProfilesAddr() + "/debug/pprof/cmdline", "localhost:1", 200}, {"http://" + a.ProfilesAddr() + "/debug/pprof/cmdline", "[::1]:1", 200},
		{"http://" + a.ProfilesAddr() + "/debug/pprof/cmdline", "evil.example", 421},
	} {
		r, err := http.NewRequestWithContext(t.Context(), "GET", c.url, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Host = c.host
		if got := a.do(t, r); got.StatusCode != c.status {
			t.Errorf("%s for %s: %s, want %d", c.url, c.host, got.Status, c.status)
		}
	}
}

// TestEveryRoute asks every kind of route through the real listener, on the embedded default.
func TestEveryRoute(t *testing.T) {
	dir := t.TempDir()
	a := open(t, server.Config{DataDir: dir})

	ada, bob := a.createUser(t, "ada"), a.createUser(t, "bob")
	cleo := a.createUser(t, "cleo")
	if got := a.must(t, 200, "GET", ada, ""); got.field(t, "email") != "ada@example.com" {
		t.Errorf("user is %s", got.body)
	}
	a.must(t, 200, "PUT", ada, `{"name":"Ada","email":"ada@example.org"}`)
	if got := a.must(t, 200, "GET", ada, ""); got.field(t, "name") != "Ada" {
		t.Errorf("after the update the user is %s", got.body)
	}
	a.must(t, 409, "POST", "/users", `{"name":"x","email":"BOB@example.com"}`)
	if got := a.must(t, 200, "GET", "/users?limit=2", ""); !strings.Contains(got.Header.Get("Link"), `rel="next"`) {
		t.Errorf("first page of users has Link %q", got.Header.Get("Link"))
	}

	group := "/groups/" + a.must(t, 201, "POST", "/groups", `{"name":"g","description":"d"}`).field(t, "id")
	a.must(t, 200, "GET", group, "")
	a.must(t, 200, "GET", "/groups", "")

	id := func(path string) string { return path[strings.LastIndexByte(path, '/')+1:] }
	a.must(t, 204, "PUT", ada+"/friends/"+id(bob), "")
	a.must(t, 204, "PUT", bob+"/friends/"+id(cleo), "")
	a.must(t, 422, "PUT", ada+"/friends/"+id(ada), "")
	a.must(t, 404, "PUT", ada+"/friends/999999", "")
	a.must(t, 200, "GET", ada+"/friends", "")
	if got := a.must(t, 200, "GET", ada+"/suggestions", ""); !strings.Contains(string(got.body), id(cleo)) {
		t.Errorf("suggestions are %s", got.body)
	}
	a.must(t, 204, "DELETE", ada+"/friends/"+id(bob), "")
	a.must(t, 204, "PUT", group+"/members/"+id(ada), "")
	a.must(t, 200, "GET", group+"/members", "")
	a.must(t, 200, "GET", ada+"/groups", "")
	a.must(t, 204, "DELETE", group+"/members/"+id(ada), "")

	sent := a.must(t, 201, "POST", "/messages", fmt.Sprintf(`{"conversation_id":%q,"user_id":%s,"content":"hello"}`, id(conversation), id(ada)))
	if got := a.must(t, 200, "GET", conversation, ""); !bytes.Contains(got.body, []byte(sent.field(t, "message_id"))) {
		t.Errorf("conversation is %s", got.body)
	}
	a.must(t, 201, "POST", "/notifications", fmt.Sprintf(`{"user_id":%s,"type":"like","content":"c"}`, id(ada)))
	a.must(t, 200, "GET", "/notifications/"+id(ada), "")

	session := "/sessions/" + a.must(t, 201, "POST", "/sessions", `{"user_id":`+id(ada)+`}`).field(t, "token")
	a.must(t, 200, "GET", session, "")
	a.must(t, 204, "DELETE", session, "")
	a.must(t, 404, "GET", session, "")

	content := bytes.Repeat([]byte("0123456789"), 10_000)
	file := a.upload(t, "digits.txt", content)
	if got := a.must(t, 200, "GET", file, ""); !bytes.Equal(got.body, content) {
		t.Errorf("downloaded %d bytes, not the %d uploaded", len(got.body), len(content))
	}
	if got := a.must(t, 206, "GET", file, "", "Range", "bytes=10-14"); string(got.body) != "01234" {
		t.Errorf("range is %q", got.body)
	}
	presigned := a.must(t, 302, "GET", file+"?presign=1", "").Header.Get("Location")
	if got, err := a.client.Get(presigned); err != nil || got.StatusCode != 200 {
		t.Errorf("presigned download: %v, %v", got, err)
	} else {
		got.Body.Close()
	}

	a.must(t, 200, "GET", "/healthz", "")
	if got := a.must(t, 200, "GET", "/readyz", ""); !containsAll(got.body, "sqlite", "miniredis", "gofakes3") {
		t.Errorf("ready: %s", got.body)
	}
	a.must(t, 200, "GET", "/openapi.yaml", "")
	a.must(t, 404, "GET", "/nothing", "")
	if got := a.must(t, 405, "PATCH", ada, ""); !strings.Contains(got.Header.Get("Allow"), "GET") {
		t.Errorf("Allow is %q", got.Header.Get("Allow"))
	}
	a.must(t, 204, "DELETE", ada, "")
	a.must(t, 404, "GET", ada, "")

	// The decorators are in place and told apart by store.
	a.wantMetric(t, `store_operation_duration_seconds_count{operation="create_user",outcome="conflict",store="sqlite"}`, 1)
	a.wantMetric(t, `store_operation_duration_seconds_count{operation="create_session",outcome="ok",store="miniredis"}`, 1)
	a.wantMetric(t, `store_operation_duration_seconds_count{operation="put_object",outcome="ok",store="gofakes3"}`, 1)
	a.wantMetric(t, `storage_io_bytes_total{direction="written"}`, float64(len(content)))
	a.wantMetric(t, `store_breaker_state{store="miniredis"}`, 0)
	a.wantMetric(t, `store_pool_max{pool="write",store="sqlite"}`, 1)
	if got := a.must(t, 200, "GET", "/metrics", ""); !containsAll(got.body, `stack="embedded"`, "go_goroutines", `store_pool_in_use{pool="",store="miniredis"}`) {
		t.Error("metrics lack the stack, the runtime, or a pool")
	}
	for _, path := range []string{bob, conversation} {
		a.must(t, 200, "GET", path, "")
		timing := a.must(t, 200, "GET", path, "").Header.Get("Server-Timing")
		if !strings.Contains(timing, "miniredis;dur=") || strings.Contains(timing, "sqlite") {
			t.Errorf("a cached read of %s was charged %q", path, timing)
		}
	}
	if timing := a.must(t, 200, "GET", "/users", "").Header.Get("Server-Timing"); !strings.Contains(timing, "sqlite;dur=") {
		t.Errorf("a list was charged %q", timing)
	}

	a.close(t)
	if left, err := filepath.Glob(filepath.Join(dir, "*")); err != nil || len(left) != 2 {
		t.Errorf("left in the folder: %v, %v; want quintet.db and s3", left, err)
	}
	if left, err := os.ReadDir(filepath.Join(dir, "s3", "uploads")); err != nil || len(left) != 0 {
		t.Errorf("left of uploads: %v, %v", left, err)
	}
}

func containsAll(body []byte, parts ...string) bool {
	for _, part := range parts {
		if !bytes.Contains(body, []byte(part)) {
			return false
		}
	}
	return true
}

// TestDataSurvives closes a server and opens another on its folder.
func TestDataSurvives(t *testing.T) {
	cfg := server.Config{DataDir: t.TempDir()}
	first := open(t, cfg)
	user, file := first.createUser(t, "ada"), first.upload(t, "a.txt", []byte("content"))
	first.close(t)
	second := open(t, cfg)
	second.must(t, 200, "GET", user, "")
	if got := second.must(t, 200, "GET", file, ""); string(got.body) != "content" {
		t.Errorf("file is %q", got.body)
	}
}

func TestCacheOff(t *testing.T) {
	a := open(t, server.Config{CacheOff: true})
	user := a.createUser(t, "ada")
	for range 3 {
		if timing := a.must(t, 200, "GET", user, "").Header.Get("Server-Timing"); strings.Contains(timing, "miniredis") {
			t.Errorf("without a cache a read was charged %q", timing)
		}
	}
	a.wantMetric(t, `store_operation_duration_seconds_count{operation="get_user",outcome="ok",store="sqlite"}`, 3)
	metrics := a.must(t, 200, "GET", "/metrics", "").body
	for _, absent := range []string{"cache_requests_total{", "cache_get", "store_breaker_state{"} {
		if bytes.Contains(metrics, []byte(absent)) {
			t.Errorf("metrics name %s without a cache", absent)
		}
	}
	// Sessions are not the cache.
	a.must(t, 201, "POST", "/sessions", `{"user_id":1}`)
}

// TestLimits checks that limits, the Config's and the listener's, reach the API.
func TestLimits(t *testing.T) {
	a := open(t, server.Config{MaxUpload: 1000})
	a.upload(t, "fits", make([]byte, 1000))
	body, contentType := form(t, "too-large", make([]byte, 1001))
	request, err := http.NewRequestWithContext(t.Context(), "POST", a.base+"/storage/upload", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", contentType)
	if got := a.do(t, request); got.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("upload of 1001 bytes: status %d: %s", got.StatusCode, got.body)
	}
	a.must(t, http.StatusRequestHeaderFieldsTooLarge, "GET", "/users", "", "X-Large", strings.Repeat("x", 100<<10))

	one := open(t, server.Config{MaxInFlight: 1})
	u := beginUpload(t, one)
	if got := one.must(t, http.StatusServiceUnavailable, "GET", "/users", ""); got.Header.Get("Retry-After") == "" {
		t.Error("shed without Retry-After")
	}
	one.must(t, 200, "GET", "/healthz", "")
	u.finish(t)
	storetest.Eventually(t, "room", func() bool { return one.send(t, "GET", "/users", "").StatusCode == 200 })
}

// TestNothingIsLeftRunning counts goroutines before and after.
func TestNothingIsLeftRunning(t *testing.T) {
	before := runtime.NumGoroutine()
	a := open(t, server.Config{PProf: "127.0.0.1:0"})
	a.must(t, 200, "GET", a.createUser(t, "ada"), "")
	a.must(t, 200, "GET", a.upload(t, "f", []byte("content")), "")
	a.must(t, 200, "GET", "/readyz", "")
	a.client.CloseIdleConnections()
	a.close(t)
	storetest.Eventually(t, "the goroutines' end", func() bool { return runtime.NumGoroutine() <= before })
}

func TestProfiles(t *testing.T) {
	a := open(t, server.Config{PProf: "127.0.0.1:0"})
	profiles := &api{a.Server, "http://" + a.ProfilesAddr(), a.client}
	profiles.must(t, 200, "GET", "/debug/pprof/heap", "")
	a.must(t, 404, "GET", "/debug/pprof/heap", "")
	profiles.must(t, 404, "GET", "/users", "")
	for _, addr := range []string{"0.0.0.0:0", ":0", "nonsense"} {
		if _, err := server.Open(t.Context(), server.Config{DataDir: t.TempDir(), PProf: addr}); err == nil {
			t.Errorf("profiles at %q were not refused", addr)
		}
	}
}
