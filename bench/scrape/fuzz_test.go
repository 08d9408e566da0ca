package scrape

import (
	"bytes"
	"io"
	"net/http"
	"testing"
	"time"

	"quintet/bench/samples"
	"quintet/bench/scraped"
	"quintet/bench/timeaxis"
	"quintet/telemetry"
)

// answers is a transport that answers with one text after another.
type answers [][]byte

// RoundTrip implements http.RoundTripper.
func (a *answers) RoundTrip(r *http.Request) (*http.Response, error) {
	text := (*a)[0]
	*a = (*a)[1:]
	return &http.Response{StatusCode: http.StatusOK, Status: "200 OK", Body: io.NopCloser(bytes.NewReader(text)), Request: r}, nil
}

// A target may answer anything, once and differently the next time: every scrape is a point with its success or failure, nothing exceeds the
// number of series, and whatever came can be analysed.
func FuzzHostileTarget(f *testing.F) {
	f.Add([]byte("# TYPE a counter\na{b=\"c\"} 1\n"), []byte("# TYPE a gauge\na{b=\"c\"} -1\n"))
	f.Add([]byte("process_start_time_seconds 1e9\ncache_requests_total{class=\"user\",result=\"hit\"} 5\n"), []byte("process_start_time_seconds 2e9\ncache_requests_total{class=\"user\",result=\"hit\"} NaN\n"))
	f.Add([]byte("up 5\ntelemetry_up 3\nstore_operation_duration_seconds_bucket{le=\"x\",store=\"\"} 1e300\n"), []byte("\x00\xff"))
	f.Add([]byte("process_cpu_seconds_total 1e308\n"), []byte("process_cpu_seconds_total -1e308\nmachine_cpu_busy_seconds_total +Inf\n"))
	axis := timeaxis.New(&samples.Manifest{Phases: []samples.Phase{{Shape: "constant", End: 2 * time.Second, Measure: true}}}, 2*time.Second)
	backends := []telemetry.Backend{{Name: "api-1", Metrics: []telemetry.Metric{{Name: "a", Counter: true}}}}
	f.Fuzz(func(t *testing.T, first, second []byte) {
		const maxSeries = 20
		s := newSource("api-1", maxSeries)
		s.endpoint = newEndpoint(&http.Client{Transport: &answers{first, second}}, "http://127.0.0.1:1/metrics")
		var points []samples.Point
		series := map[samples.Series]bool{}
		for i := range 2 {
			at := time.Duration(i) * time.Second
			scraped := s.scrape(t.Context(), at)
			if last := scraped[len(scraped)-1]; last.Series.Metric != samples.UpMetric || last.At != at || last.Value != 0 && last.Value != 1 {
				t.Fatalf("the last point is %+v", last)
			}
			for _, p := range scraped {
				if p.Series.Source != "api-1" || p.At < 0 || p.At > at {
					t.Fatalf("at %s: %+v", at, p)
				}
				series[p.Series] = true
			}
			points = append(points, scraped...)
		}
		if len(series) > maxSeries+1 {
			t.Fatalf("%d series", len(series))
		}
		read, err := scraped.Read(axis, backends, func(f func(*samples.Point) error) error {
			for i := range points {
				if err := f(&points[i]); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		_, _, _ = read.Lines(), read.Cache(), read.StoreLatency()
		_, _ = read.MeanCPU(), read.OtherCPU(1)
	})
}
