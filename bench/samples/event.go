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
}

// EventKind is the kind of an Event.
type EventKind string

// The kinds of events.
const (
	PhaseBegan     EventKind = "phase-began"
	FaultInjected  EventKind = "fault-injected"
	FaultHealed    EventKind = "fault-healed"
	ServiceStarted EventKind = "service-started"
	ServiceExited  EventKind = "service-exited"
	// FailureExample keeps what one failed hit looked like: Name is the operation, Detail says "<class>: METHOD path -> ...".
	FailureExample EventKind = "failure-example"
	// Interrupted, Aborted: the load ended before its schedule did.
	Interrupted EventKind = "interrupted"
	Aborted     EventKind = "aborted"
)
