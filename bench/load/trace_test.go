package load_test

import (
	"context"
	"net/http"
	"sync"
	"testing"
	"time"

	"quintet/bench/load"
	"quintet/bench/samples"
	"quintet/bench/workload"
)

// Each request says its own traceparent beside the fields that it has, and none where none is asked for.
func TestTraceparent(t *testing.T) {
	var mu sync.Mutex
	seen := map[string]string{}
	url := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		seen[r.URL.Path] = r.Header.Get("traceparent") + " " + r.Header.Get("X-A")
	})
	trace := &samples.Trace{Seed: 9}
	for name, asked := range map[string]*samples.Trace{"on": trace, "off": nil} {
		var r record
		a := &load.Attack{Schedule: schedule(t, steady(100, 100*time.Millisecond), 1), Targets: []string{url}, Trace: asked}
		a.Source = asks{func(_ uint64, r *workload.Request) { r.Fields = "X-A: b\r\n" }}
		run(t, context.Background(), a, &r)
		for i, path := range []string{"/0", "/1", "/2", "/3", "/4", "/5", "/6", "/7", "/8", "/9"} {
			want := " b"
			if name == "on" {
				want = trace.Parent(uint64(i), 0) + want
			}
			if seen[path] != want {
				t.Errorf("%s: %s was asked with %q, want %q", name, path, seen[path], want)
			}
		}
	}
}

// The steps of a sequence share a trace.
func TestTraceparentOfSequences(t *testing.T) {
	var mu sync.Mutex
	seen := map[string]bool{}
	url := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		seen[r.Header.Get("traceparent")] = true
	})
	trace := &samples.Trace{Seed: 9}
	var r record
	a := &load.Attack{Schedule: schedule(t, steady(10, 100*time.Millisecond), 1), Targets: []string{url}, Trace: trace, Source: visit(t, 0), Writer: &r}
	if _, err := a.Run(context.Background()); err != nil {
		t.Fatal(err)
	}
	if len(seen) != 3 || !seen[trace.Parent(0, 1)] || !seen[trace.Parent(0, 2)] || !seen[trace.Parent(0, 3)] {
		t.Errorf("the requests said %v", seen)
	}
}
