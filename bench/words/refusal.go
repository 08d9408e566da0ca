package words

import (
	"fmt"
	"math"

	"quintet/bench/analysis"
)

// Refusal states why a load was not accepted, "" when it was.
func Refusal(r *analysis.Refusal) string {
	switch text := refusal(r); r.Kind {
	case "":
		return ""
	case analysis.RefusedUndone, analysis.RefusedInvalid:
		return sentence(text + ".")
	default:
		return text + "." // begins with the objective's expression
	}
}

// refusal is Refusal as a part of a longer sentence.
func refusal(r *analysis.Refusal) string {
	o := &r.Objective
	switch r.Kind {
	case analysis.RefusedBroken:
		return fmt.Sprintf("%s is broken: %s", o.Expression, Metric(o.Metric, o.Measured))
	case analysis.RefusedUndone:
		return fmt.Sprintf("goodput is only %s of %s offered", Rate(r.Goodput), Rate(r.Offered))
	case analysis.RefusedUncertain:
		return fmt.Sprintf("%s is not certain: %s%s", o.Expression, uncertain(o), toShow(o))
	case analysis.RefusedService:
		return fmt.Sprintf("%s is broken by service times alone: %s", o.Expression, Metric(o.Metric, r.ServiceTime))
	case analysis.RefusedInvalid:
		return checkText(&r.Check).Detail
	}
	return ""
}

// uncertain is the interval that includes the limit, or what was measured when it has none.
func uncertain(o *analysis.SLOResult) string {
	if text := Interval(o.Metric, o.Low, o.High); text != noInterval {
		return text
	}
	return Metric(o.Metric, o.Measured) + " has no interval in a run of this length"
}

// NeededRun is the run that would show on which side of its limit an objective is: "about 3,840 hits, 19.2 s at this load", or that no
// practical one would; "" when the interval shows it already, or when nothing is known of a longer run.
func NeededRun(o *analysis.SLOResult) string {
	if o.Needed.Impractical() {
		return tooNear(o)
	}
	if math.IsNaN(o.Needed.Hits) || o.Needed.Hits == 0 {
		return ""
	}
	return fmt.Sprintf("about %s hits, %s at this load", Count(rough(o.Needed.Hits)), Seconds(math.Ceil(o.Needed.Seconds)))
}

// tooNear states that no practical run decides, and from which distance from the limit a longer one would.
func tooNear(o *analysis.SLOResult) string {
	text := fmt.Sprintf("no run of less than %s decides so near the limit", Seconds(analysis.Practical))
	if math.IsNaN(o.Needed.Distance) {
		return text
	}
	points := significant(100*o.Needed.Distance) + " points"
	switch {
	case o.Quantile > 0:
		return text + fmt.Sprintf("; ten times this run would if the share of hits beyond it were %s from %s", points, Ratio(1-o.Quantile))
	case o.Metric == "failures":
		return text + fmt.Sprintf("; ten times this run would from a distance of %s on", points)
	}
	return text + fmt.Sprintf("; ten times this run would from a distance of %s on", Metric(o.Metric, o.Needed.Distance))
}

// toShow is NeededRun as the end of a sentence.
func toShow(o *analysis.SLOResult) string {
	if text := NeededRun(o); o.Needed.Impractical() {
		return "; " + text
	} else if text != "" {
		return "; to show it takes " + text
	}
	return ""
}

// Step states how one trial of a search went.
func Step(t *analysis.Trial, a *analysis.Acceptance) string {
	what := "holds"
	switch why := refusal(&a.Why); {
	case a.GeneratorBound:
		what = "cannot be offered: " + why
	case !a.Valid:
		what = "cannot be judged: " + why
	case a.Uncertain:
		what = "cannot be shown to hold: " + why
	case !a.Accepted:
		what = "does not hold: " + why
	}
	return fmt.Sprintf("trial %d: %s %s (p99 %s, goodput %s).", t.Manifest.Trial, t.Manifest.Configuration[analysis.RateAxis], what,
		Seconds(t.All.Response.P99), Rate(t.Goodput))
}
