package stats

import (
	"math"
	"math/rand/v2"
	"testing"
)

// autoregressive is an AR(1) series with unit innovations.
func autoregressive(n int, phi float64, seed uint64) []float64 {
	rng := rand.New(rand.NewPCG(seed, 7))
	x := make([]float64, n)
	x[0] = rng.NormFloat64() / math.Sqrt(1-phi*phi)
	for i := 1; i < n; i++ {
		x[i] = phi*x[i-1] + rng.NormFloat64()
	}
	return x
}

// Exceedances of an AR(1) process by batches: the inflation is that of the indicator's own autocorrelation.
func TestInflation(t *testing.T) {
	for _, c := range []struct{ phi, low, high float64 }{{0, 1, 1.8}, {0.9, 7, 18}} {
		x := autoregressive(400_000, c.phi, 13)
		group := make([]Batch, 40)
		for i, v := range x {
			b := &group[i*len(group)/len(x)]
			b.Weight++
			if v > 0 {
				b.Sum++
			}
		}
		// Truth for the sign of AR(1): 1 + 2 sum (2/pi) asin(phi^k) = 12.4 at phi .9.
		if got, _, _ := Inflation([][]Batch{group}); got < c.low || got > c.high {
			t.Errorf("phi %v: inflation %.2f, want in [%v, %v]", c.phi, got, c.low, c.high)
		}
	}
}

// A planned ramp is no noise: independent hits whose probability rises steadily are not counted as correlated.
func TestInflationIgnoresTrends(t *testing.T) {
	rng := rand.New(rand.NewPCG(17, 18))
	group := make([]Batch, 60)
	for i := range group {
		group[i].Weight = 1000
		for range 1000 {
			if rng.Float64() < 0.01+0.1*float64(i)/60 {
				group[i].Sum++
			}
		}
	}
	if got, _, ok := Inflation([][]Batch{group}); !ok || got > 1.6 {
		t.Errorf("inflation of a ramp = %.2f, want about 1", got)
	}
	if got, _, ok := Inflation([][]Batch{{{100, 0}}, nil, {{0, 0}, {0, 0}}}); ok {
		t.Errorf("inflation of nothing = %v, want none", got)
	}
}

func TestRatio(t *testing.T) {
	ratio, variance, degrees := Ratio([][]Batch{{{2, 4}, {2, 6}, {2, 4}, {2, 6}}, {{4, 40}}})
	// In the first group the ratio is 2.5, residuals -1 1 -1 1, differences 2: spread 4/3 * 3 * 4/2 = 8 over weight 12 squared.
	if ratio != 5 || math.Abs(variance-8.0/144) > 1e-12 || degrees != 2 {
		t.Errorf("Ratio = %v, %v, %v, want 5, %v, 2", ratio, variance, degrees, 8.0/144)
	}
	if _, v, d := Ratio([][]Batch{{{1, 1}}}); !math.IsNaN(v) || d != 0 {
		t.Errorf("one batch has variance %v with %v degrees, want NaN and 0", v, d)
	}
}

// The interval of a mean holds the truth about as often as it says.
func TestHalfWidthCoverage(t *testing.T) {
	rng := rand.New(rand.NewPCG(19, 20))
	held, trials := 0, 1000
	for range trials {
		group := make([]Batch, 40)
		for i := range group {
			group[i].Weight = 1 + float64(rng.IntN(3))
			for range int(group[i].Weight) {
				group[i].Sum += rng.ExpFloat64()
			}
		}
		ratio, variance, degrees := Ratio([][]Batch{group})
		if math.Abs(ratio-1) <= HalfWidth(variance, degrees, 0.95) {
			held++
		}
	}
	if share := float64(held) / float64(trials); share < 0.91 || share > 0.985 {
		t.Errorf("95 %% intervals held the truth in %.1f %%", 100*share)
	}
	if !math.IsInf(HalfWidth(math.NaN(), 0, 0.95), 1) {
		t.Error("an unknown variance must give no bound")
	}
}
