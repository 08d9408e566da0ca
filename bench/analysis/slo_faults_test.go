package analysis

import (
	"math"
	"testing"

	"quintet/bench/samples"
)

// Objectives on faults, measured on a trial whose messages.send fail from 20 s to 26 s, one second longer than the fault is in force.
func TestObjectivesOnFaults(t *testing.T) {
	m, r := manifest(), healthy()
	underFault(&m, r, 20*sec, 25*sec)
	r.hits = constant(35*sec, func(i int, h *samples.Hit) {
		if h.Operation = uint16(i % 2); h.Operation == 1 && h.Due >= 20*sec && h.Due < 26*sec {
			h.Failure = samples.Connection
		}
	})
	type want struct {
		measured float64
		ok       bool
	}
	cases := map[string]want{
		"availability > 99%": {3200. / 3500, false}, "availability > 90%": {3200. / 3500, true}, "availability(messages.list) >= 100%": {1, true},
		"availability(fault) > 49%": {0.5, true}, "availability(kill api-1, messages.send) > 1%": {0, false},
		"recovery < 2s": {1, true}, "recovery(kill api-1) < 1s": {1, false}, "recovery(pause api-1) < 1s": {math.NaN(), false}, "lost = 0": {math.NaN(), false},
	}
	of := map[string]samples.SLO{
		"availability > 99%": {Metric: "availability", Comparison: ">", Limit: 0.99}, "availability > 90%": {Metric: "availability", Comparison: ">", Limit: 0.9},
		"availability(messages.list) >= 100%":          {Metric: "availability", Operation: "messages.list", Comparison: ">=", Limit: 1},
		"availability(fault) > 49%":                    {Metric: "availability", Fault: "fault", Comparison: ">", Limit: 0.49},
		"availability(kill api-1, messages.send) > 1%": {Metric: "availability", Fault: "kill api-1", Operation: "messages.send", Comparison: ">", Limit: 0.01},
		"recovery < 2s":                                {Metric: "recovery", Comparison: "<", Limit: 2},
		"recovery(kill api-1) < 1s":                    {Metric: "recovery", Fault: "kill api-1", Comparison: "<", Limit: 1},
		"recovery(pause api-1) < 1s":                   {Metric: "recovery", Fault: "pause api-1", Comparison: "<", Limit: 1},
		"lost = 0":                                     {Metric: "lost", Comparison: "=", Limit: 0},
	}
	for expression, o := range of {
		o.Expression = expression
		m.SLO = append(m.SLO, o)
	}
	trial := AnalyzeRecord(m, r, Options{})
	for _, got := range trial.SLO {
		c, ok := cases[got.Expression]
		if !ok {
			continue
		}
		if math.Abs(got.Measured-c.measured) > 0.002 || math.IsNaN(got.Measured) != math.IsNaN(c.measured) || got.OK != c.ok {
			t.Errorf("%s: measured %v, holds %v, want %+v", got.Expression, got.Measured, got.OK, c)
		}
		if unknown := math.IsNaN(c.measured); unknown == check(t, &trial, CheckObjective, got.Expression).OK {
			t.Errorf("%s: whether it can be judged must be in the checks", got.Expression)
		}
		delete(cases, got.Expression)
	}
	if len(cases) > 0 {
		t.Errorf("not measured: %v", cases)
	}
}

// A system that does not come back breaks its objective without a number; one that is good for too short a time cannot be judged.
func TestRecoveryWithoutNumber(t *testing.T) {
	for until, want := range map[int]struct{ exceeded, judged bool }{35: {true, true}, 34: {false, false}} {
		m, r := manifest(), healthy()
		m.SLO = append(m.SLO, samples.SLO{Expression: "recovery < 2s", Metric: "recovery", Comparison: "<", Limit: 2})
		underFault(&m, r, 20*sec, 25*sec)
		r.hits = constant(35*sec, func(_ int, h *samples.Hit) {
			if h.Due >= 20*sec && h.Due.Seconds() < float64(until) {
				h.Failure = samples.Connection
			}
		})
		trial := AnalyzeRecord(m, r, Options{})
		o := trial.SLO[len(trial.SLO)-1]
		if !math.IsNaN(o.Measured) || o.OK || o.Exceeded() != want.exceeded || check(t, &trial, CheckObjective, "recovery < 2s").OK != want.judged {
			t.Errorf("bad until %d s: %+v", until, o)
		}
		if want.exceeded && (o.Low != 10 || o.Margin >= 0) {
			t.Errorf("bad until %d s: %+v", until, o)
		}
	}
}
