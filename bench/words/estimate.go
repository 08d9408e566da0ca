package words

import (
	"fmt"
	"math"
	"strings"

	"quintet/bench/scaling"
)

// Metric writes a value of an SLO's metric in its unit: seconds for percentiles, mean and max, a share for failures,
// events per second for throughput and goodput.
func Metric(metric string, v float64) string {
	switch metric {
	case "failures":
		return Ratio(v)
	case "availability":
		return Availability(v)
	case "lost":
		return Count(v)
	case "recovery":
		return wholeSeconds(v)
	case "throughput", "goodput", "capacity":
		return Rate(v)
	}
	return Seconds(v)
}

// wholeSeconds writes what is known to a slot of 100 ms, in one unit whatever its size, so that a value stands beside its limit: "0.9 s", "14 s".
func wholeSeconds(s float64) string {
	if math.IsNaN(s) || math.IsInf(s, 0) || s >= 300 {
		return Seconds(s)
	}
	return significant(math.Round(100*s)/100) + " s"
}

// noInterval is an interval that excludes nothing.
const noInterval = "unknown"

// Interval writes an interval of an SLO's metric: "20.7 – 22.1 ms", "900 µs – 1.1 ms", or "> 20.7 ms" when it has no upper bound.
func Interval(metric string, low, high float64) string {
	switch {
	case math.IsNaN(low) || math.IsNaN(high):
		return Absent
	case math.IsInf(high, 1) && (low <= 0 || math.IsInf(low, -1)):
		return noInterval
	case math.IsInf(high, 1):
		return "> " + Metric(metric, low)
	}
	from, to := Metric(metric, low), Metric(metric, high)
	if number, unit, ok := strings.Cut(from, " "); ok && strings.HasSuffix(to, " "+unit) {
		from = number // a unit that both have is written once
	}
	return Range(from, to)
}

// Range writes the ends of a range.
func Range(from, to string) string { return from + " – " + to }

// Margin writes a margin as a share of the limit: "79 % inside", "12 % over" an upper limit, "12 % below" a lower one.
func Margin(margin float64, comparison string) string {
	switch {
	case math.IsNaN(margin) || math.IsInf(margin, 0):
		return Absent
	case margin < 0 && strings.HasPrefix(comparison, ">"):
		return Ratio(-margin) + " below"
	case margin < 0:
		return Ratio(-margin) + " over"
	}
	return Ratio(margin) + " inside"
}

// P writes a probability: "0.012", "< 0.001".
func P(p float64) string {
	switch {
	case math.IsNaN(p):
		return Absent
	case p < 0.001:
		return "< 0.001"
	}
	return fmt.Sprintf("%.3f", p)
}

// equalP writes a probability behind the letter: "= 0.012", "< 0.001".
func equalP(p float64) string {
	if p < 0.001 {
		return P(p)
	}
	return "= " + P(p)
}

// withInterval writes an estimate of a metric with its interval: "21.3 ms (20.7 – 22.1 ms)".
func withInterval(metric string, e scaling.Estimate) string {
	text, interval := Metric(metric, e.Value), Interval(metric, e.Low, e.High)
	if interval == Absent || interval == "unknown" {
		return text
	}
	return text + " (" + interval + ")"
}

// timesWithInterval writes a factor with its interval: "5.45 times (5.43 to 5.46)".
func timesWithInterval(e scaling.Estimate) string {
	interval := significant(e.Low) + " to " + significant(e.High)
	switch {
	case math.IsNaN(e.Low) || math.IsNaN(e.High):
		interval = Absent
	case math.IsInf(e.High, 1):
		interval = "at least " + significant(e.Low)
	}
	return fmt.Sprintf("%s times (%s)", significant(e.Value), interval)
}

// onceEach is the caveat of a factor that one trial a side measured: its interval is that within the two trials.
func onceEach(e scaling.Estimate) string {
	if e.Trials != 1 {
		return ""
	}
	return "; one trial a side, so how much trials differ is unknown"
}

func atRate(rate float64) string {
	if rate > 0 {
		return " at " + Rate(rate)
	}
	return ""
}

// wholePercent writes a ratio without decimals: "71 %". What is not nothing is not 0 %, and what is not all is not 100 %.
func wholePercent(share float64) string {
	switch {
	case share > 0 && share < 0.005:
		return "< 1 %"
	case share >= 0.995 && share < 1:
		return "> 99 %"
	}
	return Ratio(math.Round(share*100) / 100)
}
