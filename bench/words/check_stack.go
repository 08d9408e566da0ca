package words

import (
	"fmt"
	"strings"

	"quintet/bench/analysis"
)

func datasetText(e analysis.Dataset) CheckText {
	t := CheckText{"data set", AsSeeded, AsSeeded, "the stores hold as many rows as were seeded"}
	switch {
	case len(e.Mismatches) > 0:
		t.Measured = list(e.Mismatches, func(m analysis.Mismatch) string {
			return fmt.Sprintf("%s %s instead of %s", Count(float64(m.Counted)), m.Kind, Count(float64(m.Seeded)))
		})
		t.Detail = fmt.Sprintf("the stores do not hold the rows that were seeded: %s", t.Measured)
	case !e.Counted:
		t.Measured, t.Detail = NotCounted, "the stores did not count all kinds of rows, so nothing proves that the data set is complete"
	}
	return t
}

func servicesText(e analysis.Services) CheckText {
	if len(e.Exited) == 0 {
		return CheckText{"services alive", "all", "all", "no service of the stack exited under load on its own"}
	}
	exited := list(e.Exited, func(x analysis.Exit) string { return x.Service + " at " + Offset(x.At) })
	return CheckText{"services alive", exited, "all", fmt.Sprintf("a service of the stack exited under load: %s", exited)}
}

func faultsText(e analysis.FaultsHeld) CheckText {
	t := CheckText{"faults", "all seen to hold", "all", Counted(e.Due, "fault") + " that came due: each was seen to hold and was over in the end"}
	if e.Commands > 0 {
		t.Measured = "commands ended with status 0"
		t.Detail = fmt.Sprintf("%s that came due: of %d the commands ended with status 0, and what they did was not looked at", Counted(e.Due, "fault"), e.Commands)
		if e.Commands < e.Due {
			t.Measured = "all others seen to hold; " + t.Measured
			t.Detail += "; each of the others was seen to hold and was over in the end"
		}
	}
	troubles := func(of []analysis.FaultTrouble) string {
		return list(of, func(x analysis.FaultTrouble) string {
			text := x.Label + " at " + Offset(x.At)
			if x.Reason != "" {
				text += " (" + strings.TrimSuffix(x.Reason, ".") + ")"
			}
			return text
		})
	}
	switch {
	case len(e.Without) > 0:
		t.Measured = "without effect: " + list(e.Without, func(x analysis.FaultTrouble) string { return x.Label })
		t.Detail = "a fault was not seen to hold, so the trial does not show what the scenario says: " + troubles(e.Without)
	case len(e.Lingering) > 0:
		t.Measured = "not over: " + list(e.Lingering, func(x analysis.FaultTrouble) string { return x.Label })
		t.Detail = "a fault was not over in the end, and what came after it was measured with it: " + troubles(e.Lingering)
	}
	return t
}

func storeTimesText(c *analysis.Check, e analysis.StoreTimes) CheckText {
	answers := Count(float64(e.Answers))
	if e.Answers == 0 {
		return CheckText{"store times", "unknown", "no longer than the request",
			"no answer has a Server-Timing header, so it is not known where inside the API the time went: the times of a request are those that the generator saw"}
	}
	t := CheckText{"store times", "possible", "no longer than the request", fmt.Sprintf("none of %s answers names a store that took longer than its request, or one that is not of this stack", answers)}
	var doubts []string
	if e.Store != "" {
		doubts = append(doubts, fmt.Sprintf("%s of %s answers name a store that took longer than the whole request (%s %s of %s)", inUnit(c.Measured), answers, e.Store, Seconds(e.Time), Seconds(e.Request)))
	}
	if len(e.Foreign) > 0 {
		doubts = append(doubts, fmt.Sprintf("answers name what is no store of this stack (%s)", strings.Join(e.Foreign, ", ")))
	}
	if len(doubts) > 0 {
		t.Measured, t.Detail = "not all possible", strings.Join(doubts, "; ")+": these times take no part in where the time goes"
	}
	return t
}

func scrapesText(c *analysis.Check, e analysis.Scrapes) CheckText {
	if e.Made == 0 {
		return CheckText{"scrape gaps", "never scraped", atMost(c),
			"no metrics were scraped, so nothing is known of caches, stores and CPU, nor whether the generator was the bottleneck"}
	}
	return CheckText{"scrape gaps", fmt.Sprintf("%s (%d of %d)", inUnit(c.Measured), e.Missed, e.Made), atMost(c),
		fmt.Sprintf("%d of %d scrapes of metrics failed", e.Missed, e.Made)}
}

func telemetryText(c *analysis.Check, e analysis.Telemetry) CheckText {
	t := CheckText{"store telemetry", "complete", atMost(c) + " missing", "every store answered as often as it must when it was asked for telemetry"}
	if len(e.Missing) > 0 {
		missing := list(e.Missing, func(m analysis.MissingTelemetry) string {
			return fmt.Sprintf("%s %d of %d times", m.Store, m.Missed, m.Made)
		})
		outside := ""
		if e.Faults {
			outside = " outside the faults"
		}
		t.Measured, t.Detail = "missing: "+missing, fmt.Sprintf("telemetry of stores is missing%s: %s", outside, missing)
	}
	return t
}

func readBackText(c *analysis.Check, e analysis.ReadBack) CheckText {
	t := CheckText{"writes read back", inUnit(c.Measured), inUnit(c.Limit), "every write of the load was looked for when it was over"}
	switch {
	case e.Ledger == nil:
		t.Measured, t.Detail = "nothing", "the writes of the load were not read back, so whether any is lost is unknown"
	case c.Doubt && e.Unchecked > 0:
		t.Detail = fmt.Sprintf("%s of the writes could not be looked for (%s), so they may be lost", Count(float64(e.Unchecked)), Or(strings.TrimSuffix(e.Reason, "."), "unknown why"))
	case c.Doubt:
		t.Detail = "the writes of the load could not be read back as they should: " + strings.TrimSuffix(e.Reason, ".")
	}
	return t
}
