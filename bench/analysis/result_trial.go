package analysis

import (
	"quintet/bench/samples"
	"quintet/bench/stats"
)

// Trial is the result of one trial. Unless a field says otherwise it covers the hits of the measured phases.
type Trial struct {
	Manifest samples.Manifest `json:"-"`
	// Measured is the length of the measured phases together, in seconds.
	Measured float64 `json:"measured"`

	Offered   uint64 `json:"offered"`
	Completed uint64 `json:"completed"`
	Failures  uint64 `json:"failures"`
	// Throughput is completed hits (right or wrong answers) per second, Goodput those that were correct and inside the
	// latency SLOs that apply to them.
	Throughput float64 `json:"throughput"`
	Goodput    float64 `json:"goodput"`
	// The 95 % intervals of both within the trial, from batch means.
	ThroughputInterval Interval `json:"throughput_interval"`
	GoodputInterval    Interval `json:"goodput_interval"`

	All        Operation   `json:"all"`
	Operations []Operation `json:"operations"`
	// Timeline covers the whole trial, all phases.
	Timeline Timeline `json:"timeline"`
	Heatmap  Heatmap  `json:"heatmap"`
	// Curve is the percentile curve of all hits together, ascending quantiles to 0.9999 as far as the sample reaches.
	Curve []CurvePoint `json:"curve"`

	Failed  []FailureClass `json:"failed"`
	Cache   Cache          `json:"cache"`
	Storage Storage        `json:"storage"`
	// StoreLatency has one row a (store, operation) from the API's own histograms.
	StoreLatency []StoreLatency `json:"store_latency"`
	// Stores has one a store, by name.
	Stores []Store `json:"-"`
	// Scraped are time series of everything scraped that a figure shows, by group.
	Scraped Scraped         `json:"scraped"`
	Events  []samples.Event `json:"events"`
	// SendLag is the distribution of sent - due.
	SendLag Quantiles `json:"send_lag"`
	// GeneratorCPU is the generator's mean CPU use in cores, NaN when it was not scraped; Manifest.Machine.Cores is how many
	// there are. MeanCPU is the same of every scraped process by source.
	GeneratorCPU float64            `json:"generator_cpu"`
	MeanCPU      map[string]float64 `json:"mean_cpu"`
	// OtherCPU is how many cores of the generator's machine were busy with something else than generator and stack, or kept from it by
	// the host it is a guest of, on average over the measured phases; NaN when nobody looked.
	OtherCPU float64 `json:"other_cpu"`
	// MeanMemory is the mean resident memory of every scraped process by source over the measured phases, in bytes.
	MeanMemory map[string]float64 `json:"mean_memory"`
	// DiskReads and DiskWrites are what every scraped process moved from and to disk, by source, in bytes per second. What the system's
	// own cache answers is not read from disk.
	DiskReads  map[string]float64 `json:"disk_reads"`
	DiskWrites map[string]float64 `json:"disk_writes"`
	// PoolWaits is how many requests waited for a connection of a store's pool at any time, on average over the measured phases (seconds of
	// waiting for each second), by store. Pools that nobody counts are absent.
	PoolWaits map[string]float64 `json:"pool_waits"`
	// WarmupEnd is the offset in seconds from which the longest measured phase of constant load is steady: the later of the MSER-5
	// cuts of throughput and p99 by slot, when what it cuts off differs enough to matter. NaN when it cannot be said.
	WarmupEnd float64 `json:"warmup_end"`

	SLO []SLOResult `json:"slo"`
	// Checks are the validity checks one by one; the trial is Valid when all are OK.
	Checks []Check `json:"-"`
	Valid  bool    `json:"valid"`
	// Reached is how far into the schedule the trial got, in seconds; Planned is where the schedule ends.
	Reached float64 `json:"reached"`
	Planned float64 `json:"planned"`
	// Phases has the numbers of every phase, warm-up too, in order.
	Phases []Phase `json:"phases"`
	// Captions has for each figure of FigureNames that there are data for what to notice in it.
	Captions map[string][]Values `json:"-"`
	// Tail says what makes the slowest 1 % of all hits slow.
	Tail Tail `json:"tail"`
}

