package figure

import (
	"cmp"
	"image/color"
	"slices"
	"strconv"

	"quintet/bench/analysis"
)

// percentile is one that figures draw: its name in a legend and in Operation.Intervals, and where its value stands.
type percentile struct {
	name, interval string
	q              float64
	of             func(analysis.Quantiles) float64
}

var percentiles = []percentile{
	{"p50", "p50", 0.5, func(q analysis.Quantiles) float64 { return q.P50 }},
	{"p90", "p90", 0.9, func(q analysis.Quantiles) float64 { return q.P90 }},
	{"p99", "p99", 0.99, func(q analysis.Quantiles) float64 { return q.P99 }},
	{"p99.9", "p999", 0.999, func(q analysis.Quantiles) float64 { return q.P999 }},
}

// shown are the percentiles that so many hits can tell: at least one hit must lie beyond. The median is always shown.
func shown(hits uint64) []percentile {
	return slices.DeleteFunc(slices.Clone(percentiles), func(p percentile) bool {
		return p.q > 0.5 && float64(hits)*(1-p.q) < 1-1e-9
	})
}

// percentileKeys are the legend's entries of percentiles drawn as dots.
func percentileKeys(ps []percentile) []line {
	var keys []line
	for _, p := range ps {
		keys = append(keys, line{name: p.name, color: percentileColors[p.name], marker: asDot})
	}
	return keys
}

// percentileColor is the colour of a quantile; ink for those that figures do not draw.
func percentileColor(q float64) color.RGBA {
	return cmp.Or(percentileColors["p"+strconv.FormatFloat(100*q, 'g', 6, 64)], ink)
}
