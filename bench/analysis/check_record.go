package analysis

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"quintet/bench/samples"
)

// checkReached says how far the trial got. A trial that the user or its own SLOs ended is a shorter trial, and valid as far as it
// got. One that was cut off is not: the hits in flight at that moment are lost, and they are the slow ones.
func checkReached(f *facts) []Check {
	m := &f.Manifest
	c := Check{Name: "run to its end", Limit: FormatSeconds(f.Planned), Measured: FormatSeconds(f.Reached)}
	far := fmt.Sprintf("after %s of %s", FormatSeconds(f.Reached), FormatSeconds(f.Planned))
	if f.first.seen == 0 && f.Reached < time.Millisecond.Seconds() {
		far = "before the load began"
	}
	switch m.State {
	case samples.Complete:
		c.OK, c.Detail = true, "the schedule was played to its end."
	case samples.Stopped:
		c.OK, c.Doubt, c.Detail = true, true, fmt.Sprintf("the run was interrupted %s; the numbers are of that part.", far)
	case samples.Cut:
		c.OK, c.Doubt, c.Detail = true, true, fmt.Sprintf("the run was ended %s because an SLO was broken%s; the numbers are of that part.", far, because(m.Reason))
	case samples.Failed:
		c.Detail = fmt.Sprintf("the run failed %s%s.", far, because(m.Reason))
	default:
		c.Detail = fmt.Sprintf("the run was cut off %s; the hits in flight at that moment, the slowest ones, are lost.", far)
	}
	return []Check{c}
}

func because(reason string) string {
	if reason == "" {
		return ""
	}
	return " (" + strings.TrimSuffix(reason, ".") + ")"
}

// checkFiles: a record that is torn though its trial ended has lost hits.
func checkFiles(f *facts) []Check {
	c := Check{Name: "files whole", Limit: "whole", Measured: "whole", OK: true, Detail: "every hit written could be read."}
	if f.damage != "" {
		c.Measured, c.Detail = "damaged", strings.TrimSuffix(f.damage, ".")+"; what was written after that point is lost."
		c.OK, c.Doubt = f.Manifest.State == samples.Running, true
	}
	return []Check{c}
}

// checkHits: without hits in measured phases there is nothing to say.
func checkHits(f *facts) []Check {
	n := f.first.all.hits
	c := Check{Name: "hits measured", OK: n > 0, Limit: "at least 1", Measured: FormatCount(float64(n)),
		Detail: fmt.Sprintf("%s hits were due in measured phases.", FormatCount(float64(n)))}
	switch {
	case n == 0 && f.first.seen == 0:
		c.Detail = "no hits were recorded."
	case n == 0:
		c.Detail = fmt.Sprintf("no hits were due in a measured phase: all %s were due in phases that do not count.", FormatCount(float64(f.first.seen)))
	}
	return []Check{c}
}

// checkDataset compares what was seeded with what the stores counted afterwards: on other data than the scenario's the numbers
// answer another question.
func checkDataset(f *facts) []Check {
	d := &f.Manifest.Dataset
	c := Check{Name: "data set", OK: true, Limit: "as seeded", Measured: "as seeded", Detail: "the stores counted what was seeded."}
	if len(d.Rows) == 0 {
		return nil
	}
	if len(d.Verified) == 0 {
		c.Doubt, c.Measured, c.Detail = true, "not counted", "the stores did not count what was seeded, so nothing proves that the data set is complete."
		return []Check{c}
	}
	var kinds, wrong []string
	for kind := range d.Rows {
		kinds = append(kinds, kind)
	}
	slices.Sort(kinds)
	for _, kind := range kinds {
		if counted, ok := d.Verified[kind]; ok && counted != d.Rows[kind] {
			wrong = append(wrong, fmt.Sprintf("%s %s instead of %s", FormatCount(float64(counted)), kind, FormatCount(float64(d.Rows[kind]))))
		}
	}
	if len(wrong) > 0 {
		c.OK, c.Measured = false, strings.Join(wrong, ", ")
		c.Detail = fmt.Sprintf("the stores hold another data set than was seeded: %s.", c.Measured)
	}
	return []Check{c}
}

// checkServices: a part of the stack that ended under load, without a fault that was asked for, is the first thing a reader must
// know; whether the numbers are worth anything the failures tell.
func checkServices(f *facts) []Check {
	var ended []string
	for _, e := range f.Events {
		if e.Kind == samples.ServiceExited && !slices.ContainsFunc(faultSpans(f.Events), func(s span) bool { return s.holds(e.At) }) {
			ended = append(ended, fmt.Sprintf("%s at %s", e.Name, FormatOffset(e.At.Seconds())))
		}
	}
	c := Check{Name: "services alive", OK: true, Limit: "all", Measured: "all", Detail: "no part of the stack ended while the load was running."}
	if len(ended) > 0 {
		c.Doubt, c.Measured = true, strings.Join(ended, ", ")
		c.Detail = fmt.Sprintf("a part of the stack ended while the load was running: %s.", c.Measured)
	}
	return []Check{c}
}

// checkScrapes: with many scrapes missing the figures of caches, stores and CPU have holes.
func checkScrapes(f *facts) []Check {
	made, missed := outsideFaults(f.scraped.sources, f.Events)
	c := Check{Name: "scrape gaps", OK: true, Limit: "at most " + FormatRatio(f.limits.ScrapeGaps)}
	if made == 0 {
		c.Doubt, c.Measured, c.Detail = true, "never scraped", "no metrics were scraped, so nothing is known of caches, stores and CPU, nor whether the generator was the limit."
		return []Check{c}
	}
	ratio := float64(missed) / float64(made)
	c.OK = ratio <= f.limits.ScrapeGaps
	c.Measured = fmt.Sprintf("%s (%d of %d)", FormatRatio(ratio), missed, made)
	c.Detail = fmt.Sprintf("%d of %d scrapes of metrics failed.", missed, made)
	if c.OK && missed > 0 {
		c.Doubt = true
	}
	return []Check{c}
}
