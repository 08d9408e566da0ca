package analysis

import (
	"math"

	"quintet/bench/samples"
)

// LimitsFor are the limits of validity of a run with these SLOs when Options name none.
func LimitsFor(slo []samples.SLO) Limits { return Limits{}.withDefaults(slo) }

func (l Limits) withDefaults(slo []samples.SLO) Limits {
	for field, value := range map[*float64]float64{
		&l.Failures: maxFailures(slo), &l.Missing: 0.001, &l.SendLag: maxSendLag(slo), &l.GeneratorCPU: 0.85, &l.Machine: 0.9,
		&l.ScrapeGaps: 0.05, &l.Sent: 0.99,
	} {
		if *field == 0 {
			*field = value
		}
	}
	return l
}

// maxFailures is the default of Limits.Failures.
func maxFailures(slo []samples.SLO) float64 {
	limit := 0.05
	for _, o := range slo {
		if o.Metric == "failures" && o.Operation == "" {
			limit = math.Max(limit, 10*o.Limit)
		}
	}
	return math.Min(limit, 0.5)
}

// maxSendLag is the default of Limits.SendLag, in seconds.
func maxSendLag(slo []samples.SLO) float64 {
	const least = 0.01
	tightest := math.Inf(1)
	for _, o := range slo {
		if isLatency(o) && o.Limit > 0 {
			tightest = math.Min(tightest, o.Limit)
		}
	}
	if math.IsInf(tightest, 1) {
		return least
	}
	return math.Max(least, tightest/10)
}
