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
	return fmt.Sprintf("p99 rose %sx when phase %s began (%s to %s) and %s", Number(math.Round(10*v.P99/v.Before)/10), v.Phase, Seconds(v.Before), Seconds(v.P99), recovery)
}

func p99OverTime(v analysis.P99OverTime) string {
	switch {
	case v.Short:
		return fmt.Sprintf("p99 is %s; the measured time is too short to show how it developed", Seconds(v.P99))
	case v.Peaks:
		return fmt.Sprintf("p99 was %s in a typical %s and peaked at %s, %s into the load", Seconds(v.Typical), slot(v.Slot), Seconds(v.Worst), Offset(v.WorstAt))
	}
	return fmt.Sprintf("p99 was even: %s in a typical %s and at most %s", Seconds(v.Typical), slot(v.Slot), Seconds(v.Worst))
}

func tailTime(v analysis.TailTime) string {
	if v.Place == "" {
		return "where the slowest hits spend their time was not recorded"
	}
	spend := fmt.Sprintf("the slowest 1 %% (from %s) spend %s of their time %s", Seconds(v.From), wholePercent(v.Share), place(v.Place))
	if v.Explains {
		return fmt.Sprintf("%s, against %s of all hits: that makes them slow", spend, wholePercent(v.Usual))
	}
	return fmt.Sprintf("%s, against %s of all hits", spend, wholePercent(v.Usual))
}

// slowerMatters is from how many times the p99 of all operations the slowest one's is compared with it.
const slowerMatters = 1.5

func slowestOperation(v analysis.SlowestOperation) string {
	text := fmt.Sprintf("%s is the slowest operation: p99 %s", v.Operation, Seconds(v.P99))
	if ratio := v.P99 / v.AllP99; ratio >= slowerMatters {
		text += fmt.Sprintf(", %s that of all operations together", Times(ratio))
	}
	if v.Place != "" {
		text += fmt.Sprintf("; its slowest 1 %% spend %s of their time %s", wholePercent(v.Share), place(v.Place))
	}
	return text
}

func wait(v analysis.Wait) string {
	response, service := Seconds(v.Response), Seconds(v.Service)
	switch {
	case v.Closed:
		return fmt.Sprintf("a closed loop sends a hit when the previous answer has come, so response and service time are the same (p99 %s) and a stall delays the hits that would have measured it", response)
	case v.Matters:
		return fmt.Sprintf("p99 is %s from the due time but %s from sending: a generator that waits for answers would have hidden the difference (coordinated omission)",
			response, service)
	}
	return fmt.Sprintf("hits were sent on time (send lag p99 %s), so response and service time agree: p99 %s and %s", Seconds(v.SendLag), response, service)
}

func responseSpread(v analysis.ResponseSpread) string {
	text := fmt.Sprintf("half of the hits take less than %s and nine in ten less than %s; the slowest took %s", Seconds(v.P50), Seconds(v.P90), Seconds(v.Max))
	if v.P50 > 0 && v.Max > 100*v.P50 {
		text += fmt.Sprintf(", %s the median", Times(v.Max/v.P50))
	}
	return text
}

// slot names one interval of the timeline: "second", "10 s".
func slot(seconds float64) string {
	if seconds == 1 {
		return "second"
	}
	return Seconds(seconds)
}
