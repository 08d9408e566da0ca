package samples

import "time"

// Event is something that happened at an instant.
type Event struct {
	// At is the offset from the trial's beginning; negative before the load began (seeding).
	At   time.Duration `json:"at"`
	Kind EventKind     `json:"kind"`
	// Name is the phase, the service or the fault concerned.
	Name string `json:"name"`
	// Detail is one line for a reader.
	Detail string `json:"detail"`
	// Fault is the number of the fault concerned, counted from 1 in Manifest.Faults; 0 for an event of no fault.
	Fault int `json:"fault,omitempty"`
}

// EventKind is the kind of an Event.
type EventKind string

// The kinds of events.
const (
	PhaseBegan EventKind = "phase-began"
	// FaultInjected: asked for; FaultEffective: seen to hold; FaultHealed: its end was asked for; FaultServing: a probe straight at the
	// service was answered again; FaultFailed: it could not be done or taken back, and Detail says why. Their Name is Fault.Label. Of one
	// fault they come in this order, and one that is missing did not happen before the load ended.
	FaultInjected  EventKind = "fault-injected"
	FaultEffective EventKind = "fault-effective"
	FaultHealed    EventKind = "fault-healed"
	FaultServing   EventKind = "fault-serving"
	FaultFailed    EventKind = "fault-failed"
	ServiceStarted EventKind = "service-started"
	ServiceExited  EventKind = "service-exited"
	// FailureExample keeps what one failed hit looked like: Name is the operation, Detail says "<class>: METHOD path -> ...".
	FailureExample EventKind = "failure-example"
	// Interrupted, Aborted: the load ended before its schedule did.
	Interrupted EventKind = "interrupted"
	Aborted     EventKind = "aborted"
)
