package scenario

import "time"

// Scenario is what the author of a scenarios/*.yaml file wrote, checked, with every default filled in.
// Rates are per second, ratios between 0 and 1, sizes in bytes.
type Scenario struct {
	Name        string
	Description string
	// MadeFor is the machine that its rates were chosen on, "" when it does not say.
	MadeFor  string
	Seed     uint64
	Dataset  Dataset
	Workload Workload
	Load     Load
	SLO      []SLO
	// ScrapeInterval is how often metrics are scraped; default 1s.
	ScrapeInterval time.Duration
	// Endpoints are scraped beside the stack.
	Endpoints []Endpoint
	// Traceparent has every request name its trace in a header field (W3C Trace Context).
	Traceparent bool
	// Abort ends the run early once an SLO is broken beyond repair.
	Abort bool
	// Repetitions of every configuration; default 1.
	Repetitions int
	// Settings are what the stack is asked to be: "cache" on|off, "api.replicas", "env.NAME", ... ; from "settings:" and -set.
	Settings map[string]string
	// Matrix lists the axes of the parameter space in the order written; empty means one configuration.
	Matrix []Axis
	// Search asks for the capacity under the SLOs; nil when not asked for.
	Search *Search
	// Faults are what is done to the stack during the load, in the order written.
	Faults []Fault
	// Hold is how long every slot must stay inside the objectives for a fault to count as recovered from, and how long the load runs on
	// at least after the end of the last fault; default 10s.
	Hold time.Duration
	// Ledger says that acknowledged writes are noted and read back; default: where there are faults.
	Ledger bool

	// File is where the scenario was read from, Source its text with every override applied.
	File   string
	Source []byte
	// Vocabulary is what it was checked against; With checks against it again.
	Vocabulary Vocabulary
}

// Dataset says on which data the scenario runs. Counts are what Volume and the overrides come to.
type Dataset struct {
	// Volume is the factor over 1x (workloads.md): 10,000 users, 5,000 conversations, 100,000 messages, ...
	Volume        float64
	Users         int64
	Groups        int64
	Conversations int64
	Messages      int64
	Notifications int64
	Friendships   int64
	Memberships   int64
	Files         int64
	// ContentBytes is the size of a message's or notification's content, FileBytes that of a file.
	ContentBytes Distribution
	FileBytes    Distribution
	// Assumptions names the parameters that no public measurement backs, in words, for the report.
	Assumptions []string
}

// Distribution is a distribution of sizes. Kind is "constant" (Median), or "lognormal" (Median and P99).
type Distribution struct {
	Kind        string
	Median, P99 float64
	// Max truncates what is drawn; 0 means no limit.
	Max float64
}

// Workload states what is asked.
type Workload struct {
	// Keys maps a kind of key ("users", "groups", "conversations", "files", ...) to how it is drawn.
	Keys map[string]Keys
	// Mix lists the operations and sequences with their weights in the order written; weights are relative to one another.
	Mix []Weight
	// Operations are those that the scenario declares itself, in the order written; the mix names them as it does shipped ones.
	Operations []Operation
	// Sequences are visits of several operations each, which the mix names too.
	Sequences []Sequence
	// Ready is what to ask until it answers as expected before the load; nil where the scenario does not say.
	Ready *Operation
	// Setup are requests that are made before the load, in the order written.
	Setup []Setup
	// Auth and TLS are how declared operations authenticate; nil where the scenario does not say.
	Auth *Auth
	TLS  *TLS
	// Pairs have writes of declared operations read back after the load.
	Pairs []Pair
	// Dir is the folder of the scenario's file, which the files of operations are relative to.
	Dir string
	// Lookup gives a variable of the environment that a template names; nil leaves them out, for checks on a machine without secrets.
	Lookup func(name string) (string, bool) `json:"-"`
	// Files are the contents of the files that operations name, for a machine that does not have them; nil reads them from Dir.
	Files map[string][]byte `json:"-"`
}

// Weight is one operation of a mix, or one sequence.
type Weight struct {
	Operation string
	Weight    float64
}

