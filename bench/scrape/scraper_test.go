package scrape

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"quintet/bench/samples"
)

// start runs a scraper and returns its points as they are written, and a func that ends it and waits for it.
func start(t *testing.T, cfg Config) (points chan samples.Point, end func() error) {
	points = make(chan samples.Point, 1<<16)
	cfg.Write = func(p samples.Point) error { points <- p; return nil }
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- New(cfg).Run(ctx, time.Now()) }()
	return points, func() error { cancel(); return <-done }
}

// awaitUp reads points until a source was scraped n times, and returns all that were read.
func awaitUp(points chan samples.Point, source string, n int) []samples.Point {
	var read []samples.Point
	for n > 0 {
		p := <-points
		read = append(read, p)
		if p.Series.Source == source && p.Series.Metric == samples.UpMetric {
			n--
		}
	}
	return read
}

// What counters did after the last round is there all the same, and nothing is written once Run has returned.
func TestLastScrape(t *testing.T) {
	requests := newCounter("requests_total")
	points, end := start(t, Config{Interval: time.Hour, Timeout: time.Minute, Targets: []Target{{Name: "api-1", URL: newExporter(t, registry(requests)).URL}}})
	awaitUp(points, "api-1", 1)
	requests.Add(5)
	if err := end(); err != nil {
		t.Fatal(err)
	}
	close(points)
	last := map[string]float64{}
	for p := range points {
		if p.Series.Source == "api-1" {
			last[key(p)] = p.Value
		}
	}
	if last["requests_total"] != 5 || last["up"] != 1 {
		t.Errorf("the last scrape wrote %v", last)
	}
}

// A run that is over before it begins is scraped once.
func TestEndedBeforeItBegan(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	ups := 0
	s := New(Config{Write: func(p samples.Point) error {
		if p.Series.Metric == samples.UpMetric {
			ups++
		}
		return nil
	}})
	if err := s.Run(ctx, time.Now()); err != nil || ups != 1 {
		t.Errorf("%d scrapes of the generator, error %v", ups, err)
	}
}

// Rounds come in order, each at its own offset, never before it is due.
func TestRounds(t *testing.T) {
	const interval = 5 * time.Millisecond
	points, end := start(t, Config{Interval: interval, Timeout: time.Minute, Targets: []Target{{Name: "api-1", URL: newExporter(t, registry()).URL}}})
	var ups []time.Duration
	for _, p := range awaitUp(points, "api-1", 20) {
		if p.Series.Source == "api-1" && p.Series.Metric == samples.UpMetric {
			ups = append(ups, p.At)
		}
	}
	if err := end(); err != nil {
		t.Fatal(err)
	}
	for i, at := range ups {
		if at < time.Duration(i)*interval || i > 0 && at <= ups[i-1] {
			t.Errorf("scrape %d at %v: %v", i, at, ups)
		}
	}
}

// A target that hangs is scraped by itself: the others go on meanwhile.
func TestSlowTargetDelaysNoOther(t *testing.T) {
	release := make(chan struct{})
	hanging := newExporter(t, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-release }))
	points, end := start(t, Config{Interval: time.Millisecond, Timeout: time.Hour, Targets: []Target{
		{Name: "hanging", URL: hanging.URL}, {Name: "quick", URL: newExporter(t, registry()).URL},
	}})
	for _, p := range awaitUp(points, "quick", 10) {
		if p.Series.Source == "hanging" {
			t.Errorf("found %v of a target that has not answered yet", p)
		}
	}
	close(release)
	if err := end(); err != nil {
		t.Fatal(err)
	}
}

// A target that hangs is a gap, and is asked again.
func TestHangingTargetIsAGap(t *testing.T) {
	hanging := newExporter(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }))
	points, end := start(t, Config{Interval: 10 * time.Millisecond, Targets: []Target{{Name: "hanging", URL: hanging.URL}}})
	for _, p := range awaitUp(points, "hanging", 3) {
		if p.Series.Source == "hanging" && p.Value != 0 {
			t.Errorf("found %v", p)
		}
	}
	if err := end(); err != nil {
		t.Fatal(err)
	}
}

// The first point that cannot be written ends the run, also while a target hangs, and no other is tried.
func TestWriteErrorEndsRun(t *testing.T) {
	hanging := newExporter(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }))
	full := errors.New("disk full")
	writes := 0
	s := New(Config{Timeout: time.Hour, Write: func(samples.Point) error { writes++; return full }, Targets: []Target{
		{Name: "hanging", URL: hanging.URL}, {Name: "api-1", URL: newExporter(t, registry(newCounter("a_total"))).URL},
	}})
	if err := s.Run(t.Context(), time.Now()); !errors.Is(err, full) {
		t.Errorf("found %v, want %v", err, full)
	}
	// One that was under way meanwhile comes too late.
	if err := s.scrape(t.Context(), s.rounds(s.sources[1]), 0); err != nil || writes != 1 {
		t.Errorf("wrote %d times, then %v", writes, err)
	}
}

func TestNextRound(t *testing.T) {
	tests := []struct {
		name    string
		round   int
		elapsed time.Duration
		want    int
	}{
		{"InTime", 4, 4100 * time.Millisecond, 5},
		{"BeforeItsTime", 4, 3900 * time.Millisecond, 5},
		{"AsLongAsTheInterval", 4, 5010 * time.Millisecond, 5},
		{"Missed", 4, 7900 * time.Millisecond, 7},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := nextRound(test.round, test.elapsed, time.Second); got != test.want {
				t.Errorf("found %d, want %d", got, test.want)
			}
		})
	}
}

