package stats

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Proportion is the interval of a share counted in batches (failures among hits), when those that have the property may come in bursts:
// the score interval of Wilson for as many hits as are independent.
//
// Where dependence shows and the run is long enough, that is EffectiveSize. In a shorter one each stretch of neighbouring batches with
// the property is taken for one event, and the hits for as many fewer as an event has on average; stretches of unequal size count for
// fewer still. A share of which nothing was seen has the interval of independent hits, because of bursts that did not happen nothing is known:
// whoever prints it says so.
func Proportion(groups [][]Batch, confidence float64) (low, high float64) {
	var n, k float64
	for _, g := range groups {
		w, s := totals(g)
		n, k = n+w, k+s
	}
	if n == 0 {
		return 0, 1
	}
	size := n
	if d := DependenceOf(groups); d.Time > 0 && k > 0 {
		var known bool
		if size, known = EffectiveSize(n, groups, d, confidence); !known {
			size = n / eventSize(groups)
		}
	}
	return wilson(k/n, size, confidence)
}

// eventSize is how many hits one event has that lasts as long as neighbouring batches have the property, E[s^2]/E[s]: what the variance
// of a sum of such events depends on.
func eventSize(groups [][]Batch) float64 {
	var sum, squares float64
	for _, g := range groups {
		event := 0.0
		for i := range g {
			event += g[i].Sum
			if i+1 == len(g) || g[i].Sum == 0 {
				sum, squares, event = sum+event, squares+event*event, 0
			}
		}
	}
	return squares / sum
}

// Wilson is the score interval of a proportion of k in n. Unlike the textbook interval it stays inside [0, 1], and for k = 0 it
// still bounds how large the proportion may be. Source: E. B. Wilson, JASA 22 (1927) 209-212. n = 0 gives [0, 1].
func Wilson(k, n uint64, confidence float64) (low, high float64) {
	if n == 0 {
		return 0, 1
	}
	return wilson(float64(k)/float64(n), float64(n), confidence)
}

// wilson is Wilson of a proportion p of size observations, which need not be whole numbers.
func wilson(p, size, confidence float64) (low, high float64) {
	z := normalQuantile((1 + confidence) / 2)
	centre := p + z*z/(2*size)
	half := z * math.Sqrt(p*(1-p)/size+z*z/(4*size*size))
	scale := 1 + z*z/size
	low, high = (centre-half)/scale, (centre+half)/scale
	// The ends are exact at the borders, where rounding would leave them a hair off.
	if p == 0 {
		low = 0
	}
	if p == 1 {
		high = 1
	}
	return low, high
}

// ShareSample is how many independent observations put a limit outside the score interval (Wilson) of a share, if the share stays what was
// measured: z^2 limit (1 - limit) / (limit - share)^2. Of none seen and a limit of 0.1 % it is 3838 at 95 % confidence. +Inf when the
// share is the limit itself.
func ShareSample(share, limit, confidence float64) float64 {
	return shareSpread(limit, confidence) / ((limit - share) * (limit - share))
}

// DistanceOfShare is the inverse: how far from a limit a share must lie for so many independent observations to put the limit outside its score
// interval.
func DistanceOfShare(observations, limit, confidence float64) float64 {
	return math.Sqrt(shareSpread(limit, confidence) / observations)
}

// shareSpread is z^2 limit (1 - limit).
func shareSpread(limit, confidence float64) float64 {
	z := normalQuantile((1 + confidence) / 2)
	return z * z * limit * (1 - limit)
}

// normalQuantile is the p-quantile of the standard normal distribution.
func normalQuantile(p float64) float64 {
	return distuv.UnitNormal.Quantile(p)
}
