package words

import (
	"fmt"

	"quintet/bench/compare"
)

// Headings, tables and sentences of the page of a comparison.
const (
	OthersHeading      = "Everything else"
	DifferencesHeading = "What differs between the sides"
	SearchesHeading    = "What each search found"
	MeasuredHeading    = "Everything else that was measured"
	ValuesHeading      = "Each trial's value"
	Incomparable       = "NOT COMPARABLE: these sides answer different questions. -force compared them anyway."
	NothingElse        = "Nothing else was measured on both sides."
	Geomean            = "geomean of p99(…)"
	NoChange           = "no change"
	ForestNote         = "Each metric's change with its interval. The shaded band counts as the same; filled dots are settled, hollow ones are not. What lies beyond the ends is drawn at them."
)

// DecidesTable has the metrics that decide, OthersTable all others.
func DecidesTable() TableText { return TableText{"What decides", "No metric decides."} }
func OthersTable() TableText  { return TableText{Caption: OthersHeading} }

// ValuesTable has the value of each trial, or of each search.
func ValuesTable(searches bool) TableText {
	if searches {
		return TableText{Caption: "The capacities in the order in which they were searched"}
	}
	return TableText{Caption: ValuesHeading + ", in the order in which they ran"}
}

// SidesTable has both sides, DifferencesTable what differs between them.
func SidesTable() TableText { return TableText{Caption: "The two sides"} }
func DifferencesTable() TableText {
	return TableText{"What differs between them", "Nothing differs between them that was recorded: not the build, no setting, no version of a store."}
}

// PairTitle distinguishes a pair from the others of its comparison.
func PairTitle(c *compare.Comparison, h *compare.Head, p *compare.Pair) string {
	title := fmt.Sprintf("%s against %s", Party(&h.Party), Party(&c.Base))
	if len(h.Pairs) > 1 {
		title += ", " + ConfigurationName(p.Base.Configuration)
	}
	return title
}

// ComparisonTitle is what a browser's tab and a bookmark show of a comparison, behind the mark of its outcome.
func ComparisonTitle(outcome string, c *compare.Comparison) string {
	return fmt.Sprintf("%s: %s, against %s", outcome, On(c.Scenario, c.Stack), Party(&c.Base))
}

// IntervalColumn heads the interval of a change.
func IntervalColumn(c *compare.Comparison) string { return Ratio(1-c.Options.Alpha) + " interval" }

// ForestLabel is the picture of the changes in words, ForestLine one metric of it.
func ForestLabel(metrics int) string {
	return fmt.Sprintf("Change of %d metrics with their intervals; the numbers are in the tables", metrics)
}
func ForestLine(r *compare.Row) string {
	return fmt.Sprintf("%s %s, interval %s: %s", RowName(r), Effect(r, r.Moved()), EffectRange(r, r.Effect.Low, r.Effect.High), r.Outcome)
}
