package scenario

import "time"

// Fault is one planned disturbance, `{at: 20s, for: 5s, kill: redis}`.
type Fault struct {
	// At counts from the beginning of the load. For is how long it is in force, 0 for one that is over as soon as it was done.
	At, For time.Duration
	// Kind is a name of Vocabulary.Faults. Target is a service of the stack or a role, empty for a kind that acts on none.
	Kind, Target string
	// Params are its parameters in base units (seconds, ratios, bytes per second), defaults filled in; Commands those that are commands.
	Params   map[string]float64
	Commands map[string]string
	Line     int
}

// Label names a fault in objectives, events and reports: "kill redis", or "exec" alone for a kind without a target. Faults of one kind on
// one target share it.
func (f Fault) Label() string {
	if f.Target == "" {
		return f.Kind
	}
	return f.Kind + " " + f.Target
}

// End is when the fault is to be over, counted from the beginning of the load.
func (f Fault) End() time.Duration { return f.At + f.For }

// FaultKind is a kind of fault as its author writes it: `kill: redis`, or `latency: {on: redis, delay: 200ms}` where it has parameters.
type FaultKind struct {
	Name string
	// For is the presence of `for`.
	For Presence
	// Untargeted says that it acts on no service of the stack.
	Untargeted bool
	// Partial says that the service goes on working, only worse: different partial faults may overlap on one service, others contradict
	// whatever else is done to it.
	Partial bool
	Params  []FaultParam
}

// FaultParam is one parameter of a kind of fault.
type FaultParam struct {
	Name string
	Unit Unit
	// Command says that it is a command and has no unit.
	Command bool
	// Required says that it must be written; Default is its value otherwise.
	Required bool
	Default  float64
}

// Presence is the rule for a field of a fault: it must be written, must not, or may.
type Presence int

// The values of Presence.
const (
	Required Presence = iota
	Refused
	Optional
)

// AnyFault is what an objective has as its Fault that holds while any fault is in force: `availability(fault)`.
const AnyFault = "fault"

// defaultHold is Scenario.Hold when none is written; maxHold what is taken for a slip of the pen.
const (
	defaultHold = 10 * time.Second
	maxHold     = time.Hour
)

// labels are the labels of faults, each once, in the order written.
func labels(faults []Fault) []string {
	var list []string
	seen := map[string]bool{}
	for _, f := range faults {
		if l := f.Label(); !seen[l] {
			seen[l] = true
			list = append(list, l)
		}
	}
	return list
}
