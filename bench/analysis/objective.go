package analysis

import (
	"math"

	"quintet/bench/samples"
	"quintet/telemetry"
)

// SLOResult is one objective as measured over the measured phases.
type SLOResult struct {
	samples.SLO
	// Measured with its 95 % interval [Low, High]; High is +Inf when the sample is too small for an upper bound.
	Measured float64 `json:"measured"`
	Low      float64 `json:"low"`
	High     float64 `json:"high"`
	// Needed is the run that would show on which side of the limit the objective is, where this one does not.
	Needed Needed `json:"needed"`
	// Margin is the distance from Measured to the limit as a share of the limit, negative when broken.
	Margin float64 `json:"margin"`
	OK     bool    `json:"ok"`
	// Trial is the trial the row was taken from.
	Trial int `json:"trial"`
}

// Needed is the run that would put an objective's interval on one side of its limit, if what was measured stays as it is: about so many
// hits, so many seconds at this load; +Inf when it lies on the limit itself. All are NaN when the interval lies on one side already, or
// when it is not known how long a run would do.
type Needed struct {
	Hits    float64 `json:"hits"`
	Seconds float64 `json:"seconds"`
	// Distance from the limit, in the unit of the metric, is where the measured value would have to lie for ten times this run to show
	// on which side it is; of a percentile it is that of the share of hits beyond the limit from the share that may be. NaN when it is not known.
	Distance float64 `json:"distance"`
}

// Practical is the longest run that is advised, in seconds: one night.
const Practical = 8 * 3600

// Impractical reports whether what was measured is so near its limit that no practical run tells on which side of it.
func (n Needed) Impractical() bool { return n.Seconds > Practical }

// margin is the distance to the limit as a share of the limit, positive on the good side. Of a limit of zero there is no share: on
// it the margin is 0, off it 1 whole limit.
func margin(measured float64, comparison string, limit float64) float64 {
	d := distance(measured, comparison, limit)
	if limit == 0 {
		switch {
		case d > 0:
			return 1
		case d < 0:
			return -1
		}
		return d
	}
	return d / math.Abs(limit)
}

// distance is how far what was measured is from the limit, negative when that is broken.
func distance(measured float64, comparison string, limit float64) float64 {
	if comparison == ">" || comparison == ">=" {
		return measured - limit
	}
	return limit - measured
}

// NotCertain reports whether the interval of an objective reaches to the other side of its limit, so that chance may have decided.
func (r SLOResult) NotCertain() bool {
	if math.IsNaN(r.Low) || math.IsNaN(r.High) {
		return false
	}
	return r.Holds(r.Low) != r.Holds(r.High)
}

// Exceeded reports whether an objective is broken though its value is not known: the lower bound lies beyond the limit.
func (r *SLOResult) Exceeded() bool {
	return math.IsNaN(r.Measured) && !math.IsNaN(r.Low) && math.IsInf(r.High, 1) && !r.Holds(r.Low)
}

// metricUnit is the unit of an SLO's metric: percentiles, mean and max are durations.
func metricUnit(metric string) telemetry.Unit {
	switch metric {
	case "failures", "availability":
		return telemetry.Ratio
	case "lost":
		return telemetry.Number
	case "throughput", "goodput":
		return telemetry.PerSecond
	}
	return telemetry.Seconds
}
