package analysis

import (
	"math"

	"quintet/bench/stats"
	"quintet/bench/timeaxis"
)

// intervalNames are the keys of Operation.Intervals for the percentiles that always have one.
var intervalNames = map[float64]string{0.5: "p50", 0.9: "p90", 0.95: "p95", 0.99: "p99", 0.999: "p999"}

// operationOf puts the two passes over one operation together.
func operationOf(name string, a *timeaxis.Axis, stores []string, s *sums, t *tailSums) Operation {
	o := Operation{
		Name: name, Hits: s.hits, Steps: s.steps, Failures: s.failures, Response: quantilesOf(s.response), Service: quantilesOf(s.service),
		Intervals: map[string]Interval{}, Stores: s.places.means(stores), TailStores: t.places.means(stores), TailHits: t.places.hits, Effective: float64(s.hits),
		Times: s.response.Distribution(),
	}
	o.FailureRatio = float64(s.failures) / float64(s.hits)
	o.FailureInterval.Low, o.FailureInterval.High = stats.Proportion(a.Grouped(t.failed), Confidence)
	if seconds := a.Seconds(); seconds > 0 {
		o.BytesIn, o.BytesOut = s.bytesIn/seconds, s.bytesOut/seconds
	}
	for i, q := range t.quantiles {
		key, ok := intervalNames[q]
		if !ok {
			continue
		}
		if q == 0.99 {
			o.Effective, _ = t.effective(a, i, s.hits)
		}
		o.Intervals[key] = t.interval(a, i, s.response)
	}
	return o
}

// curve is the percentile curve on the scale of -log10(1-q), twenty points a decade, as far as at least one hit lies beyond.
func curve(s *sums) []CurvePoint {
	const perDecade, decades = 20, 4
	var points []CurvePoint
	n := float64(s.response.Count())
	if n == 0 {
		return nil
	}
	for i := 0; i <= perDecade*decades; i++ {
		q := 1 - math.Pow(10, -float64(i)/perDecade)
		if i > 0 && n*(1-q) < 1-1e-9 {
			break
		}
		points = append(points, CurvePoint{Quantile: q, Response: s.response.Quantile(q), Service: s.service.Quantile(q)})
	}
	return points
}
