package analysis

import (
	"math"
	"time"

	"quintet/bench/stats"
)

// quantilesOf are the quantiles of a histogram.
func quantilesOf(h *stats.Histogram) Quantiles {
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

// Confidence of every interval in a report.
const Confidence = 0.95
