package words

import (
	"fmt"
	"math"

	"quintet/bench/analysis"
)

func phaseRise(v analysis.PhaseRise) string {
	recovery := "did not recover"
	switch v.Recovery {
	case analysis.Recovered:
		recovery = "recovered after " + Seconds(v.After)
	case analysis.RecoveredAtEnd:
		recovery = "recovered only at the end"
	}
	when := fmt.Sprintf("in phase %s", phase(v.Phase))
	if v.AtOnce {
		when = fmt.Sprintf("when phase %s began", phase(v.Phase))
	} else if v.Recovery == analysis.Recovered {
		recovery = "recovered " + Seconds(v.After) + " into the phase"
	}
	return fmt.Sprintf("p99 rose %sx %s (%s to %s) and %s", Number(math.Round(10*v.P99/v.Before)/10), when, Seconds(v.Before), Seconds(v.P99), recovery)
}

func phasesAlike(v analysis.PhasesAlike) string {
	if v.Alike {
		return fmt.Sprintf("p99 stayed between %s and %s in all measured phases; none stands out", Seconds(v.Low), Seconds(v.High))
	}
	return fmt.Sprintf("p99 was between %s and %s in the measured phases", Seconds(v.Low), Seconds(v.High))
}

func p99OverTime(v analysis.P99OverTime) string {
	switch {
	case v.Short:
		return fmt.Sprintf("p99 is %s; the measured time is too short to show how it developed", Seconds(v.P99))
	case v.Peaks:
		return fmt.Sprintf("p99 was %s in a typical %s and peaked at %s, %s into the load", Seconds(v.Typical), slot(v.Slot), Seconds(v.Worst), Offset(v.WorstAt))
	case v.Even:
		return fmt.Sprintf("p99 was even: %s in a typical %s and at most %s", Seconds(v.Typical), slot(v.Slot), Seconds(v.Worst))
	}
	return fmt.Sprintf("p99 was %s in a typical %s and at most %s", Seconds(v.Typical), slot(v.Slot), Seconds(v.Worst))
}

// slowerMatters is from how many times the p99 of all operations the slowest one's is compared with it.
const slowerMatters = 1.5

func slowestOperation(v analysis.SlowestOperation) string {
	of := ""
	if v.LeftOut > 0 {
		of = fmt.Sprintf(" of those with at least %d hits", v.MinHits)
	}
	text := fmt.Sprintf("%s is the slowest operation%s: p99 %s", v.Operation, of, Seconds(v.P99))
	if ratio := v.P99 / v.AllP99; ratio >= slowerMatters {
		text += fmt.Sprintf(", %s that of all operations together", Times(ratio))
	}
	if v.Place != "" {
		text += fmt.Sprintf("; its slowest hits (%s) spend %s of their time %s", Count(float64(v.TailHits)), wholePercent(v.Share), place(v.Place))
	}
	return text
}

func wait(v analysis.Wait) string {
	response, service := Seconds(v.Response), Seconds(v.Service)
	switch {
	case v.Closed:
		return fmt.Sprintf("a closed loop sends a hit when the previous answer has come, so response and service time are the same (p99 %s) and a stall delays the hits that would have measured it", response)
	case v.Matters && v.ByGenerator:
		return fmt.Sprintf("p99 is %s from the due time but %s from sending: hits left late, for which the generator may be the cause", response, service)
	case v.Matters:
		return fmt.Sprintf("p99 is %s from the due time but %s from sending: a generator that waits for answers would have hidden the difference (coordinated omission)",
			response, service)
	case v.Late:
		return fmt.Sprintf("hits were sent late (send lag p99 %s); p99 is %s from the due time and %s from sending", Seconds(v.SendLag), response, service)
	case !v.Agree:
		return fmt.Sprintf("hits were sent on time (send lag p99 %s); p99 is %s from the due time and %s from sending", Seconds(v.SendLag), response, service)
	}
	return fmt.Sprintf("hits were sent on time (send lag p99 %s), so response and service time agree: p99 %s and %s", Seconds(v.SendLag), response, service)
}

func longestSlot(v analysis.LongestSlot) string {
	text := fmt.Sprintf("hits took longest %s into the load: %s on average", Offset(v.At), Seconds(v.Mean))
	if v.Share > 0.5 {
		return fmt.Sprintf("%s, most of it %s", text, place(v.Place))
	}
	return fmt.Sprintf("%s, %s of it %s, more than anywhere else", text, wholePercent(v.Share), place(v.Place))
}

func responseSpread(v analysis.ResponseSpread) string {
	text := fmt.Sprintf("half of the hits take at most %s and nine in ten at most %s; the slowest took %s", Seconds(v.P50), Seconds(v.P90), Seconds(v.Max))
	if v.P50 > 0 && v.Max > 100*v.P50 {
		text += fmt.Sprintf(", %s the median", Times(v.Max/v.P50))
	}
	return text
}

// slotName is one interval of the timeline as what values are of: "second", "slot of 10 s".
func slotName(seconds float64) string {
	if seconds == 1 {
		return "second"
	}
	return "slot of " + Seconds(seconds)
}

// inFlight is how many hits were in flight at most at the instants at which they were counted.
func inFlight(hits, seconds float64) string {
	return fmt.Sprintf("at most %s %s in flight at the end of a %s", Counted(hits, "hit"), verb(hits, "was", "were"), slotName(seconds))
}

// slot names one interval of the timeline: "second", "10 s".
func slot(seconds float64) string {
	if seconds == 1 {
		return "second"
	}
	return Seconds(seconds)
}
