package analysis

import (
	"math"
	"slices"
	"time"

	"quintet/bench/samples"
	"quintet/bench/stats"
	"quintet/bench/timeaxis"
)

// tails is the second pass over the hits, which needs the percentiles of the first: where the slowest 1 % spend their time, and how
// many hits of each batch were as slow as each percentile or slower, which states how far neighbours share their fate.
type tails struct {
	first      *totals
	all        *tailSums
	operations []*tailSums
}

// tailSums is the second pass over one operation, or all.
type tailSums struct {
	// reference is the response times of the first pass, in whose resolution thresholds and from are.
	reference *stats.Histogram
	// from is the response time at which the slowest 1 % begin; places and byOp are of these hits.
	from   time.Duration
	places shareSums
	byOp   map[uint16]uint64
	// quantiles are the percentiles watched, thresholds their response times, above one row of batches for each: hits at least as
	// slow. (Not slower: many hits may have the very same time, a timeout's for one.)
	quantiles  []float64
	thresholds []time.Duration
	above      [][]stats.Batch
	// response adds up response times by batch, failed counts failures, inTime and good count answers by the batch they ended in.
	response, failed, inTime, good []stats.Batch
	// dependence is how far neighbouring hits share their fate: the longest of all percentiles watched, here or over all hits.
	dependence stats.Dependence
}

// tailDivisor says which share of the hits is the tail: one in a hundred, rounded up.
const tailDivisor = 100

func newTails(t *totals) *tails {
	s := &tails{first: t, all: newTailSums(t, t.all, ""), operations: make([]*tailSums, len(t.operations))}
	for i, op := range t.operations {
		s.operations[i] = newTailSums(t, op, t.manifest.Operations[i])
	}
	return s
}

// newTailSums takes the thresholds from the histogram of the first pass: the slowest 1 % are those at or above the rank that leaves a
// hundredth of the hits, rounded up.
func newTailSums(t *totals, s *sums, operation string) *tailSums {
	r := &tailSums{from: math.MaxInt64, reference: s.response, byOp: map[uint16]uint64{}, quantiles: watched(t.manifest, operation)}
	if n := s.response.Count(); n > 0 {
		r.from = duration(s.response.Rank(n - (n+tailDivisor-1)/tailDivisor + 1))
	}
	for _, q := range r.quantiles {
		r.thresholds = append(r.thresholds, duration(s.response.Quantile(q)))
		r.above = append(r.above, make([]stats.Batch, len(t.axis.Batches)))
	}
	r.response, r.failed = make([]stats.Batch, len(t.axis.Batches)), make([]stats.Batch, len(t.axis.Batches))
	for _, b := range t.axis.Batches {
		r.inTime = append(r.inTime, stats.Batch{Weight: b.Seconds()})
		r.good = append(r.good, stats.Batch{Weight: b.Seconds()})
	}
	return r
}

// watched are the percentiles that have intervals: those of every table, and those of the SLOs on the operation.
func watched(m *samples.Manifest, operation string) []float64 {
	quantiles := []float64{0.5, 0.9, 0.95, 0.99, 0.999}
	for _, o := range m.SLO {
		if isPercentile(o) && o.Operation == operation && !slices.Contains(quantiles, o.Quantile) {
			quantiles = append(quantiles, o.Quantile)
		}
	}
	return quantiles
}

// add is the second pass: only now are the thresholds known from which a hit is among the slowest, of all and of its operation.
func (t *tails) add(h *samples.Hit) error {
	response, end := t.first.response(h), -1
	good := t.first.good(h, response)
	if h.Step == 0 {
		t.first.watch.AddAgain(h, response, good)
	}
	b := t.first.axis.Batch(h.Due)
	if b < 0 {
		return nil
	}
	if answered(h) {
		end = t.first.axis.Batch(h.End)
	}
	slow := h.Step == 0 && t.all.add(h, response, b, end, good)
	var operation *tailSums
	if int(h.Operation) < len(t.operations) {
		operation = t.operations[h.Operation]
	}
	slowOfItsOwn := operation != nil && operation.add(h, response, b, end, good)
	if !slow && !slowOfItsOwn {
		return nil
	}
	where := t.first.places.of(h, response)
	if slow {
		t.all.places.add(&where)
		t.all.byOp[h.Operation]++
	}
	if slowOfItsOwn {
		operation.places.add(&where)
	}
	return nil
}

// add counts a hit due in batch b and, when it was answered inside a measured phase, ended in batch end (-1 otherwise). It reports
// whether the hit is one of the slowest 1 %.
func (s *tailSums) add(h *samples.Hit, response time.Duration, b, end int, good bool) (slow bool) {
	if end >= 0 {
		s.inTime[end].Sum++
		if good {
			s.good[end].Sum++
		}
	}
	for i, threshold := range s.thresholds {
		s.above[i][b].Weight++
		if s.reference.AtLeast(response, threshold) {
			s.above[i][b].Sum++
		}
	}
	s.response[b].Weight++
	s.response[b].Sum += response.Seconds()
	s.failed[b].Weight++
	if h.Failure != samples.OK {
		s.failed[b].Sum++
	}
	return s.reference.AtLeast(response, s.from)
}

// measureDependence is called once all hits were added.
func (t *tails) measureDependence() {
	for _, s := range append([]*tailSums{t.all}, t.operations...) {
		s.dependence = t.all.dependence
		for _, above := range s.above {
			s.dependence = s.dependence.Longer(t.first.axis.Dependence(above))
		}
	}
}

// effective is how many independent hits say as much about the i-th watched percentile; not ok when no interval can be stated.
func (s *tailSums) effective(a *timeaxis.Axis, i int, hits uint64) (size float64, ok bool) {
	return stats.EffectiveSize(float64(hits), a.Grouped(s.above[i]), s.dependence, Confidence)
}

// interval is the 95 % interval of the i-th watched percentile of the response time: order statistics, at the effective sample size. From 0
// to +Inf when none can be stated.
func (s *tailSums) interval(a *timeaxis.Axis, i int, h *stats.Histogram) Interval {
	n := h.Count()
	if n == 0 {
		return Interval{math.NaN(), math.NaN()}
	}
	r := Interval{0, math.Inf(1)}
	size, ok := s.effective(a, i, n)
	if !ok {
		return r
	}
	low, high := stats.QuantileRanks(n, size, s.quantiles[i], Confidence)
	if low > 0 {
		r.Low = h.Rank(low)
	}
	if high <= n {
		r.High = h.Rank(high)
	}
	return r
}

// duration is the reverse of time.Duration.Seconds; NaN is 0.
func duration(seconds float64) time.Duration {
	if math.IsNaN(seconds) {
		return 0
	}
	return time.Duration(math.Round(seconds * 1e9))
}