// Live holds the figures of the last interval, added up over sources; what grew over a gap is shared over the time it took.
func TestLive(t *testing.T) {
	cache := prometheus.NewCounterVec(prometheus.CounterOpts{Name: "cache_requests_total"}, []string{"class", "result"})
	storage := prometheus.NewCounterVec(prometheus.CounterOpts{Name: "storage_io_bytes_total"}, []string{"direction"})
	cache.WithLabelValues("user", "hit").Add(1000)
	storage.WithLabelValues("read").Add(1000)
	proc := newFakeProc(t)
	proc.put(fakeProcess{pid: 10, ticks: 500, resident: 3})
	e := newExporter(t, registry(cache, storage))
	scraper := newScraper(Config{Targets: []Target{{Name: "api-1", URL: e.URL, PID: func() int { return 10 }}}}, proc.root)
	t.Cleanup(scraper.client.CloseIdleConnections)
	s := scraper.sources[0]
	if live := scraper.Live(); live.Scrapes != 0 || !math.IsNaN(live.CacheHitRatio) || !math.IsNaN(live.StorageBytes) || len(live.CPU) > 0 {
		t.Errorf("before the first scrape: %+v", live)
	}
	scrapeAt(t, s, 0)
	if live := scraper.Live(); live.Scrapes != 1 || !math.IsNaN(live.CacheHitRatio) || len(live.CPU) > 0 || live.Memory["api-1"] <= 0 {
		t.Errorf("after the first scrape: %+v", live)
	}
	cache.WithLabelValues("user", "hit").Add(5)
	cache.WithLabelValues("conversation", "negative_hit").Add(1)
	cache.WithLabelValues("user", "miss").Add(2)
	cache.WithLabelValues("user", "bypass").Add(100)
	storage.WithLabelValues("read").Add(600)
	storage.WithLabelValues("written").Add(400)
	proc.put(fakeProcess{pid: 10, ticks: 600, resident: 3})
	scrapeAt(t, s, 2*time.Second)
	live := scraper.Live()
	if live.CacheHitRatio != 0.75 || live.StorageBytes != 500 || live.CPU["api-1"] != 0.5 {
		t.Errorf("after the second scrape: %+v", live)
	}

	works := *e.handler.Load()
	e.serve(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "", http.StatusServiceUnavailable) }))
	proc.put(fakeProcess{pid: 10, ticks: 700, resident: 3})
	scrapeAt(t, s, 3*time.Second)
	if live := scraper.Live(); live.Gaps != 1 || len(live.CPU) > 0 || !math.IsNaN(live.StorageBytes) {
		t.Errorf("in a gap: %+v", live)
	}
	e.serve(works)
	proc.put(fakeProcess{pid: 10, ticks: 800, resident: 3})
	scrapeAt(t, s, 6*time.Second)
	if live := scraper.Live(); live.CPU["api-1"] != 0.5 || live.StorageBytes != 0 || live.Gaps != 1 || live.Scrapes != 4 {
		t.Errorf("after the gap: %+v", live)
	}

	storage.Reset()
	storage.WithLabelValues("read").Add(300)
	scrapeAt(t, s, 7*time.Second)
	if live := scraper.Live(); live.StorageBytes != 300 {
		t.Errorf("after counters began again: %+v", live)
	}
}

// What a process used before it was seen for the first time was not used in the last interval.
func TestLiveOfProcessSeenLate(t *testing.T) {
	proc := newFakeProc(t)
	scraper := newScraper(Config{Targets: []Target{{Name: "api-1", URL: newExporter(t, registry()).URL, PID: func() int { return 10 }}}}, proc.root)
	t.Cleanup(scraper.client.CloseIdleConnections)
	scrapeAt(t, scraper.sources[0], 0)
	proc.put(fakeProcess{pid: 10, ticks: 5000})
	scrapeAt(t, scraper.sources[0], time.Second)
	if cores, seen := scraper.Live().CPU["api-1"]; seen {
		t.Errorf("found %v cores", cores)
	}
}

// BenchmarkScrape is one scrape of 3,000 series of which a tenth has changed, without the server's share.
func BenchmarkScrape(b *testing.B) {
	seconds := prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "store_operation_duration_seconds", Buckets: prometheus.ExponentialBuckets(1e-4, 2, 17)},
		[]string{"store", "operation", "outcome"})
	for i := range 150 { // of 20 series each
		seconds.WithLabelValues(fmt.Sprint("store-", i%5), fmt.Sprint("operation-", i/5), "ok").Observe(1)
	}
	recorded := recordBody(b, registry(seconds))
	e := newExporter(b, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(recorded) }))
	s := endpointSource(b, e.URL)
	points := 0
	b.ReportAllocs()
	b.SetBytes(int64(len(recorded)))
	for b.Loop() {
		points = max(points, len(s.scrape(b.Context(), 0)))
	}
	b.ReportMetric(float64(points-1), "series")
}

// BenchmarkProcess is one look at a process.
func BenchmarkProcess(b *testing.B) {
	s := New(Config{}).sources[0]
	for b.Loop() {
		s.scrape(b.Context(), 0)
	}
}

func recordBody(b *testing.B, h http.Handler) []byte {
	e := newExporter(b, h)
	resp, err := http.Get(e.URL)
	if err != nil {
		b.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		b.Fatal(err)
	}
	return body
}
