package words

import "fmt"

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
	CacheNotAsked    = "No lookups of the cache were seen."
	NoStorageBytes   = "No byte was read from object storage or written to it."
	NoFileMoved      = "No file was moved successfully, so there are no latencies by size."
	NoStoreCalls     = "The API reported no operation of any store in the measured phases."
	NoPool           = "No store reported a pool of connections."
	NoCapacity       = "The offered load was not varied, so the capacity is unknown."
	NoLoadCurve      = "The offered load was not varied, so there is no curve along it."
	NothingToCompare = "No trial is valid, so there is nothing to compare."
	NoSpeedUp        = "No resource was varied alone, so there is no speed-up."
	SpeedUpUnknown   = "At some points nearly all of the offered load was answered, so the gain of more of the resource is unknown."
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
