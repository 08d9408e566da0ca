package runner

import (
	"fmt"
	"maps"
	"math"
	"sync/atomic"
	"time"

	"quintet/bench/load"
	"quintet/bench/samples"
	"quintet/bench/scenario"
)

// watch stands before the recorder of a scenario that says `abort: true` and counts, for each objective, the hits that speak
// against it. An objective is beyond repair when no hit still to come could save it: more hits were too slow than the percentile leaves
// room for among all that the schedule holds, more failed than the ratio allows. Goodput is not watched: what spoils it spoils
// a percentile or the failures too.
type watch struct {
	load.Recorder
	schedule   *load.Schedule
	objectives []*watched
}

// watched is one objective with what speaks against it so far.
type watched struct {
	scenario.SLO
	// operation is the index of the operation it is about, -1 for all.
	operation int
	// planned is how many hits it will be about at most, and seconds for how long; infinitely many when it is not known.
	planned, seconds float64
	// seen are the hits so far, against those that speak against it, took their response times together in nanoseconds.
	seen, against, took atomic.Int64
}

// newWatch watches the objectives of a trial.
func newWatch(t *trial) *watch {
	w := &watch{Recorder: t.writer, schedule: t.schedule}
	offered, seconds := 0.0, 0.0
	for _, p := range t.schedule.Phases() {
		if p.Measure {
			offered, seconds = offered+float64(p.Offered), seconds+(p.End-p.Start).Seconds()
		}
	}
	if t.plan.Scenario.Load.Closed > 0 {
		offered = math.Inf(1)
	}
	shares, names := asked(&t.plan.Scenario.Workload), t.workload.Operations()
	for _, o := range t.plan.Scenario.SLO {
		planned := &watched{SLO: o, operation: -1, planned: offered, seconds: seconds}
		for i, name := range names {
			if name == o.Operation {
				// Which hits are of an operation is drawn: five standard deviations more is more than there will be.
				mean := offered * shares[name]
				planned.operation, planned.planned = i, mean+5*math.Sqrt(mean)
			}
		}
		w.objectives = append(w.objectives, planned)
	}
	return w
}

// asked is how many hits there are of each operation and sequence for one hit of the schedule.
func asked(w *scenario.Workload) map[string]float64 {
	of := shares(w.Mix)
	for name, share := range maps.Clone(of) {
		if s := w.Sequence(name); s != nil {
			for _, step := range s.Steps {
				of[step.Operation] += share
			}
		}
	}
	return of
}

// Hit counts a hit of a measured phase and records it.
func (w *watch) Hit(h *samples.Hit) error {
	if p := w.schedule.Phase(h.Due); p.Measure && h.Due < p.End {
		for _, o := range w.objectives {
			o.count(h)
		}
	}
	return w.Recorder.Hit(h)
}

// count adds a hit to what speaks against the objective.
func (o *watched) count(h *samples.Hit) {
	// All hits are those of the schedule, of which a step is a part.
	if o.operation >= 0 && int(h.Operation) != o.operation || o.operation < 0 && h.Step > 0 {
		return
	}
	o.seen.Add(1)
	o.took.Add(int64(h.Response()))
	limit := time.Duration(o.Limit * float64(time.Second))
	switch {
	case o.Metric == "failures" && h.Failure != samples.OK,
		o.Metric == "throughput" && h.Status == 0,
		(o.Quantile > 0 || o.Metric == "max") && h.Response() >= limit:
		o.against.Add(1)
	}
}

// broken is the reason to end the load, "" while every objective may still hold.
func (w *watch) broken(load.Live) string {
	for _, o := range w.objectives {
		if why := o.hopeless(); why != "" {
			return fmt.Sprintf("%s cannot hold any more: %s", o.Expression, why)
		}
	}
	return ""
}

// hopeless is why the objective can no longer hold, whatever the rest of the load brings, "" as long as it can. Of the lower bounds only
// throughput can be given up: the most that can still be answered is known.
func (o *watched) hopeless() string {
	against, upper := float64(o.against.Load()), o.Comparison == "<" || o.Comparison == "<="
	switch {
	case o.Metric == "throughput" && !upper:
		if best := (o.planned - against) / o.seconds; best < o.Limit {
			return fmt.Sprintf("%.0f hits were never answered, which leaves %.1f/s at best", against, best)
		}
	case !upper:
		return ""
	case o.Metric == "max" && against > 0:
		return "a hit took longer"
	case o.Metric == "failures" && against > o.Limit*o.planned:
		return fmt.Sprintf("%.0f hits failed of %.0f that the schedule holds", against, o.planned)
	case o.Quantile > 0 && against > (1-o.Quantile)*o.planned+1:
		return fmt.Sprintf("%.0f hits were slower of %.0f that the schedule holds", against, o.planned)
	case o.Metric == "mean" && float64(o.took.Load())/1e9 > o.Limit*o.planned:
		return fmt.Sprintf("the %d hits so far took as long as all %.0f may", o.seen.Load(), o.planned)
	}
	return ""
}
