package stats

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func TestHolm(t *testing.T) {
	for _, c := range []struct{ p, want []float64 }{
		{nil, []float64{}}, {[]float64{0.03}, []float64{0.03}},
		{[]float64{0.01, 0.04, 0.03, 0.005}, []float64{0.03, 0.06, 0.06, 0.02}},
		{[]float64{0.5, 0.6}, []float64{1, 1}}, {[]float64{0.02, 0.02}, []float64{0.04, 0.04}},
	} {
		got := Holm(c.p)
		if !slices.EqualFunc(got, c.want, func(a, b float64) bool { return math.Abs(a-b) < 1e-12 }) {
			t.Errorf("Holm(%v) = %v, want %v", c.p, got, c.want)
		}
	}
}

// Adjusted values keep the order, are no smaller than before and at most one.
// A comparison without a P is none of the family: it stays without one and costs its neighbours nothing.
func TestHolmLeavesOutWhatHasNoP(t *testing.T) {
	got := Holm([]float64{0.01, math.NaN(), 0.03, math.NaN(), 0.02})
	want := Holm([]float64{0.01, 0.03, 0.02})
	if got[0] != want[0] || got[2] != want[1] || got[4] != want[2] || !math.IsNaN(got[1]) || !math.IsNaN(got[3]) {
		t.Errorf("%v, want %v between two NaN", got, want)
	}
}

func TestHolmProperties(t *testing.T) {
	rng := rand.New(rand.NewPCG(81, 82))
	for range 100 {
		p := make([]float64, 1+rng.IntN(10))
		for i := range p {
			p[i] = rng.Float64() * rng.Float64()
		}
		adjusted := Holm(p)
		for i := range p {
			if adjusted[i] < p[i] || adjusted[i] > 1 {
				t.Errorf("%v became %v", p[i], adjusted[i])
			}
			for j := range p {
				if p[i] < p[j] && adjusted[i] > adjusted[j] {
					t.Errorf("order of %v and %v was lost", p[i], p[j])
				}
			}
		}
	}
}

func exponentialRuns(rng *rand.Rand, runs, n int, mean float64) [][]float64 {
	sets := make([][]float64, runs)
	for i := range sets {
		for range n {
			sets[i] = append(sets[i], mean*rng.ExpFloat64())
		}
	}
	return sets
}

func TestLogSlope(t *testing.T) {
	x := []float64{1, 3, 10, 30, 100}
	y := make([]float64, len(x))
	for i := range x {
		y[i] = 7 * math.Pow(x[i], 0.5)
	}
	got := LogSlope(x, y, 0.95)
	if math.Abs(got.Exponent-0.5) > 1e-12 || math.Abs(got.High-got.Low) > 1e-6 || math.Abs(got.R2-1) > 1e-9 {
		t.Errorf("exact power law: %+v", got)
	}
	// By hand on logarithms to base 10, x 0 1 2 and y 0 1 1: slope .5, residual sum 1/6, standard error sqrt(1/12), t(1) = 12.7062.
	got = LogSlope([]float64{1, 10, 100, -1}, []float64{1, 10, 10, 5}, 0.95)
	if half := 12.7062047 * math.Sqrt(1.0/12); math.Abs(got.Exponent-0.5) > 1e-12 || math.Abs(got.High-0.5-half) > 1e-5 {
		t.Errorf("by hand: %+v, want 0.5 +- %v", got, half)
	}
	if got := LogSlope(x[:2], y[:2], 0.95); math.Abs(got.Exponent-0.5) > 1e-12 || !math.IsInf(got.High, 1) {
		t.Errorf("two points: %+v", got)
	}
	for _, x := range [][]float64{nil, {1}, {2, 2, 2}, {-1, 0, 3}} {
		if got := LogSlope(x, []float64{1, 2, 3}, 0.95); !math.IsNaN(got.Exponent) {
			t.Errorf("x %v: %+v", x, got)
		}
	}
}
