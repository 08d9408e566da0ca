package words

import (
	"fmt"
	"strconv"
	"strings"

	"quintet/bench/analysis"
)

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
