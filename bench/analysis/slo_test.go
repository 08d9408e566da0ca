package analysis

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"quintet/bench/samples"
)

func TestSatisfiesAndMargin(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct {
		measured   float64
		comparison string
		limit      float64
		ok         bool
		margin     float64
	}{
		{0.05, "<", 0.1, true, 0.5}, {0.1, "<", 0.1, false, 0}, {0.1, "<=", 0.1, true, 0}, {0.2, "<", 0.1, false, -1},
		{600, ">", 500, true, 0.2}, {500, ">", 500, false, 0}, {500, ">=", 500, true, 0}, {400, ">", 500, false, -0.2},
		{0, "<=", 0, true, 0}, {0.1, "<=", 0, false, -1}, {1, ">", 0, true, 1}, {nan, "<", 1, false, nan}, {1, "=", 1, true, 0}, {1, "=", 0, false, -1}, {1, "?", 1, false, 0},
	} {
		o := samples.SLO{Comparison: c.comparison, Limit: c.limit}
		ok, m := o.Holds(c.measured), margin(c.measured, c.comparison, c.limit)
		if ok != c.ok || math.Abs(m-c.margin) > 1e-12 || math.IsNaN(m) != math.IsNaN(c.margin) {
			t.Errorf("%v %s %v: %v with margin %v, want %v %v", c.measured, c.comparison, c.limit, ok, m, c.ok, c.margin)
		}
	}
}

// Every metric of an objective, measured on independent hits with an exponential service time of 10 ms, against its truth.
func TestObjectivesOfEveryMetric(t *testing.T) {
	rng := rand.New(rand.NewPCG(41, 42))
	m := manifest()
	r := &memory{points: cpuPoints(36*sec, nil)}
	for at := time.Duration(0); at < 35*sec; at += time.Duration(rng.ExpFloat64() * float64(2*ms)) {
		h := hit(at, time.Duration(rng.ExpFloat64()*float64(10*ms)))
		h.Operation = uint16(rng.IntN(2))
		if rng.IntN(100) == 0 {
			h.Failure = samples.Status
		}
		r.hits = append(r.hits, h)
	}
	m.Phases[0].Offered, m.Phases[1].Offered = 0, 0
	n := float64(len(r.hits)) / 35
	quantile := func(q float64) float64 { return -math.Log(1-q) / 100 }
	limit := 0.04
	for _, c := range []struct {
		slo   samples.SLO
		truth float64
	}{
		{samples.SLO{Metric: "p50", Quantile: 0.5}, quantile(0.5)},
		{samples.SLO{Metric: "p99", Quantile: 0.99}, quantile(0.99)},
		{samples.SLO{Metric: "p99", Quantile: 0.99, Operation: "messages.send"}, quantile(0.99)},
		{samples.SLO{Metric: "p97.5", Quantile: 0.975}, quantile(0.975)},
		{samples.SLO{Metric: "mean"}, 0.01},
		{samples.SLO{Metric: "failures"}, 0.01},
		{samples.SLO{Metric: "failures", Operation: "messages.send"}, 0.01},
		{samples.SLO{Metric: "throughput"}, n},
		{samples.SLO{Metric: "throughput", Operation: "messages.list"}, n / 2},
		{samples.SLO{Metric: "goodput"}, n * 0.99 * (1 - math.Exp(-limit*100))},
	} {
		m.SLO = []samples.SLO{c.slo, {Expression: "bound", Metric: "p90", Quantile: 0.9, Comparison: "<", Limit: limit}}
		m.SLO[0].Expression, m.SLO[0].Comparison, m.SLO[0].Limit = c.slo.Metric, ">", 0
		_, trial := trialOf(t, m, r)
		got := trial.SLO[0]
		// The intervals are 95 % wide, so the truth lies well within twice as far.
		if low, high := 2*got.Low-got.Measured, 2*got.High-got.Measured; !(low <= c.truth && c.truth <= high) || math.IsInf(high, 0) {
			t.Errorf("%s %s: measured %v [%v, %v], want about %v", c.slo.Metric, c.slo.Operation, got.Measured, got.Low, got.High, c.truth)
		}
		if got.Low > got.Measured || got.High < got.Measured || got.Low == got.High {
			t.Errorf("%s: interval [%v, %v] around %v", c.slo.Metric, got.Low, got.High, got.Measured)
		}
	}
	m.SLO = []samples.SLO{{Expression: "max < 1s", Metric: "max", Comparison: "<", Limit: 1}, {Expression: "odd < 1s", Metric: "odd", Comparison: "<", Limit: 1}}
	_, trial := trialOf(t, m, r)
	if o := trial.SLO[0]; o.Measured != trial.All.Response.Max || o.Low != o.Measured || o.High != o.Measured {
		t.Errorf("max %+v", o)
	}
	if o := trial.SLO[1]; !math.IsNaN(o.Measured) || o.OK {
		t.Errorf("an unknown metric was judged: %+v", o)
	}
}

// The tightest latency objective that applies bounds goodput.
func TestLatencyLimits(t *testing.T) {
	m := manifest()
	m.Operations = []string{"a", "b", "c"}
	m.SLO = []samples.SLO{
		{Metric: "p99", Quantile: 0.99, Comparison: "<", Limit: 0.1},
		{Metric: "p99", Quantile: 0.99, Operation: "b", Comparison: "<=", Limit: 0.05},
		{Metric: "max", Operation: "c", Comparison: "<", Limit: 0.2},
		{Metric: "mean", Comparison: "<", Limit: 0.001},
		{Metric: "p99", Quantile: 0.99, Comparison: ">", Limit: 0.002},
		{Metric: "failures", Comparison: "<", Limit: 0.003},
	}
	limits := latencyLimits(&m)
	for i, c := range []struct {
		at, over time.Duration
	}{{100*ms - 1, 100 * ms}, {50 * ms, 50*ms + 1}, {100*ms - 1, 100 * ms}, {100*ms - 1, 100 * ms}} {
		if !limits[i].holds(c.at) || limits[i].holds(c.over) {
			t.Errorf("row %d: %+v does not part %v and %v", i, limits[i], c.at, c.over)
		}
	}
	m.SLO = nil
	if !latencyLimits(&m)[0].holds(math.MaxInt64) {
		t.Error("without objectives every answer in time is good")
	}
}
