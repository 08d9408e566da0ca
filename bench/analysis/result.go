package analysis

import (
	"slices"
	"time"

	"quintet/bench/resilience"
)

// Result is everything a report says about one run. Times are seconds, sizes bytes, ratios 0..1, rates per second.
type Result struct {
	RunID       string `json:"run_id"`
	Scenario    string `json:"scenario"`
	Description string `json:"description"`
	Stack       string `json:"stack"`
	// Began is the wall-clock beginning of the first trial.
	Began time.Time `json:"-"`
	// Command repeats the run.
	Command string `json:"command"`
	// Dashboard is the address at which a Grafana shows the run, for who has one; "" for none. The analysis leaves it empty.
	Dashboard string `json:"dashboard"`

	// Valid says that the numbers can be believed; InvalidReasons are the checks that say why not, of the trials that are judged and of the
	// run.
	Valid          bool    `json:"valid"`
	InvalidReasons []Check `json:"-"`
	// Checks are the validity checks one by one, over all trials.
	Checks []Check `json:"-"`
	// Verdict is "pass", "fail" or "invalid"; invalid wins.
	Verdict string `json:"verdict"`
	// Headline is what the first sentence of a report says.
	Headline Headline `json:"-"`
	// SLO has one row an objective; with several trials the worst of them.
	SLO []SLOResult `json:"slo"`

	Trials   []Trial   `json:"-"`
	Findings []Finding `json:"-"`
	// Capacities are what a search for capacity found, one a configuration; empty for a run that did not search.
	Capacities []Capacity `json:"-"`
	// Deciding is the number of the trial that the verdict and the headline speak of; of a search one that confirmed its end.
	Deciding int `json:"deciding"`
	// Warnings are the checks of the trials that are judged that limit the conclusions.
	Warnings []Check `json:"-"`
}

// Headline is what the first sentence of a report says of the run.
type Headline struct {
	Kind HeadlineKind
	// Objective is the one it quotes; Broken is how many of the run's objectives are.
	Objective SLOResult
	Broken    int
	// Invalid is how many trials are not valid.
	Invalid int
}

// HeadlineKind says which of a headline's values count.
type HeadlineKind string

// The kinds of headlines. One of a search speaks of Result.Capacities, that of an invalid run of the first of Result.InvalidReasons.
const (
	HeadlineInvalid      HeadlineKind = "invalid"
	HeadlineCapacity     HeadlineKind = "capacity"
	HeadlineNoObjectives HeadlineKind = "no objectives"
	HeadlineBroken       HeadlineKind = "broken"
	HeadlineHeld         HeadlineKind = "held"
)

// DecidingTrial is the trial that the verdict and the headline speak of, else the first; nil without trials.
func (r *Result) DecidingTrial() *Trial {
	if len(r.Trials) == 0 {
		return nil
	}
	return &r.Trials[max(0, slices.IndexFunc(r.Trials, func(t Trial) bool { return t.Manifest.Trial == r.Deciding }))]
}

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
