package scraped

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp/cmpopts"

	"quintet/bench/samples"
	"quintet/bench/timeaxis"
	"quintet/telemetry"
)

const (
	ms  = time.Millisecond
	sec = time.Second
)

var near = cmpopts.EquateApprox(0, 1e-9)

// read follows the points of a trial of 5 s of warm-up and 30 s that are measured.
func read(t *testing.T, points []samples.Point, backends ...telemetry.Backend) *Tracks {
	t.Helper()
	m := &samples.Manifest{Phases: []samples.Phase{{Name: "warm-up", End: 5 * sec}, {Name: "steady", Start: 5 * sec, End: 35 * sec, Measure: true}}}
	s, err := Read(timeaxis.New(m, 35*sec), backends, func(f func(*samples.Point) error) error {
		for _, p := range points {
			if err := f(&p); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// page is one scrape of a source: labels of one metric to values.
func page(at time.Duration, source string, values map[samples.Series]float64, up float64) []samples.Point {
	points := []samples.Point{{At: at, Series: samples.Series{Source: source, Metric: samples.UpMetric}, Value: up}}
	for s, v := range values {
		s.Source = source
		points = append(points, samples.Point{At: at, Series: s, Value: v})
	}
	return points
}

// told is one answer of a store that was asked for its figures; nil is none.
func told(at time.Duration, store string, values map[samples.Series]float64) []samples.Point {
	up := 1.0
	if values == nil {
		up = 0
	}
	points := []samples.Point{{At: at, Series: samples.Series{Source: store, Metric: samples.TelemetryUpMetric, Kind: "gauge"}, Value: up}}
	for s, v := range values {
		s.Source = store
		points = append(points, samples.Point{At: at, Series: s, Value: v})
	}
	return points
}

func counterSeries(metric, labels string) samples.Series {
	return samples.Series{Metric: metric, Labels: labels, Kind: "counter"}
}

func gaugeSeries(metric, labels string) samples.Series {
	return samples.Series{Metric: metric, Labels: labels, Kind: "gauge"}
}
