package words

import (
	"fmt"

	"quintet/bench/analysis"
	"quintet/bench/scaling"
)

// Labels of cells, legends and facts that several pages and figures share. One that is a value itself ("pass", "worse") has no row here.
const (
	AllOperations    = "all operations"
	WorstOperation   = "worst operation"
	NoAnswer         = analysis.PlaceNoAnswer
	NotMeasured      = "not measured"
	Holds            = "holds"
	Broken           = "broken"
	HoldsNotCertain  = "holds, not certain"
	BrokenNotCertain = "broken, not certain"
	PercentInterval  = "95 % interval"
	CacheHit         = "cache hit"
	GotAsFarAs       = "got as far as"
	SameWithin       = "the same within"
	ASide            = "a side"
	WithoutReport    = "without a report"
	OpenInterval     = PercentInterval + " (arrow: no upper bound)"
	LimitOfSLO       = "limit of an SLO"
	OfferedLoad      = "offered load"
	ResponseTime     = "response time"
	ServiceTime      = "service time"
)

// scenarioName is the name of a scenario, also where it has none.
func scenarioName(name string) string { return Or(name, "a run") }

// StackName is the name of a stack, also where it is not known.
func StackName(name string) string { return Or(name, "an unknown stack") }

// On names what ran where: "chat-heavy on native".
func On(scenario, stack string) string { return scenarioName(scenario) + " on " + StackName(stack) }

// AllHits names all hits of an operation beside its slowest.
func AllHits(n uint64) string { return "all " + Count(float64(n)) }

// Of counts a part of a whole: "12 s of 60 s".
func Of(part, whole string) string { return part + " of " + whole }

// More counts what is omitted of a list: "and 3 more".
func More(left int) string { return fmt.Sprintf("and %s more", Count(float64(left))) }

// MoreInReport counts the sentences that a terminal omits and the report has.
func MoreInReport(left int) string { return fmt.Sprintf("and %d more, in the report", left) }

// onlyOne names the configuration of a run that has no other.
const onlyOne = "the only one"

// LabelName is a configuration of a table, also where it is the only one.
func LabelName(l scaling.Label) string { return Or(Label(l), onlyOne) }

// TrialTitle heads the section of a trial: "Trial 2: api.replicas 2, cache off".
func TrialTitle(t *analysis.Trial) string {
	m := &t.Manifest
	title := sentence(TrialNumber(m.Trial))
	if len(m.Configuration) > 0 {
		title += ": " + ConfigurationName(m.Configuration)
	}
	if m.Repetition > 1 {
		title += fmt.Sprintf(", repetition %d", m.Repetition)
	}
	return title
}
