package scraped

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quintet/bench/samples"
	"quintet/telemetry"
)

// What an endpoint tells that the scenario names is drawn in its panels, whatever its metrics are called, and is in nothing else.
func TestDeclaredEndpoint(t *testing.T) {
	b := telemetry.Backend{Name: "shop", Declared: true, Metrics: []telemetry.Metric{{Name: "process_cpu_seconds_total", Counter: true}, {Name: "cache_requests_total", Counter: true}},
		Panels: []telemetry.Panel{
			{Title: "CPU", Unit: telemetry.Number, Lines: []telemetry.Line{{Name: "cpu", Metric: "process_cpu_seconds_total"}}},
			{Title: "Hits", Unit: telemetry.PerSecond, Lines: []telemetry.Line{{Metric: "cache_requests_total", By: []string{"store"}, Where: "result=hit"}}},
		}}
	var points []samples.Point
	for at := 0; at <= 36; at++ {
		n := float64(at)
		points = append(points, told(time.Duration(at)*sec, "shop", map[samples.Series]float64{
			counterSeries("process_cpu_seconds_total", ""): 2 * n, counterSeries("cache_requests_total", `result="hit",store="redis"`): 5 * n, counterSeries("cache_requests_total", `result="miss"`): n,
		})...)
	}
	s := read(t, points, b)
	panels := map[string]map[string]float64{}
	for _, p := range s.StorePanels("shop", s.Lines()) {
		panels[p.Title] = map[string]float64{}
		for _, l := range p.Lines {
			panels[p.Title][l.Name] = l.V[len(l.V)/2]
		}
	}
	if diff := cmp.Diff(map[string]map[string]float64{"CPU": {"cpu": 2}, "Hits": {"redis": 5}}, panels, near); diff != "" {
		t.Error(diff)
	}
	if use, cache := s.MeanCPU(), s.Cache(); len(use) != 0 || cache.Known {
		t.Errorf("CPU is %v, the cache %+v", use, cache)
	}
	if got := s.Readings("shop"); len(got) != 3 {
		t.Errorf("readings are %+v", got)
	}
}
