package stats

import (
	"math"
	"math/rand/v2"
	"testing"
)

// The smallest test is the first whose smallest P is below alpha, as the test itself says.
func TestSmallestRankTest(t *testing.T) {
	for _, alpha := range []float64{0.5, 0.1, 0.05, 0.05 / 2, 0.01, 0.001, 0.05 / 20} {
		n := SmallestRankTest(alpha)
		smallest := func(n int) float64 {
			x, y := make([]float64, n), make([]float64, n)
			for i := range n {
				x[i], y[i] = float64(i), float64(n+i)
			}
			return MannWhitney(x, y).P
		}
		if smallest(n) >= alpha || n > 1 && smallest(n-1) < alpha {
			t.Errorf("%v: %d a side, where P is %v and %v with one less", alpha, n, smallest(n), smallest(n-1))
		}
	}
	if n := SmallestRankTest(0); n != math.MaxInt32 {
		t.Errorf("no chance of error at all takes %d", n)
	}
}

// So many repetitions find a shift about as often as was asked for.
func TestRepetitionsToDetect(t *testing.T) {
	const shift, margin, deviation, alpha, power = 0.1, 0.05, 0.08, 0.05, 0.8
	n, ok := RepetitionsToDetect(shift, margin, deviation, alpha, power)
	if !ok {
		t.Fatal("no number will do")
	}
	found, draws := 0, 400
	for seed := range uint64(draws) {
		rng := rand.New(rand.NewPCG(seed, 6))
		x, y := normal(rng, n, 0, deviation), normal(rng, n, shift, deviation)
		if MannWhitney(x, y).P < alpha && HodgesLehmann(x, y, 0.95).Estimate > margin {
			found++
		}
	}
	t.Logf("%d a side found it %d times of %d", n, found, draws)
	if float64(found) < 0.75*float64(draws) {
		t.Errorf("%d a side find the shift in %d of %d, asked for %v", n, found, draws, power)
	}
	for _, c := range []struct{ shift, deviation float64 }{{0.05, 0.04}, {0.01, 0.04}, {0.1, math.NaN()}, {math.NaN(), 0.04}} {
		if n, ok := RepetitionsToDetect(c.shift, margin, c.deviation, alpha, power); ok {
			t.Errorf("%+v: %d", c, n)
		}
	}
}

// So many repetitions show that there is no difference about as often as was asked for.
func TestRepetitionsToEquate(t *testing.T) {
	const margin, deviation, alpha, power = 0.05, 0.04, 0.05, 0.8
	n, ok := RepetitionsToEquate(0, margin, deviation, alpha, power)
	if !ok {
		t.Fatal("no number will do")
	}
	same, draws := 0, 400
	for seed := range uint64(draws) {
		rng := rand.New(rand.NewPCG(seed, 7))
		s := HodgesLehmann(normal(rng, n, 0, deviation), normal(rng, n, 0, deviation), 1-2*alpha)
		if s.Low >= -margin && s.High <= margin {
			same++
		}
	}
	t.Logf("%d a side show it %d times of %d", n, same, draws)
	if float64(same) < 0.75*float64(draws) {
		t.Errorf("%d a side show that both are the same in %d of %d, asked for %v", n, same, draws, power)
	}
	if n, ok := RepetitionsToEquate(-0.06, margin, deviation, alpha, power); ok {
		t.Errorf("a shift beyond the margin: %d", n)
	}
	// More noise, a shift nearer the margin and more certainty take more; less than the smallest test nothing.
	calm, _ := RepetitionsToEquate(0, margin, deviation/1e3, alpha, power)
	noisy, _ := RepetitionsToEquate(0, margin, 2*deviation, alpha, power)
	near, _ := RepetitionsToEquate(0.04, margin, deviation, alpha, power)
	sure, _ := RepetitionsToEquate(0, margin, deviation, alpha, 0.95)
	if noisy <= n-1 || near <= noisy || sure <= n-1 || calm != SmallestRankTest(2*alpha) {
		t.Errorf("calm %d, noisy %d, near %d, sure %d", calm, noisy, near, sure)
	}
}

func normal(rng *rand.Rand, n int, mean, deviation float64) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = mean + deviation*rng.NormFloat64()
	}
	return x
}
