package samples

import (
	"slices"
	"time"

	"quintet/telemetry"
)

// Manifest states what a trial was: everything a reader needs to understand its numbers and to repeat them. It is written when
// the trial begins (State running) and again when it ends, so a run cut off by a crash still has one.
type Manifest struct {
	// Format is the version of the on-disk format, FormatVersion.
	Format   int    `json:"format"`
	RunID    string `json:"run_id"`
	Scenario string `json:"scenario"`
	// Description and Source are the scenario's.
	Description string `json:"description"`
	Source      string `json:"source"`
	Stack       string `json:"stack"`

	// Trial counts from 1, Trials is how many were planned (0: not known beforehand).
	Trial         int               `json:"trial"`
	Trials        int               `json:"trials"`
	Configuration map[string]string `json:"configuration"`
	Repetition    int               `json:"repetition"`
	// Search is the search for capacity that the trial is a step of; nil when it is none.
	Search *Search `json:"search,omitempty"`
	// Settings is what the stack was asked to be; what it was not asked for is as the stack has it by default.
	Settings map[string]string `json:"settings"`

	// Command repeats the run when typed in a checkout of Build.Revision.
	Command string `json:"command"`
	// Seed is the scenario's: that of the data set. DrawSeed is what arrivals, operations and keys of this trial were drawn with; 0 in records
	// of versions that drew all repetitions with Seed.
	Seed     uint64 `json:"seed"`
	DrawSeed uint64 `json:"draw_seed,omitempty"`
	State    State  `json:"state"`
	// Reason states why State is aborted or failed.
	Reason string `json:"reason,omitempty"`
	// Began is the wall-clock time of offset 0. Elapsed is how long the load ran, 0 while running.
	Began   time.Time     `json:"began"`
	Elapsed time.Duration `json:"elapsed"`

	// Operations, Targets and Stores are what hits' indices mean. Stores grows during a trial and is final at its end.
	Operations []string `json:"operations"`
	Targets    []string `json:"targets"`
	Stores     []string `json:"stores"`

	Load   Load    `json:"load"`
	Phases []Phase `json:"phases"`
	SLO    []SLO   `json:"slo"`
	// Faults are those that were planned, in the order written: what became of each stands in the events. Hold is how long every slot must
	// stay inside the objectives for a fault to count as recovered from; 0 in records of versions that knew no faults. Ledger says that
	// acknowledged writes were noted and read back.
	Faults []Fault       `json:"faults,omitempty"`
	Hold   time.Duration `json:"hold,omitempty"`
	Ledger bool          `json:"ledger,omitempty"`
	// ReadBack is what was found of them; nil before, and in a trial that was cut off.
	ReadBack *Ledger `json:"read_back,omitempty"`
	Dataset  Dataset `json:"dataset"`
	// Mix is the share of each operation and sequence, summing to 1.
	Mix map[string]float64 `json:"mix"`
	// Declared are the operations that the scenario declares itself, Unchecked those of them whose answers are not checked beyond their status.
	Declared  []string `json:"declared,omitempty"`
	Unchecked []string `json:"unchecked,omitempty"`
	// Sequences are those of Mix that are sequences, whose hits have steps.
	Sequences []string `json:"sequences,omitempty"`
	// Asks is what the scenario says of its sequences, of the operations that it declares and of how keys are drawn, as YAML by the path of the field;
	// nil in records older than it.
	Asks map[string]string `json:"asks,omitzero"`
	// Trace names the requests for those who trace them; nil when they were sent without.
	Trace          *Trace        `json:"trace,omitempty"`
	ScrapeInterval time.Duration `json:"scrape_interval"`

	Machine  Machine   `json:"machine"`
	Build    Build     `json:"build"`
	Services []Service `json:"services"`
	// Backends describe the stores, so that whoever reads the record need not know them; empty in old records.
	Backends []telemetry.Backend `json:"backends,omitempty"`
	// Generators are those that sent the load, by their index, when it was split among several; empty when this was done by the process that
	// wrote the record.
	Generators []LoadGenerator `json:"generators,omitempty"`
	// Files states how each file of the record ended, once they have; nil before, and in records of before format 3.
	Files []File `json:"files,omitempty"`
}

