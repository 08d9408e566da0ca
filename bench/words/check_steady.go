package words

import (
	"fmt"
	"math"

	"quintet/bench/analysis"
	"quintet/bench/samples"
)

func steadyText(c *analysis.Check, e analysis.Steadiness) CheckText {
	t := CheckText{"steady: " + c.Subject, "no warm-up", "no warm-up in it", fmt.Sprintf("throughput and p99 show no warm-up at the beginning of phase %s (MSER-5)", phase(c.Subject))}
	cut := inUnit(c.Measured)
	changing := ""
	switch {
	case e.ThroughputChanges && e.LatencyChanges:
		changing = "throughput and p99 were"
	case e.ThroughputChanges:
		changing = "throughput was"
	case e.LatencyChanges:
		changing = "p99 was"
	}
	switch {
	case e.Outage != (analysis.Outage{}) && !c.Doubt:
		t.Measured = "no warm-up, an outage"
		t.Detail += "; the trial has a fault, and " + outage(e.Outage)
	case e.Outage != (analysis.Outage{}):
		t.Measured, t.Limit = "an outage", "no outage in it"
		t.Detail = fmt.Sprintf("phase %s was not steady: %s", phase(c.Subject), outage(e.Outage))
		if c.Measured.Value > 0 && !e.Worsens {
			t.Detail += fmt.Sprintf("; its first %s differ from the rest as a warm-up does", cut)
		}
	case changing != "":
		t.Measured = "still changing at its middle"
		t.Detail = fmt.Sprintf("phase %s was not steady: %s still changing at its middle (MSER-5); make it longer", phase(c.Subject), changing)
	case c.Doubt && e.Worsens:
		t.Measured = cut + " before it got worse"
		t.Detail = fmt.Sprintf("the first %s of phase %s are better than the rest (MSER-5: steady from %s): the system got worse under load, which no warm-up explains", cut, phase(c.Subject), Seconds(e.From))
	case c.Doubt:
		t.Measured = cut + " of warm-up"
		t.Detail = fmt.Sprintf("the first %s of phase %s differ from the rest as a warm-up does (MSER-5: steady from %s) but are measured; a longer warm-up phase would exclude them",
			cut, phase(c.Subject), Seconds(e.From))
	}
	return t
}

// outage is what stood still within a phase.
func outage(o analysis.Outage) string {
	var parts []string
	if x := o.Fewest; x.Typical > 0 {
		parts = append(parts, fmt.Sprintf("at %s throughput fell to %s from %s typically", Offset(x.At), Rate(x.Value), Rate(x.Typical)))
	}
	if x := o.Slowest; x.Typical > 0 {
		parts = append(parts, fmt.Sprintf("at %s the median response time rose to %s from %s typically", Offset(x.At), Seconds(x.Value), Seconds(x.Typical)))
	}
	return And(parts)
}

func warmUpText(c *analysis.Check, e analysis.WarmUp) CheckText {
	took, most := inUnit(c.Measured), inUnit(c.Limit)
	t := CheckText{"warm-up: " + c.Subject, took, "steady within " + most, fmt.Sprintf("after %s of phase %s nothing drifted any more", took, phase(c.Subject))}
	if !e.Steady {
		t.Detail = fmt.Sprintf("phase %s ended after %s without the system being steady for %s: what came after it may not be of a warm system; its \"at most\" is too short for that", phase(c.Subject), took, Seconds(samples.SteadyFor.Seconds()))
	}
	return t
}

func driftText(c *analysis.Check, e analysis.Drift) CheckText {
	t := CheckText{"drift: " + c.Subject, Change(c.Measured.Value), "within " + inUnit(c.Limit) + " or explained by chance", "too few seconds have hits to show a drift"}
	before, after := Seconds(e.Before), Seconds(e.After)
	switch {
	case math.IsNaN(c.Measured.Value):
	case !c.OK:
		t.Detail = fmt.Sprintf("not steady: the median response time drifted by %s within phase %s (%s to %s), so no number describes the phase; warm up until steady, or measure longer",
			t.Measured, phase(c.Subject), before, after)
	case c.Doubt:
		t.Detail = fmt.Sprintf("the median response time drifted by %s within phase %s (%s to %s): the system was not in a steady state", t.Measured, phase(c.Subject), before, after)
	case math.Abs(c.Measured.Value) > c.Limit.Value:
		t.Detail = fmt.Sprintf("the median response time of phase %s went from %s to %s, which chance may explain (P %s)", phase(c.Subject), before, after, equalP(e.Chance))
	default:
		t.Detail = fmt.Sprintf("the median response time of phase %s went from %s to %s", phase(c.Subject), before, after)
	}
	return t
}

func littleText(c *analysis.Check, e analysis.LittlesLaw) CheckText {
	n, xr := Number(e.N), Number(e.XR)
	t := CheckText{"Little's law: " + c.Subject, fmt.Sprintf("N %s, X R %s", n, xr), "within " + inUnit(c.Limit),
		fmt.Sprintf("phase %s had %s hits in the system on average; throughput times response time is %s", phase(c.Subject), n, xr)}
	if c.Doubt {
		t.Detail = fmt.Sprintf("Little's law does not hold in phase %s: %s hits in the system on average, but throughput times response time is %s; a backlog that grows or shrinks does that",
			phase(c.Subject), n, xr)
	}
	return t
}
