package words

import (
	"fmt"
	"strings"

	"quintet/bench/analysis"
)

// Headings of sections and of what is folded away. A section whose only table has the same name takes the table's caption.
const (
	AnswerHeading      = "Does it scale?"
	ResilienceHeading  = "Is it resilient?"
	AroundHeading      = "Around each fault"
	BlastHeading       = "What each fault cost each operation, in numbers"
	CapacityHeading    = "Capacity"
	ScalingHeading     = "Load and configurations"
	VolumeHeading      = "Data volume"
	FindingsHeading    = "Findings"
	OverTimeHeading    = "Over time"
	OperationsHeading  = "Operations"
	StoresHeading      = "Stores, cache and files"
	LedgerHeading      = "Was anything lost?"
	FailuresHeading    = "Failures"
	FurtherHeading     = "Further over time"
	RanHeading         = "What ran"
	TrialHeading       = "Objectives and findings"
	WarningsHeading    = "Warnings"
	OriginHeading      = "Scenario and machine"
	DefinitionsHeading = "Definitions"
	RepeatHeading      = "Repeat this run"
	ScenarioHeading    = "The scenario as it ran"
	AssumptionsHeading = "Assumptions behind the data"
	TimesHeading       = "Where the time of each operation goes, in numbers"
	EverythingHeading  = "Everything of this trial"
	IntervalsHeading   = "Intervals, one number in each cell"
)

// StoreHeading heads the section of a store, ReadingsHeading its readings.
func StoreHeading(store string) string    { return "Store: " + store }
func EndpointHeading(name string) string  { return "Scraped: " + name }
func ReadingsHeading(store string) string { return "All readings of " + store }

// endpoint states what was recorded of an endpoint that the scenario has scraped.
func endpoint(s *analysis.Store) string {
	text := "An endpoint that the scenario has scraped."
	if s.Missed > 0 {
		text += fmt.Sprintf(" It did not answer %d of %d scrapes.", s.Missed, s.Asked)
	}
	if len(s.Absent) > 0 {
		text += " It never showed " + strings.Join(s.Absent, ", ") + "."
	}
	return text
}

// ExamplesHeading heads failed hits of one class.
func ExamplesHeading(class string) string { return "Examples: " + class }

// Sentences that stand alone in a section.
const (
	Invalid         = "INVALID: these numbers must not be believed."
	NoWarnings      = "Nothing was found that limits the conclusions."
	NothingToFind   = "Without a trial there is nothing to find."
	NoHitsToFind    = "Without hits in measured phases there is nothing to find."
	WorstOfTrials   = "Of each check the worst of all trials."
	TrialNotDrawn   = "Its figures are not drawn and its stores' readings are omitted; bench report -figures includes both for every trial."
	FigureBeside    = "This page would be too large with every figure in it; this one lies beside it:"
	StoreNotWatched = "No process of its own was watched."
)

// MoreReasons counts the reasons of invalidity that are omitted at the head of a report.
func MoreReasons(left int) string {
	return fmt.Sprintf("And %d more, each in its trial's section.", left)
}

// DecidingFindings names the trial whose findings stand for the run.
func DecidingFindings(t *analysis.Trial) string {
	return TrialTitle(t) + " decides the verdict. These are its findings; each other trial has its own in its section."
}

// TrialSummary is a trial in a line.
func TrialSummary(t *analysis.Trial, offered float64) string {
	return fmt.Sprintf("%s of %s offered, p99 %s, %s failures", Rate(t.Throughput), Rate(offered), Seconds(t.All.Response.P99), Count(float64(t.Failures)))
}

// ReportTitle is what a browser's tab and a bookmark show of a report.
func ReportTitle(r *analysis.Result) string {
	return fmt.Sprintf("%s: %s, %s", strings.ToUpper(r.Verdict), On(r.Scenario, r.Stack), Time(r.Began))
}

// LimitBar is a bar beside an objective in words.
func LimitBar(o *analysis.SLOResult) string {
	return fmt.Sprintf("%s of a limit of %s", ObjectiveValue(o), Metric(o.Metric, o.Limit))
}