// Foreign reports whether all that was asked is declared by the scenario: the API under test is then another one than this repository's.
func (m *Manifest) Foreign() bool {
	return len(m.Declared) > 0 && !slices.ContainsFunc(m.Operations, func(name string) bool {
		return !slices.Contains(m.Declared, name) && !slices.Contains(m.Sequences, name)
	})
}

// State is how far a trial got.
type State string

// The states of a trial. One that is Running although its run has ended was cut off.
const (
	Running  State = "running"
	Complete State = "complete"
	// Stopped: interrupted by the user; what was measured counts.
	Stopped State = "interrupted"
	// Cut: ended early because an SLO was broken and the scenario said abort.
	Cut State = "aborted"
	// Failed: the harness or the stack failed.
	Failed State = "failed"
)

// Load states how requests were scheduled.
type Load struct {
	// Arrivals is "poisson" or "constant"; Closed is the number of closed-loop users, 0 in an open loop.
	Arrivals string `json:"arrivals"`
	Closed   int    `json:"closed"`
	// Offered is how many hits the schedule held in all, 0 in a closed loop.
	Offered uint64        `json:"offered"`
	Timeout time.Duration `json:"timeout"`
}

// Search states how a run looked for the largest load at which every SLO holds, between two rates per second, to within Resolution
// (a ratio). A load that held must hold Confirmations times more; one that broke nothing and could not be shown to hold was tried again up to
// Uncertain times.
type Search struct {
	From          float64 `json:"from"`
	To            float64 `json:"to"`
	Resolution    float64 `json:"resolution"`
	Confirmations int     `json:"confirmations"`
	Uncertain     int     `json:"uncertain"`
}

// Fault is one planned fault, as the scenario package describes it.
type Fault struct {
	// Label names it in objectives, events and reports: "kill redis". Several faults may have the same.
	Label string `json:"label"`
	// Kind is a name of the table of kinds; Target the service or role as written, empty for a kind that acts on none.
	Kind   string `json:"kind"`
	Target string `json:"target"`
	// At is the planned offset of its begin, For how long it was to be in force, 0 for one that is over as soon as it was done.
	At  time.Duration `json:"at"`
	For time.Duration `json:"for"`
	// Params are in base units; Commands are what a fault of kind exec runs.
	Params   map[string]float64 `json:"params,omitempty"`
	Commands map[string]string  `json:"commands,omitempty"`
	// Services are the names of the parts of the stack that it acts on, known once the stack is up.
	Services []string `json:"services,omitempty"`
}

// Phase is one stretch of the load between two offsets; hits belong to the phase they were due in.
type Phase struct {
	Name    string        `json:"name"`
	Shape   string        `json:"shape"`
	Start   time.Duration `json:"start"`
	End     time.Duration `json:"end"`
	Measure bool          `json:"measure"`
	// Offered is how many hits the schedule held in it, 0 in a closed loop.
	Offered uint64 `json:"offered"`
	// UntilSteady is there for a phase that went on until the system under test was steady.
	UntilSteady *UntilSteady `json:"until_steady,omitempty"`
}

// SteadyFor is how long nothing may drift for a phase that goes on until the system is steady to end.
const SteadyFor = 15 * time.Second

// UntilSteady bounds a phase that goes on until nothing drifts any more.
type UntilSteady struct {
	AtLeast time.Duration `json:"at_least"`
	AtMost  time.Duration `json:"at_most"`
	// Steady is false when the phase ended at AtMost, or was cut off, with the system still changing.
	Steady bool `json:"steady"`
}

