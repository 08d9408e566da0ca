package plan

import "quintet/bench/scenario"

// Trial is one point of the parameter space: one configuration, one offered load, one repetition.
type Trial struct {
	// Number counts from 1 in the order of execution.
	Number int
	// Of is how many trials are planned, 0 when a search decides as it goes.
	Of int
	// Configuration holds the value of each axis, e.g. {"cache": "on", "api.replicas": "2"}.
	Configuration map[string]string
	// Repetition counts from 1 within the configuration.
	Repetition int
	// Seed is what arrivals, operations and keys are drawn with: the scenario's plus the repetitions before this one. So repetitions are
	// independent of one another, and what differs between configurations of one repetition is the system. The data set is the same in all.
	Seed uint64
	// Scenario is the author's with the configuration applied: what this trial runs.
	Scenario scenario.Scenario
	// Search is the search for capacity that asked for this trial, nil when the trials were known beforehand.
	Search *scenario.Search
}

// Outcome is what the plan needs to know of the trial before.
type Outcome struct {
	// Valid says that the generator kept up and the work was checked; Passed that every SLO held.
	Valid, Passed bool
	// Uncertain says that none was broken, though too few hits were there to be sure that they hold: neither Passed nor refused.
	Uncertain bool
	// GeneratorBound says that the generator was the limit.
	GeneratorBound bool
}
