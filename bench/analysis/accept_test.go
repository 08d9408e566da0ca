package analysis

import (
	"math"
	"testing"

	"quintet/bench/samples"
)

// A load is accepted when every objective holds with its whole interval and what was offered was done well; uncertain when only an interval
// speaks against it; refused when an objective is broken or the work was not done.
func TestAccept(t *testing.T) {
	p99 := samples.SLO{Expression: "p99 < 100ms", Metric: "p99", Quantile: 0.99, Comparison: "<", Limit: 0.1}
	good := samples.SLO{Expression: "goodput > 90/s", Metric: "goodput", Comparison: ">", Limit: 90}
	row := func(o samples.SLO, measured, low, high float64) SLOResult {
		return SLOResult{SLO: o, Measured: measured, Low: low, High: high, OK: o.Holds(measured)}
	}
	for name, c := range map[string]struct {
		rows    []SLOResult
		goodput float64
		want    Acceptance
	}{
		"Held":             {[]SLOResult{row(p99, 0.05, 0.04, 0.06), row(good, 99, 98, 100)}, 99, Acceptance{Accepted: true, Valid: true}},
		"UpperEndAcross":   {[]SLOResult{row(p99, 0.05, 0.04, 0.11)}, 99, Acceptance{Uncertain: true, Valid: true, Why: Refusal{Kind: RefusedUncertain}}},
		"NoUpperEnd":       {[]SLOResult{row(p99, 0.05, 0.04, math.Inf(1))}, 99, Acceptance{Uncertain: true, Valid: true, Why: Refusal{Kind: RefusedUncertain}}},
		"LowerEndAcross":   {[]SLOResult{row(good, 95, 89, 101)}, 99, Acceptance{Uncertain: true, Valid: true, Why: Refusal{Kind: RefusedUncertain}}},
		"Broken":           {[]SLOResult{row(p99, 0.12, 0.09, 0.13)}, 99, Acceptance{Valid: true, Why: Refusal{Kind: RefusedBroken}}},
		"WorkNotDone":      {[]SLOResult{row(p99, 0.05, 0.04, 0.06)}, 94, Acceptance{Valid: true, Why: Refusal{Kind: RefusedUndone}}},
		"UndoneBeforeLuck": {[]SLOResult{row(p99, 0.05, 0.04, 0.11)}, 94, Acceptance{Valid: true, Why: Refusal{Kind: RefusedUndone}}},
		"NoObjectives":     {nil, 95, Acceptance{Accepted: true, Valid: true}},
	} {
		t.Run(name, func(t *testing.T) {
			got := Accept(&Trial{Valid: true, Offered: 1000, Measured: 10, Goodput: c.goodput, SLO: c.rows})
			if got.Accepted != c.want.Accepted || got.Uncertain != c.want.Uncertain || got.Valid != c.want.Valid || got.Why.Kind != c.want.Why.Kind {
				t.Errorf("%+v, want %+v", got, c.want)
			}
		})
	}
}

// Of several uncertain objectives the one that needs the longest run is named: what shows it shows the others.
func TestAcceptNamesWhatNeedsMost(t *testing.T) {
	uncertain := func(expression string, seconds float64) SLOResult {
		return SLOResult{SLO: samples.SLO{Expression: expression, Metric: "p99", Comparison: "<", Limit: 0.1}, Measured: 0.05, Low: 0.04, High: 0.11, OK: true, Needed: Needed{100 * seconds, seconds, math.NaN()}}
	}
	a := Accept(&Trial{Valid: true, Offered: 1000, Measured: 10, Goodput: 100, SLO: []SLOResult{uncertain("short", 8), uncertain("long", 19), uncertain("middle", 12)}})
	if !a.Uncertain || a.Why.Objective.Expression != "long" {
		t.Errorf("%+v", a)
	}
}

// A load with too few hits for a percentile is neither taken nor refused: a search goes on above it.
func TestAcceptOfTooFewHits(t *testing.T) {
	few := lasting(3*sec, samples.SLO{Expression: "p99 < 100ms", Metric: "p99", Quantile: 0.99, Comparison: "<", Limit: 0.1}, nil)
	if a := Accept(&few); few.Valid || !a.Valid || a.Accepted || !a.Uncertain || a.GeneratorBound || a.Why.Check.Kind != CheckSample {
		t.Errorf("300 hits for a p99: %+v", a)
	}
	few.Checks = append(few.Checks, Check{Kind: CheckDataset})
	if a := Accept(&few); a.Valid {
		t.Errorf("the data set is wrong too: %+v", a)
	}
}
