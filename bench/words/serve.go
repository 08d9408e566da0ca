package words

import (
	"fmt"
	"time"

	"quintet/bench/exitcode"
)

// Names of the pages of bench serve, labels and hints of their forms.
const (
	RunsPage    = "Runs"
	StartPage   = "Start a run"
	StartedPage = "The started run"

	ScenarioLabel = "scenario"
	StackLabel    = "stack"
	VerdictLabel  = "verdict"
	LabelLabel    = "label"
	TextLabel     = "text"
	OrderLabel    = "order"
	AnyOfThem     = "any"
	Choose        = "Show"
	CompareChosen = "Compare the chosen runs"
	CompareHint   = "Choose runs in the table. The oldest is the base; of a single run its configurations are compared."

	StartHeading  = "What to run"
	SettingsLabel = "changes (-set)"
	SettingsHint  = "One key=value on each line, as -set takes them: rate=400/s, duration=30s, cache=off, repetitions=5. Several values make a matrix: cache=on,off."
	TargetLabel   = "target"
	TargetHint    = "The base URL of the API, for the stack external alone."
	StartIt       = "Start"
	CannotStart   = "This cannot run."
	NotRepeated   = "What this run was started with is not known; its scenario and stack are below."
	OtherSecrets  = "The secrets of that run are not kept: write them again."

	WatchLive     = "Watch it"
	LiveFrame     = "This run while it goes on"
	LiveAlone     = "The live page alone"
	AbortIt       = "Abort"
	ReallyAbort   = "Abort this run"
	AbortHint     = "The load stops as with Ctrl-C. What was measured until then is kept and reported."
	OutputHeading = "What it printed"
	NoOutput      = "It has printed nothing yet."
	NothingBegun  = "No run was started from this page yet."
	CutOutput     = "Only the end is kept."

	NotesHeading    = "Labels and note"
	LabelsLabel     = "labels"
	LabelsHint      = "With commas between them."
	NoteLabel       = "note"
	KeepNotes       = "Keep"
	NotesNotKept    = "Labels and note were not kept."
	UnreadNotes     = "Labels and note cannot be read; new ones take their place."
	ReportHeading   = "Report"
	ReportedAgain   = "Render the report again"
	MakeReport      = "Report what was measured"
	NoReportHeading = "No report"
	NoNewReport     = "The report was not rendered."
	OpenReport      = "The report alone"
	ReportFrame     = "The report of this run"
	RunAgain        = "Run it again, with changes"
	CompareBefore   = "Compare with the run before"
	BackToRun       = "Back to the run"

	SidesHeading   = "Sides and options"
	ThresholdLabel = "the same within (-threshold)"
	AlphaLabel     = "chance of error (-alpha)"
	ForceLabel     = "compare what is not comparable (-force)"
	CompareAgain   = "Compare"
	NoComparison   = "These runs were not compared."
	NothingChosen  = "No run was chosen. Choose runs in the list of runs, then compare them."
	Anyway         = "Do it all the same"

	NothingThere = "There is no such page."
	NothingToDo  = "This page only shows something."
	NoForm       = "What was sent is no form."
)

// OrderName says in words how a list is sorted.
func OrderName(order string) string {
	switch order {
	case "newest", "oldest":
		return order + " first"
	case "slowest":
		return "largest p99 first"
	case "fastest":
		return "smallest p99 first"
	case "throughput":
		return "largest throughput first"
	}
	return order
}

// ScenariosTable has the scenarios that may be started.
func ScenariosTable() TableText { return TableText{"Scenarios", "There are no scenarios."} }

// NoList says why runs cannot be listed.
func NoList(cause string) string { return "The folder of runs cannot be read: " + cause + "." }

// NotKept says that there is no run of a name, or no longer.
func NotKept(folder string) string {
	return fmt.Sprintf("No run %.100q is kept here. It may have been removed.", folder)
}

