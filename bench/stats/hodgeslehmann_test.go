package stats

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestHodgesLehmann(t *testing.T) {
	got := HodgesLehmann(oldRuns, newRuns, 0.95)
	if got.Estimate != -296.5 {
		t.Errorf("shift %v, want -296.5", got.Estimate)
	}
	if !(got.Low < -296.5 && got.High > -296.5 && got.Low > -330 && got.High < -280) {
		t.Errorf("interval [%v, %v] does not hold the shift closely", got.Low, got.High)
	}
	// By the tables (n1 = n2 = 10, two-sided .05: critical U 23) the interval is the 24th and the 77th of 100 differences.
	if k := shiftRank(10, 10, 0.025); k != 24 {
		t.Errorf("rank %d, want 24", k)
	}
	for _, c := range []struct{ n1, n2, want int }{{3, 3, 0}, {4, 4, 1}, {5, 5, 3}, {6, 6, 6}, {8, 8, 14}, {6, 10, 12}} {
		if k := shiftRank(c.n1, c.n2, 0.025); k != c.want {
			t.Errorf("rank for %d and %d values is %d, want %d", c.n1, c.n2, k, c.want)
		}
	}
	if s := HodgesLehmann([]float64{1, 2, 3}, []float64{5, 6, 7}, 0.95); s.Estimate != 4 || !math.IsInf(s.Low, -1) || !math.IsInf(s.High, 1) {
		t.Errorf("three a side: %+v, want a shift of 4 without an interval", s)
	}
	if s := HodgesLehmann(nil, newRuns, 0.95); !math.IsNaN(s.Estimate) {
		t.Errorf("nothing against something: %+v", s)
	}
}

// Moving the second sample moves the shift; swapping the samples turns it round.
func TestHodgesLehmannProperties(t *testing.T) {
	rng := rand.New(rand.NewPCG(61, 62))
	for range 50 {
		x, y, moved := make([]float64, 1+rng.IntN(12)), make([]float64, 1+rng.IntN(12)), []float64{}
		for i := range x {
			x[i] = math.Round(100 * rng.NormFloat64())
		}
		for i := range y {
			y[i] = math.Round(100 * rng.NormFloat64())
			moved = append(moved, y[i]+32)
		}
		a, b, c := HodgesLehmann(x, y, 0.95), HodgesLehmann(x, moved, 0.95), HodgesLehmann(y, x, 0.95)
		if b.Estimate != a.Estimate+32 || b.Low != a.Low+32 || b.High != a.High+32 {
			t.Errorf("moved by 32: %+v, before %+v", b, a)
		}
		if c.Estimate != -a.Estimate || c.Low != -a.High || c.High != -a.Low {
			t.Errorf("swapped: %+v, before %+v", c, a)
		}
	}
}
