package load_test

import (
	"context"
	"errors"
	"io"
	"maps"
	"net"
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
	if got[0].Status != 201 || got[1].Size != size || kept[1] != 1<<20 || got[2].Status != 302 || got[2].Header.Get("Location") != "/elsewhere" {
		t.Errorf("answers %v, kept %v", got, kept)
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

func TestFailuresAreClassedWithExamples(t *testing.T) {
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	refused := "http://" + closed.Addr().String()
	closed.Close()
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
		"refused":          {refused, "", nil, samples.Connection, 0, "refused"},
		"reset":            {url, "reset", nil, samples.Connection, 0, ""},
		"short body":       {url, "short", nil, samples.Connection, 200, "unexpected EOF"},
		"hanging":          {url, "hang", nil, samples.Timeout, 0, "50ms"},
		"hanging body":     {url, "trickle", nil, samples.Timeout, 200, "50ms"},
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

// holding is a server that answers nobody until it is released.
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
	for name, workers := range map[string]int{"unlimited workers": 0, "one worker": 1} {
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
	a := &load.Attack{Schedule: schedule(t, steady(200, 100*time.Millisecond), 1), Targets: []string{url}, MaxWorkers: 2, Timeout: 150 * time.Millisecond}
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
	for name, most := range map[string]int{"unlimited workers": 0, "few workers": 3} {
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
