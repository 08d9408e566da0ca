package words

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"quintet/bench/analysis"
)

// CheckText is a validity check in words: what it looks at, what was measured, where its limit is, and a sentence.
type CheckText struct{ Name, Measured, Limit, Detail string }

// atMost and atLeast word a check's limit.
func atMost(c *analysis.Check) string  { return "at most " + inUnit(c.Limit) }
func atLeast(c *analysis.Check) string { return "at least " + inUnit(c.Limit) }

// Check words a check of a trial that needs no name, such as the only one of its run.
func Check(c *analysis.Check) CheckText {
	t := checkText(c)
	t.Detail = sentence(t.Detail + ".")
	return t
}

// checkText has the words of every kind of evidence. Its detail may be a part of a longer sentence: it has no capital and no full stop.
func checkText(c *analysis.Check) CheckText {
	switch e := c.Evidence.(type) {
	case analysis.Reached:
		return reachedText(c, e)
	case analysis.Files:
		return filesText(e)
	case analysis.Hits:
		return hitsText(c, e)
	case analysis.Recorded:
		return recordedText(c, e)
	case analysis.Generators:
		return generatorsText(c, e)
	case analysis.Clocks:
		return clocksText(c, e)
	case analysis.Dataset:
		return datasetText(e)
	case analysis.Services:
		return servicesText(e)
	case analysis.FaultsHeld:
		return faultsText(e)
	case analysis.StoreTimes:
		return storeTimesText(c, e)
	case analysis.Unchecked:
		return uncheckedText(e)
	case analysis.Scrapes:
		return scrapesText(c, e)
	case analysis.Telemetry:
		return telemetryText(c, e)
	case analysis.Sent:
		return sentText(c, e)
	case analysis.Failures:
		return failuresText(c, e)
	case analysis.Missing:
		return missingText(c, e)
	case analysis.Objective:
		return objectiveText(c, e)
	case analysis.SampleSize:
		return sampleText(c, e)
	case analysis.SendLag:
		return sendLagText(c, e)
	case analysis.GeneratorCPU:
		return generatorText(c, e)
	case analysis.GeneratorLimits:
		return limitsText(c, e)
	case analysis.OtherLoad:
		return otherLoadText(c, e)
	case analysis.WarmUp:
		return warmUpText(c, e)
	case analysis.Steadiness:
		return steadyText(c, e)
	case analysis.Drift:
		return driftText(c, e)
	case analysis.LittlesLaw:
		return littleText(c, e)
	case analysis.ReadBack:
		return readBackText(c, e)
	case analysis.Unread:
		return CheckText{"trials readable", "damaged", "all", strings.TrimSuffix(e.Error, ".")}
	case analysis.NoTrials:
		return CheckText{"trials", Number(c.Measured.Value), atLeast(c), "the run has no trial that could be read"}
	case analysis.Planned:
		return plannedText(c, e)
	case analysis.Search:
		found := fmt.Sprintf("the search%s did not come to its end: %s", Configuration(e.Configuration), Capacity(&e.Capacity))
		if !e.Unsure {
			found = fmt.Sprintf("the search%s showed no load to hold: %s broke nothing and has too few hits to be certain", Configuration(e.Configuration), requestRate(e.NotShown))
		}
		return CheckText{"search", Rate(e.Rate), Absent, found}
	}
	return CheckText{}
}

// Details are the sentences of checks of one trial.
func Details(checks []analysis.Check) []string {
	var texts []string
	for i := range checks {
		texts = append(texts, Check(&checks[i]).Detail)
	}
	return texts
}

// RunCheck words a check of one of a run's trials, which its sentence names.
func RunCheck(r *analysis.Result, c *analysis.Check) CheckText {
	t := Check(c)
	t.Detail = inRun(r, c.Trial, t.Detail)
	return t
}

// RunDetails are the sentences of checks of a run, each with the trial that it is of. What several trials have alike is said once, of the
// trial that is furthest from the limit, with their number.
func RunDetails(r *analysis.Result, checks []analysis.Check) []string {
	var texts []string
	for _, alike := range byKind(checks) {
		worst, trials := &alike[0], map[int]bool{}
		for i := range alike {
			c := &alike[i]
			if trials[c.Trial] = true; distance(c) > distance(worst) {
				worst = c
			}
		}
		text := RunCheck(r, worst).Detail
		if len(trials) > 1 {
			text += fmt.Sprintf(" %d of %d trials show this, and this one most.", len(trials), len(r.Trials))
		}
		texts = append(texts, text)
	}
	return texts
}

// byKind puts together the checks of trials that look at the same thing; one of the run stands alone.
func byKind(checks []analysis.Check) [][]analysis.Check {
	var groups [][]analysis.Check
	for _, c := range checks {
		i := slices.IndexFunc(groups, func(g []analysis.Check) bool {
			return c.Trial > 0 && g[0].Trial > 0 && g[0].Kind == c.Kind && g[0].Subject == c.Subject && g[0].OK == c.OK && form(&g[0]) == form(&c)
		})
		if i < 0 {
			i = len(groups)
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], c)
	}
	return groups
}

// form tells checks of one kind and outcome apart whose sentences say different things.
func form(c *analysis.Check) string {
	switch e := c.Evidence.(type) {
	case analysis.Reached:
		return string(e.State)
	case analysis.SampleSize:
		return fmt.Sprint(e.Seconds > 0)
	case analysis.Objective:
		return fmt.Sprint(e.OK, e.Measurable, e.Bounded, Interval(e.Metric, e.Low, e.High) == noInterval)
	case analysis.Steadiness:
		return fmt.Sprint(e.Outage != (analysis.Outage{}), e.ThroughputChanges || e.LatencyChanges, e.Worsens)
	case analysis.StoreTimes:
		return fmt.Sprint(e.Store != "", len(e.Foreign) > 0)
	case analysis.SendLag:
		return fmt.Sprint(math.IsNaN(e.Busy))
	}
	return ""
}

// distance is how far a check is from its limit; 0 where it compares no numbers.
func distance(c *analysis.Check) float64 {
	if d := math.Abs(c.Measured.Value - c.Limit.Value); !math.IsNaN(d) {
		return d
	}
	return 0
}
