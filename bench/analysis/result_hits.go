package analysis

import "quintet/bench/stats"

// Operation is what was measured of one operation, or of all ("").
type Operation struct {
	Name string `json:"name"`
	Hits uint64 `json:"hits"`
	// Steps are those of Hits that are steps of sequences; of all operations together a sequence is one hit, and its steps are none.
	Steps    uint64 `json:"steps,omitzero"`
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
	// Stores is the mean time of a hit in each store ("wait" is from its due time until it was sent, or given up; "app" the API itself;
	// "network" what service time is left; "no answer" that of hits that were never answered; "unknown" that of answers that do not say, or
	// say what cannot be), TailStores the same of the slowest 1 % by response time, of which there are TailHits. Seconds; together they are the
	// mean response time, or more where stores worked at the same time.
	Stores     map[string]float64 `json:"stores"`
	TailStores map[string]float64 `json:"tail_stores"`
	TailHits   uint64             `json:"tail_hits"`
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

// Confidence of every interval in a report.
const Confidence = 0.95

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
	// Causes states what ended the hits that had no whole answer ("reset", "closed without an answer", ...).
	Causes   map[string]uint64 `json:"causes"`
	Examples []string          `json:"examples"`
}

// Connections is what became of the connections to the API over the whole trial, all phases.
type Connections struct {
	// Known is false for a record that is older than format 2, which says nothing of connections.
	Known bool `json:"known"`
	// Opened counts them, Connect is how long opening took.
	Opened  uint64    `json:"opened"`
	Connect Quantiles `json:"connect"`
	// ClosedIdle counts those that the server closed between two hits: the next hit found that out before its request was written, and
	// took another.
	ClosedIdle uint64 `json:"closed_idle"`
	// Ended counts those that ended with a hit, by why.
	Ended map[string]uint64 `json:"ended"`
	// Kept is how many were open when the load ended.
	Kept uint64 `json:"kept"`
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
	// FirstByte is the time from sent until the answer began: NaN for a record older than format 2.
	FirstByte Quantiles `json:"first_byte"`
}

// Tail is the slowest 1 % of hits by response time: those that p99 is of. It has more of them when many took as long as its fastest.
type Tail struct {
	Hits uint64 `json:"hits"`
	// From is the response time at which it begins, in seconds.
	From float64 `json:"from"`
	// Store is where more of its time goes than anywhere else ("sqlite", "wait", "app", "network", ...), Share how much of it, and Usual what
	// that place's share is over all hits.
	Store string  `json:"store"`
	Share float64 `json:"share"`
	Usual float64 `json:"usual"`
	// Places are all places where its time goes, that of the largest share first.
	Places []TailPlace `json:"places"`
	// Operations counts its hits by operation.
	Operations map[string]uint64 `json:"operations"`
}

// TailPlace is one place where the time of the slowest 1 % goes.
type TailPlace struct {
	Place string `json:"place"`
	// Share is its share of their time, with its 95 % interval as far as these hits tell, Usual its share of all hits' time.
	Share    float64  `json:"share"`
	Interval Interval `json:"interval"`
	Usual    float64  `json:"usual"`
	// Time is how many seconds a slow hit spends there on average, UsualTime how many any hit does.
	Time      float64 `json:"time"`
	UsualTime float64 `json:"usual_time"`
}

// quantilesOf are the quantiles of a histogram.
func quantilesOf(h *stats.Histogram) Quantiles {
	return Quantiles{
		Mean: h.Mean(), P50: h.Quantile(0.5), P90: h.Quantile(0.9), P95: h.Quantile(0.95), P99: h.Quantile(0.99),
		P999: h.Quantile(0.999), P9999: h.Quantile(0.9999), Max: h.Max(),
	}
}
