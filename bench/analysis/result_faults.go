package analysis

import "quintet/bench/resilience"

// Faults is what the trials of a run say together on faults; nil when none of them has one.
func (r *Result) Faults() *resilience.Result {
	var sources []resilience.Source
	for i := range r.Trials {
		t := &r.Trials[i]
		m := &t.Manifest
		sources = append(sources, resilience.Source{Number: m.Trial, Valid: t.Valid, StandIns: m.Stack == "embedded", Configuration: m.Configuration, SLO: m.SLO,
			Throughput: t.Throughput, P99: t.All.Response.P99, Trial: t.Resilience, Ledger: m.ReadBack})
	}
	return resilience.Of(sources)
}
