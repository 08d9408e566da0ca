package words

import (
	"fmt"
	"math"

	"quintet/bench/analysis"
	"quintet/bench/resilience"
	"quintet/bench/samples"
	"quintet/bench/scaling"
)

// figureTitles are the titles of the figures of a trial and of a run, by name.
var figureTitles = map[string]string{
	"percentiles":  "Response time by operation",
	"curve":        "Every percentile of the response time",
	"latency":      "Response time over time",
	"operations":   "Response time over time, by operation",
	"heatmap":      "How many hits took how long",
	"rates":        "Load over time: due, sent, done, failed",
	"inflight":     "Hits in flight",
	"sendlag":      "Send lag of the generator",
	"stores":       "Where the time goes, by operation",
	"storetime":    "Where the time goes, over time",
	"cache":        "Cache hit rate",
	"storage":      "Object storage: bytes read and written",
	"filesizes":    "Response time by size of the file",
	"storelatency": "Operations of the stores, as the API sees them",
	"pools":        "Connections of the stores in use",
	"cpu":          "CPU",
	"memory":       "Memory",
	"gc":           "Garbage collection",
	"goroutines":   "Goroutines",
	"failures":     "Failures by operation and class",

	"fault-scorecard": "What each fault cost, and how long it took to be good again",
	"fault-blast":     "Blast radius: hits answered rightly and in time while a fault was in force",

	"scaling-throughput": "Throughput against offered load",
	"scaling-p99":        "p99 against offered load",
	"scaling-capacity":   "Capacity by configuration",
	"scaling-speedup":    "Speed-up and efficiency",
	"scaling-volume":     "Growth with the data volume",
}

// FigureTitle states what a figure shows, by its name; "" for a name that has no title.
func FigureTitle(name string) string { return figureTitles[name] }

// FaultFigureTitle is the title of the figure of what happened around one fault.
func FaultFigureTitle(label string) string { return "Around the fault: " + label }

// StoreFigureTitle is the title of the figure of one store.
func StoreFigureTitle(store string) string { return store + " over time" }

// ConfigurationsTitle is that of p99 against offered load where the load was not varied.
const ConfigurationsTitle = "Response time by configuration"

// Sentences in the place of a figure that has nothing to draw.
const (
	NoHitRecorded    = "No hit was recorded, so there is nothing to draw."
	NoResponseTimes  = "No hit of a measured phase was recorded, so there are no response times."
	NothingToFail    = "No hit of a measured phase was recorded, so none failed."
	TooFewForCurve   = "There are too few hits for a curve."
	NoSendLag        = "In a closed loop a hit is due when it is sent, so there is no send lag."
	NoServerTiming   = "No answer said where its time went."
	CacheNotAsked    = "The cache was not asked for anything."
	NoStorageBytes   = "No byte was read from object storage or written to it."
	NoFileMoved      = "No file was moved successfully, so there are no latencies by size."
	NoStoreCalls     = "The API reported no operation of any store in the measured phases."
	NoPool           = "No store reported a pool of connections."
	NoCapacity       = "The offered load was not varied, so the capacity is unknown."
	NoLoadCurve      = "The offered load was not varied, so there is no curve along it."
	NothingToCompare = "No trial is valid, so there is nothing to compare."
	NoSpeedUp        = "No resource was varied alone, so there is no speed-up."
	SpeedUpUnknown   = "At some points the whole offered load was answered, so the gain of more of the resource is unknown."
	VolumeNotVaried  = "The data volume was not varied."
	OneVolume        = "Only one volume has valid trials, so there is no trend."
	NoCacheSeen      = "No cache was seen."
	SpaceUnknown     = "Space on disk was not recorded."
)

// Subjects of figures of what is scraped, for NotScraped and NotReported.
const (
	OfCache      = "the cache"
	OfPools      = "connection pools"
	OfStorage    = "object storage"
	OfStoreCalls = "the stores' own latencies"
	OfCPU        = "CPU use"
	OfMemory     = "memory"
	OfCollection = "garbage collection"
	OfGoroutines = "goroutines"
)

// NotScraped stands in the place of a figure of what only scraping can tell, NotReported in that of one of processes of which none told.
func NotScraped(subject string) string {
	return "Nothing was scraped, so nothing is known of " + subject + "."
}
func NotReported(subject string) string { return "No process reported its " + subject + "." }

