package report

// Record is what a trial was: what a reader needs to understand its numbers and to repeat them.
type Record struct {
	Seed uint64 `json:"seed"`
	// Settings is what the stack was asked to be, without secrets.
	Settings map[string]string `json:"settings"`
	Load     Load              `json:"load"`
	// Mix is the share of each operation.
	Mix            map[string]Number `json:"mix"`
	Dataset        Dataset           `json:"dataset"`
	Services       []Service         `json:"services"`
	Targets        []string          `json:"targets"`
	ScrapeInterval Number            `json:"scrape_interval"`
	// LoadAverage over one minute when the trial began.
	LoadAverage Number `json:"load_average"`
}

// Load says how requests were scheduled. Closed is the number of closed-loop users, 0 in an open loop; Offered is how many hits
// the schedule held over all phases.
type Load struct {
	Arrivals string `json:"arrivals"`
	Closed   int    `json:"closed"`
	Offered  uint64 `json:"offered"`
	Timeout  Number `json:"timeout"`
}

// Dataset says what was seeded.
type Dataset struct {
	Volume      string `json:"volume"`
	Fingerprint string `json:"fingerprint"`
	// Rows were seeded, Counted is what the stores held when counted afterwards.
	Rows    map[string]int64 `json:"rows"`
	Counted map[string]int64 `json:"counted"`
	// Bytes is the space that each store took on disk after seeding; empty when nobody looked.
	Bytes map[string]int64 `json:"bytes"`
	// Took is how long seeding lasted.
	Took        Number   `json:"took"`
	Assumptions []string `json:"assumptions"`
}

// Service is one part of the stack as it ran.
type Service struct {
	Name     string `json:"name"`
	Role     string `json:"role"`
	Software string `json:"software"`
	Address  string `json:"address"`
	PID      int    `json:"pid"`
}

// Phase is one stretch of the load between two offsets and what happened to the hits due in it.
type Phase struct {
	Name    string `json:"name"`
	Shape   string `json:"shape"`
	Start   Number `json:"start"`
	End     Number `json:"end"`
	Measure bool   `json:"measure"`
	// Offered is how many hits the schedule held, 0 in a closed loop.
	Offered    uint64    `json:"offered"`
	Hits       uint64    `json:"hits"`
	Failures   uint64    `json:"failures"`
	Throughput Number    `json:"throughput"`
	Response   Quantiles `json:"response"`
}

// Event is something that happened at an offset; negative before the load began.
type Event struct {
	At     Number `json:"at"`
	Kind   string `json:"kind"`
	Name   string `json:"name"`
	Detail string `json:"detail"`
}

// CurvePoint is one point of the percentile curve of all hits together.
type CurvePoint struct {
	Quantile Number `json:"quantile"`
	Response Number `json:"response"`
	Service  Number `json:"service"`
}

// Timeline holds what happened in each slot of Width seconds from offset 0; all lists have the same length.
type Timeline struct {
	Width Number `json:"width"`
	// Per second.
	Due     []Number `json:"due"`
	Sent    []Number `json:"sent"`
	Done    []Number `json:"done"`
	Failed  []Number `json:"failed"`
	Goodput []Number `json:"goodput"`
	// InFlight is at the slot's end.
	InFlight []Number `json:"in_flight"`
	// Response times of hits due in the slot; null where there were none.
	P50  []Number `json:"p50"`
	P90  []Number `json:"p90"`
	P99  []Number `json:"p99"`
	P999 []Number `json:"p999"`
	Max  []Number `json:"max"`
	// ByOperation is the p99 of each operation, Stores the mean time of a hit in each store.
	ByOperation map[string][]Number `json:"by_operation"`
	Stores      map[string][]Number `json:"stores"`
	SendLagP99  []Number            `json:"send_lag_p99"`
	// Bodies of answers and requests, per second.
	ReadBytes    []Number `json:"read_bytes"`
	WrittenBytes []Number `json:"written_bytes"`
}

// Heatmap counts hits by slot of Width seconds and response time: Cells[i][j] took from Bounds[j] to Bounds[j+1].
type Heatmap struct {
	Width  Number     `json:"width"`
	Bounds []Number   `json:"bounds"`
	Cells  [][]Number `json:"cells"`
}

// Scraped are time series of what was scraped, all phases.
type Scraped struct {
	// Scrapes is how many were made, Missed how many failed, Gaps when.
	Scrapes int   `json:"scrapes"`
	Missed  int   `json:"missed"`
	Gaps    []Gap `json:"gaps"`
	// CacheHitRatio by class, StorageIO in bytes per second by direction, StoreLatency in mean seconds by store.
	CacheHitRatio []Series `json:"cache_hit_ratio"`
	StorageIO     []Series `json:"storage_io"`
	StoreLatency  []Series `json:"store_latency"`
	// By process: cores, resident bytes, seconds of pause per second, goroutines.
	CPU        []Series `json:"cpu"`
	Memory     []Series `json:"memory"`
	GCPause    []Series `json:"gc_pause"`
	Goroutines []Series `json:"goroutines"`
	// Connections in use by store and source, and open ones of the generator.
	Pools       []Series `json:"pools"`
	Connections []Series `json:"connections"`
}

// Gap is a failed scrape of a source at an offset.
type Gap struct {
	Source string `json:"source"`
	At     Number `json:"at"`
}

// Series is one line over time: T in seconds from offset 0, V in the group's unit, same length.
type Series struct {
	Name string   `json:"name"`
	T    []Number `json:"t"`
	V    []Number `json:"v"`
}
