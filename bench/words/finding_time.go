package words

import (
	"fmt"
	"math"

	"quintet/bench/analysis"
)

func phaseRise(v analysis.PhaseRise) string {
	back := "is not back by the end"
	switch v.Recovery {
	case analysis.Recovered:
		back = "is back after " + Seconds(v.After)
	case analysis.RecoveredAtEnd:
		back = "is back only at the end"
	}
	return fmt.Sprintf("p99 %s when %s begins (%s to %s) and %s", rises(v.P99/v.Before), v.Phase, Seconds(v.Before), Seconds(v.P99), back)
}

func rises(ratio float64) string {
	switch {
	case ratio < 1.8:
		return "rises by half"
	case ratio < 2.4:
		return "doubles"
	case ratio < 3.5:
		return "triples"
	}
	return "rises " + Times(math.Round(ratio))
}

func p99OverTime(v analysis.P99OverTime) string {
	switch {
	case v.Short:
		return fmt.Sprintf("the measured time is too short to say how p99 (%s) behaves over time", Seconds(v.P99))
	case v.Peaks:
		return fmt.Sprintf("p99 is %s in a typical second, with a peak of %s at %s", Seconds(v.Typical), Seconds(v.Worst), Offset(v.WorstAt))
	}
	return fmt.Sprintf("p99 is even: %s in a typical second and never above %s", Seconds(v.Typical), Seconds(v.Worst))
}

func tailTime(v analysis.TailTime) string {
	if v.Place == "" {
		return "where the slowest hits spend their time was not recorded"
	}
	spend := fmt.Sprintf("the slowest 1 %% (from %s) spend %s of their time %s", Seconds(v.From), wholePercent(v.Share), place(v.Place))
	if v.Explains {
		return fmt.Sprintf("%s, against %s over all hits: that is what makes them slow", spend, wholePercent(v.Usual))
	}
	return fmt.Sprintf("%s, about as all hits do (%s): nothing else makes them slow", spend, wholePercent(v.Usual))
}

// slowerMatters is from how many times the p99 of all operations the slowest one's is compared with it.
const slowerMatters = 1.5

func slowestOperation(v analysis.SlowestOperation) string {
	text := fmt.Sprintf("%s is the slowest operation with p99 %s", v.Operation, Seconds(v.P99))
	if ratio := v.P99 / v.AllP99; ratio >= slowerMatters {
		text += fmt.Sprintf(", %s that of all together", Times(ratio))
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
		return fmt.Sprintf("a closed loop sends when an answer has come, so response and service time are the same (p99 %s) and a stall delays what it should have measured", response)
	case v.Matters:
		return fmt.Sprintf("p99 is %s from the due time but %s from the moment of sending: a generator that waits for answers would have hidden the difference (coordinated omission)",
			response, service)
	}
	return fmt.Sprintf("hits left on time (send lag p99 %s), so response and service time agree: p99 %s and %s", Seconds(v.SendLag), response, service)
}

func responseSpread(v analysis.ResponseSpread) string {
	text := fmt.Sprintf("half of the hits take less than %s and nine in ten less than %s; the slowest took %s", Seconds(v.P50), Seconds(v.P90), Seconds(v.Max))
	if v.P50 > 0 && v.Max > 100*v.P50 {
		text += fmt.Sprintf(", %s the median", Times(v.Max/v.P50))
	}
	return text
}
