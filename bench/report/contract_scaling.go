package report

// Scaling is what the trials of a run say together; null when they differ in nothing but their repetition. Only valid trials count.
type Scaling struct {
	// Axes are what was varied.
	Axes []Axis `json:"axes"`
	// Points have all valid trials of one configuration, load and volume together.
	Points []Point `json:"points"`
	// Capacities are those of the search, or else read off the loads of the axis "rate".
	Capacities []Capacity  `json:"capacities"`
	Ratings    []Rating    `json:"ratings"`
	Ladders    []Ladder    `json:"ladders"`
	Volumes    []Volume    `json:"volumes"`
	Answer     []Statement `json:"answer"`
	// LeftOut are the numbers of the trials that are not valid.
	LeftOut []int    `json:"left_out"`
	Doubts  []string `json:"doubts"`
}

// Axis is one thing that was varied.
type Axis struct {
	Name   string   `json:"name"`
	Values []string `json:"values"`
}

// Estimate is a number with its 95 % interval, from so many trials.
type Estimate struct {
	Value  Number `json:"value"`
	Low    Number `json:"low"`
	High   Number `json:"high"`
	Trials int    `json:"trials"`
}

// Point is one configuration at one load and volume.
type Point struct {
	// Configuration is what was varied but load and volume.
	Configuration map[string]string `json:"configuration"`
	Volume        string            `json:"volume"`
	Rows          Number            `json:"rows"`
	// Offered is per second; Users of a closed loop, 0 in an open one.
	Offered    Number   `json:"offered"`
	Users      int      `json:"users"`
	Throughput Estimate `json:"throughput"`
	Goodput    Estimate `json:"goodput"`
	P50        Estimate `json:"p50"`
	P99        Estimate `json:"p99"`
	// Accepted says that every valid trial took its load; Uncertain that it could not be shown, though nothing was broken.
	Accepted  bool  `json:"accepted"`
	Uncertain bool  `json:"uncertain"`
	Trials    []int `json:"trials"`
	LeftOut   []int `json:"left_out"`
	// CPU in cores and Memory in bytes of the observed processes of the stack, without the generator.
	CPU         Number `json:"cpu"`
	Memory      Number `json:"memory"`
	CacheHits   Number `json:"cache_hit_ratio"`
	BytesPerRow Number `json:"bytes_per_row"`
	// DiskReads is what those processes read from disk, in bytes per second.
	DiskReads Number `json:"disk_reads"`
}

// Rating is how much work a configuration does, against the first one.
type Rating struct {
	Configuration map[string]string `json:"configuration"`
	Volume        string            `json:"volume"`
	// Work is per second, Basis "capacity" or "throughput"; AtLeast says that more may be possible.
	Work    Estimate `json:"work"`
	Basis   string   `json:"basis"`
	AtLeast bool     `json:"at_least"`
	Speedup Estimate `json:"speedup"`
	// Good answers per second of CPU, and per second and gigabyte of memory.
	PerCPU Number `json:"per_cpu_second"`
	PerGB  Number `json:"per_gigabyte"`
}

// Ladder is how work grows with the number of one resource.
type Ladder struct {
	Axis string `json:"axis"`
	// Others is what stayed the same.
	Others string `json:"others"`
	Steps  []Step `json:"steps"`
	// Fit is the Universal Scalability Law, null when NoFit says why there is none.
	Fit     *Fit     `json:"fit"`
	NoFit   string   `json:"no_fit"`
	Reading string   `json:"reading"`
	Demands []Demand `json:"demands"`
}

// Step is one number of a resource.
type Step struct {
	N          Number   `json:"n"`
	Work       Estimate `json:"work"`
	AtLeast    bool     `json:"at_least"`
	Speedup    Estimate `json:"speedup"`
	Efficiency Estimate `json:"efficiency"`
}

// Fit is X(N) = gamma N / (1 + alpha (N-1) + beta N (N-1)), with 95 % intervals.
type Fit struct {
	Alpha         Number   `json:"alpha"`
	Beta          Number   `json:"beta"`
	Gamma         Number   `json:"gamma"`
	AlphaInterval Interval `json:"alpha_interval"`
	BetaInterval  Interval `json:"beta_interval"`
	GammaInterval Interval `json:"gamma_interval"`
	Points        int      `json:"points"`
	From          Number   `json:"from"`
	To            Number   `json:"to"`
	// Residuals are measured - fitted as a share of the fitted, one a step.
	Residuals    []Number `json:"residuals"`
	LeaveLastOut Number   `json:"leave_last_out"`
	// Peak is null unless a measured point lies past 0.8 of it.
	Peak Number `json:"peak"`
	Roof Number `json:"roof"`
}

// Demand is the least number of a resource that takes a load; 0 when none of those measured does.
type Demand struct {
	Load Number `json:"load"`
	N    Number `json:"n"`
}

// Volume is how things grow with the number of rows, in one configuration at one load.
type Volume struct {
	Configuration map[string]string `json:"configuration"`
	// Rate is the offered load, 0 when it was not varied; Span how many times as many rows the largest volume has.
	Rate       Number `json:"rate"`
	Span       Number `json:"span"`
	P50        Trend  `json:"p50"`
	P99        Trend  `json:"p99"`
	Throughput Trend  `json:"throughput"`
	Capacity   Trend  `json:"capacity"`
	Doubt      string `json:"doubt"`
	WorkingSet string `json:"working_set"`
}

// Trend is a power of the number of rows with its 95 % interval.
type Trend struct {
	Slope Number `json:"slope"`
	Low   Number `json:"low"`
	High  Number `json:"high"`
	R2    Number `json:"r2"`
}

// Statement is one sentence of the answer: About is "load", "volume", "configurations", "limits" or "unknown".
type Statement struct {
	About  string `json:"about"`
	Text   string `json:"text"`
	Figure string `json:"figure"`
}
