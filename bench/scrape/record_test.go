package scrape

import (
	"math"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"quintet/bench/analysis"
	"quintet/bench/samples"
)

// What was scraped goes through the record of a run and its analysis unchanged: what the counters really did is what the result
// says, over a restart that a fall of values does not show and over a gap.
func TestRecordAndAnalysis(t *testing.T) {
	cache := func(hits, misses float64) prometheus.Collector {
		c := prometheus.NewCounterVec(prometheus.CounterOpts{Name: "cache_requests_total"}, []string{"class", "result"})
		c.WithLabelValues("user", "hit").Add(hits)
		c.WithLabelValues("user", "miss").Add(misses)
		return c
	}
	down := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "", http.StatusServiceUnavailable) })
	proc := newFakeProc(t)
	e := newExporter(t, nil)
	scraper := newScraper(Config{Targets: []Target{{Name: "api-1", URL: e.URL, PID: func() int { return 10 }}}}, proc.root)
	t.Cleanup(scraper.client.CloseIdleConnections)

	dir := t.TempDir()
	trial := filepath.Join(dir, "trial-001")
	if err := os.Mkdir(trial, 0o755); err != nil {
		t.Fatal(err)
	}
	w, err := samples.Create(trial, samples.Manifest{
		Format: samples.FormatVersion, State: samples.Complete, Elapsed: 8 * time.Second, ScrapeInterval: time.Second,
		Phases: []samples.Phase{{Name: "steady", End: 8 * time.Second, Measure: true}},
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, h := range []http.Handler{
		registry(cache(1000, 10), startTime(100)), // what was there before is not ours
		registry(cache(1030, 20), startTime(100)), // 30 hits, 10 misses
		down, // killed
		registry(cache(2000, 15), startTime(200)), // 2,000 hits and 15 misses of a new process
		registry(cache(2000, 15), startTime(200)),
	} {
		e.serve(h)
		proc.put(fakeProcess{pid: 10, ticks: 100 + 50*i, start: 1})
		for _, p := range scraper.sources[0].scrape(t.Context(), time.Duration(2*i)*time.Second) {
			if err := w.Point(p); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	run, err := samples.OpenRun(dir)
	if err != nil {
		t.Fatal(err)
	}
	result, err := analysis.Analyze(run, analysis.Options{})
	if err != nil {
		t.Fatal(err)
	}
	got := result.Trials[0]
	if got.Cache.Hits != 2030 || got.Cache.Misses != 25 {
		t.Errorf("found %v hits and %v misses, want 2030 and 25", got.Cache.Hits, got.Cache.Misses)
	}
	if math.Abs(got.MeanCPU["api-1"]-0.25) > 1e-9 {
		t.Errorf("found %v cores, want 0.25", got.MeanCPU["api-1"])
	}
	if got.Scraped.Scrapes != 5 || got.Scraped.Missed != 1 {
		t.Errorf("found %d scrapes and %d gaps, want 5 and 1", got.Scraped.Scrapes, got.Scraped.Missed)
	}
}
