package words

import (
	"fmt"
	"math"
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
		t.Detail = fmt.Sprintf("%s of the hits failed%s: too many for the numbers to describe the work", t.Measured, mostly)
	}
	return t
}

// FailureClass states what a class of failures is.
func FailureClass(class string) string {
	switch class {
	case samples.Status.String():
		return "wrong status"
	case samples.Missing.String():
		return "missing rows"
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

func missingText(c *analysis.Check, e analysis.Missing) CheckText {
	t := CheckText{"missing rows", inUnit(c.Measured), atMost(c), fmt.Sprintf("%s answers were empty or wrong", Count(float64(e.Answers)))}
	if !c.OK {
		t.Detail = fmt.Sprintf("%s of the answers were empty or wrong where rows were seeded (%s): their work was not done", t.Measured, Count(float64(e.Answers)))
	}
	return t
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
	case math.IsNaN(e.Low) || math.IsNaN(e.High):
		t.Detail = "it has no interval"
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

func sendLagText(c *analysis.Check, e analysis.SendLag) CheckText {
	lag := inUnit(c.Measured)
	t := CheckText{"send lag", lag, "p99 " + atMost(c), fmt.Sprintf("99 %% of hits were sent within %s of their due time", lag)}
	switch {
	case c.OK && !c.Doubt:
	case math.IsNaN(e.Busy):
		t.Detail = fmt.Sprintf("hits were sent up to %s late (p99), and the generator may be the bottleneck: its CPU use is not known", lag)
	case !c.OK:
		others := ""
		if e.Others > 0 {
			others = fmt.Sprintf(" (%s by other programs)", Cores(e.Others))
		}
		t.Detail = fmt.Sprintf("hits were sent up to %s late (p99) while %s of all cores were in use%s: the generator may not have got the CPU it needed", lag, Ratio(e.Busy), others)
	default:
		t.Detail = fmt.Sprintf("hits were sent up to %s late (p99) though CPU was free (%s of all cores in use), as when all workers wait for answers to earlier ones. Response times include that wait",
			lag, Ratio(e.Busy))
	}
	return t
}

func generatorText(c *analysis.Check, e analysis.GeneratorCPU) CheckText {
	used := "the generator used " + CoresOf(c.Measured.Value, e.Cores)
	t := CheckText{"generator CPU", inUnit(c.Measured), atMost(c), used}
	switch {
	case math.IsNaN(c.Measured.Value):
		t.Measured, t.Detail = "not known", "the generator's CPU use is not known, so it may have been the bottleneck"
		if math.IsNaN(c.Limit.Value) {
			t.Limit = Absent
		}
	case !c.OK:
		t.Detail = used + ": it may have been the bottleneck in place of the system under test"
	case c.Doubt:
		t.Detail = used + ", which the system under test could not use"
	}
	return t
}

func otherLoadText(c *analysis.Check, e analysis.OtherLoad) CheckText {
	used := CoresOf(c.Measured.Value, e.Cores)
	t := CheckText{"other load", inUnit(c.Measured), atMost(c), fmt.Sprintf("other programs, or the host of this machine, used %s", used)}
	if c.Doubt {
		t.Detail = fmt.Sprintf("other programs, or the host of this machine, took %s from generator and stack: on an idle machine the numbers may differ", used)
	}
	return t
}
