package words

import (
	"fmt"

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
		return fmt.Sprintf("%s is not certain: %s", o.Expression, Interval(o.Metric, o.Low, o.High))
	case analysis.RefusedService:
		return fmt.Sprintf("%s is broken by service times alone: %s", o.Expression, Metric(o.Metric, r.ServiceTime))
	case analysis.RefusedInvalid:
		return checkText(&r.Check).Detail
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
