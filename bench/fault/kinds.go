package fault

import (
	"context"
	"time"

	"quintet/bench/scenario"
	"quintet/bench/stack"
)

// kind is a row of the table of kinds.
type kind struct {
	scenario.FaultKind
	// can reports whether it can be done to a service; nil for a kind that acts on none.
	can func(s stack.Service) bool
	// needs are what it needs of the stack, for a service that it can be done to; nil needs nothing.
	needs func(s stack.Service, n *stack.Needs)
	// check returns what is wrong with parameters that are right each by itself, as what was found and what would be right; nil when
	// nothing can be.
	check func(f scenario.Fault) (found, want string)
	// inject does it to a service, nil for a kind that acts on none, and returns when it is seen to hold. ctx bounds it. After an error
	// nothing of it is in force.
	inject func(ctx context.Context, f scenario.Fault, s stack.Service) (force, error)
}

// force is a fault in force on one service.
type force struct {
	// since is when it was first seen to hold, the zero time for when inject returned; how is what was seen.
	since time.Time
	how   string
	// heal takes it back. ctx ends when the run is given up: then what ends with the stack need not be taken back, and the rest must be.
	// nil when there is nothing to take back.
	heal func(ctx context.Context) error
}

// kinds is the table of kinds. Adding one: its file and a row.
func kinds() []kind {
	return []kind{
		kill(), pause(), restart(), latency(), blackhole(), reset(), bandwidth(), flush(), cpu(), full(), failing(), command(),
	}
}

// Kinds are the kinds of fault as scenarios write them, in the order of the table.
func Kinds() []scenario.FaultKind {
	var list []scenario.FaultKind
	for _, k := range kinds() {
		list = append(list, k.FaultKind)
	}
	return list
}

// find is the row of a kind.
func find(name string) (kind, bool) {
	for _, k := range kinds() {
		if k.Name == name {
			return k, true
		}
	}
	return kind{}, false
}

// Able are the names of the kinds that can be done to a service.
func Able(s stack.Service) []string {
	var names []string
	for _, k := range kinds() {
		if k.can != nil && k.can(s) {
			names = append(names, k.Name)
		}
	}
	return names
}

// Untargeted are the names of the kinds that act on no service, so that every stack has them.
func Untargeted() []string {
	var names []string
	for _, k := range kinds() {
		if k.Untargeted {
			names = append(names, k.Name)
		}
	}
	return names
}

// has reports whether a service has an ability.
func has[Ability any](s stack.Service) bool {
	_, ok := stack.As[Ability](s)
	return ok
}

// seconds is a parameter as a duration.
func seconds(f scenario.Fault, name string) time.Duration {
	return time.Duration(f.Params[name] * float64(time.Second))
}
