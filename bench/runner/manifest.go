package runner

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"quintet/bench/plan"
	"quintet/bench/samples"
	"quintet/bench/scenario"
	"quintet/telemetry"
)

// manifest is what is known of a trial before it runs.
func (t *trial) manifest() samples.Manifest {
	s, r := t.plan.Scenario, t.runner
	m := samples.Manifest{
		Format: samples.FormatVersion, RunID: r.RunID, Scenario: s.Name, Description: s.Description, Source: string(s.Source),
		Stack: r.StackName, Trial: t.plan.Number, Trials: t.plan.Of, Configuration: t.plan.Configuration,
		Repetition: t.plan.Repetition, Settings: s.Settings, Command: r.Command, Seed: s.Seed, DrawSeed: t.plan.Seed, State: samples.Running,
		Began: time.Now(), Operations: t.workload.Operations(), Phases: t.schedule.Phases(), Mix: shares(s.Workload.Mix),
		ScrapeInterval: s.ScrapeInterval, Machine: r.Machine, Build: r.Build,
		Load: samples.Load{Arrivals: s.Load.Arrivals, Closed: s.Load.Closed, Offered: t.schedule.Len(), Timeout: s.Load.Timeout},
		Dataset: samples.Dataset{
			Volume: volume(s.Dataset.Volume), Fingerprint: t.dataset.Fingerprint(), Rows: t.dataset.Rows(),
			Assumptions: s.Dataset.Assumptions,
		},
	}
	if search := t.plan.Search; search != nil {
		m.Search = &samples.Search{From: search.From, To: search.To, Resolution: search.Resolution, Confirmations: plan.Confirmations, Uncertain: plan.Uncertain}
	}
	m.Declared, m.Unchecked, m.Trace = s.Workload.Declared(), s.Workload.Unchecked(), t.trace()
	for _, w := range s.Workload.Mix {
		if s.Workload.Sequence(w.Operation) != nil {
			m.Sequences = append(m.Sequences, w.Operation)
		}
	}
	if s.Workload.Foreign() && s.Dataset.Volume == 0 {
		m.Dataset = samples.Dataset{}
	}
	m.SLO = SLOs(s)
	for i := range r.Generators {
		m.Generators = append(m.Generators, samples.LoadGenerator{Index: i, State: samples.Running})
	}
	m.Faults, m.Hold, m.Ledger = faults(s), s.Hold, s.Ledger
	return m
}

// faults are the faults of a scenario as its record has them.
func faults(s scenario.Scenario) []samples.Fault {
	var list []samples.Fault
	for _, f := range s.Faults {
		list = append(list, samples.Fault{Label: f.Label(), Kind: f.Kind, Target: f.Target, At: f.At, For: f.For, Params: f.Params, Commands: f.Commands})
	}
	return list
}

// SLOs are the objectives of a scenario as its record has them.
func SLOs(s scenario.Scenario) []samples.SLO {
	var list []samples.SLO
	for _, o := range s.SLO {
		list = append(list, samples.SLO{Expression: o.Expression, Metric: o.Metric, Quantile: o.Quantile,
			Operation: o.Operation, Fault: o.Fault, Comparison: o.Comparison, Limit: o.Limit})
	}
	return list
}

// backends are those of the stack, as far as its services and the answers to hits have named them.
func (t *trial) backends(m *samples.Manifest) []telemetry.Backend {
	names := slices.Clone(m.Stores)
	for _, s := range m.Services {
		names = append(names, s.Name)
	}
	var list []telemetry.Backend
	for _, b := range t.runner.Backends {
		one := telemetry.Recorded([]telemetry.Backend{b.Backend})
		if slices.ContainsFunc(names, func(name string) bool { return telemetry.Find(one, name) != nil }) {
			list = append(list, one[0])
		}
	}
	return append(list, endpoints(t.plan.Scenario)...)
}

// shares is the part of all hits that is of each operation.
func shares(mix []scenario.Weight) map[string]float64 {
	total, out := 0.0, map[string]float64{}
	for _, w := range mix {
		total += w.Weight
	}
	for _, w := range mix {
		out[w.Operation] += w.Weight / total
	}
	return out
}

// volume writes a factor as scenario files do: "1x", "0.1x".
func volume(v float64) string {
	text := fmt.Sprintf("%.4f", v)
	return strings.TrimRight(strings.TrimRight(text, "0"), ".") + "x"
}
