package stack

import (
	"context"
	"time"

	"quintet/api/store/faulty"
)

// As returns an ability of a service: the service itself, or one of those that it lists as an Able.
func As[Ability any](s Service) (Ability, bool) {
	if a, ok := s.(Ability); ok {
		return a, true
	}
	if able, ok := s.(Able); ok {
		for _, one := range able.Abilities() {
			if a, ok := one.(Ability); ok {
				return a, true
			}
		}
	}
	var none Ability
	return none, false
}

// Able is a Service some of whose abilities are values of their own: not every part of a stack that is started alike can do the same.
type Able interface {
	Abilities() []any
}

// Killer is the ability of a Service to die at once (SIGKILL) and to be started again.
type Killer interface {
	// Kill returns when the process is gone. Idempotent.
	Kill() error
	// Restart starts it at the address and with the data it had, and returns when it answers. It must have ended before.
	Restart(ctx context.Context) error
}

// Pauser is the ability of a Service to stand still (SIGSTOP) and go on (SIGCONT). Both are idempotent.
type Pauser interface {
	// Pause returns when it stands still. One that is paused goes on, or ends, should the harness die.
	Pause() error
	Resume() error
}

// Stopper is the ability of a Service to end in its own orderly way; Killer starts it again.
type Stopper interface {
	// Stop returns when the process is gone. Idempotent.
	Stop() error
}

// Prober is the ability of a Service to be asked something that only a working one answers, straight, past every link.
type Prober interface {
	Probe(ctx context.Context) error
}

// Flusher is the ability of a Service to forget all that it holds.
type Flusher interface {
	Flush(ctx context.Context) error
}

// Throttler is the ability of a Service to get no more than a share of the processor time that it would take.
type Throttler interface {
	// Throttle returns when the share, above 0 and below 1, holds. restore ends it.
	Throttle(share float64) (restore func() error, err error)
}

// Filler is the ability of a Service to be refused every further byte on its disk.
type Filler interface {
	// Fill returns when writes are refused, and how.
	Fill() (how string, err error)
	// Free lets it write again. What has ended of it stays so: see Killer.
	Free() error
}

// Linker is the ability of a Service to have the way between the API and itself disturbed. It has it when Faultable.Prepare asked for it.
type Linker interface {
	// Disturb returns when the disturbance is in force on standing and new connections. One of each kind can be in force.
	Disturb(ctx context.Context, d Disturbance) error
	// Restore ends the disturbance of a kind. Idempotent.
	Restore(ctx context.Context, kind string) error
	// Through probes the service the way that the API takes.
	Through(ctx context.Context) error
}

// Disturbance is what happens on a link. Kind is one of the constants below.
type Disturbance struct {
	Kind string
	// Delay, more or less Jitter, is added to each answer of a Share of the connections.
	Delay, Jitter time.Duration
	Share         float64
	// Rate is in bytes per second, in each direction of each connection.
	Rate float64
}

// The kinds of disturbances. Blackhole lets connections stand and nothing pass; what was sent meanwhile arrives afterwards. Reset has every
// connection reset and refuses new ones.
const (
	Latency   = "latency"
	Bandwidth = "bandwidth"
	Blackhole = "blackhole"
	Reset     = "reset"
)

// Spoiler is the ability of a Service, a store, to have calls of the API to it spoiled inside the API: for stores that no network is in
// front of. It has it when Faultable.Prepare asked for it.
type Spoiler interface {
	// Spoil returns when all calls that begin from now on are subject to it, in every replica, beside what else was asked for: of each
	// field the larger value counts. end takes it back.
	Spoil(f faulty.Fault) (end func() error, err error)
}

// Faultable is the ability of a Stack to have faults done to its parts.
type Faultable interface {
	// Planned are the parts as they will be, before Up: what can be done to each is found by As and must not be done yet. Their Info
	// has Name and Role.
	Planned() []Service
	// Prepare has Up put in place what faults need.
	Prepare(n Needs)
}

// Needs are what faults need of a stack beside its parts.
type Needs struct {
	// Links are the services that need a link between the API and themselves.
	Links []string
	// Spoil says that the API must be able to spoil calls to its stores.
	Spoil bool
}

// Watched is the ability of a Service to say that it has ended, so that a run notices a server that crashed.
type Watched interface {
	// Exited is closed when the process that runs now has ended, for whatever reason.
	Exited() <-chan struct{}
}

// FlushFunc is a function that is a Flusher.
type FlushFunc func(ctx context.Context) error

// Flush implements Flusher.
func (f FlushFunc) Flush(ctx context.Context) error { return f(ctx) }

// LateLink is the ability to have a link, and the link once it is there.
type LateLink struct{ Linker }

// LateSpoiler is the ability to have the calls to a store spoiled; File gives the file once it is there.
type LateSpoiler struct {
	Store string
	File  func() *SpoilFile
}

// Spoil implements Spoiler.
func (s LateSpoiler) Spoil(f faulty.Fault) (end func() error, err error) {
	return s.File().For(s.Store).Spoil(f)
}
