package words

import (
	"fmt"

	"quintet/bench/scaling"
)

// AxisTitle is what an axis measures with its unit, "" for a plain number, and that it is logarithmic.
func AxisTitle(what, unit string, logarithmic bool) string {
	switch {
	case unit != "" && logarithmic:
		return what + " (" + unit + ", logarithmic)"
	case unit != "":
		return what + " (" + unit + ")"
	case logarithmic:
		return what + " (logarithmic)"
	}
	return what
}

// Units of axes that are more than a sign.
const (
	PerSecond         = "per second"
	ThousandPerSecond = "thousand per second"
	MillionPerSecond  = "million per second"
	StoppedPerSecond  = "ms stopped per second"
)

// What axes measure.
const (
	AxisBothTimes    = "response and service time of all hits"
	AxisShareOfHits  = "percentile: the share of hits that took at most so long (%)"
	AxisCacheHits    = "answered from the cache, by class of keys"
	AxisStorage      = "object storage"
	AxisFailed       = "failed hits"
	AxisFileSizes    = "response time by size of the file"
	AxisPools        = "connections in use, by store"
	AxisCPU          = "CPU use by process"
	AxisMemory       = "resident memory by process"
	AxisCollection   = "garbage collection by process"
	AxisGoroutines   = "goroutines by process"
	AxisP99          = "p99 of the response time"
	AxisTimeShare    = "share of the response time"
	AxisResponseTime = "mean response time of a hit, by where it is spent"
	AxisEfficiency   = "efficiency: speed-up as a share of the ideal (%)"
	AxisVolumeCache  = "hits of the API's cache"
	AxisVolumeOnDisk = "space on disk by row"
	AxisRows         = "rows (logarithmic)"
	AxisP99InSlots   = "p99 of the response time of the hits due in each slot"
	AxisAvailability = "hits answered rightly and in time while the fault was in force"
	DuePerSecond     = "due"
	GoodPerSecond    = "good"
)

// AxisHitsInSlots measures hits per second in slots of so many seconds.
func AxisHitsInSlots(axis string, slot float64) string {
	return axis + ": hits due and answered rightly and in time, in slots of " + Seconds(slot)
}

// AxisTime measures the time of a trial, in a unit; AxisSpeedUp a speed-up against so many of a resource.
func AxisTime(unit string) string { return unit + " since the load began" }
func AxisSpeedUp(from float64, r scaling.Resource) string {
	return fmt.Sprintf("speed-up against %s (times)", Resource(from, r))
}

// Figures over time measure something of each slot, of so many seconds.
func AxisSlotResponse(slot float64) string {
	return "response time of the hits due in " + eachSlot(slot)
}
func AxisSlotOperations(slot float64) string {
	return "p99 of " + eachSlot(slot) + ", blank where nothing was due"
}
func AxisSlotSendLag(slot float64) string {
	return "from when a hit was due to when it was sent, p99 of " + eachSlot(slot)
}
func AxisSlotInFlight(slot float64, withConnections bool) string {
	text := "hits in flight at the end of " + eachSlot(slot)
	if withConnections {
		text += ", and open connections of the generator"
	}
	return text
}

func eachSlot(seconds float64) string {
	if seconds == 1 {
		return "each second"
	}
	return "each stretch of " + Seconds(seconds)
}

// AxisStoreCalls measures calls of stores, of which some may be left out.
func AxisStoreCalls(leftOut int) string {
	text := "time of one operation inside the API; p50 and p99 estimated from its histogram"
	if leftOut > 0 {
		text += fmt.Sprintf("; %s that %s less time in all %s left out", Counted(leftOut, "operation"), verb(leftOut, "takes", "take"), verb(leftOut, "is", "are"))
	}
	return text
}

// What else must be said of an axis, behind its title.
func MachineHas(cores float64) string { return "; the machine has " + Counted(cores, "core") }
func TimeoutsLeftOut(upTo float64) string {
	return fmt.Sprintf("; left out: hits without an answer, up to %s", Seconds(upTo))
}
