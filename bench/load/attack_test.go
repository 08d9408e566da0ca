package load_test

import (
	"context"
	"errors"
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"quintet/bench/load"
	"quintet/bench/samples"
	"quintet/bench/scenario"
	"quintet/bench/workload"
)

func TestAttackPlaysTheWholeSchedule(t *testing.T) {
	var asked [2]sync.Map
	var first atomic.Int64
	answer := func(target int) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			first.CompareAndSwap(0, time.Now().UnixNano())
			if _, twice := asked[target].LoadOrStore(r.URL.Path, true); twice {
				t.Errorf("%s asked twice", r.URL.Path)
			}
			for _, name := range []string{"X-Vegeta-Seq", "X-Vegeta-Attack", "Accept-Encoding"} {
				if v := r.Header.Get(name); v != "" {
					t.Errorf("request with %s: %s", name, v)
				}
			}
			w.Header().Set("Server-Timing", "sqlite;dur=0.25, app;dur=1.5")
			io.WriteString(w, "hello")
		}
	}
	l := scenario.Load{Arrivals: "poisson", Phases: []scenario.Phase{
		constantPhase("one", 1000, 100*time.Millisecond), constantPhase("two", 2000, 200*time.Millisecond)}}
	var begun []time.Time
	var r record
	a := &load.Attack{Schedule: schedule(t, l, 1), Targets: []string{serve(t, answer(0)), serve(t, answer(1)) + "/"},
		Begun: func(b time.Time) { begun = append(begun, b) }}
	sum := run(t, context.Background(), a, &r)

	if len(begun) != 1 || !begun[0].Equal(sum.Began) || sum.Began.UnixNano() > first.Load() {
		t.Errorf("begun %v, summary says %v, first request at %v", begun, sum.Began, time.Unix(0, first.Load()))
	}
	if sum.Offered != a.Schedule.Len() || sum.Aborted != "" || sum.Elapsed < a.Schedule.Duration() {
		t.Errorf("%+v of %d hits in %s", sum, a.Schedule.Len(), a.Schedule.Duration())
	}
	var perTarget [2]uint64
	for _, h := range r.hits {
		perTarget[h.Target]++
		if h.Failure != samples.OK || h.Status != 200 || h.BytesIn != 5 || h.NStores != 2 {
			t.Fatalf("hit %+v", h)
		}
		if got := [2]time.Duration{h.Stores[0].Time, h.Stores[1].Time}; got != [2]time.Duration{250 * time.Microsecond, 1500 * time.Microsecond} {
			t.Fatalf("store times %v", got)
		}
	}
	for i := range asked {
		n := uint64(0)
		asked[i].Range(func(any, any) bool { n++; return true })
		if n != perTarget[i] || n < sum.Offered/2 || n > sum.Offered/2+1 {
			t.Errorf("target %d was asked %d times, recorded %d of %d", i, n, perTarget[i], sum.Offered)
		}
	}
	if !slices.Equal(r.stores, []string{"sqlite", "app"}) {
		t.Errorf("stores %v", r.stores)
	}
	phases := r.of(samples.PhaseBegan)
	if len(phases) != 2 || phases[0].Name != "one" || phases[0].At != 0 || phases[1].Name != "two" || phases[1].At != 100*time.Millisecond {
		t.Errorf("phase events %+v", phases)
	}
	if n := len(r.events); n != 2 {
		t.Errorf("%d events, want the two of the phases: %+v", n, r.events)
	}
	live := a.Live()
	if live.Total.Done != sum.Offered || live.Total.Sent != sum.Offered || live.Total.Due != sum.Offered || live.Total.Failed != 0 || live.InFlight != 0 {
		t.Errorf("live at the end %+v", live)
	}
	if live.Phase != 1 || live.Total.BytesIn != 5*sum.Offered || live.Operations[0].Hits+live.Operations[1].Hits != sum.Offered || live.Operations[0].P99 <= 0 {
		t.Errorf("live at the end %+v", live)
	}
}

func TestRequestAndAnswerReachTheirEnds(t *testing.T) {
	const size = 3 << 20
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/0":
			body, err := io.ReadAll(r.Body)
			if err != nil || string(body) != `{"a":1}` || r.Method != http.MethodPost || r.Header.Get("Content-Type") != "application/json" || r.URL.RawQuery != "q=%23" {
				t.Errorf("%s %s: %q %v", r.Method, r.URL, body, err)
			}
			w.WriteHeader(http.StatusCreated)
		case "/1":
			w.Write(make([]byte, size))
		case "/2":
			http.Redirect(w, r, "/elsewhere", http.StatusFound)
		default:
			t.Errorf("asked for %s", r.URL)
		}
	})
	var mu sync.Mutex
	got := map[uint64]workload.Response{}
	kept := map[uint64]int{}
	source := asks{func(n uint64, r *workload.Request) {
		if n == 0 {
			r.Method, r.ContentType, r.Body, r.Path = http.MethodPost, "application/json", []byte(`{"a":1}`), "/0?q=%23"
		}
		r.Verify = func(res workload.Response) (samples.Failure, string) {
			mu.Lock()
			defer mu.Unlock()
			got[n], kept[n] = res, len(res.Body)
			return samples.OK, ""
		}
	}}
	var r record
	run(t, context.Background(), &load.Attack{Schedule: schedule(t, steady(100, 30*time.Millisecond), 1), Source: source, Targets: []string{url}}, &r)
	if got[0].Status != 201 || got[1].Size != size || kept[1] != 1<<20 || got[2].Status != 302 {
		t.Errorf("statuses %d %d %d, %d bytes, kept %v", got[0].Status, got[1].Status, got[2].Status, got[1].Size, kept)
	}
	if len(r.hits) != 3 {
		t.Fatalf("%d hits", len(r.hits))
	}
	in, out := map[uint32]int{}, map[uint32]int{}
	for _, h := range r.hits {
		in[h.BytesIn]++
		out[h.BytesOut]++
	}
	if in[size] != 1 || in[0] != 1 || out[7] != 1 || out[0] != 2 {
		t.Errorf("bytes in %v, out %v", in, out)
	}
}

