package words

import (
	"fmt"
	"strconv"
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

func recordedText(c *analysis.Check, e analysis.Recorded) CheckText {
	recorded, due := inUnit(c.Measured), inUnit(c.Limit)
	t := CheckText{"hits recorded", recorded, due + ", each once", fmt.Sprintf("each of %s hits was recorded once", due)}
	if c.OK {
		return t
	}
	var wrong []string
	if e.Twice > 0 {
		wrong = append(wrong, fmt.Sprintf("%s of %s recorded %s recorded before", Count(float64(e.Twice)), recorded, verb(c.Measured.Value, "hit was", "hits were")))
	}
	if e.Lost > 0 {
		wrong = append(wrong, fmt.Sprintf("%s of %s %s lost", Count(float64(e.Lost)), due, verb(c.Limit.Value, "hit was", "hits were")))
	}
	if len(wrong) == 0 {
		wrong = append(wrong, fmt.Sprintf("%s hits were recorded where %s were due", recorded, due))
	}
	t.Detail = strings.Join(wrong, " and ") + ": the record is not that of this load"
	return t
}

func plannedText(c *analysis.Check, e analysis.Planned) CheckText {
	t := CheckText{Name: "trials planned", Measured: fmt.Sprintf("%s of %s", inUnit(c.Measured), inUnit(c.Limit)), Limit: "each once"}
	var wrong []string
	if e.Absent > 0 {
		wrong = append(wrong, fmt.Sprintf("%s of %s planned trials %s missing or could not be read (%s): what the others measured is shown, and does not answer what was asked",
			Count(float64(e.Absent)), inUnit(c.Limit), verb(e.Absent, "is", "are"), trialNumbers(e.Missing, e.Absent)))
	}
	if len(e.Twice) > 0 {
		wrong = append(wrong, fmt.Sprintf("there is more than one %s", trialNumbers(e.Twice, len(e.Twice))))
	}
	t.Detail = strings.Join(wrong, "; ")
	return t
}

// trialNumbers names trials of which there are so many: "trial 2", "trials 2, 3 and others".
func trialNumbers(numbers []int, all int) string {
	text := list(numbers, strconv.Itoa)
	switch {
	case all > len(numbers):
		return "trials " + text + " and others"
	case all > 1:
		return "trials " + text
	}
	return "trial " + text
}
