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
		return Needed{math.NaN(), math.NaN()}
	}
	hits := float64(s.hits)
	longer := 1.0
	switch {
	case isPercentile(r.SLO):
		longer = percentileNeeds(r, a, s, t) / hits
	case r.Metric == "failures":
		// Failures in bursts count for fewer: as many fewer as the interval is wider.
		longer = stats.ShareSample(r.Measured, r.Limit, Confidence) / stats.ShareSample(r.Measured, r.High, Confidence)
	case math.IsInf(r.High, 1):
		longer = math.Max(2, t.dependence.Missing())
	default:
		// Means and rates: the interval shrinks with the square root of the length.
		end := r.High
		if r.Measured > r.Limit {
			end = r.Low
		}
		longer = (end - r.Measured) * (end - r.Measured) / ((r.Limit - r.Measured) * (r.Limit - r.Measured))
	}
	if math.IsNaN(longer) || math.IsInf(longer, 0) {
		return Needed{math.NaN(), math.NaN()}
	}
	longer = math.Max(longer, leastLonger)
	return Needed{math.Ceil(longer * hits), longer * a.Seconds()}
}

// leastLonger is by how much a run is lengthened at least that did not show an objective: the formulas are approximate.
const leastLonger = 1.05

// percentileNeeds is how many hits show a percentile on one side of its limit: enough that the share of hits below the limit cannot by
// chance be what it is and the percentile's share lie on the other side, times what the hits' dependence takes from them.
func percentileNeeds(r SLOResult, a *timeaxis.Axis, s *sums, t *tailSums) float64 {
	n := s.hits
	below := sort.Search(int(n), func(i int) bool { return s.response.Rank(uint64(i)+1) >= r.Limit })
	need := float64(stats.SmallestSample(r.Quantile, Confidence))
	if uint64(below) < n {
		need = math.Max(need, stats.ShareSample(float64(below)/float64(n), r.Quantile, Confidence))
	}
	for i, q := range t.quantiles {
		if q != r.Quantile {
			continue
		}
		size, ok := t.effective(a, i, n)
		if !ok {
			return math.Max(need, float64(n)*math.Max(2, t.dependence.Missing()))
		}
		return need * float64(n) / size
	}
	return need
}
