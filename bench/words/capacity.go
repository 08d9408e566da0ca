package words

import (
	"fmt"
	"strings"

	"quintet/bench/analysis"
)

// RequestRate writes a rate in words: "412 requests/s".
func RequestRate(perSecond float64) string {
	return strings.TrimSuffix(Rate(perSecond), "/s") + " requests/s"
}

// Capacity says what a search found, as the part of a sentence: "at least 400 requests/s (generator-bound)".
func Capacity(c *analysis.Capacity) string {
	rate := RequestRate(c.Rate)
	switch {
	case c.Unsure && c.Rate == 0:
		return "an unknown load"
	case c.Rate == 0 && c.GeneratorBound:
		return "a load that the generator could not offer"
	case c.Rate == 0:
		return "less than " + RequestRate(c.Refused)
	case c.GeneratorBound:
		return "at least " + rate + " (generator-bound)"
	case c.AtLeast && c.Swept:
		return "at least " + rate + " (the largest load tried)"
	case c.AtLeast:
		return "at least " + rate + " (the search's upper end)"
	case c.Unsure:
		return "about " + rate + " (not confirmed)"
	}
	return rate
}

// capacities says what a search found in each configuration.
func capacities(r *analysis.Result) string {
	var found []string
	for i := range r.Capacities {
		found = append(found, Capacity(&r.Capacities[i])+Configuration(r.Capacities[i].Configuration))
	}
	return strings.Join(found, "; ")
}

// Refusal says why a load was not accepted, "" when it was.
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

// Step says how one trial of a search went.
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