// InvalidReasons are the checks that make the trial invalid.
func (t *Trial) InvalidReasons() []Check {
	return chosenChecks(t.Checks, func(c *Check) bool { return !c.OK })
}

// Warnings are the checks that limit what may be concluded from the trial.
func (t *Trial) Warnings() []Check {
	return chosenChecks(t.Checks, func(c *Check) bool { return c.OK && c.Doubt })
}

// Phase is what happened to the hits due in one phase.
type Phase struct {
	samples.Phase
	Hits     uint64 `json:"hits"`
	Failures uint64 `json:"failures"`
	// Throughput is answered hits per second of the phase, Response the response times.
	Throughput float64   `json:"throughput"`
	Response   Quantiles `json:"response"`
}

// Tail is the slowest 1 % of hits by service time.
type Tail struct {
	Hits uint64 `json:"hits"`
	// From is the service time at which it begins, in seconds.
	From float64 `json:"from"`
	// Store is where most of its time goes ("sqlite", "app", "network", ...), Share how much of it, and Usual what that store's
	// share is over all hits.
	Store string  `json:"store"`
	Share float64 `json:"share"`
	Usual float64 `json:"usual"`
	// Operations counts its hits by operation.
	Operations map[string]uint64 `json:"operations"`
}

// Operation is what was measured of one operation, or of all ("").
type Operation struct {
	Name     string `json:"name"`
	Hits     uint64 `json:"hits"`
	Failures uint64 `json:"failures"`
	// FailureRatio has its Wilson 95 % interval; NaN without hits.
	FailureRatio    float64   `json:"failure_ratio"`
	FailureInterval Interval  `json:"failure_interval"`
	Response        Quantiles `json:"response"`
	Service         Quantiles `json:"service"`
	// Effective is the effective sample size behind the interval of Response.P99: how many independent hits tell as much. (Each
	// percentile has its own; the others' intervals use theirs.)
	Effective float64 `json:"effective"`
	// Intervals are 95 % intervals of the response time at each of Quantiles' percentiles: "p50", "p90", "p95", "p99", "p999".
	Intervals map[string]Interval `json:"intervals"`
	// Stores is the mean time of a hit in each store ("app" is the API itself; "network" what service time is left; "no answer"
	// the time of hits that were never answered, which nobody can attribute), TailStores the same of the slowest 1 % by
	// service time. Seconds. Hits that were never sent are in neither.
	Stores     map[string]float64 `json:"stores"`
	TailStores map[string]float64 `json:"tail_stores"`
	BytesIn    float64            `json:"bytes_in"`  // per second
	BytesOut   float64            `json:"bytes_out"` // per second
	// Times are the response times behind all this, for comparisons between runs and for other programs.
	Times stats.Distribution `json:"-"`
}

// Quantiles of a distribution in seconds; NaN when there are no hits.
type Quantiles struct {
	Mean  float64 `json:"mean"`
	P50   float64 `json:"p50"`
	P90   float64 `json:"p90"`
	P95   float64 `json:"p95"`
	P99   float64 `json:"p99"`
	P999  float64 `json:"p999"`
	P9999 float64 `json:"p9999"`
	Max   float64 `json:"max"`
}

