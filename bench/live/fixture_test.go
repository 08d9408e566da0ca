package live

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"quintet/bench/samples"
)

// record is the record of a trial that a test writes while it is followed.
type record struct {
	*samples.Writer
	dir  string
	rng  *rand.Rand
	next uint64
	at   time.Duration
	// failsFrom is from when on some hits fail.
	failsFrom time.Duration
}

// begin begins the record of a trial of a run.
func begin(t testing.TB, run string, number int, change func(*samples.Manifest)) *record {
	t.Helper()
	m := samples.Manifest{
		Format: samples.FormatVersion, RunID: "20261130-120000-chat", Scenario: "chat", Stack: "embedded", Trial: number, Trials: 1, Repetition: 1, State: samples.Running,
		Began: time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC), Operations: []string{"messages.list", "messages.send"}, Stores: []string{"sqlite", "app"}, Targets: []string{"http://127.0.0.1:1"},
		Load: samples.Load{Arrivals: "constant", Offered: 3000, Timeout: 10 * time.Second}, ScrapeInterval: time.Second, Machine: samples.Machine{Cores: 2},
		Phases: []samples.Phase{{Name: "warm-up", Shape: "constant", End: 5 * time.Second, Offered: 500}, {Name: "steady", Shape: "constant", Start: 5 * time.Second, End: 30 * time.Second, Measure: true, Offered: 2500}},
		SLO:    []samples.SLO{{Expression: "p99 < 100ms", Metric: "p99", Quantile: 0.99, Comparison: "<", Limit: 0.1}, {Expression: "failures < 1%", Metric: "failures", Comparison: "<", Limit: 0.01}},
	}
	if change != nil {
		change(&m)
	}
	dir := filepath.Join(run, fmt.Sprintf("trial-%03d", number))
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	w, err := samples.Create(dir, m)
	if err != nil {
		t.Fatal(err)
	}
	return &record{Writer: w, dir: dir, rng: rand.New(rand.NewPCG(uint64(number), 18)), failsFrom: 25 * time.Second}
}

// load records the load up to an instant: a hit every 10 ms and a scrape a second.
func (r *record) load(t testing.TB, until time.Duration) {
	t.Helper()
	for ; r.at < until; r.at += 10 * time.Millisecond {
		took := 4*time.Millisecond + time.Duration(r.rng.Int64N(int64(3*time.Millisecond)))
		h := samples.Hit{Seq: r.next, Due: r.at, Sent: r.at, End: r.at + took, Operation: uint16(r.next % 2), Status: 200, BytesIn: 100, NStores: 2}
		if r.at >= r.failsFrom && r.rng.IntN(100) == 0 {
			h.Failure, h.Status = samples.Status, 500
		}
		h.Stores[0], h.Stores[1] = samples.StoreTime{Store: 0, Time: took / 2}, samples.StoreTime{Store: 1, Time: took / 4}
		if err := r.Hit(&h); err != nil {
			t.Fatal(err)
		}
		if r.next%100 == 0 {
			for _, p := range []samples.Point{
				{At: r.at, Value: 10 + 0.5*r.at.Seconds(), Series: samples.Series{Source: "api-1", Metric: "process_cpu_seconds_total", Kind: "counter"}},
				{At: r.at, Value: 50 * r.at.Seconds(), Series: samples.Series{Source: "api-1", Metric: "store_operation_duration_seconds_count", Labels: `store="sqlite",operation="list",outcome="ok"`, Kind: "counter"}},
				{At: r.at, Value: 0.1 * r.at.Seconds(), Series: samples.Series{Source: "api-1", Metric: "store_operation_duration_seconds_sum", Labels: `store="sqlite",operation="list",outcome="ok"`, Kind: "counter"}},
				{At: r.at, Value: 1, Series: samples.Series{Source: "api-1", Metric: samples.UpMetric, Kind: "gauge"}},
				{At: r.at, Value: math.Floor(r.at.Seconds()), Series: samples.Series{Source: "generator", Metric: "generator_connections", Kind: "gauge"}},
				{At: r.at, Value: 3, Series: samples.Series{Source: samples.Source(0), Metric: samples.InFlightMetric, Kind: "gauge"}},
				{At: r.at, Value: 4, Series: samples.Series{Source: samples.Source(1), Metric: samples.InFlightMetric, Kind: "gauge"}},
				{At: r.at, Value: 1, Series: samples.Series{Source: "generator", Metric: samples.UpMetric, Kind: "gauge"}},
			} {
				if err := r.Point(p); err != nil {
					t.Fatal(err)
				}
			}
		}
		r.next++
	}
}

