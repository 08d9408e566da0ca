package stats

import (
	"cmp"
	"math"
	"slices"
)

// Holm adjusts the P values of a family of comparisons so that the chance of even one false alarm among all stays at the level they
// are read at: the i-th smallest of m is multiplied by m-i+1, never below a smaller one's, at most 1. The result is in the order of
// the argument. Source: S. Holm, Scand. J. Statist. 6 (1979) 65.
func Holm(p []float64) []float64 {
	adjusted := slices.Clone(p)
	var order []int
	for i, v := range p {
		if !math.IsNaN(v) {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(p[a], p[b]) })
	largest := 0.0
	for rank, i := range order {
		largest = math.Max(largest, math.Min(1, p[i]*float64(len(order)-rank)))
		adjusted[i] = largest
	}
	return adjusted
}
