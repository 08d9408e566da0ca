package analysis

import (
	"math"
	"sort"

	"quintet/bench/stats"
	"quintet/bench/timeaxis"
)

// needed works it out from the hits of an objective's operation.
func needed(r SLOResult, a *timeaxis.Axis, s *sums, t *tailSums) Needed {
	if !r.NotCertain() {
		return unknownNeed()
	}
	hits := float64(s.hits)
	longer, distance := 1.0, math.NaN()
	switch {
	case isPercentile(r.SLO):
		longer, distance = percentileNeeds(r, a, s, t)
	case r.Metric == "failures":
		// Failures in bursts count for fewer: as many fewer as the interval is wider.
		independent := stats.ShareSample(r.Measured, r.High, Confidence)
		longer = stats.ShareSample(r.Measured, r.Limit, Confidence) / independent
		distance = stats.DistanceOfShare(tenfold*independent, r.Limit, Confidence)
	case math.IsInf(r.High, 1):
		longer = math.Max(2, t.dependence.Missing())
	default:
		// Means and rates: the interval shrinks with the square root of the length.
		end := r.High
		if r.Measured > r.Limit {
			end = r.Low
		}
		longer = (end - r.Measured) * (end - r.Measured) / ((r.Limit - r.Measured) * (r.Limit - r.Measured))
		distance = math.Abs(end-r.Measured) / math.Sqrt(tenfold)
	}
	if math.IsNaN(longer) {
		return unknownNeed()
	}
	longer = math.Max(longer, minLonger)
	return Needed{math.Ceil(longer * hits), longer * a.Seconds(), distance}
}

func unknownNeed() Needed { return Needed{math.NaN(), math.NaN(), math.NaN()} }

const (
	// minLonger is by how much a run is lengthened at least that did not show an objective: the formulas are approximate.
	minLonger = 1.05
	// tenfold is the run by which it is stated how far from its limit a value must lie: ten times the present one.
	tenfold = 10
)

// percentileNeeds is how many times as many hits show a percentile on one side of its limit: enough that the share of hits below the limit cannot
// by chance be what it is and the percentile's share lie on the other side, times what the hits' dependence takes from them. A share of n hits
// is known to half a hit. distance is that of Needed.
func percentileNeeds(r SLOResult, a *timeaxis.Axis, s *sums, t *tailSums) (longer, distance float64) {
	n := float64(s.hits)
	below := float64(sort.Search(int(s.hits), func(i int) bool { return s.response.Rank(uint64(i)+1) >= r.Limit }))
	need := float64(stats.SmallestSample(r.Quantile, Confidence))
	if below < n {
		off := math.Max(math.Abs(below/n-r.Quantile), 0.5/n)
		need = math.Max(need, stats.ShareSample(r.Quantile-off, r.Quantile, Confidence))
	}
	for i, q := range t.quantiles {
		if q != r.Quantile {
			continue
		}
		size, ok := t.effective(a, i, s.hits)
		if !ok {
			return math.Max(need/n, math.Max(2, t.dependence.Missing())), math.NaN()
		}
		return need / size, stats.DistanceOfShare(tenfold*size, r.Quantile, Confidence)
	}
	return need / n, math.NaN()
}
