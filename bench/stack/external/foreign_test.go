package external_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"quintet/api/store"
	"quintet/bench/samples"
	"quintet/bench/stack"
	"quintet/bench/stack/external"
	"quintet/bench/workload"
)

// foreign is a stack of an API that is not this repository's.
func foreign(t *testing.T, ready *workload.Request, patience time.Duration, targets ...string) *external.Stack {
	t.Helper()
	s, err := external.New(external.Config{Target: strings.Join(targets, ","), Foreign: true, Ready: ready, Lookup: variables(nil), Patience: patience})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// health asks for a status of 200 with a header.
func health() *workload.Request {
	return &workload.Request{Method: http.MethodGet, Path: "/health", Fields: "X-Key: k\r\n", Verify: func(r workload.Response) (samples.Failure, string) {
		if r.Status != http.StatusOK {
			return samples.Status, fmt.Sprintf("status %d, want 200", r.Status)
		}
		return samples.OK, ""
	}}
}

// An API is asked what the scenario says until it answers so, each replica for itself; its stores are not known.
func TestForeignIsReady(t *testing.T) {
	var asked atomic.Int64
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if asked.Add(1) < 3 || r.URL.Path != "/health" || r.Header.Get("X-Key") != "k" {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	}))
	defer api.Close()
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer other.Close()
	s := foreign(t, health(), time.Minute, api.URL, other.URL)
	if err := s.Up(t.Context(), never(t)); err != nil || asked.Load() != 3 {
		t.Fatalf("asked %d times: %v", asked.Load(), err)
	}
	var names []string
	for _, service := range s.Services() {
		names = append(names, service.Info().Name+" "+service.Info().Address)
	}
	if got := strings.Join(names, ", "); got != "api-1 "+api.URL+", api-2 "+other.URL {
		t.Errorf("services are %s", got)
	}
	if err := s.Down(t.Context()); err != nil {
		t.Error(err)
	}
}

// Without a word on it any answer will do but a gateway's.
func TestForeignIsReadyByDefault(t *testing.T) {
	for status, want := range map[int]string{404: "", 500: "", 200: "", 503: " is not ready: GET /: status 503", 502: " is not ready: GET /: status 502"} {
		api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }))
		err := foreign(t, nil, time.Millisecond, api.URL).Up(t.Context(), never(t))
		if (err == nil) != (want == "") || err != nil && err.Error() != api.URL+want {
			t.Errorf("status %d: %v", status, err)
		}
		api.Close()
	}
}

// A target that sends elsewhere is refused, with where to; one that sends to itself is not.
func TestForeignThatSendsElsewhere(t *testing.T) {
	for location, want := range map[string]string{
		"https://other.example/login?token=x": " sends to another address, https://other.example: redirections are not followed, since another server than the target would be measured; give that one as -target",
		"/login":                              "",
	} {
		api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", location)
			w.WriteHeader(http.StatusFound)
		}))
		err := foreign(t, nil, time.Minute, api.URL).Up(t.Context(), never(t))
		if (err == nil) != (want == "") || err != nil && err.Error() != api.URL+want {
			t.Errorf("%s: %v", location, err)
		}
		api.Close()
	}
}

// A target that is not there, or says that it is not ready, ends with one line; an interrupt ends the wait.
func TestForeignIsNotReady(t *testing.T) {
	api := httptest.NewServer(http.NotFoundHandler())
	err := foreign(t, health(), time.Millisecond, api.URL).Up(t.Context(), never(t))
	if err == nil || err.Error() != api.URL+" is not ready: GET /health: status 404, want 200" {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := foreign(t, health(), time.Hour, api.URL).Up(ctx, never(t)); err == nil {
		t.Error("an interrupt does not end the wait")
	}
	api.Close()
	err = foreign(t, health(), time.Millisecond, api.URL).Up(t.Context(), func(context.Context, store.Set) error { return nil })
	var absent *stack.Absent
	if !errors.As(err, &absent) || absent.Target != api.URL || !strings.HasPrefix(err.Error(), "nothing answers at "+api.URL+" (") || strings.Contains(err.Error(), "\n") {
		t.Error(err)
	}
	if _, err := external.New(external.Config{Target: "http://127.0.0.1:1", Foreign: true, SeedStores: true, Lookup: variables(nil)}); err == nil {
		t.Error("stores of an API that is not known are to be filled")
	}
}
