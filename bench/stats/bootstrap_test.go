package stats

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// quantileDifference is what QuantileShift is compared with: how much the q-quantile of the pooled head runs differs from that of the base
// runs, with a percentile bootstrap interval stratified by run: each resample draws from every run as many values as it has, so that runs keep their weight.
// A run is its values. Source: B. Efron, R. J. Tibshirani, An Introduction to the Bootstrap, chapters 8 and 13.
// The randomness is the caller's, so that a comparison can be repeated. NaN when a side has no values.
func quantileDifference(base, head [][]float64, q, confidence float64, resamples int, rng *rand.Rand) Shift {
	pooled := func(runs [][]float64) []float64 { return slices.Concat(runs...) }
	estimate := sampleQuantile(pooled(head), q) - sampleQuantile(pooled(base), q)
	if math.IsNaN(estimate) || resamples < 1 {
		return Shift{estimate, math.NaN(), math.NaN()}
	}
	differences := make([]float64, resamples)
	a, b := pooled(base), pooled(head)
	for i := range differences {
		resample(a, base, rng)
		resample(b, head, rng)
		differences[i] = sampleQuantile(b, q) - sampleQuantile(a, q)
	}
	slices.Sort(differences)
	tail := (1 - confidence) / 2
	n := uint64(resamples)
	return Shift{estimate, differences[nearestRank(tail, n)-1], differences[nearestRank(1-tail, n)-1]}
}

// resample fills into with draws from each run in turn.
func resample(into []float64, runs [][]float64, rng *rand.Rand) {
	i := 0
	for _, run := range runs {
		for range run {
			into[i] = run[rng.IntN(len(run))]
			i++
		}
	}
}

// sampleQuantile is the nearest-rank quantile; it sorts x.
func sampleQuantile(x []float64, q float64) float64 {
	if len(x) == 0 {
		return math.NaN()
	}
	slices.Sort(x)
	return x[nearestRank(q, uint64(len(x)))-1]
}

func TestQuantileDifference(t *testing.T) {
	// The 90 % quantile of an exponential is mean ln 10: from a mean of 1 to 1.5 it moves by 1.151.
	held, trials := 0, 40
	for seed := range trials {
		rng := rand.New(rand.NewPCG(91, uint64(seed)))
		base, head := exponentialRuns(rng, 6, 60, 1), exponentialRuns(rng, 6, 60, 1.5)
		got := quantileDifference(base, head, 0.9, 0.95, 150, rng)
		if got.Low > got.Estimate || got.High < got.Estimate {
			t.Errorf("interval %+v", got)
		}
		if truth := 0.5 * math.Ln10; got.Low <= truth && truth <= got.High {
			held++
		}
	}
	if held < 34 {
		t.Errorf("95 %% intervals held the truth in %d of %d", held, trials)
	}
	rng := func() *rand.Rand { return rand.New(rand.NewPCG(1, 1)) }
	runs := [][]float64{{1, 2, 3}, {4, 5}}
	if a, b := quantileDifference(runs, runs, 0.5, 0.95, 50, rng()), quantileDifference(runs, runs, 0.5, 0.95, 50, rng()); a != b || a.Estimate != 0 {
		t.Errorf("the same seed gives %+v and %+v", a, b)
	}
	if runs[0][0] != 1 || runs[1][1] != 5 {
		t.Error("the argument was changed")
	}
	// With one value a run there is nothing to draw from but that value: no spread at all.
	single := [][]float64{{1}, {2}, {3}}
	if got := quantileDifference(single, single, 0.5, 0.95, 50, rng()); got.Low != 0 || got.High != 0 {
		t.Errorf("stratification was lost: %+v", got)
	}
	if got := quantileDifference(nil, runs, 0.5, 0.95, 50, rng()); !math.IsNaN(got.Estimate) {
		t.Errorf("nothing against something: %+v", got)
	}
}
