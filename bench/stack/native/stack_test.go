package native_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"quintet/api/server"
	"quintet/api/store"
	"quintet/bench/stack"
	"quintet/bench/stack/native"
	"quintet/bench/stack/native/nativetest"
)

// TestStack brings the whole stack up with two replicas, has one keep a user that the other finds, and brings it down.
func TestStack(t *testing.T) {
	if testing.Short() {
		t.Skip("two Java servers")
	}
	nativetest.Require(t, "postgres", "redis", "cassandra", "neo4j", "minio", "prometheus")
	dir := folder(t)
	s, err := native.New(native.Config{
		Executable: os.Args[0], Dir: dir, LogDir: t.TempDir(), Backends: server.Backends(), OpenStores: openStores,
		Settings: map[string]string{"api.replicas": "2", "cache": "on"},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Down(context.Background()) })
	began, seeded := time.Now(), 0
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	if err := s.Up(ctx, func(_ context.Context, set store.Set) error {
		seeded++
		if set.Records == nil || set.Messages == nil || set.Graph == nil || set.Sessions == nil || set.Objects == nil {
			t.Errorf("a role has no store: %+v", set)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	t.Logf("the stack is up in %v", time.Since(began).Round(time.Millisecond))
	if seeded != 1 {
		t.Errorf("seeded %d times, want once", seeded)
	}
	expectServices(t, s)
	targets := s.Targets()
	if len(targets) != 2 || targets[0] == targets[1] {
		t.Fatalf("targets are %q, want two different ones", targets)
	}
	for _, target := range targets {
		if status, body := call(t, http.MethodGet, target+"/readyz", ""); status != http.StatusOK {
			t.Errorf("%s/readyz answered %d: %s", target, status, body)
		}
	}
	status, body := call(t, http.MethodPost, targets[0]+"/users", `{"name":"Ada","email":"ada@example.org"}`)
	if status != http.StatusCreated {
		t.Fatalf("posting a user answered %d: %s", status, body)
	}
	if status, body := call(t, http.MethodGet, targets[1]+"/users/1", ""); status != http.StatusOK || !strings.Contains(body, "Ada") {
		t.Errorf("the other replica answered %d: %s", status, body)
	}
	replica, ok := s.Services()[len(s.Services())-1].(stack.Killer)
	if !ok {
		t.Fatal("a replica cannot be killed")
	}
	if err := errors.Join(replica.Kill(), replica.Restart(ctx)); err != nil {
		t.Fatal(err)
	}
	if status, body := call(t, http.MethodGet, targets[1]+"/users/1", ""); status != http.StatusOK {
		t.Errorf("the replica that came back answered %d: %s", status, body)
	}
	if err := errors.Join(s.Down(ctx), s.Down(ctx)); err != nil {
		t.Error(err)
	}
	nothingIn(t, dir)
}

// expectServices expects every server and replica in the list, each with version, address and process.
func expectServices(t *testing.T, s *native.Stack) {
	t.Helper()
	var names []string
	for _, service := range s.Services() {
		info := service.Info()
		names = append(names, info.Name)
		if info.Role == "" || info.Address == "" || info.PID == 0 || !strings.ContainsAny(info.Software, "0123456789") {
			t.Errorf("%+v lacks something", info)
		}
		t.Logf("%+v", info)
	}
	want := []string{"cassandra", "neo4j", "postgres", "minio", "redis", "prometheus", "api-1", "api-2"}
	if !slices.Equal(names, want) {
		t.Errorf("services are %q, want %q", names, want)
	}
}

func call(t *testing.T, method, url, body string) (int, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	b, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(b)
}

// TestStackFailedSeeding expects an error of the seeding to come back and nothing to remain.
func TestStackFailedSeeding(t *testing.T) {
	if testing.Short() {
		t.Skip("two Java servers")
	}
	nativetest.Require(t, "postgres", "redis", "cassandra", "neo4j", "versitygw")
	dir := folder(t)
	s, err := native.New(native.Config{
		Executable: os.Args[0], Dir: dir, LogDir: t.TempDir(), Backends: server.Backends(), OpenStores: openStores,
		Settings: map[string]string{"objects": "versitygw", "prometheus": "off"},
	})
	if err != nil {
		t.Fatal(err)
	}
	broken := errors.New("no seed today")
	if err := s.Up(t.Context(), func(context.Context, store.Set) error { return broken }); !errors.Is(err, broken) {
		t.Errorf("found %v, want %v", err, broken)
	}
	if n := len(s.Services()); n > 0 {
		t.Errorf("%d services remain", n)
	}
	nothingIn(t, dir)
}

// TestSettings accepts what the stack can vary and names what it cannot.
func TestSettings(t *testing.T) {
	for _, c := range []struct{ key, value, want string }{
		{"cache", "off", ""},
		{"api.replicas", "4", ""},
		{"cassandra.nodes", "3", ""},
		{"objects", "versitygw", ""},
		{"prometheus", "off", ""},
		{"env.CACHE_TTL", "1m", ""},
		{"cache", "maybe", `setting cache: found "maybe", want on or off`},
		{"api.replicas", "0", `setting api.replicas: found "0", want a whole number from 1 to 64`},
		{"cassandra.nodes", "2", `setting cassandra.nodes: found "2", want 1 or 3`},
		{"cassandra.nodes", "9", `setting cassandra.nodes: found "9", want 1 or 3`},
		{"objects", "ceph", `setting objects: found "ceph", want minio or versitygw`},
		{"env.DATABASE_HOST", "elsewhere", "setting env.DATABASE_HOST: the native stack sets DATABASE_HOST itself"},
		{"colour", "blue", "setting colour: the native stack cannot vary it"},
	} {
		t.Run(c.key+"="+c.value, func(t *testing.T) {
			_, err := native.New(native.Config{Backends: server.Backends(), Settings: map[string]string{c.key: c.value}})
			if found := fmt.Sprint(err); c.want == "" && err != nil || c.want != "" && !strings.HasPrefix(found, c.want) {
				t.Errorf("found %v, want %q", err, c.want)
			}
		})
	}
}
