package scraped

import "quintet/telemetry"

// StoreLatency is one store operation as the API measured it, from histogram buckets by linear interpolation.
type StoreLatency struct {
	Store     string  `json:"store"`
	Operation string  `json:"operation"`
	Count     float64 `json:"count"`
	Errors    float64 `json:"errors"`
	Mean      float64 `json:"mean"`
	P50       float64 `json:"p50"`
	P99       float64 `json:"p99"`
}

// Lines are time series from the scraped endpoints and processes, all phases. Counters have become rates.
type Lines struct {
	CacheHitRatio []Series `json:"cache_hit_ratio"` // by class and "all"; ratio
	StorageIO     []Series `json:"storage_io"`      // by direction; bytes per second
	StoreLatency  []Series `json:"store_latency"`   // mean by store; seconds
	CPU           []Series `json:"cpu"`             // by process; cores
	Memory        []Series `json:"memory"`          // by process; bytes resident
	GCPause       []Series `json:"gc_pause"`        // by process; seconds paused per second
	Goroutines    []Series `json:"goroutines"`      // by process
	Pools         []Series `json:"pools"`           // in use by store and source
	Connections   []Series `json:"connections"`     // open connections of the generator
	// Gaps are times at which a source could not be scraped.
	Gaps []Gap `json:"gaps"`
	// Scrapes is how many scrapes were made, Missed how many failed.
	Scrapes int `json:"scrapes"`
	Missed  int `json:"missed"`
}

// Gap is a failed scrape.
type Gap struct {
	Source string  `json:"source"`
	At     float64 `json:"at"`
}

// Series is one line over time: T in seconds from offset 0, V in the group's unit, same length.
type Series struct {
	Name string    `json:"name"`
	T    []float64 `json:"t"`
	V    []float64 `json:"v"`
}

// Cache is what the API's cache did in the measured phases.
type Cache struct {
	// Known is false when no API was scraped: the caches may have been on, and all numbers are 0 because nothing was counted.
	Known bool `json:"known"`
	// On is false when no cache requests were seen.
	On           bool    `json:"on"`
	Hits         float64 `json:"hits"`
	Misses       float64 `json:"misses"`
	NegativeHits float64 `json:"negative_hits"`
	Errors       float64 `json:"errors"`
	Bypassed     float64 `json:"bypassed"`
	// HitRatio is (hits + negative hits) / (hits + negative hits + misses).
	HitRatio float64 `json:"hit_ratio"`
	// Evicted is how many keys the stores of the stack removed because their memory was full; NaN when none of them counts that.
	Evicted float64      `json:"evicted"`
	Classes []CacheClass `json:"classes"`
}

// CacheClass is the cache of one class of keys ("user", "group", "messages").
type CacheClass struct {
	Class        string  `json:"class"`
	Hits         float64 `json:"hits"`
	Misses       float64 `json:"misses"`
	NegativeHits float64 `json:"negative_hits"`
	HitRatio     float64 `json:"hit_ratio"`
}

// StorePanel is one small chart: lines over time that share a unit.
type StorePanel struct {
	Title string         `json:"title"`
	Unit  telemetry.Unit `json:"unit"`
	Lines []Series       `json:"lines"`
}

// Reading is one metric of a store's telemetry.
type Reading struct {
	Metric  string `json:"metric"`
	Labels  string `json:"labels"`
	Counter bool   `json:"counter"`
	// Help states what the metric means, empty when the record does not; Unit is its unit.
	Help string         `json:"-"`
	Unit telemetry.Unit `json:"-"`
	// First and Last are a gauge's values where the measured phases begin and end, NaN where it was not told yet; of a counter First is 0
	// and Last its growth over them.
	First float64 `json:"first"`
	Last  float64 `json:"last"`
	// PerSecond is a counter's growth by the length of the measured phases, as far as its telemetry reached by the end; NaN for a gauge.
	PerSecond float64 `json:"per_second"`
}
