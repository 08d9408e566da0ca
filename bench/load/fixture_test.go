package load_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"quintet/bench/load"
	"quintet/bench/samples"
	"quintet/bench/scenario"
	"quintet/bench/workload"
)

// record is a Recorder in memory.
type record struct {
	mu     sync.Mutex
	hits   []samples.Hit
	events []samples.Event
	stores []string
	// full makes Hit fail once that many are held; 0 means never.
	full int
}

var errFull = errors.New("disk full")

func (r *record) Hit(h *samples.Hit) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.full > 0 && len(r.hits) >= r.full {
		return errFull
	}
	r.hits = append(r.hits, *h)
	return nil
}

func (r *record) Event(e samples.Event) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.events = append(r.events, e)
	return nil
}

func (r *record) Store(name string) (uint8, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	i := slices.Index(r.stores, name)
	if i < 0 {
		i = len(r.stores)
		r.stores = append(r.stores, name)
	}
	return uint8(i), true
}

// of returns the events of a kind.
func (r *record) of(kind samples.EventKind) []samples.Event {
	var out []samples.Event
	for _, e := range r.events {
		if e.Kind == kind {
			out = append(out, e)
		}
	}
	return out
}

// count is how many hits have a failure.
func (r *record) count(f samples.Failure) int {
	n := 0
	for _, h := range r.hits {
		if h.Failure == f {
			n++
		}
	}
	return n
}

// asks is a Source of GET requests, alternating between two operations; the path of request n is "/n".
type asks struct {
	// change edits the request before it is sent; may be nil.
	change func(n uint64, r *workload.Request)
}

func (asks) Operations() []string { return []string{"even.get", "odd.get"} }

func (a asks) Request(n uint64) workload.Request {
	r := workload.Request{Operation: uint16(n % 2), Method: http.MethodGet, Path: "/" + strconv.FormatUint(n, 10), Verify: is200}
	if a.change != nil {
		a.change(n, &r)
	}
	return r
}

func is200(r workload.Response) (samples.Failure, string) {
	if r.Status != http.StatusOK {
		return samples.Status, fmt.Sprintf("status %d, want 200", r.Status)
	}
	return samples.OK, ""
}

// serve starts a server for the test.
func serve(t testing.TB, h http.HandlerFunc) string {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s.URL
}

// nobody is an address without a listener: no program is given its port by the system.
const nobody = "http://127.0.0.1:1"

// steady is a load of one phase of constant arrivals.
func steady(rate float64, duration time.Duration) scenario.Load {
	return scenario.Load{Arrivals: "constant", Phases: []scenario.Phase{constantPhase("steady", rate, duration)}}
}

func constantPhase(name string, rate float64, duration time.Duration) scenario.Phase {
	return scenario.Phase{Name: name, Duration: duration, Measure: true, Shape: "constant", Params: map[string]float64{"rate": rate}}
}

func schedule(t testing.TB, l scenario.Load, seed uint64) *load.Schedule {
	t.Helper()
	s, err := load.NewSchedule(l, seed)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// run runs an attack to its end and checks what must hold of any: every hit that was due is recorded once, with its due time,
// and its times are in order.
func run(t testing.TB, ctx context.Context, a *load.Attack, r *record) load.Summary {
	t.Helper()
	a.Writer = r
	if a.Source == nil {
		a.Source = asks{}
	}
	sum, err := a.Run(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if !a.Schedule.Closed() && sum.Offered != uint64(len(r.hits)) {
		t.Errorf("%d hits offered, %d recorded", sum.Offered, len(r.hits))
	}
	slices.SortFunc(r.hits, func(a, b samples.Hit) int { return int(a.Seq) - int(b.Seq) })
	for i, h := range r.hits {
		if h.Seq != uint64(i) {
			t.Fatalf("hit %d has number %d", i, h.Seq)
		}
		due := a.Schedule.At(h.Seq)
		if a.Schedule.Closed() {
			due = h.Sent
		}
		if h.Due != due || h.Sent < h.Due || h.End < h.Sent {
			t.Fatalf("hit %d: due %s (want %s), sent %s, end %s", i, h.Due, due, h.Sent, h.End)
		}
	}
	return sum
}
