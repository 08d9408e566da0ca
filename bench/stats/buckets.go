package stats

import (
	"math"
	"sort"
)

// Bucket is one bucket of a classic Prometheus histogram: how many observations were at most Bound. Bounds ascend and counts are
// cumulative; the last bound is +Inf.
type Bucket struct{ Bound, Count float64 }

// BucketQuantile estimates the q-quantile by linear interpolation inside the bucket that holds it, as Prometheus's
// histogram_quantile does: the first bucket begins at 0, and a quantile in the +Inf bucket is the largest finite bound (the true
// value is larger). Counts that fall (a scrape between two updates) are taken as the largest before. NaN without observations.
func BucketQuantile(q float64, buckets []Bucket) float64 {
	if len(buckets) < 2 || !math.IsInf(buckets[len(buckets)-1].Bound, 1) {
		return math.NaN()
	}
	counts, largest := make([]float64, len(buckets)), 0.0
	for i, b := range buckets {
		largest = math.Max(largest, b.Count)
		counts[i] = largest
	}
	if !(largest > 0) {
		return math.NaN()
	}
	rank := math.Max(0, math.Min(1, q)) * largest
	i := sort.SearchFloat64s(counts, rank)
	if i >= len(buckets)-1 {
		return buckets[len(buckets)-2].Bound
	}
	low, below := 0.0, 0.0
	if i > 0 {
		low, below = buckets[i-1].Bound, counts[i-1]
	} else if buckets[0].Bound <= 0 {
		return buckets[0].Bound
	}
	if counts[i] == below {
		return low
	}
	return low + (buckets[i].Bound-low)*(rank-below)/(counts[i]-below)
}
