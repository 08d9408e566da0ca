package words

import (
	"fmt"

	"quintet/bench/analysis"
	"quintet/bench/samples"
)

// TableText names a table: its caption, and the sentence that stands in its place when it has no rows.
type TableText struct{ Caption, Empty string }

// ObjectivesTable is of a run, or of one of its trials.
func ObjectivesTable(trials int) TableText {
	if trials == 0 {
		return TableText{"Objectives", "Without a trial the objectives are not known."}
	}
	return TableText{"Objectives", "The scenario states no SLOs, so there is nothing to hold or to break."}
}

// OperationsTable has a row an operation, IntervalsTable one a percentile of each, TimesTable a column a store.
func OperationsTable() TableText {
	return TableText{"Response times by operation", "No hits were due in measured phases."}
}

func IntervalsTable() TableText {
	return TableText{PercentInterval + "s of the response time", "There are no intervals without hits."}
}

func TimesTable() TableText {
	return TableText{"Mean time of a hit by store", "Where the hits spent their time was not recorded."}
}

// Steps notes how many hits of an operation are steps of sequences, StepsApart that all operations together do not have them.
func Steps(n uint64) string { return fmt.Sprintf("%s as %s", Count(float64(n)), Plural(n, "step")) }

const StepsApart = "A sequence counts as one hit, from when it was due to its last answer, thinking included; its steps count under their own operations alone."

// SlowestTable has a row a request.
func SlowestTable() TableText {
	return TableText{"The slowest requests by their trace ids", "No request was sent in measured phases."}
}

// Answer states what a request was answered with.
func Answer(r *analysis.SlowRequest) string {
	switch {
	case r.Status == 0:
		return FailureClass(r.Failure)
	case r.Failure == samples.OK.String():
		return fmt.Sprint(r.Status)
	}
	return fmt.Sprintf("%d, %s", r.Status, FailureClass(r.Failure))
}

// PhasesTable has a row a phase.
func PhasesTable() TableText { return TableText{"Phases", "The trial has no phases."} }

// StoreLatencyTable is of all stores, or of the one that its section is about.
func StoreLatencyTable(ofOne bool) TableText {
	caption := "Store operations as the API measured them"
	if ofOne {
		caption = "Its operations as the API measured them"
	}
	return TableText{caption, "The API's own histograms were not scraped, or it called no store in the measured phases."}
}

// CacheTable has a row a class of keys.
func CacheTable(t *analysis.Trial) TableText {
	if c := &t.Cache; !c.On && c.Bypassed > 0 {
		return TableText{"Cache by class of keys", fmt.Sprintf("The cache was off: %s reads went past it.", Count(c.Bypassed))}
	}
	return TableText{"Cache by class of keys", "No lookups of the cache were seen."}
}

// SizesTable has a row a class of sizes, ConnectionsTable one a way in which connections ended.
func SizesTable() TableText { return TableText{"Files by size", "No files were moved."} }

func ConnectionsTable() TableText {
	return TableText{"Connections to the API", "The record is of a format that says nothing of connections."}
}

// Rows of the table of connections, beside the reasons why the generator ended some.
const (
	ConnectionsClosedIdle = "closed by the server while idle"
	ConnectionsKept       = "open at the end"
)

// Connecting notes how long opening connections took.
func Connecting(q analysis.Quantiles) string {
	return fmt.Sprintf("opening took %s (p50), %s (p99), %s (max)", Seconds(q.P50), Seconds(q.P99), Seconds(q.Max))
}

// FailuresTable has a row a class of failures among so many hits, GapsTable one a source among so many scrapes.
func FailuresTable(hits uint64) TableText {
	if hits == 0 {
		return TableText{"Failures by class", "There were no hits in measured phases that could have failed."}
	}
	return TableText{"Failures by class", fmt.Sprintf("None of %s hits failed.", Count(float64(hits)))}
}

func GapsTable(scrapes int) TableText {
	if scrapes == 0 {
		return TableText{"Scrape gaps", "No metrics were scraped."}
	}
	return TableText{"Scrape gaps", fmt.Sprintf("None of %s scrapes failed.", Count(float64(scrapes)))}
}

// ProcessesTable has a row a process of one store.
func ProcessesTable() TableText { return TableText{Caption: "Its processes in the measured phases"} }

// ReadingsTable has a row a reading of one store.
func ReadingsTable(store string) TableText {
	return TableText{Caption: "Readings of " + store + " in the measured phases: the growth of counters, the values of gauges at the beginning and at the end"}
}

// ChecksTable has a row a validity check, TrialsTable one a trial.
func ChecksTable() TableText { return TableText{"Validity checks", "Nothing could be checked."} }

func TrialsTable() TableText { return TableText{"Trials compared", "The run has no trials."} }

// ServicesTable, SettingsTable, MixTable, CPUTable and DatasetTable are of what ran.
func ServicesTable() TableText {
	return TableText{"Services of the stack", "The trial did not get as far as its stack."}
}

func SettingsTable() TableText { return TableText{"Settings", "The stack ran with its defaults."} }

func MixTable() TableText { return TableText{"Mix of operations", "The mix was not recorded."} }

func CPUTable() TableText { return TableText{"Mean CPU by process", "CPU use was not observed."} }

func DatasetTable() TableText { return TableText{"Data set", "Nothing was seeded."} }

// ScorecardTable has a row a fault, BlastTable one a fault and operation.
func ScorecardTable() TableText {
	return TableText{"Scorecard", "No trial with a fault is valid."}
}

func BlastTable() TableText {
	return TableText{"Share of hits answered rightly and in time", "No hit was due while a fault was in force."}
}

// DurabilityTable has a row a configuration.
func DurabilityTable() TableText {
	return TableText{Caption: "Durability and its price: what each configuration lost of the writes that it acknowledged, beside throughput and p99 of the measured phases"}
}
