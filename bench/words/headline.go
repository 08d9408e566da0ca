package words

import (
	"fmt"

	"quintet/bench/analysis"
	"quintet/bench/resilience"
	"quintet/bench/samples"
)

// Headline is the report's first sentence.
func Headline(r *analysis.Result) string {
	t := r.DecidingTrial()
	if t == nil {
		t = &analysis.Trial{}
	}
	name, stack := Or(r.Scenario, "the run"), Or(r.Stack, "an unknown stack")
	h, n := &r.Headline, len(r.Trials)
	on, worst, one := "on "+stack+" at "+requestRate(t.Throughput), "", ""
	if n > 1 {
		// An objective's value is that of its worst trial.
		on, worst, one = fmt.Sprintf("on %s in %d trials", stack, n), " in the worst", fmt.Sprintf(" in trial %d", t.Manifest.Trial)
	}
	text, tail := "", tailSentence(analysis.FindTail(t), ofTrial(r, t))
	switch h.Kind {
	case analysis.HeadlineInvalid:
		return fmt.Sprintf("%s on %s is not valid: %s%s", name, stack, manyInvalid(r), firstReason(r))
	case analysis.HeadlineCapacity:
		text = fmt.Sprintf("%s on %s sustains %s with every SLO held", name, stack, capacities(r))
		if r.Verdict == "fail" {
			return text + "."
		}
		return text + ". " + tail
	case analysis.HeadlineNoObjectives:
		text = fmt.Sprintf("%s ran %s with p99 %s%s; it has no SLOs", name, on, Seconds(t.All.Response.P99), one)
	case analysis.HeadlineBroken:
		text = fmt.Sprintf("%s breaks %s %s: %s", name, broken(h.Broken, len(r.SLO)), on, objective(&h.Objective, worst))
	default:
		text = fmt.Sprintf("%s holds its SLOs %s: %s", name, on, objective(&h.Objective, worst))
	}
	return text + partial(t) + ". " + tail
}

// ofTrial begins a sentence about the trial that decides, when the run has several.
func ofTrial(r *analysis.Result, t *analysis.Trial) string {
	if len(r.Trials) < 2 {
		return ""
	}
	return fmt.Sprintf("in trial %d ", t.Manifest.Trial)
}

// manyInvalid states how many of several trials are not valid, "" for one.
func manyInvalid(r *analysis.Result) string {
	if r.Headline.Invalid < 2 {
		return ""
	}
	return fmt.Sprintf("%d of %d trials are not valid. ", r.Headline.Invalid, len(r.Trials))
}

func firstReason(r *analysis.Result) string {
	if len(r.InvalidReasons) == 0 {
		return ""
	}
	return RunCheck(r, &r.InvalidReasons[0]).Detail
}

// objective is what an objective measured, in the worst of several trials, beside its limit.
func objective(o *analysis.SLOResult, worst string) string {
	of := ""
	if o.Operation != "" {
		of = " of " + o.Operation
	}
	switch {
	case o.Fault == resilience.AnyFault:
		of += " while a fault was in force"
	case o.Fault != "" && o.Metric == "availability":
		of += " during " + o.Fault
	case o.Fault != "":
		of += " from " + o.Fault
	}
	return fmt.Sprintf("%s%s %s%s (limit %s)", o.Metric, of, ObjectiveValue(o), worst, Metric(o.Metric, o.Limit))
}

// ObjectiveValue is what was measured for an objective. What was not seen to end has no number.
func ObjectiveValue(o *analysis.SLOResult) string {
	if o.Exceeded() {
		return "not within " + Metric(o.Metric, o.Low)
	}
	return Metric(o.Metric, o.Measured)
}

func broken(n, of int) string {
	if n == 1 && of == 1 {
		return "its SLO"
	}
	return fmt.Sprintf("%d of its %d SLOs", n, of)
}

// partial states how far a trial got that did not get to its end.
func partial(t *analysis.Trial) string {
	switch t.Manifest.State {
	case samples.Running:
		return fmt.Sprintf(" so far, after %s of %s", Seconds(t.Reached), Seconds(t.Planned))
	case samples.Stopped:
		return fmt.Sprintf(", interrupted after %s of %s", Seconds(t.Reached), Seconds(t.Planned))
	case samples.Cut:
		return fmt.Sprintf(", ended after %s of %s", Seconds(t.Reached), Seconds(t.Planned))
	}
	return ""
}
