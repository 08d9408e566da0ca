package words

import (
	"testing"

	"quintet/bench/analysis"
	"quintet/bench/samples"
)

func TestCapacity(t *testing.T) {
	for _, c := range []struct {
		capacity analysis.Capacity
		want     string
	}{
		{analysis.Capacity{Rate: 800, Refused: 840}, "800 requests/s"},
		{analysis.Capacity{Rate: 800, AtLeast: true, GeneratorBound: true}, "at least 800 requests/s (generator-bound)"},
		{analysis.Capacity{Rate: 800, AtLeast: true, Swept: true}, "at least 800 requests/s (the largest load tried)"},
		{analysis.Capacity{Rate: 800, AtLeast: true}, "at least 800 requests/s (the search's upper end)"},
		{analysis.Capacity{Rate: 800, AtLeast: true, Swept: true, Short: true}, "at least 800 requests/s (no load tried broke an objective)"},
		{analysis.Capacity{Rate: 800, Unsure: true}, "about 800 requests/s (not confirmed)"},
		{analysis.Capacity{Unsure: true}, "an unknown load"},
		{analysis.Capacity{GeneratorBound: true, AtLeast: true}, "a load that the generator could not offer"},
		{analysis.Capacity{Refused: 100}, "less than 100 requests/s"},
	} {
		if got := Capacity(&c.capacity); got != c.want {
			t.Errorf("%+v: got %q, want %q", c.capacity, got, c.want)
		}
	}
}

func TestRefusalAndStep(t *testing.T) {
	o := analysis.SLOResult{SLO: samples.SLO{Expression: "p99 < 100ms", Metric: "p99", Comparison: "<", Limit: 0.1}, Measured: 0.12, Low: 0.09, High: 0.15}
	trial := &analysis.Trial{Manifest: samples.Manifest{Trial: 3, Configuration: map[string]string{analysis.RateAxis: "400/s"}}, Goodput: 390,
		All: analysis.Operation{Response: analysis.Quantiles{P99: 0.12}}}
	for _, c := range []struct {
		a        analysis.Acceptance
		refusal  string
		is, step string
	}{
		{analysis.Acceptance{Valid: true, Accepted: true}, "", "holds", ""},
		{analysis.Acceptance{Valid: true, Why: analysis.Refusal{Kind: analysis.RefusedBroken, Objective: o}}, "p99 < 100ms is broken: 120 ms.", "does not hold: ", "p99 < 100ms is broken: 120 ms"},
		{analysis.Acceptance{Valid: true, Why: analysis.Refusal{Kind: analysis.RefusedUndone, Offered: 400, Goodput: 300}},
			"Goodput is only 300/s of 400/s offered.", "does not hold: ", "goodput is only 300/s of 400/s offered"},
		{analysis.Acceptance{Valid: true, Uncertain: true, Why: analysis.Refusal{Kind: analysis.RefusedUncertain, Objective: o}},
			"p99 < 100ms is not certain: 90 – 150 ms.", "cannot be shown to hold: ", "p99 < 100ms is not certain: 90 – 150 ms"},
		{analysis.Acceptance{Valid: true, Why: analysis.Refusal{Kind: analysis.RefusedService, Objective: o, ServiceTime: 0.11}},
			"p99 < 100ms is broken by service times alone: 110 ms.", "does not hold: ", "p99 < 100ms is broken by service times alone: 110 ms"},
		{analysis.Acceptance{GeneratorBound: true, Why: analysis.Refusal{Kind: analysis.RefusedInvalid, Check: analysis.Check{Measured: coresOf(1.8), Limit: coresOf(1.7), Evidence: analysis.GeneratorCPU{Cores: 2}}}},
			"The generator used 1.8 of 2 cores: it may have been the bottleneck in place of the system under test.", "cannot be offered: ",
			"the generator used 1.8 of 2 cores: it may have been the bottleneck in place of the system under test"},
		{analysis.Acceptance{Why: analysis.Refusal{Kind: analysis.RefusedInvalid, Check: analysis.Check{Evidence: analysis.Unread{Error: "hits-1.bin is damaged."}}}},
			"hits-1.bin is damaged.", "cannot be judged: ", "hits-1.bin is damaged"},
	} {
		if got := Refusal(&c.a.Why); got != c.refusal {
			t.Errorf("%s: got %q, want %q", c.a.Why.Kind, got, c.refusal)
		}
		if got, want := Step(trial, &c.a), "trial 3: 400/s "+c.is+c.step+" (p99 120 ms, goodput 390/s)."; got != want {
			t.Errorf("%s: got %q, want %q", c.a.Why.Kind, got, want)
		}
	}
}
