package words

import (
	"fmt"
	"strings"

	"quintet/bench/analysis"
	"quintet/bench/samples"
)

func reachedText(c *analysis.Check, e analysis.Reached) CheckText {
	t := CheckText{Name: "schedule completed", Measured: inUnit(c.Measured), Limit: inUnit(c.Limit)}
	far := fmt.Sprintf("after %s of %s", t.Measured, t.Limit)
	if !e.Began {
		far = "before the load began"
	}
	reason := ""
	if e.Reason != "" {
		reason = " (" + strings.TrimSuffix(e.Reason, ".") + ")"
	}
	switch e.State {
	case samples.Complete:
		t.Detail = "the schedule was completed"
	case samples.Stopped:
		t.Detail = fmt.Sprintf("the run was interrupted %s; the numbers cover that part only", far)
	case samples.Cut:
		t.Detail = fmt.Sprintf("a broken SLO ended the run %s%s; the numbers cover that part only", far, reason)
	case samples.Failed:
		t.Detail = fmt.Sprintf("the run failed %s%s", far, reason)
	default:
		t.Detail = fmt.Sprintf("the run was cut off %s; the hits that were in flight then are lost, and slow hits are in flight longest", far)
	}
	return t
}

func filesText(e analysis.Files) CheckText {
	if e == (analysis.Files{}) {
		return CheckText{"record readable", "complete", "complete", "every file is as it was recorded"}
	}
	return CheckText{"record readable", "damaged", "complete",
		fmt.Sprintf("the record of %s is damaged: %s", e.Part, strings.TrimSuffix(e.Error, "."))}
}

func hitsText(c *analysis.Check, e analysis.Hits) CheckText {
	t := CheckText{"hits measured", inUnit(c.Measured), atLeast(c), fmt.Sprintf("%s hits were due in measured phases", inUnit(c.Measured))}
	switch {
	case c.OK:
	case e.Recorded == 0:
		t.Detail = "no hits were recorded"
	default:
		t.Detail = fmt.Sprintf("no hits were due in a measured phase: all %s were due in phases that are not measured", Count(float64(e.Recorded)))
	}
	return t
}

func datasetText(e analysis.Dataset) CheckText {
	t := CheckText{"data set", AsSeeded, AsSeeded, "the stores hold as many rows as were seeded"}
	switch {
	case !e.Counted:
		t.Measured, t.Detail = NotCounted, "the stores did not count all kinds of rows, so nothing proves that the data set is complete"
	case len(e.Mismatches) > 0:
		t.Measured = list(e.Mismatches, func(m analysis.Mismatch) string {
			return fmt.Sprintf("%s %s instead of %s", Count(float64(m.Counted)), m.Kind, Count(float64(m.Seeded)))
		})
		t.Detail = fmt.Sprintf("the stores do not hold the rows that were seeded: %s", t.Measured)
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

func uncheckedText(e analysis.Unchecked) CheckText {
	return CheckText{"answers checked", fmt.Sprintf("not those of %s", strings.Join(e.Operations, ", ")), "all",
		fmt.Sprintf("the scenario has the answers to %s not checked beyond their status: whether their work was done is not known", strings.Join(e.Operations, ", "))}
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
		t.Measured, t.Detail = "missing: "+missing, fmt.Sprintf("telemetry of stores is missing: %s", missing)
	}
	return t
}
