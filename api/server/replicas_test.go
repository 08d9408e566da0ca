package server_test

import (
	"bytes"
	"errors"
	"log/slog"
	"net"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"quintet/api/server"
	"quintet/api/store"
	"quintet/api/store/embedded"
	"quintet/api/store/instrument"
)

// shared starts the servers that replicas share and returns the Config of a replica.
func shared(t testing.TB) server.Config {
	t.Helper()
	dir := t.TempDir()
	redis, err := embedded.OpenRedis(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { redis.Close() })
	s3, err := embedded.OpenS3(t.Context(), embedded.S3Config{
		Dir: filepath.Join(dir, "s3"), AccessKey: embedded.S3AccessKey, SecretKey: embedded.S3SecretKey,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s3.Close() })
	return server.Config{DataDir: dir, Variables: map[string]string{"EMBEDDED_REDIS_ADDR": redis.Addr(), "EMBEDDED_S3_ADDR": s3.Addr()}}
}

// TestReplicas starts two servers at once on an empty folder: what one writes the other reads, and what one cached is a hit for
// the other.
func TestReplicas(t *testing.T) {
	cfg := shared(t)
	var one, two *api
	var opening sync.WaitGroup
	opening.Go(func() { one = open(t, cfg) })
	opening.Go(func() { two = open(t, cfg) })
	opening.Wait()
	if t.Failed() {
		return
	}

	user := one.createUser(t, "ada")
	two.must(t, 200, "GET", user, "")
	one.must(t, 200, "GET", user, "")
	two.wantMetric(t, `cache_requests_total{class="user",result="miss"}`, 1)
	one.wantMetric(t, `cache_requests_total{class="user",result="hit"}`, 1)

	two.must(t, 200, "PUT", user, `{"name":"Ada L","email":"ada@example.com"}`)
	if got := one.must(t, 200, "GET", user, ""); got.field(t, "name") != "Ada L" {
		t.Errorf("after the other's update the user is %s", got.body)
	}

	file := one.upload(t, "f.bin", []byte("content"))
	if got := two.must(t, 200, "GET", file, ""); string(got.body) != "content" {
		t.Errorf("the other's file is %q", got.body)
	}
	session := "/sessions/" + one.must(t, 201, "POST", "/sessions", `{"user_id":1}`).field(t, "token")
	two.must(t, 200, "GET", session, "")
}

// TestFolderHasOneOwner opens two servers that would both serve the objects of one folder.
func TestFolderHasOneOwner(t *testing.T) {
	dir := t.TempDir()
	first := open(t, server.Config{DataDir: dir})
	file := first.upload(t, "f", []byte("content"))
	if _, err := server.Open(t.Context(), server.Config{DataDir: dir}); !errors.Is(err, embedded.ErrOwned) {
		t.Fatalf("second owner: error %v, want %v", err, embedded.ErrOwned)
	}
	first.must(t, 200, "GET", file, "")
	first.close(t)
	open(t, server.Config{DataDir: dir}).must(t, 200, "GET", file, "")
}

// TestMixedStores gives sessions, cache and objects to what the drivers take for real servers, and the rest to SQLite.
func TestMixedStores(t *testing.T) {
	servers := shared(t).Variables
	redis, s3 := servers["EMBEDDED_REDIS_ADDR"], servers["EMBEDDED_S3_ADDR"]
	host, port, err := net.SplitHostPort(redis)
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	cfg := server.Config{DataDir: t.TempDir(), Log: slog.New(slog.NewTextHandler(&log, nil)), Variables: map[string]string{
		"REDIS_HOST": host, "REDIS_PORT": port,
		"STORAGE_ENDPOINT": s3, "STORAGE_ACCESS_KEY": embedded.S3AccessKey, "STORAGE_SECRET_KEY": "s3cret-key", "STORAGE_BUCKET": "pictures",
	}}

	stores, err := server.OpenStores(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	want := instrument.Names{
		Records: "sqlite", Messages: "sqlite", Notifications: "sqlite", Graph: "sqlite", Sessions: "redis", Cache: "redis", Objects: "minio",
	}
	if diff := cmp.Diff(want, stores.Names); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
	if err := stores.Close(); err != nil {
		t.Errorf("close: %v", err)
	}
	for _, line := range []string{
		"role=records backend=sqlite where=" + cfg.DataDir, "role=cache backend=redis where=" + redis,
		"role=objects backend=minio where=" + s3 + "/pictures",
	} {
		if !strings.Contains(log.String(), line) {
			t.Errorf("log lacks %q:\n%s", line, &log)
		}
	}

	a := open(t, cfg)
	if strings.Contains(log.String(), "s3cret-key") {
		t.Error("the log holds a secret")
	}
	a.must(t, 200, "GET", a.createUser(t, "ada"), "")
	a.must(t, 200, "GET", a.upload(t, "f", []byte("content")), "")
	a.wantMetric(t, `cache_requests_total{class="user",result="miss"}`, 1)
	if got := a.must(t, 200, "GET", "/metrics", ""); !containsAll(got.body, `stack="mixed"`, `store="minio"`, `store="redis"`) {
		t.Error("metrics do not name the stores that answered")
	}
}

// TestStoresAreRaw opens the stores for seeding: the abilities to fill and count are the stores' own.
func TestStoresAreRaw(t *testing.T) {
	stores, err := server.OpenStores(t.Context(), server.Config{DataDir: t.TempDir(), CacheOff: true})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := stores.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	}()
	if stores.Set.Cache != nil || stores.Names.Cache != "" {
		t.Errorf("there is a cache though it is off: %v, %q", stores.Set.Cache, stores.Names.Cache)
	}
	users, ok := stores.Set.Records.(store.RecordsLoader)
	if !ok {
		t.Fatalf("%T cannot be filled in bulk", stores.Set.Records)
	}
	if err := users.LoadUsers(t.Context(), []store.User{{ID: 7, Name: "n", Email: "e@example.com"}}); err != nil {
		t.Fatal(err)
	}
	counts, err := stores.Set.Records.(store.Counter).Counts(t.Context())
	if err != nil || counts["users"] != 1 {
		t.Errorf("counts are %v, %v", counts, err)
	}
}

// TestUnreachableStores names every store that cannot be opened and closes what could be.
func TestUnreachableStores(t *testing.T) {
	const addr = "127.0.0.1:1" // no server's, and none that another program may be given
	cfg := server.Config{DataDir: t.TempDir(), Variables: map[string]string{
		"EMBEDDED_REDIS_ADDR": addr, "STORAGE_ENDPOINT": addr, "STORAGE_ACCESS_KEY": "user", "STORAGE_SECRET_KEY": "s3cret-key",
	}}
	_, err := server.Open(t.Context(), cfg)
	if err == nil || !strings.Contains(err.Error(), "open redis at "+addr) || !strings.Contains(err.Error(), "open bucket files at "+addr) {
		t.Errorf("error is %v", err)
	}
	if err != nil && strings.Contains(err.Error(), "s3cret") {
		t.Errorf("the error holds a secret: %v", err)
	}
}
