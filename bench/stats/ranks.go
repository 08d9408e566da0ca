package stats

import (
	"math"
	"sort"

	"gonum.org/v1/gonum/mathext"
)

// Ranks returns the 1-based ranks of the two order statistics that hold the true q-quantile between them with at least the
// given confidence, whatever the distribution: of B ~ Binomial(n, q) values below the quantile, low is the largest l with
// P(B < l) <= (1-confidence)/2 and high the smallest u with P(B >= u) <= (1-confidence)/2 (equal tails).
// Source: W. J. Conover, Practical Nonparametric Statistics, section 3.2; H. A. David, Order Statistics, 7.1.
//
// low is 0 when the sample has no lower bound, high n+1 when it has no upper bound.
func Ranks(n uint64, q, confidence float64) (low, high uint64) {
	if n == 0 || !(q > 0 && q < 1) {
		return 0, n + 1
	}
	tail := (1 - confidence) / 2
	// P(B < l) = P(B <= l-1) grows with l, P(B >= u) falls with u: both are found by bisection.
	low = uint64(sort.Search(int(n), func(i int) bool { return binomialCDF(uint64(i), n, q) > tail }))
	high = uint64(sort.Search(int(n), func(i int) bool { return 1-binomialCDF(uint64(i), n, q) <= tail })) + 1
	return low, high
}

// QuantileRanks returns the ranks, 1-based, of n sorted observations between which the true q-quantile lies with the given confidence
// when they tell as much as size independent ones: those of Ranks, in proportion. low is 0 when there is no lower bound, high n+1 when
// there is no upper one.
func QuantileRanks(n uint64, size, q, confidence float64) (low, high uint64) {
	of := uint64(math.Max(1, math.Min(math.Floor(size), float64(n))))
	l, u := Ranks(of, q, confidence)
	low, high = 0, n+1
	if l > 0 {
		low = max(1, uint64(math.Floor(float64(l)*float64(n)/float64(of))))
	}
	if u <= of {
		high = min(n, uint64(math.Ceil(float64(u)*float64(n)/float64(of))))
	}
	return low, high
}

// SmallestSample is the least n for which Ranks gives the q-quantile an upper bound (high <= n) as well as a lower one:
// 72 for p95, 368 for p99, 3688 for p99.9 at 95 % confidence.
func SmallestSample(q, confidence float64) uint64 {
	if !(q > 0 && q < 1) {
		return 1
	}
	tail := (1 - confidence) / 2
	// q^n <= tail for the upper bound, (1-q)^n <= tail for the lower.
	return uint64(math.Ceil(math.Log(tail) / math.Log(math.Max(q, 1-q))))
}

// binomialCDF is P(B <= k) of B ~ Binomial(n, p), by the regularised incomplete beta function I_{1-p}(n-k, k+1).
func binomialCDF(k, n uint64, p float64) float64 {
	if k >= n {
		return 1
	}
	return mathext.RegIncBeta(float64(n-k), float64(k+1), 1-p)
}
