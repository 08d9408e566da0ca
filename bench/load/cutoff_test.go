package load_test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"quintet/bench/load"
	"quintet/bench/samples"
)

// holding is a server that answers no request until it is released.
func holding(t testing.TB) (url string, arrived <-chan string, release func()) {
	in, out := make(chan string, 1000), make(chan struct{})
	url = serve(t, func(_ http.ResponseWriter, r *http.Request) {
		in <- r.URL.Path
		<-out
	})
	release = sync.OnceFunc(func() { close(out) })
	t.Cleanup(release)
	return url, in, release
}

func TestInterruptCutsTheLoadOff(t *testing.T) {
	for name, workers := range map[string]int{"workers by default": 0, "one worker": 1} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url, arrived, _ := holding(t)
			ctx, interrupt := context.WithCancel(context.Background())
			defer interrupt()
			go func() {
				<-arrived
				interrupt()
			}()
			var r record
			a := &load.Attack{Schedule: schedule(t, steady(100, time.Hour), 1), Targets: []string{url}, MaxWorkers: workers}
			sum := run(t, ctx, a, &r)
			if sum.Offered == 0 || sum.Offered >= a.Schedule.Len() || sum.Elapsed >= time.Hour {
				t.Errorf("%+v", sum)
			}
			for _, h := range r.hits {
				// Held until it was cancelled: sent, and without an answer.
				if h.Failure != samples.Timeout && h.Failure != samples.Unsent || h.Due > sum.Elapsed {
					t.Errorf("hit %+v of a load of %s", h, sum.Elapsed)
				}
			}
			if workers == 1 && r.count(samples.Timeout) != 1 {
				t.Errorf("%d hits were sent by a worker that never came back", r.count(samples.Timeout))
			}
			if e := r.of(samples.Interrupted); len(e) != 1 || e[0].At < sum.Elapsed {
				t.Errorf("events %+v", r.events)
			}
		})
	}
}

func TestInterruptEndsALongWait(t *testing.T) {
	url := serve(t, func(http.ResponseWriter, *http.Request) {})
	ctx, interrupt := context.WithCancel(context.Background())
	defer interrupt()
	var r record
	a := &load.Attack{Schedule: schedule(t, steady(1.0/3600, 2*time.Hour), 1), Targets: []string{url}, Begun: func(time.Time) { interrupt() }}
	if sum := run(t, ctx, a, &r); sum.Offered != 0 || len(r.of(samples.Interrupted)) != 1 {
		t.Errorf("%+v %+v", sum, r.events)
	}
}

func TestAbort(t *testing.T) {
	url := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) })
	var r record
	a := &load.Attack{Schedule: schedule(t, steady(500, time.Hour), 1), Targets: []string{url}, Interval: 5 * time.Millisecond,
		Abort: func(l load.Live) string {
			if l.Operations[1].Failures >= 3 {
				return "odd requests fail"
			}
			return ""
		}}
	sum := run(t, context.Background(), a, &r)
	if sum.Aborted != "odd requests fail" || sum.Offered < 6 || sum.Offered >= a.Schedule.Len() {
		t.Errorf("%+v", sum)
	}
	if e := r.of(samples.Aborted); len(e) != 1 || e[0].Detail != sum.Aborted {
		t.Errorf("events %+v", r.events)
	}
}

// What no worker was free for is recorded with the time it was due, when the schedule's end and the timeout have passed.
func TestBacklogIsUnsent(t *testing.T) {
	url, _, _ := holding(t)
	var r record
	// The time is over a second after the schedule's end, before which even a busy machine sends the first.
	a := &load.Attack{Schedule: schedule(t, steady(200, 100*time.Millisecond), 1), Targets: []string{url}, MaxWorkers: 2, Timeout: time.Second}
	sum := run(t, context.Background(), a, &r)
	sent, unsent := r.count(samples.Timeout), r.count(samples.Unsent)
	if sum.Offered != 20 || sent+unsent != 20 || sent == 0 || unsent == 0 {
		t.Fatalf("%+v: %d sent, %d unsent", sum, sent, unsent)
	}
	for i, h := range r.hits {
		if (h.Failure == samples.Unsent) != (i >= sent) {
			t.Errorf("hit %d of %d sent: %+v", i, sent, h)
		}
		if h.Failure == samples.Unsent && (h.End < a.Schedule.Duration()+a.Timeout || h.Status != 0 || int(h.Operation) != i%2) {
			t.Errorf("unsent hit %+v", h)
		}
	}
	if e := r.of(samples.FailureExample); !slices.ContainsFunc(e, func(e samples.Event) bool {
		return strings.HasPrefix(e.Detail, "unsent: GET /") && strings.Contains(e.Detail, "no worker was free")
	}) {
		t.Errorf("examples %+v", e)
	}
}

// A server that stands still while hits fall due must show in the response times of all of them, and with few workers only in
// those few's service times. The server goes on once the schedule has ended, so nothing here depends on how fast the machine is.
func TestStallShowsInResponseTimes(t *testing.T) {
	for name, most := range map[string]int{"workers by default": 0, "few workers": 3} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url, _, release := holding(t)
			var r record
			released := time.Duration(0)
			a := &load.Attack{Schedule: schedule(t, steady(200, 300*time.Millisecond), 1), Targets: []string{url}, MaxWorkers: most, Interval: 5 * time.Millisecond}
			a.Abort = func(l load.Live) string {
				if released == 0 && l.Elapsed > a.Schedule.Duration() {
					released = l.Elapsed
					release()
				}
				return ""
			}
			sum := run(t, context.Background(), a, &r)
			if r.count(samples.OK) != 60 || sum.Offered != 60 {
				t.Fatalf("%d of %d hits are right", r.count(samples.OK), sum.Offered)
			}
			early := 0
			for _, h := range r.hits {
				if h.Response() < released-h.Due {
					t.Errorf("hit due at %s was answered after %s, before the server went on at %s", h.Due, h.Response(), released)
				}
				if h.Sent < released {
					early++
				}
			}
			if most > 0 && early > most {
				t.Errorf("%d hits were sent during the stall, which %d workers cannot", early, most)
			}
		})
	}
}
