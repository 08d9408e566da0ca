package stats

import (
	"math"
	"math/rand/v2"
	"slices"
)

// QuantileDifference estimates how much the q-quantile of the pooled head runs differs from that of the base runs, with a percentile
// bootstrap interval stratified by run: each resample draws from every run as many values as it has, so that runs keep their weight.
// A run is its values. Source: B. Efron, R. J. Tibshirani, An Introduction to the Bootstrap, chapters 8 and 13.
// The randomness is the caller's, so that a comparison can be repeated. NaN when a side has no values.
func QuantileDifference(base, head [][]float64, q, confidence float64, resamples int, rng *rand.Rand) Shift {
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
	return Shift{estimate, differences[NearestRank(tail, n)-1], differences[NearestRank(1-tail, n)-1]}
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
	return x[NearestRank(q, uint64(len(x)))-1]
}
