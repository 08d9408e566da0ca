package scrape

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quintet/bench/samples"
)

// Of an endpoint the metrics that are wanted become points, as counters or gauges by what was asked for, and nothing else does.
func TestEndpoint(t *testing.T) {
	var asked atomic.Int64
	ctx, end := context.WithCancel(t.Context())
	defer end()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		n := asked.Add(1)
		end() // one more comes when all ends
		fmt.Fprintf(w, "# TYPE a_total counter\na_total{code=\"200\",z=\"x\\\"y\"} %d\n# TYPE h histogram\nh_bucket{le=\"+Inf\"} 3\nh_sum 1.5\nh_count %d\nplain 9\nother 1\nprocess_cpu_seconds_total 4\n", n, 3*n)
	}))
	defer server.Close()
	got := map[string][]float64{}
	shop := Endpoint("shop", server.URL, time.Hour, map[string]bool{"a_total": true, "h_count": true, "plain": false, "absent": true})
	shop.Timeout = time.Minute
	s := New(Config{Interval: time.Hour, Collectors: []Collector{shop},
		Write: func(p samples.Point) error {
			if p.Series.Source == "shop" {
				key := strings.TrimSpace(p.Series.Kind + " " + p.Series.Metric + " " + p.Series.Labels)
				got[key] = append(got[key], p.Value)
			}
			return nil
		}})
	if err := s.Run(ctx, time.Now()); err != nil {
		t.Fatal(err)
	}
	for key := range got {
		got[key] = got[key][:1]
	}
	want := map[string][]float64{`counter a_total code="200",z="x\"y"`: {1}, "counter h_count": {3}, "gauge plain": {9}, "gauge " + samples.TelemetryUpMetric: {1}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for _, l := range s.Latest() {
		if l.Source == "shop" {
			t.Errorf("what an endpoint tells is shown again: %v", l)
		}
	}
}

// An endpoint that answers otherwise is a gap with its address.
func TestEndpointThatIsNone(t *testing.T) {
	server := httptest.NewServer(http.RedirectHandler("http://127.0.0.1:1/", http.StatusFound))
	defer server.Close()
	_, err := Endpoint("shop", server.URL, time.Second, nil).Collect(context.Background())
	if err == nil || err.Error() != "scrape "+server.URL+": answered 302 Found" {
		t.Error(err)
	}
}
