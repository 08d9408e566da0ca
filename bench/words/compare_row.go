package words

import (
	"fmt"
	"math"

	"quintet/bench/compare"
)

// RowName names what a row compares: "p99", "p99(messages.list)", "CPU per request".
func RowName(r *compare.Row) string {
	switch {
	case r.Metric == "cpu":
		return "CPU per request"
	case r.Fault != "" && r.Operation != "":
		return fmt.Sprintf("%s(%s, %s)", r.Metric, r.Fault, r.Operation)
	case r.Fault+r.Operation != "":
		return fmt.Sprintf("%s(%s)", r.Metric, r.Fault+r.Operation)
	}
	return r.Metric
}

// RowValue writes a value of a row's metric in its unit.
func RowValue(r *compare.Row, v float64) string { return Metric(r.Metric, v) }

// Change writes a change that is a ratio less one: "+10.4 %", "-0.3 %", "0 %". The sign of what shrinks is the hyphen of the keyboard, here as
// in every number, so that a search finds it and a table pastes into a spreadsheet as numbers.
func Change(change float64) string { return joined(changed(change, " %")) }

// Effect writes a value of a row's Effect, Equivalence or Margin: a change in per cent, or in points of a per cent where the metric is a
// share itself.
func Effect(r *compare.Row, v float64) string { return joined(effect(r, v)) }

func effect(r *compare.Row, v float64) (sign, number, unit string) {
	if r.Difference {
		return changed(v, " points")
	}
	return changed(v, " %")
}

// exact is the least change that is told from none: one hit in a million.
const exact = 1e-6

// changed is a change in hundredths with its sign and its unit; without both where there is no number.
func changed(change float64, unit string) (sign, number, unitOf string) {
	switch {
	case math.Abs(change) < exact:
		return "", "0", unit
	case math.IsNaN(change):
		return "", Absent, ""
	case math.IsInf(change, 0):
		return "", "unknown", ""
	case change > 0:
		return "+", significant(100 * change), unit
	}
	return "", significant(100 * change), unit
}

func joined(sign, number, unit string) string { return sign + number + unit }

// EffectRange writes an interval of a row's effect: "+8.9 to +12 %"; "unknown" when there are too few repetitions for one.
func EffectRange(r *compare.Row, low, high float64) string {
	switch {
	case math.IsNaN(low) || math.IsNaN(high):
		return Absent
	case math.IsInf(low, 0) || math.IsInf(high, 0):
		return "unknown"
	}
	sign, from, _ := effect(r, low) // the unit is that of the other end
	return sign + from + " to " + Effect(r, high)
}

// margin writes what counts as the same in a row.
func margin(r *compare.Row) string {
	_, number, unit := effect(r, r.Margin.High)
	return number + unit
}

// Needed is the number of further repetitions on each side that would settle what is unsure; "" when nothing is.
func Needed(repetitions int, atLeast bool) string {
	switch {
	case repetitions == 0:
		return ""
	case repetitions >= compare.MaxNeeded:
		return "no practical number of repetitions would settle it: the change is close to the margin, or small against the spread of the repetitions"
	case atLeast:
		return fmt.Sprintf("at least %d more %s on each side %s needed", repetitions, Plural(repetitions, "repetition"), verb(repetitions, "is", "are"))
	}
	return fmt.Sprintf("about %d more %s on each side would settle it", repetitions, Plural(repetitions, "repetition"))
}

// WithinRuns compares the hits of these very runs, with what that is worth; "" when there are none to compare.
func WithinRuns(c *compare.Comparison, w *compare.WithinRuns) string {
	if math.IsNaN(w.Shift.Estimate) {
		return ""
	}
	shift := func(v float64) string {
		if v > 0 {
			return "+" + Seconds(v)
		}
		return Seconds(v)
	}
	return fmt.Sprintf("The pooled requests of the two sides have a p99 of %s and %s: %s, %s interval %s to %s (bootstrap within each run). This is only a hint: "+
		"it leaves out how much runs differ from one another, and no verdict uses it.",
		Seconds(w.Base), Seconds(w.Head), shift(w.Shift.Estimate), Ratio(1-c.Options.Alpha), shift(w.Shift.Low), shift(w.Shift.High))
}
