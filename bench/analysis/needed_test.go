package analysis

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"quintet/bench/samples"
)

// lasting measures 100 hits per second for so long, each as change makes it, against one objective.
func lasting(measured time.Duration, slo samples.SLO, change func(i int, h *samples.Hit)) Trial {
	m := manifest()
	m.Elapsed, m.SLO = 5*sec+measured, []samples.SLO{slo}
	m.Phases[1].End, m.Phases[1].Offered = m.Elapsed, uint64(measured/(10*ms))
	m.Load.Offered = 500 + m.Phases[1].Offered
	points := cpuPoints(m.Elapsed+sec, map[string]float64{"api-1": 0.5, GeneratorSource: 0.3})
	return AnalyzeRecord(m, &memory{hits: constant(m.Elapsed, change), points: points}, Options{})
}

// An objective that a run cannot show is not broken: how many hits would show it is stated, and so many do.
func TestNeeded(t *testing.T) {
	failures := samples.SLO{Expression: "failures < 0.1%", Metric: "failures", Comparison: "<", Limit: 0.001}
	p99 := samples.SLO{Expression: "p99 < 100ms", Metric: "p99", Quantile: 0.99, Comparison: "<", Limit: 0.1}
	goodput := samples.SLO{Expression: "goodput > 95/s", Metric: "goodput", Comparison: ">", Limit: 95}
	fail := func(every int) func(int, *samples.Hit) {
		return func(i int, h *samples.Hit) {
			if i%every == every-1 {
				h.Failure = samples.Status
			}
		}
	}
	slow := func(i int, h *samples.Hit) {
		if i%200 == 199 {
			h.End = h.Due + 150*ms
		}
	}
	for _, test := range []struct {
		name     string
		slo      samples.SLO
		measured time.Duration
		change   func(i int, h *samples.Hit)
		hits     float64
	}{
		// A budget of 0.1 % needs 3,838 clean hits, which is 38.4 s at 100/s.
		{"no failure of 1,200", failures, 12 * sec, nil, 3838},
		{"one failure in 2,000", failures, 40 * sec, fail(2000), 15_350},
		{"no slow hit of 300", p99, 3 * sec, nil, 368},
		{"slow hits half as often as p99 allows", p99, 10 * sec, slow, 1674},
	} {
		short := lasting(test.measured, test.slo, test.change)
		a, r := Accept(&short), short.SLO[0]
		if !r.OK || !r.NotCertain() || math.Abs(r.Needed.Hits/test.hits-1) > 0.02 || math.Abs(r.Needed.Seconds-r.Needed.Hits/100) > 0.02 {
			t.Errorf("%s: %+v, want %g hits", test.name, r, test.hits)
		}
		if !a.Uncertain || a.Why.Kind == RefusedUncertain && a.Why.Objective.Needed != r.Needed || a.Why.Kind != RefusedUncertain && a.Why.Check.Kind != CheckSample {
			t.Errorf("%s: %+v", test.name, a)
		}
		long := lasting(time.Duration(math.Ceil(1.05*r.Needed.Seconds))*sec, test.slo, test.change)
		if r := long.SLO[0]; r.NotCertain() || !math.IsNaN(r.Needed.Hits) {
			t.Errorf("%s: the longer run does not show it either: %+v", test.name, r)
		}
	}
	if r := lasting(30*sec, goodput, nil).SLO[0]; r.NotCertain() || !math.IsNaN(r.Needed.Seconds) {
		t.Errorf("a goodput that is certain needs nothing: %+v", r)
	}
	// On the limit itself no length of run would do.
	if r := lasting(10*sec, failures, fail(1000)).SLO[0]; !math.IsInf(r.Needed.Hits, 1) || !r.Needed.Impractical() {
		t.Errorf("one failure in 1,000: %+v", r)
	}
}

// Next to the limit no practical run decides, and the distance that is stated is the one from which on ten times the run does.
func TestTooNearItsLimit(t *testing.T) {
	failures := samples.SLO{Expression: "failures < 1%", Metric: "failures", Comparison: "<", Limit: 0.01}
	// failing are so many failures, evenly among the measured hits.
	failing := func(share float64, _ int) func(int, *samples.Hit) {
		return func(i int, h *samples.Hit) {
			if n := float64(i - 500); n >= 0 && math.Floor((n+1)*share) > math.Floor(n*share) {
				h.Failure = samples.Status
			}
		}
	}
	p99 := samples.SLO{Expression: "p99 < 100ms", Metric: "p99", Quantile: 0.99, Comparison: "<", Limit: 0.1}
	// exponential response times of the n measured hits: that share of them exactly is beyond the limit, and they come in an order drawn at random.
	exponential := func(beyond float64, n int) func(int, *samples.Hit) {
		order := rand.New(rand.NewPCG(1, 12)).Perm(n)
		return func(i int, h *samples.Hit) {
			if i >= 500 {
				u := (float64(order[i-500]) + 0.5) / float64(n)
				h.End = h.Due + time.Duration(0.1*math.Log(1-u)/math.Log(beyond)*1e9)
			}
		}
	}
	for _, test := range []struct {
		slo  samples.SLO
		near float64 // a share next to 1 %
		of   func(float64, int) func(int, *samples.Hit)
	}{{failures, 0.00999, failing}, {p99, 0.00993, exponential}} {
		short := lasting(120*sec, test.slo, test.of(test.near, 12_000)).SLO[0]
		if n := short.Needed; !short.OK || !short.NotCertain() || !n.Impractical() || !(n.Distance > 0) {
			t.Fatalf("%s: %+v", test.slo.Expression, short)
		}
		for _, side := range []float64{-1, 1} {
			at := func(distance float64) SLOResult {
				return lasting(1200*sec, test.slo, test.of(0.01+side*distance*short.Needed.Distance, 120_000)).SLO[0]
			}
			if far, near := at(1.25), at(0.75); far.NotCertain() || !near.NotCertain() || near.Needed.Impractical() {
				t.Errorf("%s with a distance of %g: from a quarter more %+v, from a quarter less %+v", test.slo.Expression, short.Needed.Distance, far, near)
			}
		}
	}
}
