package analysis

import (
	"time"

	"quintet/bench/samples"
	"quintet/bench/stats"
)

// Result is everything a report says about one run. Times are seconds, sizes bytes, ratios 0..1, rates per second.
type Result struct {
	RunID, Scenario, Description, Stack string
	// Began is the wall-clock beginning of the first trial.
	Began time.Time
	// Command repeats the run.
	Command string
	// Dashboard is the address at which a Grafana shows the run, for who has one; "" for none. The analysis leaves it empty.
	Dashboard string

	// Valid says that the numbers can be believed; InvalidReasons are the checks that say why not, of the trials that are judged and of the
	// run.
	Valid          bool
	InvalidReasons []Check
	// Checks are the validity checks one by one, over all trials.
	Checks []Check
	// Verdict is "pass", "fail" or "invalid"; invalid wins.
	Verdict string
	// Headline is what the first sentence of a report says.
	Headline Headline
	// SLO has one row an objective; with several trials the worst of them.
	SLO []SLOResult

	Trials   []Trial
	Findings []Finding
	// Capacities are what a search for capacity found, one a configuration; empty for a run that did not search.
	Capacities []Capacity
	// Deciding is the number of the trial that the verdict and the headline speak of; of a search one that confirmed its end.
	Deciding int
	// Warnings are the checks of the trials that are judged that limit the conclusions.
	Warnings []Check
}

// SLOResult is one objective as measured over the measured phases.
type SLOResult struct {
	samples.SLO
	// Measured with its 95 % interval [Low, High]; High is +Inf when the sample is too small for an upper bound.
	Measured, Low, High float64
	// Margin is the distance from Measured to the limit as a share of the limit, negative when broken.
	Margin float64
	OK     bool
	// Trial is the trial the row was taken from.
	Trial int
}

// Trial is the result of one trial. Unless a field says otherwise it covers the hits of the measured phases.
type Trial struct {
	Manifest samples.Manifest
	// Measured is the length of the measured phases together, in seconds.
	Measured float64

	Offered, Completed, Failures uint64
	// Throughput is completed hits (right or wrong answers) per second, Goodput those that were correct and inside the
	// latency SLOs that apply to them.
	Throughput, Goodput float64
	// The 95 % intervals of both within the trial, from batch means.
	ThroughputInterval, GoodputInterval Interval

	All        Operation
	Operations []Operation
	// Timeline covers the whole trial, all phases.
	Timeline Timeline
	Heatmap  Heatmap
	// Curve is the percentile curve of all hits together, ascending quantiles to 0.9999 as far as the sample reaches.
	Curve []CurvePoint

	Failed  []FailureClass
	Cache   Cache
	Storage Storage
	// StoreLatency has one row a (store, operation) from the API's own histograms.
	StoreLatency []StoreLatency
	// Stores has one a store, by name.
	Stores []Store
	// Scraped are time series of everything scraped that a figure shows, by group.
	Scraped Scraped
	Events  []samples.Event
	// SendLag is the distribution of sent - due.
	SendLag Quantiles
	// GeneratorCPU is the generator's mean CPU use in cores, NaN when it was not scraped; Manifest.Machine.Cores is how many
	// there are. MeanCPU is the same of every scraped process by source.
	GeneratorCPU float64
	MeanCPU      map[string]float64
	// OtherCPU is how many cores of the generator's machine were busy with something else than generator and stack, or kept from it by
	// the host it is a guest of, on average over the measured phases; NaN when nobody looked.
	OtherCPU float64
	// MeanMemory is the mean resident memory of every scraped process by source over the measured phases, in bytes.
	MeanMemory map[string]float64
	// DiskReads and DiskWrites are what every scraped process moved from and to disk, by source, in bytes per second. What the system's
	// own cache answers is not read from disk.
	DiskReads, DiskWrites map[string]float64
	// PoolWaits is how many requests waited for a connection of a store's pool at any time, on average over the measured phases (seconds of
	// waiting for each second), by store. Pools that nobody counts are absent.
	PoolWaits map[string]float64
	// WarmupEnd is the offset in seconds from which the longest measured phase of constant load is steady: the later of the MSER-5
	// cuts of throughput and p99 by slot, when what it cuts off differs enough to matter. NaN when it cannot be said.
	WarmupEnd float64

	SLO []SLOResult
	// Checks are the validity checks one by one; the trial is Valid when all are OK.
	Checks []Check
	Valid  bool
	// Reached is how far into the schedule the trial got, in seconds; Planned is where the schedule ends.
	Reached, Planned float64
	// Phases has the numbers of every phase, warm-up too, in order.
	Phases []Phase
	// Captions has for each figure of FigureNames that there are data for what to notice in it.
	Captions map[string][]Values
	// Tail says what makes the slowest 1 % of all hits slow.
	Tail Tail
}

// Phase is what happened to the hits due in one phase.
type Phase struct {
	samples.Phase
	Hits, Failures uint64
	// Throughput is answered hits per second of the phase, Response the response times.
	Throughput float64
	Response   Quantiles
}

