package words

import (
	"fmt"
	"math"

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
			mostly = " (mostly " + FailureClass(e.Class) + ")"
		}
		t.Detail = fmt.Sprintf("%s of the hits failed%s: the numbers describe failing, not working", t.Measured, mostly)
	}
	return t
}

// FailureClass says what a class of failures is.
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
	}
	return class
}

func missingText(c *analysis.Check, e analysis.Missing) CheckText {
	t := CheckText{"missing rows", inUnit(c.Measured), atMost(c), fmt.Sprintf("%s answers were empty or not what was asked for", Count(float64(e.Answers)))}
	if !c.OK {
		t.Detail = fmt.Sprintf("%s of the answers were empty or wrong where rows were seeded (%s): the work was not done", t.Measured, Count(float64(e.Answers)))
	}
	return t
}

func objectiveText(c *analysis.Check, e analysis.Objective) CheckText {
	t := CheckText{"objective: " + e.Expression, inUnit(c.Measured), inUnit(c.Limit), "its interval lies on one side of the limit"}
	switch {
	case !e.Measurable:
		t.Detail = fmt.Sprintf("the objective %s cannot be judged: %s had no hits in measured phases", e.Expression, operation(e.Operation))
	case !e.Bounded:
		t.Detail = "its interval has no upper bound"
	case c.Doubt:
		holds := "is broken"
		if e.OK {
			holds = "holds"
		}
		t.Detail = fmt.Sprintf("the objective %s %s, but its 95 %% interval (%s) reaches across the limit: cannot be sure; a longer run would tell",
			e.Expression, holds, Interval(e.Metric, e.Low, e.High))
	}
	return t
}

func sampleText(c *analysis.Check, e analysis.SampleSize) CheckText {
	of, hits, need, worth := e.Metric+" of "+operation(e.Operation), inUnit(c.Measured), inUnit(c.Limit), Count(e.Effective)
	t := CheckText{"hits for " + of, fmt.Sprintf("%s (worth %s)", hits, worth), atLeast(c), fmt.Sprintf("%s rests on %s hits, worth %s independent ones", of, hits, worth)}
	switch {
	case !c.OK:
		t.Detail = fmt.Sprintf("%s needs %s hits, there were %s: run longer or faster", of, need, hits)
	case c.Doubt:
		t.Detail = fmt.Sprintf("%s rests on %s hits that were slow together, worth about %s independent ones; %s are needed for an upper bound", of, hits, worth, need)
	}
	return t
}

func sendLagText(c *analysis.Check, e analysis.SendLag) CheckText {
	lag := inUnit(c.Measured)
	t := CheckText{"send lag", lag, "p99 " + atMost(c), fmt.Sprintf("99 %% of the hits left within %s of their due time", lag)}
	switch {
	case c.OK && !c.Doubt:
	case math.IsNaN(e.Busy):
		t.Detail = fmt.Sprintf("hits left up to %s late (p99) and nothing is known of the generator's CPU: it may have been the bottleneck", lag)
	case !c.OK:
		others := ""
		if e.Others > 0 {
			others = fmt.Sprintf(" (%s by other programs)", Cores(e.Others))
		}
		t.Detail = fmt.Sprintf("hits left up to %s late (p99) while %s of all cores were in use%s: the generator did not get the CPU to keep up", lag, Ratio(e.Busy), others)
	default:
		t.Detail = fmt.Sprintf("hits left up to %s late (p99) though CPU was free (%s of all cores used): they waited for earlier ones to be answered. Response times include that wait",
			lag, Ratio(e.Busy))
	}
	return t
}

func generatorText(c *analysis.Check, e analysis.GeneratorCPU) CheckText {
	used := fmt.Sprintf("the generator used %s of %s", inUnit(c.Measured), Cores(float64(e.Cores)))
	t := CheckText{"generator CPU", inUnit(c.Measured), atMost(c), used}
	switch {
	case math.IsNaN(c.Measured.Value):
		t.Measured, t.Detail = "not known", "the generator's CPU use is not known, so it cannot be ruled out that it was the bottleneck"
		if math.IsNaN(c.Limit.Value) {
			t.Limit = Absent
		}
	case !c.OK:
		t.Detail = used + ": it was the bottleneck, not the system under test"
	case c.Doubt:
		t.Detail = used + ", which the system under test could not have"
	}
	return t
}

func otherLoadText(c *analysis.Check, e analysis.OtherLoad) CheckText {
	others, all := inUnit(c.Measured), Cores(float64(e.Cores))
	t := CheckText{"other load", others, atMost(c), fmt.Sprintf("other programs, or the host of this machine, used %s of %s", others, all)}
	if c.Doubt {
		t.Detail = fmt.Sprintf("other programs, or the host of this machine, took %s of %s from generator and stack: on a quiet machine the numbers would be others", others, all)
	}
	return t
}