// SLO is one objective, as the scenario package describes it.
type SLO struct {
	Expression string  `json:"expression"`
	Metric     string  `json:"metric"`
	Quantile   float64 `json:"quantile"`
	Operation  string  `json:"operation"`
	// Fault is the label of the fault that it is about, empty for none in particular, "fault" for any.
	Fault      string  `json:"fault,omitempty"`
	Comparison string  `json:"comparison"`
	Limit      float64 `json:"limit"`
}

// Holds reports whether a measured value satisfies the objective; nothing does when nothing was measured (NaN).
func (o *SLO) Holds(measured float64) bool {
	switch o.Comparison {
	case "<":
		return measured < o.Limit
	case "<=":
		return measured <= o.Limit
	case "=":
		return measured == o.Limit
	case ">":
		return measured > o.Limit
	case ">=":
		return measured >= o.Limit
	}
	return false
}

// Dataset states what was seeded.
type Dataset struct {
	// Volume as written ("1x"); Fingerprint changes whenever any seeded byte would.
	Volume      string `json:"volume"`
	Fingerprint string `json:"fingerprint"`
	// Rows counts what was seeded by kind; Verified is what the stores held when counted afterwards.
	Rows     map[string]int64 `json:"rows"`
	Verified map[string]int64 `json:"verified"`
	// Bytes is the space that each store took on disk after seeding, by name; empty when it was not measured.
	Bytes map[string]int64 `json:"bytes,omitempty"`
	// Origin is how the stores came by it, one of the constants below; empty in old records. Made is when the seeding had ended, and
	// NotKept why no copy was kept, "" where none was asked for.
	Origin  string    `json:"origin,omitempty"`
	Made    time.Time `json:"made,omitzero"`
	NotKept string    `json:"not_kept,omitempty"`
	// Took is how long seeding lasted, for this trial or for the one that made the copy.
	Took        time.Duration `json:"took"`
	Assumptions []string      `json:"assumptions"`
}

// The origins of a data set. Stores begin a trial just started, on a copy of seeded data, unless they were seeded in place, and then
// they are warm from that.
const (
	// SeededInPlace: the very servers of the trial were filled before its load.
	SeededInPlace = "seeded in place"
	// SeededNow: seeded for this trial, whose servers then started on a copy of it.
	SeededNow = "seeded now"
	// KeptCopy: a copy of what was seeded earlier, at Made.
	KeptCopy = "kept copy"
)

// Machine is where generator and stack ran.
type Machine struct {
	Hostname string `json:"hostname"`
	OS       string `json:"os"`
	Kernel   string `json:"kernel"`
	CPU      string `json:"cpu"`
	Cores    int    `json:"cores"`
	// Memory in bytes.
	Memory int64 `json:"memory"`
	// LoadAverage over one minute when the trial began: what else was busy.
	LoadAverage float64 `json:"load_average"`
}

// Build is which program measured.
type Build struct {
	Version  string `json:"version"`
	Revision string `json:"revision"`
	Modified bool   `json:"modified"`
	Go       string `json:"go"`
}

// Service is one part of the stack as it ran. Name is also the Source of its points.
type Service struct {
	Name string `json:"name"`
	// Role is "api" or the store role, Software what really answered with its version ("SQLite 3.50.4").
	Role     string `json:"role"`
	Software string `json:"software"`
	Address  string `json:"address"`
	PID      int    `json:"pid"`
}

// FormatVersion is the version of the on-disk format that this package writes. It reads all up to this one.
//
//	1  a hit has the instants due, sent and end
//	2  and when its connection was opened, its request written, and its answer began; what ended it; what became of the connection
//	3  and every file has an end mark, which the manifest repeats; the manifest has a checksum
//	4  and there may be several generators, each with store names of its own
//	5  and a hit may be a step of a sequence
const FormatVersion = 5

// firstWithFiles is the first format whose manifests have Files and a checksum.
const firstWithFiles = 3
