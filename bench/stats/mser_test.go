package stats

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestMSER5(t *testing.T) {
	x := make([]float64, 400)
	for i := range x {
		x[i] = 10 + float64((7919*i)%13-6)
		if i < 100 {
			x[i] += 40
		}
	}
	got := MSER5(x)
	if got.Cut != 100 || math.Abs(got.Mean-9.996667) > 5e-7 || got.AtLimit || !got.OK {
		t.Errorf("MSER5 = %+v, want cut 100, mean 9.996667, inside the limit", got)
	}
}

func TestMSER5Limits(t *testing.T) {
	for _, n := range []int{0, 1, 19} {
		if got := MSER5(make([]float64, n)); got.OK || !math.IsNaN(got.Mean) {
			t.Errorf("MSER5 of %d observations = %+v, want not OK", n, got)
		}
	}
	if got := MSER5(make([]float64, 20)); !got.OK || got.Cut != 0 || got.AtLimit {
		t.Errorf("MSER5 of a constant = %+v, want no cut", got)
	}
	rising := make([]float64, 100)
	for i := range rising {
		rising[i] = float64(i)
	}
	if got := MSER5(rising); !got.AtLimit || got.Cut != 50 {
		t.Errorf("MSER5 of a ramp = %+v, want a cut at the limit", got)
	}
	// A tail shorter than a batch is left out of the mean.
	if got := MSER5(append(make([]float64, 20), 1e6, 1e6)); got.Mean != 0 {
		t.Errorf("mean = %v, want 0", got.Mean)
	}
}

// Shift and scale do not change the cut.
func TestMSER5Invariance(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for range 50 {
		x := make([]float64, 20+rng.IntN(200))
		y := make([]float64, len(x))
		for i := range x {
			x[i] = math.Round(rng.NormFloat64() * 1000)
			y[i] = 4*x[i] + 1024
		}
		if a, b := MSER5(x), MSER5(y); a.Cut != b.Cut {
			t.Errorf("cut %d, after scaling %d", a.Cut, b.Cut)
		}
	}
}
