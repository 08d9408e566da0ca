package analysis

import (
	"math"
	"testing"

	"quintet/bench/samples"
)

// A hit that was never sent and has no end waited until the trial ended: it is among the slowest hits, in the totals, in its phase and in its
// slot alike, and makes no store or service time.
func TestUnsentHitsWaitUntilTheEnd(t *testing.T) {
	r := healthy()
	r.hits = constant(35*sec, func(i int, h *samples.Hit) {
		if h.Due >= 30*sec && h.Due < 30*sec+100*ms {
			*h = samples.Hit{Seq: h.Seq, Due: h.Due, Failure: samples.Unsent}
		}
	})
	trial := analyze(manifest(), r).Trials[0]
	for name, got := range map[string]float64{
		"all hits": trial.All.Response.Max, "the operation": trial.Operations[0].Response.Max,
		"the phase": trial.Phases[1].Response.Max, "the slot": trial.Timeline.Max[30],
	} {
		if math.Abs(got-5) > 1e-9 {
			t.Errorf("the largest response time of %s is %v s, want the 5 s that the first unsent hit waited", name, got)
		}
	}
	if got := trial.All.Service.Max; got > 0.006 {
		t.Errorf("the largest service time is %v s: a hit that was never sent has none", got)
	}
	if trial.Failures != 10 || trial.All.Hits != 3000 {
		t.Errorf("%d of %d hits failed, want 10 of 3,000", trial.Failures, trial.All.Hits)
	}
}
