package analysis

import (
	"quintet/bench/resilience"
	"quintet/bench/samples"
	"quintet/bench/stats"
)

// quietSums is what the first pass adds up of the hits due in measured phases before the first fault. While faults are at work hits fail, are
// late or are never sent because of them, so whether the work was done at all is judged by the hits before.
type quietSums struct {
	watch                *resilience.Watch
	hits, failures, sent uint64
	lag                  *stats.Histogram
	failed               *failureSums
}

// newQuietSums is nil for a trial without faults.
func newQuietSums(w *resilience.Watch) *quietSums {
	if !w.Faulty() {
		return nil
	}
	return &quietSums{watch: w, lag: stats.NewHistogram(), failed: newFailureSums()}
}

// add counts a hit that was due before the first fault; nil counts none.
func (q *quietSums) add(h *samples.Hit) {
	if q == nil || !q.watch.Quiet(h.Due) {
		return
	}
	q.hits++
	if h.Failure != samples.OK {
		q.failures++
	}
	if wasSent(h) {
		q.sent++
		q.lag.Record(h.Wait())
	}
	q.failed.add(h)
}

// work is what the checks judge of the work of a trial: of all measured hits, or of those before the first fault. offered is how many were due.
type work struct {
	hits, failures, sent, offered uint64
	lag                           *stats.Histogram
	failed                        *failureSums
}

// work is what the checks on the work judge: with faults the hits before the first of them, otherwise those of the measured phases. What a
// closed loop would have offered is not known.
func (f *facts) work() work {
	if q := f.first.quiet; q != nil {
		return work{q.hits, q.failures, q.sent, q.hits, q.lag, q.failed}
	}
	w := work{hits: f.first.all.hits, failures: f.first.all.failures, lag: f.first.lag, failed: f.first.failed}
	for i, p := range f.Manifest.Phases {
		if p.Measure && f.Manifest.Load.Closed == 0 && p.End <= f.axis.Reached {
			w.offered += p.Offered
			w.sent += f.first.phases[i].sent
		}
	}
	return w
}
