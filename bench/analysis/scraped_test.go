package analysis

import (
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"quintet/bench/samples"
)

// page is one scrape of a source: labels of one metric to values.
func page(at time.Duration, source string, values map[samples.Series]float64, up float64) []samples.Point {
	points := []samples.Point{{At: at, Series: samples.Series{Source: source, Metric: samples.UpMetric}, Value: up}}
	for s, v := range values {
		s.Source = source
		points = append(points, samples.Point{At: at, Series: s, Value: v})
	}
	return points
}

func cacheSeries(class, result string) samples.Series {
	return samples.Series{Metric: "cache_requests_total", Labels: `class="` + class + `",result="` + result + `"`, Kind: "counter"}
}

func TestCacheThatIsFilledDrifts(t *testing.T) {
	r := &memory{hits: constant(35*sec, nil)}
	for i := range 36 {
		x := float64(i)
		// Of ten lookups a second none hits before 10 s, eight from then on.
		hits := math.Max(0, x-10) * 8
		r.points = append(r.points, page(time.Duration(i)*sec, "api-1", map[samples.Series]float64{
			cacheSeries("user", "hit"): hits, cacheSeries("user", "miss"): 10*x - hits,
		}, 1)...)
	}
	res, _ := trialOf(t, manifest(), r)
	want := CacheUse{On: true, HitRatio: 2.0 / 3, First: 0.4, Last: 0.8, Drifted: true}
	if diff := cmp.Diff([]CacheUse{want}, found[CacheUse](res), near); diff != "" {
		t.Error(diff)
	}
}

func TestMeanCPUAndSaturation(t *testing.T) {
	r := healthy()
	r.points = cpuPoints(36*sec, map[string]float64{"api-1": 1.2, GeneratorSource: 0.7})
	res, trial := trialOf(t, manifest(), r)
	if diff := cmp.Diff(map[string]float64{"api-1": 1.2, GeneratorSource: 0.7}, trial.MeanCPU, near); diff != "" {
		t.Error(diff)
	}
	want := CPUUse{Total: 1.9, Cores: 2, Sources: []CoreUse{{"api-1", 1.2}, {GeneratorSource, 0.7}}, Peak: 1.9, PeakAt: 5, Limit: CPULimitAlways}
	if diff := cmp.Diff([]CPUUse{want}, found[CPUUse](res), near, cmpopts.IgnoreFields(CPUUse{}, "PeakAt")); diff != "" {
		t.Error(diff)
	}
}
