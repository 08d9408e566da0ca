package analysis

import (
	"quintet/bench/resilience"
	"quintet/bench/samples"
	"quintet/bench/scraped"
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

	Failed []FailureClass `json:"failed"`
	// Connections covers the whole trial, all phases.
	Connections Connections   `json:"connections"`
	Cache       scraped.Cache `json:"cache"`
	Storage     Storage       `json:"storage"`
	// StoreLatency has one row a (store, operation) from the API's own histograms.
	StoreLatency []scraped.StoreLatency `json:"store_latency"`
	// Stores has one a store, by name.
	Stores []Store `json:"-"`
	// Scraped are time series of everything scraped that a figure shows, by group.
	Scraped scraped.Lines   `json:"scraped"`
	Events  []samples.Event `json:"events"`
	// Resilience is what the faults of the trial did, null in one without.
	Resilience *resilience.Trial `json:"resilience,omitempty" jsonschema:"nullable"`
	// SendLag is the distribution of sent - due.
	SendLag Quantiles `json:"send_lag"`
	// GeneratorCPU is the generator's mean CPU use in cores, NaN when it was not scraped; Manifest.Machine.Cores is how many
	// there are. MeanCPU is the same of every scraped process by source; several generators on the stack's machine are one.
	GeneratorCPU float64            `json:"generator_cpu"`
	MeanCPU      map[string]float64 `json:"mean_cpu"`
	// Generators has one a generator, of several; absent when one process sent the load. GeneratorCPU is of all of them then.
	Generators []Generator `json:"generators,omitempty"`
	// OtherCPU is how many cores of the generator's machine were busy with something else than generator and stack, or kept from it by
	// the host it is a guest of, on average over the measured phases; NaN when it was not measured.
	OtherCPU float64 `json:"other_cpu"`
	// MeanMemory is the mean resident memory of every scraped process by source over the measured phases, in bytes.
	MeanMemory map[string]float64 `json:"mean_memory"`
	// DiskReads and DiskWrites are what every scraped process moved from and to disk, by source, in bytes per second. What the system's
	// own cache answers is not read from disk.
	DiskReads  map[string]float64 `json:"disk_reads"`
	DiskWrites map[string]float64 `json:"disk_writes"`
	// PoolWaits is how many requests waited for a connection of a store's pool at any time, on average over the measured phases (seconds of
	// waiting for each second), by store. Pools without a counter are absent.
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
	// Ledger is what was found of the writes of the whole trial when they were read back, all phases; absent of a trial that kept none.
	Ledger *samples.Ledger `json:"ledger,omitempty"`
	// Tail states what makes the slowest 1 % of all hits slow.
	Tail Tail `json:"tail"`
	// Slowest are the slowest requests, to be looked up in traces; absent where requests were sent without a field traceparent.
	Slowest []SlowRequest `json:"slowest,omitempty"`
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
