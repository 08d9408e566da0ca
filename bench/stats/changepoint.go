package stats

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
)

// ChangePoint is where the level of a series changed.
type ChangePoint struct {
	// Index is that of the first value of the new level.
	Index int
	// Before and After are the means of the stretches on both sides, to the neighbouring change points.
	Before, After float64
	// P bounds the probability of so large a difference of the means anywhere in the series if its level never changed: the two-sided P
	// of Student's t-test times the number of places it could have been found at (Bonferroni).
	P float64
}

const (
	// shortestSegment is the fewest values a level can have: a variance needs two, and one outlier is no new level.
	shortestSegment = 3
	// weakSplit is the largest P of a split while searching. Two changes in opposite directions hide one another at first; a split that is
	// not convincing once the others are known is taken back.
	weakSplit = 0.05
)

// ChangePoints finds where the level of a series changed, in ascending order: E-divisive (hierarchical splitting where the energy
// distance between the sides is largest) with Student's t-test instead of permutations as the stop, so the same series always
// gives the same answer. significance is the largest P a change point may have: the best of many splits is tested as such, so a series
// of independent values of one level has a change point with at most that probability. Whoever looks at a growing series again and again
// divides it by the number of looks. Fewer than six values have none. Sources: D. S. Matteson, N. A. James, A nonparametric approach for multiple change point analysis of multivariate
// data, JASA 109 (2014) 334; M. Fleming et al., Hunter: using change point detection to hunt for performance regressions,
// ICPE 2023 (t-test, splitting more and merging afterwards).
func ChangePoints(x []float64, significance float64) []ChangePoint {
	borders := []int{0, len(x)}
	for begin := 0; begin+1 < len(borders); {
		from, to := borders[begin], borders[begin+1]
		at, ok := bestSplit(x[from:to])
		if !ok || sameMean(x[from:from+at], x[from+at:to]) > weakSplit {
			begin++
			continue
		}
		borders = slices.Insert(borders, begin+1, from+at)
	}
	for len(borders) > 2 {
		points := levels(x, borders)
		worst := slices.MaxFunc(points, func(a, b ChangePoint) int { return cmp.Compare(a.P, b.P) })
		if worst.P <= significance {
			return points
		}
		borders = slices.DeleteFunc(borders, func(b int) bool { return b == worst.Index })
	}
	return nil
}

// levels describes the borders within a series.
func levels(x []float64, borders []int) []ChangePoint {
	points := make([]ChangePoint, 0, len(borders)-2)
	for i := 1; i+1 < len(borders); i++ {
		left, right := x[borders[i-1]:borders[i]], x[borders[i]:borders[i+1]]
		points = append(points, ChangePoint{Index: borders[i], Before: Mean(left), After: Mean(right),
			P: bestOf(len(x), sameMean(left, right))})
	}
	return points
}

// bestOf is the P of the best split of a series of n values; above 1 it bounds nothing, but still says which split is the weakest.
func bestOf(n int, p float64) float64 { return p * float64(n-2*shortestSegment+1) }

// bestSplit is the place that maximizes the scaled energy distance between what is left and right of it,
// n m / (n+m) (2 E|X-Y| - E|X-X'| - E|Y-Y'|); of equal ones the first. Moving one value from right to left changes the three sums by
// its distances to all others, so all places together take time in proportion to the square of the length.
func bestSplit(x []float64) (at int, ok bool) {
	n := len(x)
	if n < 2*shortestSegment {
		return 0, false
	}
	between, left, right := 0.0, 0.0, 0.0
	for i := range x {
		for j := range i {
			right += math.Abs(x[i] - x[j])
		}
	}
	best := 0.0
	for moved := range n - shortestSegment {
		toLeft, toRight := 0.0, 0.0
		for j := range x {
			if d := math.Abs(x[moved] - x[j]); j < moved {
				toLeft += d
			} else {
				toRight += d
			}
		}
		between += toRight - toLeft
		left += toLeft
		right -= toRight
		l, r := float64(moved+1), float64(n-moved-1)
		if moved+1 < shortestSegment {
			continue
		}
		// left and right hold each pair once, and there are l(l-1)/2 and r(r-1)/2 of them.
		q := l * r / (l + r) * (2*between/(l*r) - left/(l*(l-1)/2) - right/(r*(r-1)/2))
		if q > best*(1+1e-12) {
			best, at, ok = q, moved+1, true
		}
	}
	return at, ok
}

// sameMean is the two-sided P of Student's t-test for two means, with one variance for both: a level of three values that happen to lie
// close together must not look surer than it is, as it would with a variance of its own. Levels without any spread differ for
// sure or not at all.
func sameMean(x, y []float64) float64 {
	n, m := float64(len(x)), float64(len(y))
	pooled := ((n-1)*stat.Variance(x, nil) + (m-1)*stat.Variance(y, nil)) / (n + m - 2)
	difference := Mean(x) - Mean(y)
	if pooled == 0 {
		if difference == 0 {
			return 1
		}
		return 0
	}
	t := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: n + m - 2}
	return 2 * t.CDF(-math.Abs(difference)/math.Sqrt(pooled*(1/n+1/m)))
}