// CacheBypassed says that the cache was off for so many requests, NoneFailed that of so many hits none failed.
func CacheBypassed(requests float64) string {
	return fmt.Sprintf("The cache was switched off: %s went past it.", Counted(requests, "request"))
}
func NoneFailed(hits uint64) string {
	if hits == 1 {
		return "The one hit did not fail."
	}
	return fmt.Sprintf("None of %s failed.", Counted(hits, "hit"))
}

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

// BlastLegend says how the blast radius is read.
const BlastLegend = "one column a fault, one row an operation: the share of the hits due while the fault was in force; the darker, the more were lost; grey: none was due"

// BlastColumn is the second line above a column of the blast radius: all operations together.
func BlastColumn(r *resilience.Row) string {
	return "all: " + Availability(r.Availability.Value)
}

// FaultRow names a row of the scorecard.
func FaultRow(r *resilience.Row) string { return r.Label + Configuration(r.Configuration) }

// FaultNote says beside a row of the scorecard when all was good again, and what was lost.
func FaultNote(r *resilience.Row) string {
	var note string
	switch {
	case r.Unnoticed == r.Times:
		note = "not noticed"
	case r.NotRecovered > 0 || r.HoldNotReached > 0:
		note = "recovered: " + Recovery(r)
	case r.Recovery.Value == 0:
		note = "recovered " + Recovery(r)
	default:
		note = "recovered after " + Recovery(r)
	}
	if w := r.Writes; w != nil {
		note += fmt.Sprintf("; lost %s of %s writes", Count(float64(w.Lost)), Count(float64(w.Acknowledged)))
	}
	return note
}

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

// Names in legends and beside lines.
const (
	KeyInFlight  = "in flight"
	KeyOffered   = "all that was offered"
	KeyBroke     = "up to the lowest load that broke an objective (arrow: none did)"
	KeyMeasured  = "measured, with 95 % interval"
	KeyFitted    = law + ", fitted"
	KeyP99Others = "p99, and all else"
)

// CurveName names the line of a configuration, also where it is the only one.
func CurveName(l scaling.Label) string { return Or(Label(l), "all trials") }

// KeyFailures names a class of failures with their number.
func KeyFailures(class string, n uint64) string {
	return fmt.Sprintf("%s (%s)", class, Count(float64(n)))
}

// PhaseNotMeasured names a phase that does not count.
func PhaseNotMeasured(name string) string { return name + " (" + NotMeasured + ")" }

// Event labels what happened during a trial; "" for what is no business of a figure.
func Event(e *samples.Event) string {
	switch e.Kind {
	case samples.FaultInjected:
		return "fault: " + e.Name
	case samples.FaultHealed:
		return e.Name + " healed"
	case samples.FaultServing:
		return "serving after " + e.Name
	case samples.FaultFailed:
		return e.Name + " failed"
	case samples.ServiceExited:
		return e.Name + " ended"
	case samples.ServiceStarted:
		return e.Name + " started"
	case samples.Interrupted:
		return "interrupted"
	case samples.Aborted:
		return "aborted"
	}
	return ""
}

// MoreEvents counts those that there is no room for.
func MoreEvents(n int) string { return "and " + Counted(n, "more event") }

// HitsNote counts an operation's hits, and its failures when there are any.
func HitsNote(o *analysis.Operation) string {
	note := Counted(o.Hits, "hit")
	if o.Failures > 0 {
		note += fmt.Sprintf(", %s failed (%s)", Count(float64(o.Failures)), Ratio(float64(o.Failures)/float64(o.Hits)))
	}
	return note
}

// CallsNote counts calls of a store, and their errors when there are any.
func CallsNote(calls, errors float64) string {
	note := Counted(calls, "call")
	if errors > 0 {
		note += ", " + Counted(errors, "error")
	}
	return note
}

// FailedNote counts an operation's failures among its hits, 0 when these are not known.
func FailedNote(failed, hits uint64) string {
	note := Count(float64(failed))
	if hits > 0 {
		note += fmt.Sprintf(" of %s (%s)", Count(float64(hits)), Ratio(float64(failed)/float64(hits)))
	}
	return note
}

// TimeNote is the mean time of a hit.
func TimeNote(seconds float64) string { return Seconds(seconds) + " a hit" }

// CapacityNote is a capacity with the lowest load that broke an objective.
func CapacityNote(c *analysis.Capacity) string {
	switch in := c.Interval(); {
	case c.Rate == 0 && c.Refused > 0:
		return "less than " + Rate(c.Refused)
	case c.Rate == 0:
		return "unknown"
	case math.IsInf(in.High, 1):
		return AtLeast(Rate(c.Rate))
	}
	return fmt.Sprintf("%s, broke at %s", Rate(c.Rate), Rate(c.Refused))
}