// Interval is a confidence interval; High is +Inf when the sample is too small for an upper bound.
type Interval struct {
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// CurvePoint is one point of the percentile curve.
type CurvePoint struct {
	Quantile float64 `json:"quantile"`
	Response float64 `json:"response"`
	Service  float64 `json:"service"`
}

// Timeline holds what happened in each slot of Width seconds from offset 0; all slices have the same length.
// Percentiles are of the response time of hits due in the slot, NaN where there were none.
type Timeline struct {
	Width        float64              `json:"width"`
	Due          []float64            `json:"due"`       // per second
	Sent         []float64            `json:"sent"`      // per second
	Done         []float64            `json:"done"`      // per second
	Failed       []float64            `json:"failed"`    // per second
	Goodput      []float64            `json:"goodput"`   // per second
	InFlight     []float64            `json:"in_flight"` // at the slot's end
	P50          []float64            `json:"p50"`
	P90          []float64            `json:"p90"`
	P99          []float64            `json:"p99"`
	P999         []float64            `json:"p999"`
	Max          []float64            `json:"max"`
	ByOperation  map[string][]float64 `json:"by_operation"` // p99 of each operation
	Stores       map[string][]float64 `json:"stores"`       // mean seconds a hit spent in each store
	SendLagP99   []float64            `json:"send_lag_p99"`
	ReadBytes    []float64            `json:"read_bytes"`    // bodies of answers and requests, per second
	WrittenBytes []float64            `json:"written_bytes"` // bodies of answers and requests, per second
}

// At is the beginning of slot i as an offset in seconds.
func (t *Timeline) At(i int) float64 { return float64(i) * t.Width }

// Heatmap counts hits by time slot and response time. Cells[i][j] is slot i of Width seconds, response time in
// [Bounds[j], Bounds[j+1]), logarithmically spaced.
type Heatmap struct {
	Width  float64     `json:"width"`
	Bounds []float64   `json:"bounds"`
	Cells  [][]float64 `json:"cells"`
}

// FailureClass is one class of failures with examples.
type FailureClass struct {
	Class    string            `json:"class"`
	Count    uint64            `json:"count"`
	ByOp     map[string]uint64 `json:"by_operation"`
	ByStatus map[int]uint64    `json:"by_status"`
	Examples []string          `json:"examples"`
}

// Cache is what the API's cache did in the measured phases.
type Cache struct {
	// On is false when no cache requests were seen.
	On           bool    `json:"on"`
	Hits         float64 `json:"hits"`
	Misses       float64 `json:"misses"`
	NegativeHits float64 `json:"negative_hits"`
	Errors       float64 `json:"errors"`
	Bypassed     float64 `json:"bypassed"`
	// HitRatio is (hits + negative hits) / (hits + negative hits + misses).
	HitRatio float64      `json:"hit_ratio"`
	Classes  []CacheClass `json:"classes"`
}

// CacheClass is the cache of one class of keys ("user", "group", "messages").
type CacheClass struct {
	Class        string  `json:"class"`
	Hits         float64 `json:"hits"`
	Misses       float64 `json:"misses"`
	NegativeHits float64 `json:"negative_hits"`
	HitRatio     float64 `json:"hit_ratio"`
}

// Storage is object storage in the measured phases.
type Storage struct {
	ReadBytes    float64 `json:"read_bytes"`
	WrittenBytes float64 `json:"written_bytes"`
	// Sizes has the latency of file operations by size class of the body.
	Sizes []SizeClass `json:"sizes"`
}

// SizeClass is one class of file sizes, e.g. "16-64 KiB", for one operation.
type SizeClass struct {
	Operation string    `json:"operation"`
	Class     string    `json:"class"`
	Hits      uint64    `json:"hits"`
	Response  Quantiles `json:"response"`
}

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

// Scraped are time series from the scraped endpoints and processes, all phases. Counters have become rates.
type Scraped struct {
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

// SLOResult is one objective as measured over the measured phases.
type SLOResult struct {
	samples.SLO
	// Measured with its 95 % interval [Low, High]; High is +Inf when the sample is too small for an upper bound.
	Measured float64 `json:"measured"`
	Low      float64 `json:"low"`
	High     float64 `json:"high"`
	// Margin is the distance from Measured to the limit as a share of the limit, negative when broken.
	Margin float64 `json:"margin"`
	OK     bool    `json:"ok"`
	// Trial is the trial the row was taken from.
	Trial int `json:"trial"`
}