// end ends the record as the runner does.
func (r *record) end(t testing.TB) {
	t.Helper()
	if err := r.Manifest(func(m *samples.Manifest) { m.State, m.Elapsed = samples.Complete, r.at }); err != nil {
		t.Fatal(err)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
}

// serve serves a page without a guard.
func serve(t testing.TB, cfg Config) (*Live, string) {
	t.Helper()
	l := New(cfg)
	s := httptest.NewServer(l)
	t.Cleanup(func() {
		l.Close()
		s.Close()
	})
	return l, s.URL
}

// reader is a browser that reads the events of a page.
type reader struct {
	charts  []chart
	columns []column
	rows    []row
	now     now
	look    look
	// last is the number of the last event, full counts those with everything.
	last string
	full int

	answer *http.Response
	lines  *bufio.Scanner
}

// read opens the stream of events, as one who had seen an event last, "" for nothing.
func read(t testing.TB, address, last string) *reader {
	t.Helper()
	r := &reader{last: last}
	r.connect(t, address)
	return r
}

func (r *reader) connect(t testing.TB, address string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), "GET", address+"/events", nil)
	if err != nil {
		t.Fatal(err)
	}
	if r.last != "" {
		request.Header.Set("Last-Event-ID", r.last)
	}
	if r.answer, err = http.DefaultClient.Do(request); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.answer.Body.Close() })
	r.lines = bufio.NewScanner(r.answer.Body)
	r.lines.Buffer(nil, 16<<20)
}

// next takes one event.
func (r *reader) next(t testing.TB) {
	t.Helper()
	for r.lines.Scan() {
		line := r.lines.Text()
		if id, ok := strings.CutPrefix(line, "id: "); ok {
			r.last = id
		}
		text, ok := strings.CutPrefix(line, "data: ")
		if !ok {
			continue
		}
		var m struct {
			Charts  []chart
			Columns []column
			Rows    map[int]struct {
				V []*float64
				H []float64
			}
			Now  *now
			Look *look
		}
		if err := json.Unmarshal([]byte(text), &m); err != nil {
			t.Fatalf("%v in %.300s", err, text)
		}
		if m.Charts != nil {
			r.charts, r.columns, r.rows, r.look = m.Charts, nil, nil, look{}
			r.full++
		}
		if m.Columns != nil {
			r.columns = m.Columns
		}
		for slot, got := range m.Rows {
			for len(r.rows) <= slot {
				r.rows = append(r.rows, row{})
			}
			r.rows[slot] = row{}
			for i, v := range got.V {
				if v != nil {
					r.rows[slot].set(i, *v)
				}
			}
			for _, n := range got.H {
				r.rows[slot].Heat = append(r.rows[slot].Heat, number(n))
			}
		}
		if m.Now != nil {
			r.now = *m.Now
		}
		if m.Look != nil {
			r.look = *m.Look
		}
		return
	}
	t.Fatalf("the stream ended: %v", r.lines.Err())
}

// get is the value of a column, NaN when there is none.
func (r *row) get(at int) float64 {
	if at >= len(r.Values) {
		return math.NaN()
	}
	return float64(r.Values[at])
}

// until takes events until something is so.
func (r *reader) until(t testing.TB, so func() bool) {
	t.Helper()
	for !so() {
		r.next(t)
	}
}
