package words

import (
	"fmt"
	"strings"
	"time"

	"quintet/bench/analysis"
)

// Headings and sentences of the list of runs.
const (
	ChangesHeading    = "What changed"
	NewestHeading     = "Newest runs"
	unreadHeading     = "Runs without a report"
	OverAllRuns       = "Over all runs"
	NamelessScenario  = "Without a name"
	NothingReadable   = "No run has a report that can be read."
	NoHeadline        = "it has no headline."
	NoLevelChange     = "No line changed its level."
	searchForCapacity = "search for capacity"
	WithChanges       = "with changes"
	NotOfEvery        = "not of every configuration"
	NoReport          = "no report"
	GoingOn           = "going on"
	MeasuredNow       = "It is being measured."
	WatchIt           = "Open it to watch it."
	ListedHeading     = "Runs"
	NoRunYet          = "No run is kept here yet."
	NoRunChosen       = "No run is as asked for."
	Unreported        = "It has no report: it is still running, or was cut off before one was written."
)

// RunsTable has runs, UnreadTable those without a report.
func RunsTable(caption string) TableText { return TableText{Caption: caption} }
func UnreadTable() TableText             { return TableText{Caption: unreadHeading} }

// ChosenHeadline is the headline of a list of some of all runs.
func ChosenHeadline(chosen, all uint64) string {
	return fmt.Sprintf("%s of %s as asked for.", Count(float64(chosen)), Counted(all, "run"))
}

// ChooseRun is what the checkbox of a run says to those who cannot see where it stands.
func ChooseRun(name string) string { return "Choose " + name }

// TooManyRuns says that a list does not have all runs.
func TooManyRuns(n int) string {
	return fmt.Sprintf("%s more are not listed: ask for fewer.", Count(float64(n)))
}

// RunsOf heads all runs of a scenario.
func RunsOf(scenario string) string { return "All runs of " + scenario }

// NewestFirst says in which order what a caption names stands.
func NewestFirst(caption string) string { return caption + ", newest first" }

// NoReadableRuns is the headline of a list on which no run has a report.
func NoReadableRuns(runs uint64) string {
	return fmt.Sprintf("%s %s kept here.", Counted(runs, "run"), verb(runs, "is", "are"))
}

// RunsHeadline is the headline of a list: how many runs and scenarios, and the headline of the newest run.
func RunsHeadline(runs, scenarios uint64, newest string) string {
	return fmt.Sprintf("%s of %d %s. The newest: %s", Counted(runs, "run"), scenarios, Plural(scenarios, "scenario"), newest)
}

// RunsTitle is what a browser's tab shows of a list.
func RunsTitle(runs uint64, newest time.Time) string {
	return Counted(runs, "run") + ", the newest of " + Time(newest)
}

// ScenarioRuns counts the runs of a scenario.
func ScenarioRuns(runs uint64, newest time.Time) string { return RunsTitle(runs, newest) + "." }

// OlderRuns says where the runs stand that are not among the newest.
func OlderRuns(n int) string {
	return fmt.Sprintf("%s older runs are listed below their scenarios.", Count(float64(n)))
}

// Judged is a verdict with its validity: "pass, valid".
func Judged(verdict string) string {
	if verdict == "invalid" {
		return verdict
	}
	return verdict + ", valid"
}

// Judgement counts runs of a verdict: "passed", "failed", "not valid".
func Judgement(verdict string) string {
	if verdict == "invalid" {
		return "not valid"
	}
	return verdict + "ed"
}

// AxisValues are an axis with its values, of many the first three: "cache on, off", "faults kill redis, pause redis, kill neo4j and 16 more".
func AxisValues(axis string, values []string) string {
	const most = 5
	text, more := axis+" ", 0
	if len(values) > most {
		values, more = values[:3], len(values)-3
	}
	text += strings.Join(values, ", ")
	if more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}

// Configurations counts what a run varied.
func Configurations(configurations, trials int) string {
	return fmt.Sprintf("%d configurations, %d trials", configurations, trials)
}

// OnStack, Trials and Seeds are notes below the cells of the list.
func OnStack(stack string) string { return "on " + stack }
func Trials(n int) string         { return fmt.Sprintf("%d trials", n) }
func Seeds(seeds string) string   { return "seed " + seeds }

// CapacityBound is a capacity in a cell: "below 400/s", "at least 400/s", "about 400/s".
func CapacityBound(c *analysis.Capacity) string {
	rate := Rate(c.Rate)
	switch {
	case c.Rate == 0 && c.Refused > 0 && !c.Unsure && !c.GeneratorBound:
		return "below " + Rate(c.Refused)
	case c.Rate == 0:
		return "unknown"
	case c.AtLeast || c.GeneratorBound:
		return AtLeast(rate)
	case c.Unsure:
		return "about " + rate
	}
	return rate
}

// BrokenBy says which objective a run broke, Warnings how many warnings it has.
func BrokenBy(expression string, o *analysis.SLOResult) string {
	return fmt.Sprintf("Broke %s with %s.", expression, Metric(o.Metric, o.Measured))
}
func Warnings(n uint64) string { return fmt.Sprintf("%d %s.", n, Plural(n, "warning")) }

// ReportAgain and ReportNow say what to do with a run that has no report, given its folder as a shell takes it.
func ReportAgain(dir string) string {
	return "Make its report anew from its record, if that is whole: bench report " + dir
}
func ReportNow(dir string) string {
	return "When it is not running, report what was measured: bench report " + dir
}

// UnreadableFolder and DamagedRecord say why a run has no report.
func UnreadableFolder(cause string) string { return "its folder cannot be read: " + cause }
func DamagedRecord(cause string) string {
	return "it has no report, and its record is damaged: " + cause
}
