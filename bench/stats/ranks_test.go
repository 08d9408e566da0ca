package stats

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestRanks(t *testing.T) {
	for _, c := range []struct {
		q         float64
		n         uint64
		low, high uint64
	}{
		{0.5, 10, 2, 9}, {0.5, 100, 40, 61}, {0.5, 1000, 469, 532},
		{0.95, 1000, 936, 964},
		{0.99, 1000, 983, 997}, {0.99, 10_000, 9880, 9920},
		{0.999, 10_000, 9983, 9997},
		// The limits of n: one hit less and there is no upper bound.
		{0.95, 72, 64, 72}, {0.95, 71, 63, 72}, {0.99, 368, 360, 368}, {0.99, 367, 359, 368}, {0.999, 3687, 3679, 3688},
		{0.5, 5, 0, 6}, {0.5, 6, 1, 6}, {0.5, 1, 0, 2}, {0.99, 0, 0, 1},
	} {
		if low, high := Ranks(c.n, c.q, 0.95); low != c.low || high != c.high {
			t.Errorf("Ranks(%d, %v) = [%d, %d], want [%d, %d]", c.n, c.q, low, high, c.low, c.high)
		}
	}
}

func TestSmallestSample(t *testing.T) {
	for q, want := range map[float64]uint64{0.95: 72, 0.99: 368, 0.999: 3688, 0.5: 6} {
		got := SmallestSample(q, 0.95)
		if got != want {
			t.Errorf("SmallestSample(%v) = %d, want %d", q, got, want)
		}
		if _, high := Ranks(got, q, 0.95); high > got {
			t.Errorf("q %v: no upper bound at n = %d", q, got)
		}
		if _, high := Ranks(got-1, q, 0.95); high <= got-1 {
			t.Errorf("q %v: an upper bound at n = %d already", q, got-1)
		}
	}
}

// At any n the tails are at most 2.5 % each, and one rank nearer would be more.
func TestRanksCoverage(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for range 300 {
		n, q := 1+rng.Uint64N(5000), 0.01+0.98*rng.Float64()
		low, high := Ranks(n, q, 0.95)
		if low > 0 && binomialCDF(low-1, n, q) > 0.025 {
			t.Errorf("n %d q %v: P(B < %d) too large", n, q, low)
		}
		if binomialCDF(low, n, q) <= 0.025 {
			t.Errorf("n %d q %v: low %d could be higher", n, q, low)
		}
		if high <= n && 1-binomialCDF(high-1, n, q) > 0.025 {
			t.Errorf("n %d q %v: P(B >= %d) too large", n, q, high)
		}
		if high >= 2 && high <= n && 1-binomialCDF(high-2, n, q) <= 0.025 {
			t.Errorf("n %d q %v: high %d could be lower", n, q, high)
		}
	}
}

// For large n the ranks are those of the normal approximation, so the incomplete beta function holds up.
func TestRanksOfMillions(t *testing.T) {
	for _, n := range []uint64{1e5, 1e6, 5e6, 1e8} {
		for _, q := range []float64{0.5, 0.9, 0.99, 0.999} {
			low, high := Ranks(n, q, 0.95)
			half := 1.959964 * math.Sqrt(float64(n)*q*(1-q))
			wantLow, wantHigh := float64(n)*q-half, float64(n)*q+half
			if math.Abs(float64(low)-wantLow) > 3 || math.Abs(float64(high)-wantHigh) > 3 {
				t.Errorf("Ranks(%d, %v) = [%d, %d], want about [%.0f, %.0f]", n, q, low, high, wantLow, wantHigh)
			}
		}
	}
}
