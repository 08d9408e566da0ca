package analysis

import (
	"math"

	"quintet/telemetry"
)

// satisfies compares; nothing satisfies when nothing was measured.
func satisfies(measured float64, comparison string, limit float64) bool {
	switch comparison {
	case "<":
		return measured < limit
	case "<=":
		return measured <= limit
	case ">":
		return measured > limit
	case ">=":
		return measured >= limit
	case "=":
		return measured == limit
	}
	return false
}

// margin is the distance to the limit as a share of the limit, positive on the good side. Of a limit of zero there is no share: on
// it the margin is 0, off it 1 whole limit.
func margin(measured float64, comparison string, limit float64) float64 {
	distance := limit - measured
	if comparison == ">" || comparison == ">=" {
		distance = -distance
	}
	if limit == 0 {
		switch {
		case distance > 0:
			return 1
		case distance < 0:
			return -1
		}
		return distance
	}
	return distance / math.Abs(limit)
}

// NotCertain reports whether the interval of an objective reaches to the other side of its limit, so that chance may have decided.
func (r SLOResult) NotCertain() bool {
	if math.IsNaN(r.Low) || math.IsNaN(r.High) {
		return false
	}
	return satisfies(r.Low, r.Comparison, r.Limit) != satisfies(r.High, r.Comparison, r.Limit)
}

// metricUnit is the unit of an SLO's metric: percentiles, mean and max are durations.
func metricUnit(metric string) telemetry.Unit {
	switch metric {
	case "failures":
		return telemetry.Ratio
	case "throughput", "goodput":
		return telemetry.PerSecond
	case "lost":
		return telemetry.Number
	}
	return telemetry.Seconds
}
