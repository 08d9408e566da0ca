package analysis

import (
	"math"

	"quintet/bench/samples"
	"quintet/telemetry"
)

// Options states how to analyse. The zero Options is what reports use.
type Options struct {
	Limits Limits
	// Backends describe the stores of records that do not do so themselves, as old ones do not.
	Backends []telemetry.Backend
	// undrawn leaves out what only figures show and takes memory for: the percentiles of each operation in each slot.
	undrawn bool
}

// Limits are the borders of validity. A zero field means its default.
type Limits struct {
	// Failures is the ratio of failed hits above which the numbers measure failing, not working: default 5 %, but ten times
	// the failures SLO where that is more, and never above 50 %.
	Failures float64
	// Missing is the ratio of hits that found nothing, or something else, where rows were seeded: default 0.1 %. More means that
	// the data set is not what the workload thinks, so the latencies are those of misses.
	Missing float64
	// SendLag is the p99 of sent - due in seconds: default 10 % of the tightest latency SLO but at least 10 ms.
	SendLag float64
	// GeneratorCPU is the share of all cores the generator may use: default 85 %.
	GeneratorCPU float64
	// Machine is the share of all cores that generator and stack together may use before a late send counts as the generator's
	// fault: default 90 %.
	Machine float64
	// ScrapeGaps is the ratio of scrapes that may fail outside faults: default 5 %.
	ScrapeGaps float64
	// Sent is the ratio of offered hits that must have been sent: default 99 %.
	Sent float64
}

// withDefaults fills in the limits that are 0. Those on failures and on the send lag follow the objectives: ten times a looser objective on
// failures, a tenth of the tightest latency.
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

// LimitsFor are the limits of validity of a run with these SLOs when Options name none.
func LimitsFor(slo []samples.SLO) Limits { return Limits{}.withDefaults(slo) }

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
