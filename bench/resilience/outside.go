package resilience

import (
	"math"
	"slices"
	"strings"
	"time"

	"quintet/bench/samples"
	"quintet/bench/stats"
)

const (
	// falseAlarm is the probability at most that a trial without a fault has a stretch that counts as out of its objectives.
	falseAlarm = 0.01
	// usualFailures is the share of hits that may fail where no objective says.
	usualFailures = 0.01
	// enoughGood hits on end are not good by chance where half of them are bad.
	enoughGood = 5
)

// budget is the share of the hits of an operation ("" is all) that the objectives allow to be bad: as many as may fail, and as many as
// may be slower than the limit of a percentile.
func budget(slo []samples.SLO, operation string) float64 {
	failures, slow := math.NaN(), 0.0
	for _, o := range slo {
		if o.Operation != "" && o.Operation != operation || !strings.HasPrefix(o.Comparison, "<") {
			continue
		}
		switch {
		case o.Metric == "failures" && !(failures <= o.Limit):
			failures = o.Limit
		case o.Quantile > 0 && o.Quantile < 1:
			slow = max(slow, 1-o.Quantile)
		}
	}
	if math.IsNaN(failures) {
		failures = usualFailures
	}
	return failures + slow
}

// limited reports whether an objective bounds the response time of single hits of an operation: without one every right answer is good.
func limited(slo []samples.SLO, operation string) bool {
	return slices.ContainsFunc(slo, func(o samples.SLO) bool {
		return (o.Operation == "" || o.Operation == operation) && strings.HasPrefix(o.Comparison, "<") && (o.Quantile > 0 && o.Quantile < 1 || o.Metric == "max")
	})
}

// errorBudget is the share of all hits that the objective on the availability of the whole run lets be bad, the strictest of several; without
// one it is as much as the other objectives allow.
func errorBudget(slo []samples.SLO) float64 {
	strictest := nan
	for _, o := range slo {
		if allowed := 1 - o.Limit; o.Metric == "availability" && o.Fault == "" && o.Operation == "" && !(strictest <= allowed) {
			strictest = allowed
		}
	}
	if math.IsNaN(strictest) {
		return budget(slo, "")
	}
	return strictest
}

// outside is where a trial is out of its objectives.
type outside struct {
	// any is of all hits or any operation, in order, all of all hits together; operations has a row an operation.
	any, all   []stats.Stretch
	operations [][]stats.Stretch
}

// outside finds the stretches of slots in which more hits are bad than the objectives allow and than were bad before the first fault,
// of all hits and of each operation. A trial without a fault has one with a probability of falseAlarm at most.
func (w *Watch) outside() outside {
	var o outside
	out := make([]stats.Batch, len(w.slots[0]))
	for i, slots := range w.slots {
		operation := ""
		if i > 0 {
			operation = w.manifest.Operations[i-1]
		}
		base := budget(w.manifest.SLO, operation)
		if b := w.before[i]; b.due > 0 {
			usual, _ := stats.Wilson(uint64(b.bad), uint64(b.due), confidence)
			base = max(base, usual)
		}
		var found []stats.Stretch
		for _, s := range stats.Excesses(batches(slots), base, falseAlarm/float64(len(w.slots))) {
			found = append(found, w.parted(slots, s)...)
		}
		for _, s := range found {
			for k := s.Begin; k < s.End; k++ {
				out[k].Sum = 1
			}
		}
		if i == 0 {
			o.all = found
		} else {
			o.operations = append(o.operations, found)
		}
	}
	for i := range out {
		if out[i].Sum == 0 {
			continue
		}
		if n := len(o.any); n > 0 && o.any[n-1].End == i {
			o.any[n-1].End++
			continue
		}
		o.any = append(o.any, stats.Stretch{Begin: i, End: i + 1})
	}
	return o
}

// parted parts a stretch where all was good for the hold time: of an operation with few hits the likeliest stretch reaches from one fault
// to the next, over all the good hits between them.
func (w *Watch) parted(slots []tally, s stats.Stretch) []stats.Stretch {
	var parts []stats.Stretch
	begin, last, good := s.Begin, s.Begin, uint32(0)
	for i := s.Begin; i < s.End; i++ {
		if slots[i].bad == 0 {
			good += slots[i].due
			continue
		}
		if good >= enoughGood && time.Duration(i-last-1)*w.width >= w.hold {
			parts = append(parts, stats.Stretch{Begin: begin, End: last + 1})
			begin = i
		}
		last, good = i, 0
	}
	return append(parts, stats.Stretch{Begin: begin, End: s.End})
}
