package stats

import (
	"math"
	"slices"
)

// Shift is how much larger the second of two samples is than the first.
type Shift struct {
	// Estimate is the median of all differences, [Low, High] its interval; infinite when the samples are too small for one.
	Estimate, Low, High float64
}

// HodgesLehmann estimates the shift from x to y: the median of all differences y_j - x_i. Its interval is the two differences whose ranks
// the Mann-Whitney distribution gives at this confidence (of samples without ties, which is conservative with ties).
// Source: J. L. Hodges, E. L. Lehmann, Ann. Math. Statist. 34 (1963) 598; M. Hollander, D. A. Wolfe, Nonparametric Statistical
// Methods, 4.2-4.3. Empty samples give NaN.
func HodgesLehmann(x, y []float64, confidence float64) Shift {
	differences := differencesOf(x, y)
	if len(differences) == 0 {
		return Shift{math.NaN(), math.NaN(), math.NaN()}
	}
	s := Shift{Median(differences), math.Inf(-1), math.Inf(1)}
	if k := shiftRank(len(x), len(y), (1-confidence)/2); k > 0 {
		s.Low, s.High = differences[k-1], differences[len(differences)-k]
	}
	return s
}

// differencesOf are all differences y_j - x_i, ascending.
func differencesOf(x, y []float64) []float64 {
	differences := make([]float64, 0, len(x)*len(y))
	for _, a := range x {
		for _, b := range y {
			differences = append(differences, b-a)
		}
	}
	slices.Sort(differences)
	return differences
}

// shiftRank is the largest k with P(U <= k-1) <= tail, 0 when there is none.
func shiftRank(n1, n2 int, tail float64) int {
	if n1*n2 > exactPairs {
		mean := float64(n1*n2) / 2
		deviation := math.Sqrt(float64(n1*n2) * float64(n1+n2+1) / 12)
		return max(0, int(math.Floor(mean-normalQuantile(1-tail)*deviation)))
	}
	ways := rankWays(n1, n2)
	total, below, k := 0.0, 0.0, 0
	for _, w := range ways {
		total += w
	}
	for u, w := range ways {
		if below += w; below > tail*total {
			break
		}
		k = u + 1
	}
	return k
}

// rankWays counts, for each U, the ways to choose n1 of n1+n2 distinct ranks that give it.
func rankWays(n1, n2 int) []float64 {
	ones := make([]int, n1+n2)
	for i := range ones {
		ones[i] = 1
	}
	doubled := rankDistribution(n1, n2, ones)
	ways := make([]float64, n1*n2+1)
	for u := range ways {
		ways[u] = doubled[2*u]
	}
	return ways
}
