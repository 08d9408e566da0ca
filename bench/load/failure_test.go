package load_test

import (
	"context"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"quintet/bench/load"
	"quintet/bench/samples"
	"quintet/bench/workload"
)

func TestFailuresAreClassedWithExamples(t *testing.T) {
	hang := make(chan struct{})
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch kind := r.Header.Get("Content-Type"); kind {
		case "reset":
			panic(http.ErrAbortHandler)
		case "short":
			w.Header().Set("Content-Length", "1000")
			io.WriteString(w, "not a thousand bytes")
		case "hang":
			<-hang
		case "trickle":
			io.WriteString(w, "beginning")
			w.(http.Flusher).Flush()
			<-hang
		default:
			w.WriteHeader(http.StatusInternalServerError)
		}
	})
	t.Cleanup(func() { close(hang) }) // before the server's own end, which waits for its handlers
	failing := func(f samples.Failure) func(workload.Response) (samples.Failure, string) {
		return func(workload.Response) (samples.Failure, string) {
			return f, "line one\nline two " + strings.Repeat("x", 1000)
		}
	}
	for name, c := range map[string]struct {
		url, contentType string
		verify           func(workload.Response) (samples.Failure, string)
		want             samples.Failure
		status           uint16
		detail           string
	}{
		"refused":          {nobody, "", nil, samples.Connection, 0, "refused"},
		"reset":            {url, "reset", nil, samples.Connection, 0, ""},
		"short body":       {url, "short", nil, samples.Connection, 200, "unexpected EOF"},
		"hanging":          {url, "hang", nil, samples.Timeout, 0, ""},
		"hanging body":     {url, "trickle", nil, samples.Timeout, 200, ""},
		"wrong status":     {url, "", is200, samples.Status, 500, "status 500, want 200"},
		"missing":          {url, "", failing(samples.Missing), samples.Missing, 500, "line one line two"},
		"wrong content":    {url, "", failing(samples.Content), samples.Content, 500, "xxx..."},
		"no valid request": {url, "", nil, samples.Unsent, 0, "invalid URL escape"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var r record
			source := asks{func(_ uint64, r *workload.Request) {
				r.ContentType, r.Verify = c.contentType, c.verify
				if c.want == samples.Unsent {
					r.Path = "/%zz"
				}
			}}
			a := &load.Attack{Schedule: schedule(t, steady(400, 50*time.Millisecond), 1), Source: source, Targets: []string{c.url}}
			if c.want == samples.Timeout {
				a.Timeout = 50 * time.Millisecond
			}
			run(t, context.Background(), a, &r)
			// On a busy machine the time may be over before the answer has begun; then there is more of it.
			for c.status != 0 && c.want == samples.Timeout && a.Timeout < time.Minute && slices.ContainsFunc(r.hits, func(h samples.Hit) bool { return h.Status == 0 }) {
				a = &load.Attack{Schedule: a.Schedule, Source: source, Targets: a.Targets, Timeout: 4 * a.Timeout}
				r = record{}
				run(t, context.Background(), a, &r)
			}
			if c.want == samples.Timeout {
				c.detail = a.Timeout.String()
			}
			if n := r.count(c.want); n != 20 {
				t.Fatalf("%d of 20 hits are %s: %+v %+v", n, c.want, r.hits[0], r.events)
			}
			for _, h := range r.hits {
				if h.Status != c.status || c.want == samples.Timeout && h.Service() < a.Timeout {
					t.Fatalf("hit %+v", h)
				}
			}
			examples := r.of(samples.FailureExample)
			if len(examples) != 10 { // five of each operation
				t.Errorf("%d examples", len(examples))
			}
			for _, e := range examples {
				if !strings.HasPrefix(e.Detail, c.want.String()+": GET /") || !strings.Contains(e.Detail, c.detail) || !strings.Contains(e.Detail, " -> ") ||
					strings.ContainsAny(e.Detail, "\n\r") || len(e.Detail) > 400 || e.Name != "even.get" && e.Name != "odd.get" {
					t.Errorf("example %+v", e)
				}
			}
			live := a.Live()
			if live.Total.Failed != 20 || live.Total.Failures[c.want] != 20 || live.Operations[0].Failures != 10 {
				t.Errorf("live %+v", live)
			}
		})
	}
}
