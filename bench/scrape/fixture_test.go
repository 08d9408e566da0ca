package scrape

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"quintet/bench/samples"
)

// exporter is a real Prometheus endpoint whose handler can be exchanged.
type exporter struct {
	*httptest.Server
	handler atomic.Pointer[http.Handler]
}

func newExporter(t testing.TB, h http.Handler) *exporter {
	e := &exporter{}
	e.serve(h)
	e.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { (*e.handler.Load()).ServeHTTP(w, r) }))
	t.Cleanup(e.Close)
	return e
}

func (e *exporter) serve(h http.Handler) { e.handler.Store(&h) }

// registry is a handler with the given collectors.
func registry(collectors ...prometheus.Collector) http.Handler {
	r := prometheus.NewRegistry()
	r.MustRegister(collectors...)
	return promhttp.HandlerFor(r, promhttp.HandlerOpts{})
}

func newCounter(name string) prometheus.Counter {
	return prometheus.NewCounter(prometheus.CounterOpts{Name: name})
}

// startTime says when the exporter's process began.
func startTime(at float64) prometheus.Collector {
	return prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "process_start_time_seconds"}, func() float64 { return at })
}

// endpointSource is the source of an endpoint alone.
func endpointSource(t testing.TB, url string) *source {
	s := New(Config{Targets: []Target{{Name: "api-1", URL: url}}})
	t.Cleanup(s.client.CloseIdleConnections)
	return s.sources[0]
}

// scrapeAt scrapes once and returns the values of what was written by metric and labels.
func scrapeAt(t testing.TB, s *source, at time.Duration) map[string]float64 {
	written := map[string]float64{}
	for _, p := range s.scrape(t.Context(), at) {
		if p.At != at {
			t.Errorf("%s at %v: at %v", key(p), at, p.At)
		}
		if _, twice := written[key(p)]; twice {
			t.Errorf("%s at %v: written twice", key(p), at)
		}
		written[key(p)] = p.Value
	}
	return written
}

func key(p samples.Point) string {
	if p.Series.Labels == "" {
		return p.Series.Metric
	}
	return p.Series.Metric + "{" + p.Series.Labels + "}"
}

// fakeProc is a folder laid out as /proc.
type fakeProc struct {
	t    testing.TB
	root string
}

// newFakeProc holds one process, number 1, which is also self.
func newFakeProc(t testing.TB) fakeProc {
	p := fakeProc{t, t.TempDir()}
	p.put(fakeProcess{pid: 1})
	if err := os.Symlink("1", filepath.Join(p.root, "self")); err != nil {
		t.Fatal(err)
	}
	return p
}

// fakeProcess is one process of a fakeProc; ticks are hundredths of a second.
type fakeProcess struct {
	pid, ticks, waitedTicks, start int
	state                          string
	// resident and shared are pages.
	resident, shared int
	read, written    int
	children         string
	noIO             bool
}

func (p fakeProc) put(f fakeProcess) {
	p.t.Helper()
	dir := filepath.Join(p.root, strconv.Itoa(f.pid))
	if err := os.RemoveAll(dir); err != nil {
		p.t.Fatal(err)
	}
	task := filepath.Join(dir, "task", strconv.Itoa(f.pid))
	for _, d := range []string{task, filepath.Join(dir, "fd", "0"), filepath.Join(dir, "fd", "1")} {
		if err := os.MkdirAll(d, 0o755); err != nil {
			p.t.Fatal(err)
		}
	}
	if f.state == "" {
		f.state = "S"
	}
	// Fields 14 to 17 are the ticks, 20 the threads, 22 the start; see proc(5).
	stat := fmt.Sprintf("%d (a (name) 7) %s 1 1 1 0 -1 0 0 0 0 0 %d 0 %d 0 20 0 3 0 %d 0 %d 0 0 0 0 0 0 0 0 0 0 0 0 0 17 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n",
		f.pid, f.state, f.ticks, f.waitedTicks, f.start, f.resident)
	files := map[string]string{
		filepath.Join(dir, "stat"):      stat,
		filepath.Join(dir, "statm"):     fmt.Sprintf("9 %d %d 0 0 0 0\n", f.resident, f.shared),
		filepath.Join(task, "children"): f.children,
	}
	if !f.noIO {
		files[filepath.Join(dir, "io")] = fmt.Sprintf("rchar: 0\nwchar: 0\nsyscr: 0\nsyscw: 0\nread_bytes: %d\nwrite_bytes: %d\ncancelled_write_bytes: 0\n", f.read, f.written)
	}
	for name, text := range files {
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			p.t.Fatal(err)
		}
	}
}

func (p fakeProc) remove(pid int) {
	if err := os.RemoveAll(filepath.Join(p.root, strconv.Itoa(pid))); err != nil {
		p.t.Fatal(err)
	}
}
