package analysis

import "quintet/telemetry"

// Quantity is a number with its unit; NaN when nothing was measured.
type Quantity struct {
	Value float64
	Unit  Unit
}

// Unit is the unit of a quantity or of a panel's values.
type Unit = telemetry.Unit

// The units.
const (
	UnitNumber      Unit = "number"
	UnitSeconds     Unit = "seconds"
	UnitBytes       Unit = "bytes"
	UnitBytesPerSec Unit = "bytes per second"
	UnitPerSecond   Unit = "per second"
	UnitRatio       Unit = "ratio"
	UnitCores       Unit = "cores"
)

// metricUnit is the unit of an SLO's metric: percentiles, mean and max are durations.
func metricUnit(metric string) Unit {
	switch metric {
	case "failures":
		return UnitRatio
	case "throughput", "goodput":
		return UnitPerSecond
	}
	return UnitSeconds
}