// Keys is how one kind of key is drawn. Kind is "uniform", "zipf" (Theta; the hottest keys are neighbours),
// "scrambled" (Theta; the hottest keys are spread over the space), "latest" (Theta; newest first) or
// "hotspot" (HotKeys of the keys take HotOps of the draws).
type Keys struct {
	Kind            string
	Theta           float64
	HotKeys, HotOps float64
}

// Load says when requests are due.
type Load struct {
	// Arrivals is "poisson" (the default) or "constant" (evenly spaced). It means nothing in a closed loop.
	Arrivals string
	// Phases follow one another. With Closed > 0 they have durations but no shape.
	Phases []Phase
	// Closed is the number of users who each send the next request when the last is answered; 0 means open loop.
	Closed int
	// MaxWorkers bounds the requests in flight of an open loop; 0 leaves it to the load engine (10,000).
	MaxWorkers int
	// Timeout of one request; default 30s.
	Timeout time.Duration
}

// Phase is one stretch of the load. Shape names a row of the load package's table of schedules ("constant", "ramp", "steps",
// "spike", "sine"); Params are its parameters in base units (rates per second, durations in seconds, counts).
type Phase struct {
	Name     string
	Duration time.Duration
	// Measure is false for phases whose hits do not count (warm-up); they are recorded all the same.
	Measure bool
	// AtMost is how long the phase goes on, at its last rate, until the system is steady; 0 for one that lasts Duration.
	AtMost time.Duration
	Shape  string
	Params map[string]float64
	Line   int
}

// SLO is one objective. Metric is a percentile ("p99", "p99.9"), "mean", "max", "failures" (ratio), "throughput" or "goodput"
// (per second), or one of faults: "recovery" (seconds from the end of a fault), "availability" (ratio of due hits that were answered
// rightly and in time), "lost" (acknowledged writes). Operation is empty for all operations together; Comparison is "<", "<=", ">", ">=",
// or "=" for counts; Limit is in base units (seconds, a ratio, per second, a count). Percentiles, mean and max are of the response time.
type SLO struct {
	Expression string
	Metric     string
	// Quantile is 0.99 for p99 and 0 for the metrics that are no percentile.
	Quantile  float64
	Operation string
	// Fault is the label of the fault that it is about ("kill redis"). Empty means the whole run for "availability" and every fault, each
	// for itself, for "recovery"; AnyFault means while any fault is in force.
	Fault      string
	Comparison string
	Limit      float64
	Line       int
}

// Axis is one axis of the parameter space with its values as written. Name is what -set takes: "cache", "api.replicas",
// "rate", "dataset.volume", or the path of any field.
type Axis struct {
	Name   string
	Values []string
	Line   int
}

// Search asks for the largest offered load at which every SLO holds, between two rates per second, to within Resolution
// (a ratio).
type Search struct {
	From, To   float64
	Resolution float64
}

// Vocabulary is what the rest of the harness knows, so that a scenario that names anything else is refused with its line:
// the scenario package itself imports nothing of the project.
type Vocabulary struct {
	// Operations are the names a mix and an SLO may use, e.g. "messages.list".
	Operations []string
	// Shapes maps a phase's shape to its parameters and their units.
	Shapes map[string]map[string]Unit
	// CheckShape refuses parameters that a phase of this shape and length in seconds cannot have; a *Misfit names one of them. Nil refuses none.
	CheckShape func(shape string, params map[string]float64, seconds float64) error
	// Requests is how many requests an open loop comes to; nil is not asked.
	Requests func(l Load, seed uint64) (uint64, error)
	// Settings are the keys that a stack can vary, e.g. "cache"; a trailing "*" stands for any suffix ("env.*").
	Settings []string
	// Needs maps an operation to another that must be in the same mix: one that reads only what the other wrote.
	Needs map[string]string
	// Faults are the kinds of fault that can be planned.
	Faults []FaultKind
	// CheckOperations compiles declared operations and returns their mistakes; Param is the path of a field. Nil refuses none.
	CheckOperations func(w Workload) []*Misfit
	// Lookup gives a variable of the environment; nil means that it is not known and any may be named.
	Lookup func(name string) (string, bool)
}

// Unit is how a parameter is written.
type Unit int

// The units of parameters: `400/s`, `30s`, `7`, `0.1%` or `0.001`, `64KiB/s`.
const (
	Rate Unit = iota
	Duration
	Count
	Ratio
	ByteRate
)
