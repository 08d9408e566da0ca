package fault

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"quintet/bench/samples"
	"quintet/bench/scenario"
	"quintet/bench/stack"
)

// Timeline plays the faults of a trial.
type Timeline struct {
	Faults []scenario.Fault
	// Services are the parts of the stack, which is up.
	Services []stack.Service
	// Record records an event. It must be safe for concurrent use.
	Record func(samples.Event) error
	// Later waits until it is known by how much everything is later than planned on a load that began then: its warm-up goes on until the
	// system is steady. It is false when ctx is done before. Nil: nothing is later.
	Later func(ctx context.Context, began time.Time) (time.Duration, bool)
}

// The bounds of what faults take. Only what hangs comes near them.
const (
	// effectTime is for a fault to be seen to hold.
	effectTime = time.Minute
	// healTime is for its end and for a service to serve again, which may go on for that long after the load.
	healTime = 2 * time.Minute
	// askTime is for one probe, askPause between two.
	askTime  = 2 * time.Second
	askPause = 10 * time.Millisecond
)

// Run plays all faults on the clock that began at an instant, and returns when each is over: healed, and its service serving. load ends with
// the load, and nothing is injected after that; ctx ends when the run is given up, and then all that would outlive the stack is taken
// back and nothing else. The error is one of recording: a fault that cannot be done is an event.
func (t *Timeline) Run(ctx, load context.Context, began time.Time) error {
	errs := make([]error, len(t.Faults))
	var playing sync.WaitGroup
	for i, f := range t.Faults {
		playing.Go(func() {
			p := &play{Timeline: t, fault: f, number: i + 1, began: began}
			errs[i] = p.run(ctx, load)
		})
	}
	playing.Wait()
	return errors.Join(errs...)
}

// play is one fault on its way.
type play struct {
	*Timeline
	fault  scenario.Fault
	number int
	began  time.Time
}

func (p *play) run(ctx, load context.Context) error {
	zero := p.began
	if p.Later != nil {
		later, ok := p.Later(load, p.began)
		if !ok {
			return nil
		}
		zero = zero.Add(later)
	}
	if !until(load, zero.Add(p.fault.At)) {
		return nil
	}
	k, ok := find(p.fault.Kind)
	targets := resolve(p.fault, p.Services)
	if !ok || !k.Untargeted && len(targets) == 0 {
		return p.record(samples.FaultFailed, time.Now(), "the stack has no such service")
	}
	if k.Untargeted {
		targets = []stack.Service{nil}
	}
	if err := p.record(samples.FaultInjected, time.Now(), p.named(targets)); err != nil {
		return err
	}
	forces, failed := p.inject(ctx, k, targets)
	if failed != nil {
		return errors.Join(p.record(samples.FaultFailed, time.Now(), failed.Error()), p.heal(ctx, forces, targets))
	}
	effect, how := latest(forces)
	if err := p.record(samples.FaultEffective, effect, how); err != nil {
		return errors.Join(err, p.heal(ctx, forces, targets))
	}
	if p.fault.For > 0 {
		until(load, zero.Add(p.fault.End()))
	}
	return p.heal(ctx, forces, targets)
}

// inject does the fault to every target, side by side. After an error the forces are those that hold.
func (p *play) inject(ctx context.Context, k kind, targets []stack.Service) ([]force, error) {
	ctx, cancel := context.WithTimeout(ctx, effectTime)
	defer cancel()
	forces, errs := make([]force, len(targets)), make([]error, len(targets))
	var injecting sync.WaitGroup
	for i, s := range targets {
		injecting.Go(func() {
			forces[i], errs[i] = k.inject(ctx, p.fault, s)
			if forces[i].since.IsZero() {
				forces[i].since = time.Now()
			}
		})
	}
	injecting.Wait()
	return forces, joined(errs...)
}

// heal takes the fault back and waits until the targets serve again.
func (p *play) heal(ctx context.Context, forces []force, targets []stack.Service) error {
	if err := p.record(samples.FaultHealed, time.Now(), ""); err != nil {
		return errors.Join(err, p.takeBack(ctx, forces))
	}
	if err := p.takeBack(ctx, forces); err != nil {
		return p.record(samples.FaultFailed, time.Now(), "not taken back: "+err.Error())
	}
	if ctx.Err() != nil || targets[0] == nil {
		return nil
	}
	serving, cancel := context.WithTimeout(ctx, healTime)
	defer cancel()
	if err := serve(serving, targets); err != nil {
		if ctx.Err() != nil {
			return nil
		}
		return p.record(samples.FaultFailed, time.Now(), fmt.Sprintf("not serving within %s: %v", healTime, err))
	}
	return p.record(samples.FaultServing, time.Now(), p.named(targets))
}

// takeBack heals every force, side by side.
func (p *play) takeBack(ctx context.Context, forces []force) error {
	ctx, cancel := context.WithTimeout(ctx, healTime)
	defer cancel()
	errs := make([]error, len(forces))
	var healing sync.WaitGroup
	for i, f := range forces {
		if f.heal != nil {
			healing.Go(func() { errs[i] = f.heal(ctx) })
		}
	}
	healing.Wait()
	return joined(errs...)
}

// serve returns when every service has answered a probe straight at it; one that cannot be asked has.
func serve(ctx context.Context, services []stack.Service) error {
	for _, s := range services {
		prober, ok := stack.As[stack.Prober](s)
		if !ok {
			continue
		}
		for {
			asking, cancel := context.WithTimeout(ctx, askTime)
			err := prober.Probe(asking)
			cancel()
			if err == nil {
				break
			}
			if !until(ctx, time.Now().Add(askPause)) {
				return err
			}
		}
	}
	return nil
}

// record records an event of the fault.
func (p *play) record(kind samples.EventKind, at time.Time, detail string) error {
	return p.Record(samples.Event{At: at.Sub(p.began), Kind: kind, Name: p.fault.Label(), Detail: detail, Fault: p.number})
}

// named are the names of services for a detail.
func (p *play) named(services []stack.Service) string {
	var names []string
	for _, s := range services {
		if s == nil {
			return p.fault.Commands["inject"]
		}
		names = append(names, s.Info().Name)
	}
	return strings.Join(names, ", ")
}

// latest is when all forces held, and what was seen of the last.
func latest(forces []force) (since time.Time, how string) {
	for _, f := range forces {
		if f.since.After(since) {
			since, how = f.since, f.how
		}
	}
	return since, how
}

// until waits for an instant, and reports false when ctx ended before it.
func until(ctx context.Context, at time.Time) bool {
	timer := time.NewTimer(time.Until(at))
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return ctx.Err() == nil
	}
}