// Tail is the slowest 1 % of hits by service time.
type Tail struct {
	Hits uint64
	// From is the service time at which it begins, in seconds.
	From float64
	// Store is where most of its time goes ("sqlite", "app", "network", ...), Share how much of it, and Usual what that store's
	// share is over all hits.
	Store        string
	Share, Usual float64
	// Operations counts its hits by operation.
	Operations map[string]uint64
}

// Operation is what was measured of one operation, or of all ("").
type Operation struct {
	Name           string
	Hits, Failures uint64
	// FailureLow and FailureHigh are the Wilson 95 % interval of the failure ratio.
	FailureLow, FailureHigh float64
	Response, Service       Quantiles
	// Effective is the effective sample size behind the interval of Response.P99: how many independent hits tell as much. (Each
	// percentile has its own; the others' intervals use theirs.)
	Effective float64
	// Intervals are 95 % intervals of the response time at each of Quantiles' percentiles: "p50", "p90", "p95", "p99", "p999".
	Intervals map[string]Interval
	// Stores is the mean time of a hit in each store ("app" is the API itself; "network" what service time is left; "no answer"
	// the time of hits that were never answered, which nobody can attribute), TailStores the same of the slowest 1 % by
	// service time. Seconds. Hits that were never sent are in neither.
	Stores, TailStores map[string]float64
	BytesIn, BytesOut  float64 // per second
	// Times are the response times behind all this, for comparisons between runs and for other programs.
	Times stats.Distribution
}

// Quantiles of a distribution in seconds; NaN when there are no hits.
type Quantiles struct {
	Mean, P50, P90, P95, P99, P999, P9999, Max float64
}

// Interval is a confidence interval; High is +Inf when the sample is too small for an upper bound.
type Interval struct{ Low, High float64 }

// CurvePoint is one point of the percentile curve.
type CurvePoint struct{ Quantile, Response, Service float64 }

// Timeline holds what happened in each slot of Width seconds from offset 0; all slices have the same length.
// Percentiles are of the response time of hits due in the slot, NaN where there were none.
type Timeline struct {
	Width                    float64
	Due, Sent, Done, Failed  []float64 // per second
	Goodput                  []float64 // per second
	InFlight                 []float64 // at the slot's end
	P50, P90, P99, P999, Max []float64
	ByOperation              map[string][]float64 // p99 of each operation
	Stores                   map[string][]float64 // mean seconds a hit spent in each store
	SendLagP99               []float64
	ReadBytes, WrittenBytes  []float64 // bodies of answers and requests, per second
}

// At is the beginning of slot i as an offset in seconds.
func (t *Timeline) At(i int) float64 { return float64(i) * t.Width }

// Heatmap counts hits by time slot and response time. Cells[i][j] is slot i of Width seconds, response time in
// [Bounds[j], Bounds[j+1]), logarithmically spaced.
type Heatmap struct {
	Width  float64
	Bounds []float64
	Cells  [][]float64
}

// FailureClass is one class of failures with examples.
type FailureClass struct {
	Class    string
	Count    uint64
	ByOp     map[string]uint64
	ByStatus map[int]uint64
	Examples []string
}

// Cache is what the API's cache did in the measured phases.
type Cache struct {
	// On is false when no cache requests were seen.
	On                                           bool
	Hits, Misses, NegativeHits, Errors, Bypassed float64
	// HitRatio is (hits + negative hits) / (hits + negative hits + misses).
	HitRatio float64
	Classes  []CacheClass
}

// CacheClass is the cache of one class of keys ("user", "group", "messages").
type CacheClass struct {
	Class                      string
	Hits, Misses, NegativeHits float64
	HitRatio                   float64
}

// Storage is object storage in the measured phases.
type Storage struct {
	ReadBytes, WrittenBytes float64
	// Sizes has the latency of file operations by size class of the body.
	Sizes []SizeClass
}

// SizeClass is one class of file sizes, e.g. "16-64 KiB", for one operation.
type SizeClass struct {
	Operation, Class string
	Hits             uint64
	Response         Quantiles
}

// StoreLatency is one store operation as the API measured it, from histogram buckets by linear interpolation.
type StoreLatency struct {
	Store, Operation string
	Count, Errors    float64
	Mean             float64
	P50, P99         float64
}

// Scraped are time series from the scraped endpoints and processes, all phases. Counters have become rates.
type Scraped struct {
	CacheHitRatio []Series // by class and "all"; ratio
	StorageIO     []Series // by direction; bytes per second
	StoreLatency  []Series // mean by store; seconds
	CPU           []Series // by process; cores
	Memory        []Series // by process; bytes resident
	GCPause       []Series // by process; seconds paused per second
	Goroutines    []Series // by process
	Pools         []Series // in use by store and source
	Connections   []Series // open connections of the generator
	// Gaps are times at which a source could not be scraped.
	Gaps []Gap
	// Scrapes is how many scrapes were made, Missed how many failed.
	Scrapes, Missed int
}

// Gap is a failed scrape.
type Gap struct {
	Source string
	At     float64
}

// Series is one line over time: T in seconds from offset 0, V in the group's unit, same length.
type Series struct {
	Name string
	T, V []float64
}
