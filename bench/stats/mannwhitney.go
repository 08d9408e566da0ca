package stats

import (
	"math"
	"slices"
)

// RankTest is the result of a two-sided Mann-Whitney test.
type RankTest struct {
	// U counts the pairs in which the first sample's value is the larger; ties count one half.
	U float64
	// P is the two-sided probability of a U as far from its mean, or further, when both samples come from one distribution.
	P float64
	// Exact is false when P is the normal approximation (large samples).
	Exact bool
}

// exactPairs is the largest n1*n2 for which the exact distribution is computed: below 10 ms.
const exactPairs = 2500

// MannWhitney tests whether one of two samples tends to larger values. P is exact, ties included: over all ways to choose which of the
// pooled values form the first sample, the share whose U is at least as far from n1 n2 / 2. It is symmetric in its arguments
// and never zero. Beyond 2500 pairs it is the normal approximation with tie correction and continuity correction.
// Source: H. B. Mann, D. R. Whitney, Ann. Math. Statist. 18 (1947) 50; for ties J. B. Klotz, Comput. Stat. 1966 (shift algorithm
// over tie groups). An empty sample gives P = 1.
func MannWhitney(x, y []float64) RankTest {
	n1, n2 := len(x), len(y)
	if n1 == 0 || n2 == 0 {
		return RankTest{P: 1, Exact: true}
	}
	// doubled is 2 U, a whole number.
	doubled := 0
	for _, a := range x {
		for _, b := range y {
			switch {
			case a > b:
				doubled += 2
			case a == b:
				doubled++
			}
		}
	}
	groups := tieGroups(x, y)
	u := float64(doubled) / 2
	if n1*n2 > exactPairs {
		return RankTest{U: u, P: normalRankP(u, n1, n2, groups)}
	}
	return RankTest{U: u, P: exactRankP(doubled, n1, n2, groups), Exact: true}
}

// tieGroups are how many of the pooled values are equal, in ascending order of the value.
func tieGroups(x, y []float64) []int {
	pooled := append(slices.Clone(x), y...)
	slices.Sort(pooled)
	var groups []int
	for i := 0; i < len(pooled); {
		j := i
		for j < len(pooled) && pooled[j] == pooled[i] {
			j++
		}
		groups = append(groups, j-i)
		i = j
	}
	return groups
}

// exactRankP is the share of all ways whose 2U is at least as far from its mean n1 n2.
func exactRankP(doubled, n1, n2 int, groups []int) float64 {
	total, extreme := 0.0, 0.0
	distance := abs(doubled - n1*n2)
	for u, w := range rankDistribution(n1, n2, groups) {
		total += w
		if abs(u-n1*n2) >= distance {
			extreme += w
		}
	}
	return math.Min(1, extreme/total)
}

// rankDistribution counts, for each value of 2U, the ways to choose n1 of the pooled values that give it. It walks the tie groups in
// ascending order, keeping a row for each number k of values already given to the first sample. Giving c of a group of t to the
// first sample adds c (2 (seen-k) + t-c) to 2U: those c beat all earlier values of the second sample and tie with its t-c in
// the group.
func rankDistribution(n1, n2 int, groups []int) []float64 {
	size := 2*n1*n2 + 1
	ways := make([][]float64, n1+1)
	ways[0] = make([]float64, size)
	ways[0][0] = 1
	seen := 0
	for _, t := range groups {
		next := make([][]float64, n1+1)
		for k, row := range ways {
			if row == nil {
				continue
			}
			for c := max(0, t-(n2-(seen-k))); c <= min(t, n1-k); c++ {
				if next[k+c] == nil {
					next[k+c] = make([]float64, size)
				}
				give(next[k+c], row, c*(2*(seen-k)+t-c), choose(t, c))
			}
		}
		ways, seen = next, seen+t
	}
	return ways[n1]
}

// give adds row, moved up and multiplied, to target.
func give(target, row []float64, up int, factor float64) {
	for u, w := range row[:len(row)-up] {
		if w != 0 {
			target[u+up] += w * factor
		}
	}
}

func normalRankP(u float64, n1, n2 int, groups []int) float64 {
	a, b := float64(n1), float64(n2)
	n, ties := a+b, 0.0
	for _, t := range groups {
		ties += float64(t) * (float64(t)*float64(t) - 1)
	}
	variance := a * b / 12 * (n + 1 - ties/(n*(n-1)))
	if variance <= 0 {
		return 1
	}
	z := math.Max(0, math.Abs(u-a*b/2)-0.5) / math.Sqrt(variance)
	return math.Max(math.SmallestNonzeroFloat64, math.Erfc(z/math.Sqrt2))
}

// choose is n over k.
func choose(n, k int) float64 {
	r := 1.0
	for i := 1; i <= k; i++ {
		r = r * float64(n-k+i) / float64(i)
	}
	return math.Round(r)
}

func abs(i int) int {
	if i < 0 {
		return -i
	}
	return i
}
