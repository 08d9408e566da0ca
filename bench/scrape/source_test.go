package scrape

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"

	"quintet/bench/samples"
)

// The request costs the server no compression and gets the format that has every bucket.
func TestRequest(t *testing.T) {
	var asked http.Header
	e := newExporter(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { asked = r.Header }))
	if got := scrapeAt(t, endpointSource(t, e.URL), 0); got["up"] != 1 {
		t.Errorf("an endpoint without metrics is up, found %v", got)
	}
	if asked.Get("Accept-Encoding") != "" || asked.Get("Accept") != "text/plain;version=0.0.4" {
		t.Errorf("asked with %v", asked)
	}
}

func TestOnlyChangesAreWritten(t *testing.T) {
	still, moving := newCounter("still_total"), newCounter("moving_total")
	nan := prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "unknown"}, func() float64 { var zero float64; return zero / zero })
	still.Add(4)
	s := endpointSource(t, newExporter(t, registry(still, moving, nan)).URL)

	first := scrapeAt(t, s, 0)
	if len(first) != 4 || first["still_total"] != 4 || first["moving_total"] != 0 {
		t.Errorf("first scrape wrote %v", first)
	}
	moving.Add(2)
	if diff := cmp.Diff(map[string]float64{"moving_total": 2, "up": 1}, scrapeAt(t, s, time.Second)); diff != "" {
		t.Errorf("second scrape (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(map[string]float64{"up": 1}, scrapeAt(t, s, 2*time.Second)); diff != "" {
		t.Errorf("third scrape (-want +got):\n%s", diff)
	}
}

// A counter that has grown past its old value in a new process is seen to have begun again.
func TestRestartBeginsCountersAgain(t *testing.T) {
	before, after := newCounter("requests_total"), newCounter("requests_total")
	before.Add(100)
	after.Add(150)
	e := newExporter(t, registry(before, startTime(1000)))
	s := endpointSource(t, e.URL)
	scrapeAt(t, s, 0)

	e.serve(registry(before, startTime(1001)))
	if got := scrapeAt(t, s, 2*time.Second); len(got) != 2 {
		t.Errorf("a start time that moved by one second is no restart, but wrote %v", got)
	}
	e.serve(registry(after, startTime(1100)))
	var requests []samples.Point
	for _, p := range s.scrape(t.Context(), 4*time.Second) {
		if p.Series.Metric == "requests_total" {
			requests = append(requests, p)
		}
	}
	series := samples.Series{Source: "api-1", Metric: "requests_total", Kind: counter}
	want := []samples.Point{{At: 3 * time.Second, Series: series}, {At: 4 * time.Second, Series: series, Value: 150}}
	if diff := cmp.Diff(want, requests); diff != "" {
		t.Errorf("points of a restart (-want +got):\n%s", diff)
	}
}

// Without a start time a counter is written as it is, and its fall says that it began again.
func TestCounterMayFall(t *testing.T) {
	before, after := newCounter("requests_total"), newCounter("requests_total")
	before.Add(100)
	after.Add(30)
	e := newExporter(t, registry(before))
	s := endpointSource(t, e.URL)
	scrapeAt(t, s, 0)
	e.serve(registry(after))
	if got := scrapeAt(t, s, time.Second); got["requests_total"] != 30 {
		t.Errorf("found %v", got)
	}
}

// A scrape that fails in any way writes up = 0 and nothing else; the next one that works goes on where it was.
func TestGaps(t *testing.T) {
	text := func(body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, body) }
	}
	works := newCounter("works_total")
	tests := []struct {
		name string
		h    http.HandlerFunc
		says string
	}{
		{"Status", func(w http.ResponseWriter, _ *http.Request) {
			http.Error(w, "works_total 9", http.StatusInternalServerError)
		}, "answered 500"},
		{"Redirect", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/elsewhere", http.StatusFound) }, "answered 302"},
		{"NoText", text("<html>works_total 9</html>"), "text format"},
		{"NoEnd", text("works_total 9"), "text format"},
		{"CutShort", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "1000")
			fmt.Fprint(w, "works_total 9\n")
		}, "unexpected EOF"},
		{"TooLong", text("works_total 9\n" + strings.Repeat("# a comment that goes on\n", maxBody/25+1)), "more than 8 MiB"},
		{"TooManySeries", text("a 1\nb 1\nc 1\nd 1\n"), "5 series, more than the 4 that are kept"},
		{"Closed", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, "EOF"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			e := newExporter(t, registry(works))
			scraper := New(Config{MaxSeries: 4, Targets: []Target{{Name: "api-1", URL: e.URL}}})
			defer scraper.client.CloseIdleConnections()
			s := scraper.sources[0]
			scrapeAt(t, s, 0)
			e.serve(test.h)
			if diff := cmp.Diff(map[string]float64{"up": 0}, scrapeAt(t, s, time.Second)); diff != "" {
				t.Errorf("written (-want +got):\n%s", diff)
			}
			live := scraper.Live()
			if live.Scrapes != 2 || live.Gaps != 1 || !strings.HasPrefix(live.LastGap, "api-1: ") || !strings.Contains(live.LastGap, test.says) {
				t.Errorf("live is %+v, want one gap of two and %q", live, test.says)
			}
			e.serve(registry(works))
			if diff := cmp.Diff(map[string]float64{"up": 1}, scrapeAt(t, s, 2*time.Second)); diff != "" {
				t.Errorf("after the gap (-want +got):\n%s", diff)
			}
			if live := scraper.Live(); live.LastGap != "" {
				t.Errorf("the gap is over, but live says %q", live.LastGap)
			}
		})
	}
}

// A scrape ends with its time.
func TestTimeoutIsAGap(t *testing.T) {
	e := newExporter(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }))
	s := endpointSource(t, e.URL)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	points := s.scrape(ctx, time.Second)
	if len(points) != 1 || points[0].Series.Metric != samples.UpMetric || points[0].Value != 0 {
		t.Errorf("found %v", points)
	}
}

// What was refused for its number is not remembered: the bound holds over the whole run.
func TestSeriesAreBoundedOverTheRun(t *testing.T) {
	e := newExporter(t, nil)
	s := newSource("api-1", 3)
	client := newClient()
	t.Cleanup(client.CloseIdleConnections)
	s.endpoint = newEndpoint(client, e.URL)
	for i, want := range []float64{1, 1, 1, 0, 0} {
		e.serve(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintf(w, "a{n=\"%d\"} 1\n", i) }))
		if got := scrapeAt(t, s, time.Duration(i))["up"]; got != want {
			t.Errorf("scrape %d: up = %v, want %v", i, got, want)
		}
	}
	if len(s.fromEndpoint.last) != 3 {
		t.Errorf("remembers %d series", len(s.fromEndpoint.last))
	}
}
