package stats

import "math"

// Truncation is what MSER-5 says of a series.
type Truncation struct {
	// Cut is how many leading observations belong to the warm-up, a multiple of 5.
	Cut int
	// Mean is the mean of the whole batches after the cut.
	Mean float64
	// AtLimit is true when the best cut is the last one looked at: the series was still changing at its middle, so it is not
	// steady and the run should be longer.
	AtLimit bool
	// OK is false when there are fewer than 20 observations (4 batches), too few to say anything.
	OK bool
}

// MSER5 finds where a series has left its warm-up: it averages batches of five, and takes the cut d, at most half of the k
// batches, with the smallest sum_{j>d} (Y_j - mean_d)^2 / (k-d)^2, that is, the smallest squared standard error of the mean of
// what is left. Of equal cuts it takes the first. Source: K. P. White, M. J. Cobb, S. C. Spratt, A comparison of five
// steady-state truncation heuristics for simulation, WSC 2000.
func MSER5(x []float64) Truncation {
	const batch = 5
	k := len(x) / batch
	if k < 4 {
		return Truncation{Mean: math.NaN()}
	}
	means := make([]float64, k)
	for i := range means {
		for _, v := range x[i*batch : (i+1)*batch] {
			means[i] += v / batch
		}
	}
	best, at := math.Inf(1), 0
	for d := 0; d <= k/2; d++ {
		if e := mser(means[d:]); e < best {
			best, at = e, d
		}
	}
	return Truncation{Cut: at * batch, Mean: Mean(means[at:]), AtLimit: at == k/2, OK: true}
}

func mser(y []float64) float64 {
	m, squares := Mean(y), 0.0
	for _, v := range y {
		squares += (v - m) * (v - m)
	}
	n := float64(len(y))
	return squares / (n * n)
}
