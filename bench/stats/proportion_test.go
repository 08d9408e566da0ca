package stats

import (
	"math"
	"math/rand/v2"
	"os"
	"testing"
)

// bursts are hits of which one in a hundred fails, so many in a row.
func bursts(rng *rand.Rand, hits, length int) (groups [][]Batch, failures int) {
	g := make([]Batch, 1000)
	left := 0
	for i := range hits {
		if left == 0 && rng.Float64() < 0.01/float64(length)/(1-0.01+0.01/float64(length)) {
			left = length
		}
		b := &g[i*len(g)/hits]
		b.Weight++
		if left > 0 {
			b.Sum++
			failures++
			left--
		}
	}
	return [][]Batch{g}, failures
}

// The interval of a failure ratio holds the truth as often as it states, also when failures come in bursts. Runs without a failure are
// left out: their interval is that of independent hits, and says so where it is printed.
func TestProportionCovers(t *testing.T) {
	runs := 300
	if os.Getenv("QUINTET_LONG") != "" {
		runs = 2000
	}
	for _, hits := range []int{3000, 30_000} {
		for _, length := range []int{1, 10, 30, 100} {
			shown, held := 0, 0
			for run := range runs {
				groups, failures := bursts(rand.New(rand.NewPCG(uint64(run), 51)), hits, length)
				if failures == 0 {
					continue
				}
				shown++
				if low, high := Proportion(groups, 0.95); low <= 0.01 && 0.01 <= high {
					held++
				}
			}
			missed := float64(shown-held) / float64(runs)
			t.Logf("%d hits, bursts of %d: failures in %.3f of the runs, %.3f of their intervals hold the truth", hits, length,
				float64(shown)/float64(runs), float64(held)/float64(shown))
			if bound := 0.08 + 3*math.Sqrt(0.08*0.92/float64(runs)); missed > bound {
				t.Errorf("%d hits, bursts of %d: %.3f of all intervals miss the truth, want at most %.3f", hits, length, missed, bound)
			}
		}
	}
}

func TestProportionLimits(t *testing.T) {
	if low, high := Proportion(nil, 0.95); low != 0 || high != 1 {
		t.Errorf("of nothing: %v to %v", low, high)
	}
	none := [][]Batch{{{1000, 0}, {1000, 0}}}
	low, high := Proportion(none, 0.95)
	if l, h := Wilson(0, 2000, 0.95); low != l || high != h {
		t.Errorf("none of 2,000: %v to %v, want Wilson's %v to %v", low, high, l, h)
	}
	all := make([]Batch, 100)
	for i := range all {
		all[i] = Batch{10, 10}
	}
	if low, high := Proportion([][]Batch{all}, 0.95); high != 1 || low < 0.99 {
		t.Errorf("all of 1,000: %v to %v", low, high)
	}
}
