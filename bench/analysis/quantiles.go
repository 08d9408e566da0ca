package analysis

import (
	"math"
	"time"

	"quintet/bench/stats"
)

// quantiles of a histogram.
func quantiles(h *stats.Histogram) Quantiles {
	return Quantiles{
		Mean: h.Mean(), P50: h.Quantile(0.5), P90: h.Quantile(0.9), P95: h.Quantile(0.95), P99: h.Quantile(0.99),
		P999: h.Quantile(0.999), P9999: h.Quantile(0.9999), Max: h.Max(),
	}
}

// duration is the reverse of time.Duration.Seconds; NaN is 0.
func duration(seconds float64) time.Duration {
	if math.IsNaN(seconds) {
		return 0
	}
	return time.Duration(math.Round(seconds * 1e9))
}

// interval is the 95 % interval of a percentile of the response time: order statistics, with the effective sample size for n.
func interval(h *stats.Histogram, q, effective float64) Interval {
	n := h.Count()
	if n == 0 {
		return Interval{math.NaN(), math.NaN()}
	}
	worth := uint64(math.Max(1, math.Floor(effective)))
	low, high := stats.Ranks(worth, q, Confidence)
	r := Interval{0, math.Inf(1)}
	if low > 0 {
		r.Low = h.Rank(uint64(math.Floor(float64(low) * float64(n) / float64(worth))))
	}
	if high <= worth {
		r.High = h.Rank(uint64(math.Ceil(float64(high) * float64(n) / float64(worth))))
	}
	return r
}

// Confidence of every interval in a report.
const Confidence = 0.95
