package words

import (
	"fmt"
	"math"
	"strings"

	"quintet/bench/scaling"
)

// Label names a configuration, at a volume, as far as they were varied: "api.replicas 2, cache off, volume 10x"; "" for the only one.
func Label(l scaling.Label) string {
	parts := settings(l.Settings)
	if l.Volume != "" {
		parts = append(parts, "volume "+l.Volume)
	}
	return strings.Join(parts, ", ")
}

// with puts a label behind other words: " with cache off", "" for the only configuration.
func with(l scaling.Label) string {
	if l.Empty() {
		return ""
	}
	return " with " + Label(l)
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