func TestClosedLoop(t *testing.T) {
	const users = 4
	var busy, most atomic.Int64
	var together sync.WaitGroup
	together.Add(users)
	var early atomic.Int64
	url := serve(t, func(http.ResponseWriter, *http.Request) {
		n := busy.Add(1)
		defer busy.Add(-1)
		for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
		}
		if early.Add(1) <= users { // the first of each user meet
			together.Done()
			together.Wait()
		}
	})
	l := scenario.Load{Closed: users, Phases: []scenario.Phase{{Name: "all", Duration: 200 * time.Millisecond, Measure: true}}}
	var r record
	a := &load.Attack{Schedule: schedule(t, l, 1), Targets: []string{url}}
	sum := run(t, context.Background(), a, &r)
	if most.Load() != users || sum.Offered != 0 || len(r.hits) < users || r.count(samples.OK) != len(r.hits) || sum.Elapsed < a.Schedule.Duration() {
		t.Errorf("%d users at once, %+v, %d of %d hits right", most.Load(), sum, r.count(samples.OK), len(r.hits))
	}
	if live := a.Live(); live.Total.Due != live.Total.Sent || live.Total.Done != uint64(len(r.hits)) {
		t.Errorf("live %+v", live)
	}
}

func TestRecorderThatFailsEndsTheLoad(t *testing.T) {
	url := serve(t, func(http.ResponseWriter, *http.Request) {})
	r := record{full: 10}
	a := &load.Attack{Schedule: schedule(t, steady(500, time.Hour), 1), Source: asks{}, Targets: []string{url}, Writer: &r}
	if _, err := a.Run(context.Background()); !errors.Is(err, errFull) {
		t.Errorf("error %v, want %v", err, errFull)
	}
	if len(r.hits) != 10 {
		t.Errorf("%d hits", len(r.hits))
	}
}

func TestLiveWhileRunning(t *testing.T) {
	url := serve(t, func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "hello") })
	a := &load.Attack{Schedule: schedule(t, steady(2000, 300*time.Millisecond), 1), Targets: []string{url}, Interval: time.Millisecond}
	if l := a.Live(); l.Total.Done != 0 || l.Slowest != -1 {
		t.Errorf("live before the load %+v", l)
	}
	var before load.Live
	looks := 0
	a.Abort = func(l load.Live) string {
		looks++
		if l.Elapsed < before.Elapsed || l.Total.Due < before.Total.Due || l.Total.Sent < before.Total.Sent || l.Total.Done < before.Total.Done {
			t.Errorf("%+v after %+v", l, before)
		}
		if l.Total.Done > l.Total.Sent || l.Total.Sent > l.Total.Due || uint64(l.InFlight) != l.Total.Sent-l.Total.Done {
			t.Errorf("live does not add up: %+v", l)
		}
		before = l
		return ""
	}
	stop := make(chan struct{})
	var others sync.WaitGroup
	for range 2 {
		others.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
					a.Live()
				}
			}
		})
	}
	var r record
	run(t, context.Background(), a, &r)
	close(stop)
	others.Wait()
	if looks == 0 || before.Connections == 0 {
		t.Errorf("%d looks, the last %+v", looks, before)
	}
}

func TestMistakesAreRefusedBeforeAnythingIsSent(t *testing.T) {
	good := func() *load.Attack {
		return &load.Attack{Schedule: schedule(t, steady(1, time.Second), 1), Source: asks{}, Targets: []string{"http://127.0.0.1:1"}, Writer: &record{},
			Begun: func(time.Time) { t.Error("the load began") }}
	}
	for want, spoil := range map[string]func(*load.Attack){
		"no targets":           func(a *load.Attack) { a.Targets = nil },
		"257 targets":          func(a *load.Attack) { a.Targets = slices.Repeat(a.Targets, 257) },
		"schedule, source and": func(a *load.Attack) { a.Schedule = nil },
		"want a base URL":      func(a *load.Attack) { a.Targets = []string{"127.0.0.1"} },
		"target:":              func(a *load.Attack) { a.Targets = []string{"127.0.0.1:3000"} },
		"at most -1 workers":   func(a *load.Attack) { a.MaxWorkers = -1 },
	} {
		t.Run(want, func(t *testing.T) {
			a := good()
			spoil(a)
			if _, err := a.Run(context.Background()); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("error %v, want %q", err, want)
			}
		})
	}
}

// Contents are numbered without gaps whatever the order they are asked in, so a run asks what its seed says.
func TestEveryRequestIsAskedOnce(t *testing.T) {
	url := serve(t, func(http.ResponseWriter, *http.Request) {})
	var mu sync.Mutex
	seen := map[uint64]int{}
	source := asks{func(n uint64, r *workload.Request) {
		mu.Lock()
		defer mu.Unlock()
		seen[n]++
		r.Path = "/x/" + strconv.FormatUint(n, 10)
	}}
	var r record
	a := &load.Attack{Schedule: schedule(t, steady(5000, 200*time.Millisecond), 1), Source: source, Targets: []string{url}}
	run(t, context.Background(), a, &r)
	if len(seen) != 1000 || slices.Max(slices.Collect(maps.Keys(seen))) != 999 || slices.Max(slices.Collect(maps.Values(seen))) != 1 {
		t.Errorf("%d contents asked for", len(seen))
	}
}
