package words

import (
	"fmt"
	"math"

	"quintet/bench/analysis"
	"quintet/bench/resilience"
	"quintet/bench/samples"
	"quintet/bench/scaling"
)

// Names in legends and beside lines.
const (
	KeyInFlight  = "in flight"
	KeyOffered   = "all that was offered"
	KeyBroke     = "up to the lowest load that broke an objective (arrow: none did)"
	KeyMeasured  = "measured, with 95 % interval"
	KeyFitted    = law + ", fitted"
	KeyP99Others = "p99, and all else"
)

// BlastLegend explains the rows, columns and shades of the blast radius.
const BlastLegend = "one column a fault, one row an operation: the share of the hits due while the fault was in force; the darker, the more were lost; grey: none was due, or nothing limits its time"

// CurveName names the line of a configuration, also where it is the only one.
func CurveName(l scaling.Label) string { return Or(Label(l), "all trials") }

// KeyFailures names a class of failures with their number.
func KeyFailures(class string, n uint64) string {
	return fmt.Sprintf("%s (%s)", class, Count(float64(n)))
}

// PhaseNotMeasured names a phase that does not count.
func PhaseNotMeasured(name string) string { return name + " (" + NotMeasured + ")" }

// Event labels what happened during a trial; "" for what is no business of a figure.
func Event(e *samples.Event) string {
	switch e.Kind {
	case samples.FaultInjected:
		return "fault: " + e.Name
	case samples.FaultHealed:
		return e.Name + " healed"
	case samples.FaultServing:
		return "serving after " + e.Name
	case samples.FaultFailed:
		return e.Name + " failed"
	case samples.ServiceExited:
		return e.Name + " ended"
	case samples.ServiceStarted:
		return e.Name + " started"
	case samples.Interrupted:
		return "interrupted"
	case samples.Aborted:
		return "aborted"
	}
	return ""
}

// MoreEvents counts those that there is no room for.
func MoreEvents(n int) string { return "and " + Counted(n, "more event") }

// HitsNote counts an operation's hits, and its failures when there are any.
func HitsNote(o *analysis.Operation) string {
	note := Counted(o.Hits, "hit")
	if o.Failures > 0 {
		note += fmt.Sprintf(", %s failed (%s)", Count(float64(o.Failures)), Ratio(float64(o.Failures)/float64(o.Hits)))
	}
	return note
}

// CallsNote counts calls of a store, and their errors when there are any.
func CallsNote(calls, errors float64) string {
	note := Counted(calls, "call")
	if errors > 0 {
		note += ", " + Counted(errors, "error")
	}
	return note
}

// FailedNote counts an operation's failures among its hits, 0 when these are not known.
func FailedNote(failed, hits uint64) string {
	note := Count(float64(failed))
	if hits > 0 {
		note += fmt.Sprintf(" of %s (%s)", Count(float64(hits)), Ratio(float64(failed)/float64(hits)))
	}
	return note
}

// TimeNote is the mean time of a hit.
func TimeNote(seconds float64) string { return Seconds(seconds) + " a hit" }

// CapacityNote is a capacity with the lowest load that broke an objective.
func CapacityNote(c *analysis.Capacity) string {
	switch in := c.Interval(); {
	case c.Rate == 0 && c.Refused > 0:
		return "less than " + Rate(c.Refused)
	case c.Rate == 0:
		return "unknown"
	case math.IsInf(in.High, 1):
		return AtLeast(Rate(c.Rate))
	}
	return fmt.Sprintf("%s, broke at %s", Rate(c.Rate), Rate(c.Refused))
}

// BlastColumn is the second line above a column of the blast radius: all operations together.
func BlastColumn(r *resilience.Row) string {
	if r.Availability.Value == 1 && !r.Limited() {
		return "all: " + noLimit
	}
	return "all: " + Availability(r.Availability.Value)
}

// FaultRow names a row of the scorecard.
func FaultRow(r *resilience.Row) string { return r.Label + Configuration(r.Configuration) }

// FaultNote says beside a row of the scorecard when all was good again, and what was lost.
func FaultNote(r *resilience.Row) string {
	var note string
	switch {
	case r.Tolerated():
		note = fmt.Sprintf("inside its limits; p99 rose to %s", Seconds(r.P99.Value))
	case r.Unnoticed == r.Times:
		note = "not noticed"
	case r.NotRecovered > 0 || r.HoldNotReached > 0:
		note = "recovered: " + Recovery(r)
	case r.Recovery.Value == 0:
		note = "recovered " + Recovery(r)
	default:
		note = "recovered after " + Recovery(r)
	}
	if w := r.Writes; w != nil {
		note += fmt.Sprintf("; lost %s of %s writes", Count(float64(w.Lost)), Count(float64(w.Acknowledged)))
	}
	return note
}
