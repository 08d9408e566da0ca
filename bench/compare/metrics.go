package compare

import (
	"math"
	"slices"

	"quintet/bench/analysis"
	"quintet/bench/samples"
)

// minHitsForTail is from how many hits in a trial the p99 of an operation is compared: below, it is the largest of them.
const minHitsForTail = 100

// compared is a measure of a trial that is compared, and how to read it.
type compared struct {
	// fault is what an objective is about, "" for the whole trial.
	metric, operation, fault string
	higher                   bool
	primary                  bool
	// margin is what counts as the same in the metric's own unit; 0 for a ratio.
	margin float64
	of     func(*analysis.Trial) float64
}

// comparedMetrics lists what is compared, primary metrics first: those of the SLOs, or p99, goodput and failures where there are none.
func comparedMetrics(slo []samples.SLO, operations []string) []compared {
	var list []compared
	add := func(c compared) {
		if c.metric == "failures" {
			c.margin = failureMargin(slo)
		}
		if !slices.ContainsFunc(list, func(have compared) bool {
			return have.metric == c.metric && have.operation == c.operation && have.fault == c.fault
		}) {
			list = append(list, c)
		}
	}
	for _, o := range slo {
		add(compared{metric: o.Metric, operation: o.Operation, fault: o.Fault, primary: true,
			higher: o.Comparison == ">" || o.Comparison == ">=", of: func(t *analysis.Trial) float64 { return objectiveValue(t, o) }})
	}
	overall := []compared{
		{metric: "p99", of: func(t *analysis.Trial) float64 { return t.All.Response.P99 }},
		{metric: "goodput", higher: true, of: func(t *analysis.Trial) float64 { return t.Goodput }},
		{metric: "failures", of: failureRatio},
		{metric: "throughput", higher: true, of: func(t *analysis.Trial) float64 { return t.Throughput }},
		{metric: "mean", of: func(t *analysis.Trial) float64 { return t.All.Response.Mean }},
		{metric: "p50", of: func(t *analysis.Trial) float64 { return t.All.Response.P50 }},
		{metric: "p90", of: func(t *analysis.Trial) float64 { return t.All.Response.P90 }},
		{metric: "p99.9", of: farTail},
		{metric: "cpu", of: cpuPerRequest},
	}
	for i, c := range overall {
		c.primary = len(slo) == 0 && i < 3
		add(c)
	}
	for _, name := range operations {
		add(compared{metric: "p99", operation: name, of: func(t *analysis.Trial) float64 { return operationTail(t, name) }})
	}
	return list
}

// failureMargin is by how much the share of failed hits may differ and still count as the same: a fifth of the tightest failure SLO of
// all operations, or 0.1 % of hits. A ratio of two small counts would be noise, and from no failures to one it has no value at all.
func failureMargin(slo []samples.SLO) float64 {
	margin := 0.001
	for _, o := range slo {
		if o.Metric == "failures" && o.Operation == "" && o.Limit > 0 {
			margin = math.Min(margin, o.Limit/5)
		}
	}
	return margin
}

// objectiveValue is what a trial measured of an objective.
func objectiveValue(t *analysis.Trial, o samples.SLO) float64 {
	for _, r := range t.SLO {
		if r.Metric == o.Metric && r.Operation == o.Operation && r.Fault == o.Fault {
			return r.Measured
		}
	}
	return math.NaN()
}

func failureRatio(t *analysis.Trial) float64 {
	if t.All.Hits == 0 {
		return math.NaN()
	}
	return float64(t.All.Failures) / float64(t.All.Hits)
}

// farTail is p99.9 where there are enough hits for one to lie beyond it.
func farTail(t *analysis.Trial) float64 {
	if t.All.Hits < 1000 {
		return math.NaN()
	}
	return t.All.Response.P999
}

// operationTail is the p99 of an operation.
func operationTail(t *analysis.Trial, name string) float64 {
	for i := range t.Operations {
		if o := &t.Operations[i]; o.Name == name && o.Hits >= minHitsForTail {
			return o.Response.P99
		}
	}
	return math.NaN()
}

// cpuPerRequest is what the stack's processes, not the generator, used per answered hit.
func cpuPerRequest(t *analysis.Trial) float64 {
	cores, known := 0.0, false
	for source, c := range t.MeanCPU {
		if source != analysis.GeneratorSource && !math.IsNaN(c) {
			cores, known = cores+c, true
		}
	}
	if !known || t.Completed == 0 {
		return math.NaN()
	}
	return cores * t.Measured / float64(t.Completed)
}
