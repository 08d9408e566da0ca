package fault

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"sync"
	"time"

	"quintet/api/store/faulty"
	"quintet/bench/samples"
	"quintet/bench/stack"
)

// fake is a service that does what it is told and keeps what that was.
type fake struct {
	name, role string
	abilities  []any

	mu     sync.Mutex
	did    []string
	fails  map[string]error
	exited chan struct{}
	// away is how often a probe fails once it was started again.
	away int
}

func (f *fake) Info() stack.Info { return stack.Info{Name: f.name, Role: f.role} }
func (f *fake) Abilities() []any { return f.abilities }

func (f *fake) do(what string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.did = append(f.did, what)
	return f.fails[what]
}

func (f *fake) done() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.did)
}

// process is what a process can do, the rest what a store behind a network, and one inside the API, can.
type process struct{ *fake }

func (p process) Kill() error                   { return p.do("kill") }
func (p process) Restart(context.Context) error { return p.do("start") }
func (p process) Pause() error                  { return p.do("pause") }
func (p process) Resume() error                 { return p.do("resume") }
func (p process) Stop() error                   { return p.do("stop") }
func (p process) Exited() <-chan struct{}       { return p.exited }
func (p process) Fill() (string, error)         { return "filled", p.do("fill") }
func (p process) Free() error                   { return p.do("free") }
func (p process) Throttle(float64) (func() error, error) {
	return func() error { return p.do("unthrottle") }, p.do("throttle")
}
func (p process) Probe(context.Context) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.away > 0 {
		p.away--
		return errors.New("not yet")
	}
	return nil
}

// way is a link whose probe behaves as the disturbance says, unless it is broken.
type way struct {
	*fake
	broken bool
	// timeout has a probe give up at once, as a driver does whose own time is up.
	timeout bool
	mu      sync.Mutex
	now     stack.Disturbance
}

func (w *way) Disturb(_ context.Context, d stack.Disturbance) error {
	w.mu.Lock()
	w.now = d
	w.mu.Unlock()
	return w.do("disturb " + d.Kind)
}

func (w *way) Restore(_ context.Context, kind string) error { return w.do("restore " + kind) }

func (w *way) Through(ctx context.Context) error {
	w.mu.Lock()
	d := w.now
	w.mu.Unlock()
	switch {
	case w.broken:
		return nil
	case w.timeout:
		return fmt.Errorf("ping: %w", os.ErrDeadlineExceeded)
	case d.Kind == stack.Blackhole:
		<-ctx.Done()
		return ctx.Err()
	case d.Kind == stack.Reset:
		return errors.New("refused")
	case d.Kind == stack.Latency:
		time.Sleep(d.Delay)
	}
	return nil
}

type spoiled struct{ *fake }

func (s spoiled) Spoil(faulty.Fault) (func() error, error) {
	return func() error { return s.do("unspoil") }, s.do("spoil")
}

// store is a service that can do all that a store in a process of its own can.
func store(name, role string) (stack.Service, *fake, *way) {
	f := &fake{name: name, role: role, fails: map[string]error{}, exited: make(chan struct{})}
	w := &way{fake: f}
	f.abilities = []any{w, spoiled{f}, stack.FlushFunc(func(context.Context) error { return f.do("flush") })}
	return process{f}, f, w
}

// inside is a store inside the API.
func inside(name, role string) (stack.Service, *fake) {
	f := &fake{name: name, role: role, fails: map[string]error{}}
	f.abilities = []any{spoiled{f}}
	return f, f
}

// log keeps events.
type log struct {
	mu     sync.Mutex
	events []samples.Event
	fail   error
}

func (l *log) record(e samples.Event) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.events = append(l.events, e)
	return l.fail
}

// of are the kinds of the events of a fault, in order.
func (l *log) of(number int) []samples.EventKind {
	l.mu.Lock()
	defer l.mu.Unlock()
	var kinds []samples.EventKind
	for _, e := range l.events {
		if e.Fault == number {
			kinds = append(kinds, e.Kind)
		}
	}
	return kinds
}
