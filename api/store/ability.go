package store

import "time"

// Wrapper is the ability of a decorator to name what it decorates, so that As finds abilities through it.
type Wrapper interface {
	// Unwrap returns the store underneath.
	Unwrap() any
}

// As finds an optional ability (Pinger, Counter, RecordsLoader, ...) of a store: its own, or else that of what it decorates.
// A loader found through a decorator writes past it; that is right for seeding, before anyone reads.
func As[Ability any](store any) (Ability, bool) {
	for store != nil {
		if a, ok := store.(Ability); ok {
			return a, true
		}
		w, ok := store.(Wrapper)
		if !ok {
			break
		}
		store = w.Unwrap()
	}
	var none Ability
	return none, false
}

// Pool is the state of one pool of connections to a store.
type Pool struct {
	// Name tells the pools of one store apart ("read", "write"); empty when there is one.
	Name string
	// InUse, Idle and Max count connections now; Max is 0 when there is no bound.
	InUse, Idle, Max int
	// Waits and Waited are how often and how long in all callers waited for a connection. They only grow.
	Waits  int64
	Waited time.Duration
}

// Pooler is the ability to report connection pools.
type Pooler interface {
	Pools() []Pool
}
