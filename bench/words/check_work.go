package words

import (
	"fmt"
	"strings"

	"quintet/bench/analysis"
	"quintet/bench/samples"
)

func sentText(c *analysis.Check, e analysis.Sent) CheckText {
	sent, offered := Count(float64(e.Sent)), Count(float64(e.Offered))
	t := CheckText{"hits sent", fmt.Sprintf("%s (%s of %s)", inUnit(c.Measured), sent, offered), atLeast(c),
		fmt.Sprintf("%s of %s hits that were due were sent", sent, offered)}
	if !c.OK {
		t.Detail = fmt.Sprintf("only %s of %s hits that were due were sent: the load was smaller than the scenario's", sent, offered)
	}
	return t
}

func failuresText(c *analysis.Check, e analysis.Failures) CheckText {
	t := CheckText{"failures", inUnit(c.Measured), atMost(c), fmt.Sprintf("%s of %s hits failed", Count(float64(e.Failures)), Count(float64(e.Hits)))}
	if !c.OK {
		mostly := ""
		if e.Class != "" {
			mostly = " (most often " + FailureClass(e.Class) + ")"
		}
		t.Detail = fmt.Sprintf("%s of the hits failed%s: too many for the numbers to describe the work", t.Measured, mostly) + example(e.Example)
	}
	return t
}

// FailureClass states what a class of failures is.
func FailureClass(class string) string {
	switch class {
	case samples.Status.String():
		return "wrong status"
	case samples.Missing.String():
		return "nothing found"
	case samples.Content.String():
		return "wrong content"
	case samples.Timeout.String():
		return "timeouts"
	case samples.Connection.String():
		return "broken connections"
	case samples.Unsent.String():
		return "never sent"
	case samples.Generator.String():
		return "limits of the generator"
	}
	return class
}

func uncheckedText(e analysis.Unchecked) CheckText {
	return CheckText{"answers checked", fmt.Sprintf("not those of %s", strings.Join(e.Operations, ", ")), "all",
		fmt.Sprintf("the scenario has the answers to %s not checked beyond their status: whether their work was done is not known", strings.Join(e.Operations, ", "))}
}

// missingText is about seeded rows, or about the checks of the scenario where all that was asked is declared by it.
func missingText(c *analysis.Check, e analysis.Missing) CheckText {
	name, found, failed := "missing rows", "%s answers were empty or wrong", "%s of the answers were empty or wrong where rows were seeded (%s): their work was not done"
	if e.Foreign {
		name, found, failed = "failed checks", "%s answers were empty or wrong by the checks of the scenario", "%s of the answers were empty or wrong by the checks of the scenario (%s): their work was not done"
	}
	t := CheckText{name, inUnit(c.Measured), atMost(c), fmt.Sprintf(found, Count(float64(e.Answers)))}
	if !c.OK {
		t.Detail = fmt.Sprintf(failed, t.Measured, Count(float64(e.Answers)))
	}
	t.Detail += example(e.Example)
	return t
}

// example is a hit that failed, at the end of a sentence.
func example(hit string) string {
	if hit == "" {
		return ""
	}
	return "; for example, " + hit
}

func objectiveText(c *analysis.Check, e analysis.Objective) CheckText {
	t := CheckText{"objective: " + e.Expression, inUnit(c.Measured), inUnit(c.Limit), "its interval lies on one side of the limit"}
	switch {
	case !e.Measurable && unmeasured(&e.SLOResult) != "":
		t.Detail = fmt.Sprintf("the objective %s cannot be judged: %s", e.Expression, unmeasured(&e.SLOResult))
	case c.Doubt && e.Metric == "lost":
		t.Detail = fmt.Sprintf("the objective %s cannot be judged for sure: some writes could not be looked for", e.Expression)
	case !e.Measurable:
		t.Detail = fmt.Sprintf("the objective %s cannot be judged: %s had no hits in measured phases", e.Expression, operation(e.Operation))
	case !e.Bounded:
		t.Detail = "its interval has no upper bound"
	case c.Doubt:
		holds, interval := "is broken", Interval(e.Metric, e.Low, e.High)
		if e.OK {
			holds = "holds"
		}
		t.Detail = fmt.Sprintf("the objective %s %s, but its 95 %% interval (%s) includes the limit", e.Expression, holds, interval)
		if interval == noInterval {
			t.Detail = fmt.Sprintf("the objective %s %s, but has no 95 %% interval", e.Expression, holds)
		}
		t.Detail += ": " + Or(strings.TrimPrefix(toShow(&e.SLOResult), "; "), "a longer run is needed to be sure")
	}
	return t
}

func sampleText(c *analysis.Check, e analysis.SampleSize) CheckText {
	of, hits, need, effective := e.Metric+" of "+operation(e.Operation), inUnit(c.Measured), inUnit(c.Limit), Count(e.Effective)
	t := CheckText{"sample size of " + of, fmt.Sprintf("%s (effective %s)", hits, effective), atLeast(c), fmt.Sprintf("%s rests on %s hits, an effective sample size of %s", of, hits, effective)}
	switch {
	case !c.OK:
		t.Detail = fmt.Sprintf("%s needs %s hits and has %s: make the run longer or its rate higher", of, need, hits)
	case c.Doubt && e.Seconds > 0:
		t.Measured = hits + " (effective below " + effective + ")"
		t.Detail = fmt.Sprintf("%s has no interval: slow hits came in clusters that are long for this run; measure for at least %s to know how certain it is", of, Seconds(e.Seconds))
	case c.Doubt:
		t.Detail = fmt.Sprintf("%s rests on %s hits, but slow hits came in clusters: the effective sample size is about %s, and an upper bound needs %s", of, hits, effective, need)
	}
	return t
}

// unmeasured is why an objective on faults cannot be judged, "" for one that is on none.
func unmeasured(o *analysis.SLOResult) string {
	switch o.Metric {
	case "availability":
		if o.Fault == "" {
			return "no hit was due"
		}
		return "no hit was due while the fault was in force, or it was not injected"
	case "recovery":
		return "the system was not seen to be inside its objectives for the hold time after the fault, or no fault was injected"
	case "lost":
		return "the writes were not read back"
	}
	return ""
}
