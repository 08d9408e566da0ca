package words

import (
	"fmt"
	"strings"

	"quintet/bench/analysis"
)

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
	case analysis.Dataset:
		return datasetText(e)
	case analysis.Services:
		return servicesText(e)
	case analysis.StoreTimes:
		return storeTimesText(c, e)
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
	case analysis.Steadiness:
		return steadyText(c, e)
	case analysis.Drift:
		return driftText(c, e)
	case analysis.LittlesLaw:
		return littleText(c, e)
	case analysis.Unread:
		return CheckText{"trials readable", "damaged", "all", strings.TrimSuffix(e.Error, ".")}
	case analysis.NoTrials:
		return CheckText{"trials", Number(c.Measured.Value), atLeast(c), "the run has no trial that could be read"}
	case analysis.Planned:
		return plannedText(c, e)
	case analysis.Search:
		found := fmt.Sprintf("the search%s did not come to its end: %s", Configuration(e.Configuration), Capacity(&e.Capacity))
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

// RunDetails are the sentences of checks of a run, each with the trial that it is of.
func RunDetails(r *analysis.Result, checks []analysis.Check) []string {
	var texts []string
	for i := range checks {
		texts = append(texts, RunCheck(r, &checks[i]).Detail)
	}
	return texts
}
