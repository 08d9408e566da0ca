package analysis

import (
	"math"

	"quintet/bench/samples"
	"quintet/bench/stats"
	"quintet/bench/timeaxis"
)

// objectives measures every SLO of a trial over its measured phases, those on faults over the whole trial. An objective whose operation had
// no hits is not held: nothing shows that it is.
func (f *facts) objectives() []SLOResult {
	var results []SLOResult
	m, first, second := &f.Manifest, f.first, f.second
	for _, o := range m.SLO {
		r := SLOResult{SLO: o, Trial: m.Trial, Measured: math.NaN(), Low: math.NaN(), High: math.NaN(), Needed: unknownNeed()}
		if ofFaults, ok := faultObjectives[o.Metric]; ok {
			r.Measured, r.Low, r.High = ofFaults(f, o)
		} else if s, t := find(m, first, second, o.Operation); s != nil && s.hits > 0 {
			r.Measured, r.Low, r.High = measure(o, first.axis, s, t)
			r.Needed = needed(r, first.axis, s, t)
		}
		r.OK = o.Holds(r.Measured)
		r.Margin = margin(r.Measured, o.Comparison, o.Limit)
		if r.Exceeded() {
			r.Margin = margin(r.Low, o.Comparison, o.Limit)
		}
		results = append(results, r)
	}
	return results
}

// find the two passes over an operation, or over all for "".
func find(m *samples.Manifest, first *totals, second *tails, operation string) (*sums, *tailSums) {
	if operation == "" {
		return first.all, second.all
	}
	for i, name := range m.Operations {
		if name == operation {
			return first.operations[i], second.operations[i]
		}
	}
	return nil, nil
}

// measure is the value of an objective with its 95 % interval: order statistics for percentiles, batch means for the mean and for
// rates, Wilson at the effective sample size for failures. The maximum is what it is: a statement about the hits that were sent, not about a population.
func measure(o samples.SLO, a *timeaxis.Axis, s *sums, t *tailSums) (measured, low, high float64) {
	switch {
	case isPercentile(o):
		for i, q := range t.quantiles {
			if q == o.Quantile {
				in := t.interval(a, i, s.response)
				return s.response.Quantile(q), in.Low, in.High
			}
		}
	case o.Metric == "mean":
		if !t.dependence.Enough() {
			return s.response.Mean(), 0, math.Inf(1)
		}
		low, high := around(s.response.Mean(), t.dependence.Merge(a.Grouped(t.response)))
		return s.response.Mean(), low, high
	case o.Metric == "max":
		return s.response.Max(), s.response.Max(), s.response.Max()
	case o.Metric == "failures":
		low, high := stats.Proportion(a.Grouped(t.failed), Confidence)
		return float64(s.failures) / float64(s.hits), low, high
	case o.Metric == "throughput":
		rate := float64(s.inTime) / a.Seconds()
		low, high := around(rate, a.Coarse(t.inTime))
		return rate, low, high
	case o.Metric == "goodput":
		rate := float64(s.good) / a.Seconds()
		low, high := around(rate, a.Coarse(t.good))
		return rate, low, high
	}
	return math.NaN(), math.NaN(), math.NaN()
}

// around is the interval of a mean or rate by batches; it does not go below zero.
func around(measured float64, groups [][]stats.Batch) (low, high float64) {
	_, variance, degrees := stats.Ratio(groups)
	half := stats.HalfWidth(variance, degrees, Confidence)
	return math.Max(0, measured-half), measured + half
}

// lostWrites measures the objective on lost writes: how many are, and at most could be, with those that were not looked for. Nothing was
// measured without a ledger that was read back.
func lostWrites(m *samples.Manifest) (measured, low, high float64) {
	l := m.ReadBack
	if l == nil || l.Acknowledged == 0 && l.Reason != "" {
		return math.NaN(), math.NaN(), math.NaN()
	}
	return float64(l.Lost), float64(l.Lost), float64(l.Lost + l.Unchecked)
}

// faultObjectives are the metrics of objectives that a trial's faults are measured for, with how: the value and its 95 % interval, NaN where
// nothing was measured.
var faultObjectives = map[string]func(*facts, samples.SLO) (measured, low, high float64){
	"availability": availabilityOf, "recovery": slowestRecovery,
	"lost": func(f *facts, _ samples.SLO) (measured, low, high float64) { return lostWrites(&f.Manifest) },
}

// availabilityOf is the share of hits that were answered rightly and in time: of all hits of the trial, or of those due while a fault was in force.
func availabilityOf(f *facts, o samples.SLO) (measured, low, high float64) {
	s := f.first.watch.Availability(o.Fault, o.Operation)
	return s.Value, s.Low, s.High
}

// slowestRecovery is the longest time from the end of a fault until all was good again. One that was not seen to recover has only a lower
// bound: there is no number then.
func slowestRecovery(f *facts, o samples.SLO) (measured, low, high float64) {
	if f.Resilience == nil {
		return math.NaN(), math.NaN(), math.NaN()
	}
	measured, atLeast := f.Resilience.Slowest(o.Fault)
	if math.IsNaN(measured) && !math.IsNaN(atLeast) {
		return measured, atLeast, math.Inf(1)
	}
	return measured, measured, measured
}
