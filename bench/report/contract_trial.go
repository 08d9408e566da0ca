package report

import "time"

// Trial is the numbers of one trial. Unless a field says otherwise they are those of the hits due in measured phases.
type Trial struct {
	// Trial counts from 1.
	Trial         int               `json:"trial"`
	Configuration map[string]string `json:"configuration"`
	Repetition    int               `json:"repetition"`
	// State is how far it got: complete, interrupted, aborted, failed, or running when it was cut off; Reason says why.
	State          string   `json:"state"`
	Reason         string   `json:"reason"`
	Valid          bool     `json:"valid"`
	InvalidReasons []string `json:"invalid_reasons"`
	// Offered were due, Completed answered (rightly or wrongly), Failures were wrong, late, unanswered or never sent.
	Offered   uint64 `json:"offered"`
	Completed uint64 `json:"completed"`
	Failures  uint64 `json:"failures"`
	// Throughput is completed, Goodput correct and inside the latency SLOs, both per second.
	Throughput Number `json:"throughput"`
	Goodput    Number `json:"goodput"`
	// 95 % intervals of both within the trial.
	ThroughputInterval Interval `json:"throughput_interval"`
	GoodputInterval    Interval `json:"goodput_interval"`
	// All is all operations together; its name is empty.
	All        Operation   `json:"all"`
	Operations []Operation `json:"operations"`
	Cache      Cache       `json:"cache"`
	Storage    Storage     `json:"storage"`
	SLO        []Objective `json:"slo"`
	Checks     []Check     `json:"checks"`
	Warnings   []string    `json:"warnings"`

	Began time.Time `json:"began"`
	// Measured is the length of the measured phases, Reached how far into the schedule the trial got, Planned where that ends.
	Measured Number `json:"measured"`
	Reached  Number `json:"reached"`
	Planned  Number `json:"planned"`
	// WarmupEnd is the offset from which the load was steady, null when it cannot be said.
	WarmupEnd Number  `json:"warmup_end"`
	Phases    []Phase `json:"phases"`
	Tail      Tail    `json:"tail"`
	// Failed has the classes of failures, the most frequent first.
	Failed       []FailureClass `json:"failed"`
	StoreLatency []StoreLatency `json:"store_latency"`
	// Stores has one a store, by name.
	Stores []Store `json:"stores"`
	// SendLag is the distribution of sent - due.
	SendLag Quantiles `json:"send_lag"`
	// GeneratorCPU and MeanCPU, by process, are in cores.
	GeneratorCPU Number            `json:"generator_cpu"`
	MeanCPU      map[string]Number `json:"mean_cpu"`
	// MeanMemory is resident bytes by process. PoolWaits is how many requests waited at any time for a connection, by store.
	MeanMemory map[string]Number `json:"mean_memory"`
	PoolWaits  map[string]Number `json:"pool_waits"`
	Record     Record            `json:"record"`
	Events     []Event           `json:"events"`
	Curve      []CurvePoint      `json:"curve"`
	Scraped    Scraped           `json:"scraped"`
	// Timeline and Heatmap cover the whole trial, all phases.
	Timeline Timeline `json:"timeline"`
	Heatmap  Heatmap  `json:"heatmap"`
}

// Operation is what was measured of one operation, or of all.
type Operation struct {
	Name     string `json:"name"`
	Hits     uint64 `json:"hits"`
	Failures uint64 `json:"failures"`
	// Response is from the due time, Service from sending.
	Response Quantiles `json:"response"`
	Service  Quantiles `json:"service"`
	// Stores is the mean time of a hit in each store, TailStores the same of the slowest 1 %; "app" is the API itself, "network"
	// what is left of the service time.
	Stores     map[string]Number `json:"stores"`
	TailStores map[string]Number `json:"tail_stores"`
	// Intervals are 95 % intervals of the response time at p50, p90, p95, p99 and p999.
	Intervals map[string]Interval `json:"intervals"`
	// FailureRatio has its Wilson 95 % interval.
	FailureRatio    Number   `json:"failure_ratio"`
	FailureInterval Interval `json:"failure_interval"`
	// Effective is how many independent hits tell as much about p99 as these.
	Effective Number `json:"effective"`
	// BytesIn and BytesOut are bodies of answers and requests, per second.
	BytesIn  Number `json:"bytes_in"`
	BytesOut Number `json:"bytes_out"`
}

// Quantiles of a distribution.
type Quantiles struct {
	Mean  Number `json:"mean"`
	P50   Number `json:"p50"`
	P90   Number `json:"p90"`
	P95   Number `json:"p95"`
	P99   Number `json:"p99"`
	P999  Number `json:"p999"`
	P9999 Number `json:"p9999"`
	Max   Number `json:"max"`
}

// Interval is a confidence interval; High is null when there is no upper bound.
type Interval struct {
	Low  Number `json:"low"`
	High Number `json:"high"`
}

// Cache is what the API's cache did; HitRatio counts negative hits as hits.
type Cache struct {
	// On is false when no cache was seen.
	On           bool         `json:"on"`
	Hits         Number       `json:"hits"`
	Misses       Number       `json:"misses"`
	NegativeHits Number       `json:"negative_hits"`
	Errors       Number       `json:"errors"`
	Bypassed     Number       `json:"bypassed"`
	HitRatio     Number       `json:"hit_ratio"`
	Classes      []CacheClass `json:"classes"`
}

// CacheClass is the cache of one class of keys.
type CacheClass struct {
	Class        string `json:"class"`
	Hits         Number `json:"hits"`
	Misses       Number `json:"misses"`
	NegativeHits Number `json:"negative_hits"`
	HitRatio     Number `json:"hit_ratio"`
}

// Storage is object storage; Sizes are the file operations by size of the body.
type Storage struct {
	ReadBytes    Number      `json:"read_bytes"`
	WrittenBytes Number      `json:"written_bytes"`
	Sizes        []SizeClass `json:"sizes"`
}

// SizeClass is one operation on files of one class of sizes.
type SizeClass struct {
	Operation string    `json:"operation"`
	Class     string    `json:"class"`
	Hits      uint64    `json:"hits"`
	Response  Quantiles `json:"response"`
}

// Tail is the slowest 1 % of the hits by service time: where it begins, and the store where most of its time goes.
type Tail struct {
	Hits  uint64 `json:"hits"`
	From  Number `json:"from"`
	Store string `json:"store"`
	// Share is the store's share of the tail's time, Usual its share over all hits.
	Share      Number            `json:"share"`
	Usual      Number            `json:"usual"`
	Operations map[string]uint64 `json:"operations"`
}

// FailureClass is one class of failures with examples.
type FailureClass struct {
	Class       string            `json:"class"`
	Count       uint64            `json:"count"`
	ByOperation map[string]uint64 `json:"by_operation"`
	// ByStatus counts by HTTP status; 0 is no answer.
	ByStatus map[int]uint64 `json:"by_status"`
	Examples []string       `json:"examples"`
}

// StoreLatency is one store operation as the API's own histograms have it.
type StoreLatency struct {
	Store     string `json:"store"`
	Operation string `json:"operation"`
	Count     Number `json:"count"`
	Errors    Number `json:"errors"`
	Mean      Number `json:"mean"`
	P50       Number `json:"p50"`
	P99       Number `json:"p99"`
}
