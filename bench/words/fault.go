package words

import (
	"fmt"
	"math"

	"quintet/bench/resilience"
)

// Doing is a fault as the subject of a sentence: "killing redis for 5 s".
func Doing(r *resilience.Row) string {
	text := doing(r.Kind, r.Target, r.Params)
	if text == "" {
		text = Or(r.Label, "the fault")
	}
	if r.For > 0 {
		text += " for " + Seconds(r.For)
	}
	if len(r.Configuration) > 0 {
		text += Configuration(r.Configuration)
	}
	return text
}

// doing is a kind of fault on its target; "" for a kind without words of its own.
func doing(kind, target string, params map[string]float64) string {
	switch kind {
	case "kill":
		return "killing " + target
	case "pause":
		return "pausing " + target
	case "restart":
		return "restarting " + target
	case "latency":
		return fmt.Sprintf("latency of %s on %s", Seconds(params["delay"]), target)
	case "blackhole":
		return "a black hole before " + target
	case "reset":
		return "resetting every connection of " + target
	case "bandwidth":
		return fmt.Sprintf("a bandwidth of %s for %s", ByteRate(params["rate"]), target)
	case "flush":
		return "flushing " + target
	case "cpu":
		return fmt.Sprintf("a CPU share of %s for %s", Ratio(params["share"]), target)
	case "full":
		return "a full disk of " + target
	case "errors":
		return fmt.Sprintf("errors in %s of the calls of %s", Ratio(params["share"]), target)
	}
	return ""
}

// FaultVerdict is whether the objectives that concern a fault hold.
func FaultVerdict(r *resilience.Row) string {
	switch r.Verdict {
	case resilience.Holds:
		return Holds
	case resilience.Broken:
		return Broken
	case resilience.Unknown:
		return "not judged"
	}
	return "no objective"
}

// Recovery is how long after a fault's end all was good again. What was not seen has no number.
func Recovery(r *resilience.Row) string {
	switch {
	case r.Unnoticed == r.Times:
		return "not needed"
	case r.NotRecovered > 0:
		return "not within " + Seconds(r.AtLeast)
	case r.HoldNotReached > 0:
		return "not shown"
	}
	return atOnce(r.Recovery.Value)
}

// atOnce is how long something took, where it may have taken no time.
func atOnce(s float64) string {
	if s == 0 {
		return "at once"
	}
	return Seconds(s)
}

// Serving is how long after a fault's end its service answered again.
func Serving(r *resilience.Row) string { return atOnce(r.Serving.Value) }

// Notice is how soon a fault was noticed.
func Notice(r *resilience.Row) string {
	if r.Unnoticed == r.Times {
		return "no"
	}
	if slot := noticeable(r); r.Noticed.Value <= slot {
		return "≤ " + Seconds(slot)
	}
	return Seconds(r.Noticed.Value)
}

// EstimateRange is the range of an estimate over repetitions, in seconds; "" of one.
func EstimateRange(e resilience.Estimate) string { return RangeOf("", e) }

// RangeOf is the range of an estimate of a metric over repetitions; "" of one.
func RangeOf(metric string, e resilience.Estimate) string {
	if e.N < 2 || e.Low == e.High || math.IsNaN(e.Low) {
		return ""
	}
	return Interval(metric, e.Low, e.High)
}

// ShareRange is the interval of a share; "" without hits.
func ShareRange(s resilience.Share) string {
	if s.Due == 0 || s.Low == s.High {
		return ""
	}
	return Interval("availability", s.Low, s.High)
}

// Instants of a fault, as figures mark them.
const (
	Injected     = "injected"
	TookEffect   = "in effect"
	NoticedAt    = "noticed"
	Healed       = "healed"
	ServingAgain = "serving"
	RecoveredAt  = "recovered"
)

// OperationRecovery is how long after a fault's end one operation was good again.
func OperationRecovery(r *resilience.Row, o *resilience.RowImpact) string {
	switch {
	case o.Noticed == 0:
		return "not needed"
	case o.NotRecovered > 0 && r.NotRecovered > 0:
		return "not within " + Seconds(r.AtLeast)
	case o.NotRecovered > 0:
		return "not shown"
	}
	return atOnce(o.Recovery.Value)
}

// FaultsCaption is what to notice in a figure of all faults: those that cost most while in force, and how many were not noticed.
func FaultsCaption(r *resilience.Result) string {
	var worst []*resilience.Row
	unnoticed := 0
	for i := range r.Rows {
		f := &r.Rows[i]
		if f.Unnoticed == f.Times && !f.Tolerated() {
			unnoticed++
		}
		switch {
		case len(worst) == 0 || f.Availability.Value < worst[0].Availability.Value:
			worst = []*resilience.Row{f}
		case f.Availability.Value == worst[0].Availability.Value:
			worst = append(worst, f)
		}
	}
	if len(worst) == 0 {
		return ""
	}
	names := list(worst[:min(maxHurt, len(worst))], Doing)
	if more := len(worst) - maxHurt; more > 0 {
		names += " and " + Counted(more, "other fault")
	}
	text := fmt.Sprintf("%s cost most while in force: %s of all hits were answered rightly and in time.", sentence(names), Availability(worst[0].Availability.Value))
	if unnoticed > 0 {
		text += fmt.Sprintf(" %s of %s %s not noticed by any operation.", Count(float64(unnoticed)), Counted(len(r.Rows), "fault"), verb(unnoticed, "was", "were"))
	}
	return text
}

// FaultCaption says below the figure around one fault what to notice in it.
func FaultCaption(f *resilience.Fault) string {
	if f.Tolerated() {
		return sentence(fmt.Sprintf("%s broke no objective: %s (shaded).", f.Label, p99Rose(f.P99Before, f.P99, f.Limited())))
	}
	if f.Outcome == resilience.Unnoticed {
		return sentence(f.Label + " was not noticed by any operation; the shaded time is while it was in force.")
	}
	text := fmt.Sprintf("%s of the hits due while %s was in force (shaded) were answered rightly and in time", Availability(f.Availability), f.Label)
	switch f.Outcome {
	case resilience.Recovered:
		text += "; all was good again " + sinceEnd(f.Recovery)
	case resilience.NotRecovered:
		text += fmt.Sprintf("; the system had not recovered %s", sinceEnd(f.Observed))
	default:
		text += "; the system was good again for less than the hold time when the observation ended"
	}
	return text + fmt.Sprintf(". %s more than usual were bad in all.", Counted(math.Round(f.Cost), "hit"))
}