// LeadsOut says why what lies in a folder of runs is not shown.
func LeadsOut(name string) string {
	return name + " leads out of the folder of runs, so it is not shown."
}

// NoFile says that a run has no such file, or none that a browser is given.
func NoFile(run, name string) string {
	return fmt.Sprintf("The run %s has no page, figure or export %.100q.", run, name)
}

// NotReadable says why a file of a run cannot be shown.
func NotReadable(name, cause string) string {
	return fmt.Sprintf("%s cannot be read: %s.", name, cause)
}

// OutputNotKept states why what a run printed is not in its folder.
func OutputNotKept(cause string) string {
	return "What it printed is kept here alone, not in its folder: " + cause + "."
}

// FormTooLarge states what a form may send at most, in bytes.
func FormTooLarge(most int64) string {
	return "What was sent is too large: want at most " + Bytes(float64(most)) + "."
}

// TooManyChosen states how many runs may be compared at a time.
func TooManyChosen(chosen, most int) string {
	return fmt.Sprintf("%d runs were chosen: want at most %d, each is analysed anew.", chosen, most)
}

// NoReportYet says that a run has neither a live page nor a report.
func NoReportYet(run string) string { return run + " does not go on any more, and has no report." }

// ReportsItself says why the report of a run that goes on is not rendered.
func ReportsItself(run string) string { return run + " goes on, and makes its report when it ends." }

// Disturbs says why work that needs the processor is not done while a run goes on.
func Disturbs(run string) string {
	return fmt.Sprintf("%s goes on. Analysing others now takes processor time from what it measures.", run)
}

// OneAtATime says why a run was not started.
func OneAtATime(run string) string {
	return fmt.Sprintf("%s goes on. Two runs at once would measure one another, so start this one when that has ended.", run)
}

// StartedRun names a run that was started from a page, before its folder is known.
func StartedRun(scenario string) string { return "The run of " + scenario + " that was started here" }

// RunGoesOn and RunEnded state how a started run stands.
func RunGoesOn(scenario, stack string, since time.Time) string {
	return fmt.Sprintf("%s goes on since %s.", On(scenario, stack), Time(since.UTC()))
}
func RunEnded(scenario, stack string, code int) string {
	return fmt.Sprintf("%s ended: %s.", On(scenario, stack), exitMeaning(code))
}

// RunIsAborted states that a run was asked to end and has not yet.
func RunIsAborted(scenario, stack string) string {
	return On(scenario, stack) + " was asked to end, and reports what it measured."
}

// RunLost says that a run ended by no exit code of its own.
func RunLost(scenario, stack, cause string) string {
	return fmt.Sprintf("%s ended before it could report: %s.", On(scenario, stack), cause)
}

// exitMeaning is the exit code of bench run in words, with the code.
func exitMeaning(code int) string {
	switch code {
	case exitcode.OK:
		return "every SLO holds (exit code 0)"
	case exitcode.Broken:
		return "an SLO is broken (exit code 1)"
	case exitcode.Usage:
		return "it was refused before it began (exit code 2)"
	case exitcode.Invalid:
		return "it is invalid, and its numbers must not be believed (exit code 3)"
	case exitcode.Interrupted:
		return "it was interrupted (exit code 130)"
	}
	return fmt.Sprintf("exit code %d", code)
}

// ComparedExit states the exit code of bench compare, and what that means to a pipeline.
func ComparedExit(code int) string {
	meaning := "cannot tell"
	switch code {
	case exitcode.OK:
		meaning = "no worse"
	case exitcode.Broken:
		meaning = "worse"
	}
	return fmt.Sprintf("bench compare gives the same answer with exit code %d: %s.", code, meaning)
}

// RunTitle names a run by its scenario, stack and date.
func RunTitle(scenario, stack string, began time.Time) string {
	if began.IsZero() {
		return On(scenario, stack)
	}
	return On(scenario, stack) + ", " + Time(began)
}

// LiveRun says that a run goes on.
func LiveRun(run string) string { return run + " goes on: watch it." }
