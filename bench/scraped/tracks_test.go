package scraped

import (
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quintet/bench/samples"
)

func cacheSeries(class, result string) samples.Series {
	return samples.Series{Metric: "cache_requests_total", Labels: `class="` + class + `",result="` + result + `"`, Kind: "counter"}
}

// Counters over the measured phase (5 s to 35 s): what was counted before it, a restart within it, a series that appears late,
// scrapes that fall beside the phase's borders.
func TestCacheCountersOverTheMeasuredPhase(t *testing.T) {
	hit, miss, negative, bypass := cacheSeries("user", "hit"), cacheSeries("user", "miss"), cacheSeries("messages", "negative_hit"), cacheSeries("user", "bypass")
	var points []samples.Point
	// Scrapes lie half a second beside the slots: 0.5, 1.5, ... 35.5. Hits grow by 10 a second from 1000 on; the API restarts
	// at 20.5 s, of which the last second before it is lost: what is seen after is 5.
	for i := range 36 {
		at := time.Duration(i)*sec + 500*ms
		values := map[samples.Series]float64{hit: 1000 + 10*float64(i), miss: 7}
		if i >= 20 {
			values[hit] = 5 + 10*float64(i-20)
			values[miss] = 0
		}
		if i >= 10 {
			values[negative] = 2 * float64(i-9)
		}
		values[bypass] = 0
		points = append(points, page(at, "api-1", values, 1)...)
	}
	s := read(t, points)
	c := s.Cache()
	// From 5 s to 35 s: 14.5 s at 10/s to the scrape at 19.5, then 5, then 14.5 s at 10/s.
	if c.Hits != 295 || c.Misses != 0 || c.Bypassed != 0 || !c.On {
		t.Errorf("hits %v misses %v, want 295 and 0", c.Hits, c.Misses)
	}
	// The late series counts from zero at the scrape before it appeared: 26 steps of 2, half of the last beyond 35 s.
	if c.NegativeHits != 51 {
		t.Errorf("negative hits %v, want 51", c.NegativeHits)
	}
	if len(c.Classes) != 2 || c.Classes[0].Class != "messages" || c.Classes[0].HitRatio != 1 {
		t.Errorf("classes %+v", c.Classes)
	}
	if c.HitRatio != 1 {
		t.Errorf("hit ratio %v", c.HitRatio)
	}
}

// Of a source that is first scraped when the measured phase has begun, what it had counted before that scrape is not counted.
func TestCountersOfASourceThatIsScrapedLate(t *testing.T) {
	var points []samples.Point
	for i := 10; i < 36; i++ {
		points = append(points, page(time.Duration(i)*sec, "api-1", map[samples.Series]float64{cacheSeries("user", "hit"): 1000 + 10*float64(i-10)}, 1)...)
	}
	if c := read(t, points).Cache(); c.Hits != 250 {
		t.Errorf("%v hits, want 250", c.Hits)
	}
}

func TestCacheRatioOverTime(t *testing.T) {
	var points []samples.Point
	for i := range 36 {
		x := float64(i)
		// Of ten lookups a second none hits before 10 s, eight from then on.
		hits := math.Max(0, x-10) * 8
		points = append(points, page(time.Duration(i)*sec, "api-1", map[samples.Series]float64{
			cacheSeries("user", "hit"): hits, cacheSeries("user", "miss"): 10*x - hits,
		}, 1)...)
	}
	s := read(t, points)
	if c := s.Cache(); c.Hits != 200 || c.Misses != 100 || math.Abs(c.HitRatio-2.0/3) > 1e-12 {
		t.Errorf("cache %+v", c)
	}
	lines := s.Lines().CacheHitRatio
	for _, line := range lines {
		if len(line.T) != 35 || line.V[9] != 0 || math.Abs(line.V[10]-0.8) > 1e-9 || math.Abs(line.V[34]-0.8) > 1e-9 {
			t.Errorf("%s: %v", line.Name, line.V)
		}
	}
	if len(lines) != 2 {
		t.Errorf("%d lines, want all and user", len(lines))
	}
}

// Two replicas, of which one cannot be scraped from 10 s to 20 s: rates are summed where known, and the hole is a gap.
func TestRatesOfReplicasWithGaps(t *testing.T) {
	io := samples.Series{Metric: "storage_io_bytes_total", Labels: `direction="read"`, Kind: "counter"}
	memory1 := samples.Series{Metric: "process_resident_memory_bytes", Kind: "gauge"}
	var points []samples.Point
	for i := range 36 {
		at, x := time.Duration(i)*sec, float64(i)
		points = append(points, page(at, "api-1", map[samples.Series]float64{io: 100 * x, memory1: 1000 + x}, 1)...)
		if i > 10 && i < 20 {
			points = append(points, page(at, "api-2", nil, 0)...)
		} else {
			points = append(points, page(at, "api-2", map[samples.Series]float64{io: 50 * x, memory1: 500}, 1)...)
		}
	}
	s := read(t, points)
	if got, _, counted := s.StorageIO(); !counted || math.Abs(got-150*30) > 1e-6 {
		t.Errorf("read %v bytes, want 4500: the gap hides when, not how much", got)
	}
	lines := s.Lines()
	if lines.Missed != 9 || lines.Scrapes != 72 || len(lines.Gaps) != 9 || lines.Gaps[0] != (Gap{"api-2", 11}) {
		t.Errorf("missed %d of %d: %v", lines.Missed, lines.Scrapes, lines.Gaps)
	}
	line := lines.StorageIO[0]
	if line.Name != "read" || math.Abs(line.V[5]-150) > 1e-9 || math.Abs(line.V[14]-100) > 1e-9 || math.Abs(line.V[25]-150) > 1e-9 {
		t.Errorf("rates %v", line.V)
	}
	if len(lines.Memory) != 2 || lines.Memory[0].V[6] != 1007 || len(lines.Memory[1].V) >= 35 {
		t.Errorf("memory lines: api-1 %v, api-2 has %d of 35 slots", lines.Memory[0].V[:8], len(lines.Memory[1].V))
	}
}

func TestStoreLatencyFromHistograms(t *testing.T) {
	labels := func(more string) string { return `operation="get",outcome="ok"` + more + `,store="sqlite"` }
	series := func(suffix, labels string) samples.Series {
		return samples.Series{Metric: "store_operation_duration_seconds" + suffix, Labels: labels, Kind: "histogram"}
	}
	var points []samples.Point
	for i := range 36 {
		x := float64(i)
		points = append(points, page(time.Duration(i)*sec, "api-1", map[samples.Series]float64{
			series("_bucket", labels(`,le="0.001"`)): 50 * x, series("_bucket", labels(`,le="0.01"`)): 100 * x, series("_bucket", labels(`,le="+Inf"`)): 100 * x,
			series("_count", labels("")): 100 * x, series("_sum", labels("")): 0.3 * x,
			series("_count", `operation="get",outcome="error",store="sqlite"`): x, series("_sum", `operation="get",outcome="error",store="sqlite"`): 0,
		}, 1)...)
	}
	s := read(t, points)
	want := []StoreLatency{{Store: "sqlite", Operation: "get", Count: 3030, Errors: 30, Mean: 9.0 / 3030, P50: 0.001, P99: 0.001 + 0.009*0.98}}
	if diff := cmp.Diff(want, s.StoreLatency(), near); diff != "" {
		t.Error(diff)
	}
	if line := s.Lines().StoreLatency[0]; line.Name != "sqlite" || math.Abs(line.V[20]-0.3/101) > 1e-9 {
		t.Errorf("mean over time %+v", line)
	}
}
