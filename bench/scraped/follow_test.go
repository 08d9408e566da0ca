package scraped

import (
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"quintet/bench/samples"
	"quintet/bench/timeaxis"
)

// Points that are added as they come make the lines that reading all of them makes, looked at in between or not.
func TestFollowedPointsMakeTheSameLines(t *testing.T) {
	for seed := range uint64(10) {
		rng := rand.New(rand.NewPCG(seed, 18))
		cpu, cache, memory := counterSeries("process_cpu_seconds_total", ""), counterSeries("cache_requests_total", `class="user",result="hit"`), gaugeSeries("process_resident_memory_bytes", "")
		var points []samples.Point
		used, hits := 7.0, 100.0
		for at := 300 * ms; at < 36*sec; at += sec {
			used, hits = used+rng.Float64(), hits+float64(rng.IntN(50))
			if rng.IntN(15) == 0 {
				used, hits = 0, 0 // started again
			}
			values := map[samples.Series]float64{cpu: used, cache: hits, memory: 1e6 * float64(1+rng.IntN(3))}
			up := 1.0
			if rng.IntN(10) == 0 {
				values, up = nil, 0
			}
			scrape := page(at, "api-1", values, up)
			points = append(points, append(scrape[1:], scrape[0])...) // as they are written: what a scrape found, then that it worked
		}
		want := read(t, points).Lines()
		m := &samples.Manifest{Phases: []samples.Phase{{Name: "warm-up", End: 5 * sec}, {Name: "steady", Start: 5 * sec, End: 35 * sec, Measure: true}}}
		s := Follow(timeaxis.New(m, 0), nil)
		for i := range points {
			if err := s.Add(&points[i]); err != nil {
				t.Fatal(err)
			}
			if rng.IntN(20) == 0 {
				s.LinesFrom(rng.IntN(30))
			}
		}
		got := s.Lines()
		if diff := cmp.Diff(want, got, near, cmpopts.EquateNaNs()); diff != "" {
			t.Errorf("seed %d: %s", seed, diff)
		}
		for _, l := range s.LinesFrom(20).CPU {
			whole := got.CPU[0]
			if n := len(l.T); n == 0 || l.T[0] < 20 || !cmp.Equal(l.V, whole.V[len(whole.V)-n:], near) {
				t.Errorf("seed %d: from slot 20 on %v, of %v", seed, l, whole)
			}
		}
	}
}
