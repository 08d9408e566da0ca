package stacktest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"syscall"
	"testing"
	"time"

	"quintet/bench/stack"
)

// expectAbilities kills, restarts, pauses and resumes a part. Each is idempotent, for a fault may act on what has come to it already.
func (c *Case) expectAbilities(ctx context.Context, t *testing.T, service stack.Service) {
	t.Helper()
	killer, kills := service.(stack.Killer)
	pauser, pauses := service.(stack.Pauser)
	watched, watches := service.(stack.Watched)
	if able := !c.Foreign; kills != able || pauses != able || watches != able {
		t.Fatalf("%s can be killed: %v, paused: %v, watched: %v; want %v", service.Info().Name, kills, pauses, watches, able)
	}
	if !kills {
		return
	}
	before, exited := service.Info(), watched.Exited()
	prober, probes := service.(stack.Prober)
	if !probes {
		t.Fatalf("%s cannot be asked whether it serves", before.Name)
	}
	if err := prober.Probe(ctx); err != nil && c.StandIn == nil {
		t.Errorf("%s does not serve: %v", before.Name, err)
	}
	if err := errors.Join(pauser.Pause(), pauser.Pause()); err != nil {
		t.Fatalf("pause: %v", err)
	}
	if c.works(ctx, before) == nil {
		t.Fatalf("%s works though it is paused", before.Name)
	}
	if err := errors.Join(pauser.Resume(), pauser.Resume()); err != nil {
		t.Fatalf("resume: %v", err)
	}
	c.eventuallyWorks(ctx, t, before)
	select {
	case <-exited:
		t.Fatalf("%s has ended before it was killed", before.Name)
	default:
	}
	if err := errors.Join(killer.Kill(), killer.Kill()); err != nil {
		t.Fatalf("kill: %v", err)
	}
	select {
	case <-exited:
	case <-ctx.Done():
		t.Fatalf("nobody noticed that %s has ended", before.Name)
	}
	if c.works(ctx, before) == nil {
		t.Errorf("%s works though it was killed", before.Name)
	}
	if err := killer.Restart(ctx); err != nil {
		t.Fatalf("restart: %v", err)
	}
	if after := service.Info(); after.Address != before.Address || c.StandIn == nil && after.PID == before.PID {
		t.Errorf("restarted it is %+v, was %+v", after, before)
	}
	select {
	case <-watched.Exited():
		t.Errorf("%s is said to have ended though it came back", before.Name)
	default:
	}
	c.eventuallyWorks(ctx, t, before)
	c.expectOrderlyRestart(ctx, t, service)
}

// expectOrderlyRestart stops a part in its own way and starts it again, and has it get half of its processor time meanwhile, where the
// stack can do that.
func (c *Case) expectOrderlyRestart(ctx context.Context, t *testing.T, service stack.Service) {
	t.Helper()
	stopper, stops := service.(stack.Stopper)
	if !stops {
		t.Fatalf("%s cannot be stopped in order", service.Info().Name)
	}
	if err := errors.Join(stopper.Stop(), stopper.Stop()); err != nil {
		t.Fatalf("stop: %v", err)
	}
	if c.works(ctx, service.Info()) == nil {
		t.Errorf("%s works though it was stopped", service.Info().Name)
	}
	if err := service.(stack.Killer).Restart(ctx); err != nil {
		t.Fatalf("restart: %v", err)
	}
	c.eventuallyWorks(ctx, t, service.Info())
	if throttler, ok := stack.As[stack.Throttler](service); ok {
		restore, err := throttler.Throttle(0.5)
		if err != nil {
			t.Fatalf("throttle: %v", err)
		}
		c.eventuallyWorks(ctx, t, service.Info())
		if err := restore(); err != nil {
			t.Errorf("restore: %v", err)
		}
	}
}

// expectPlanned expects the parts to be what the stack said before it was up, with the same abilities.
func (c *Case) expectPlanned(t *testing.T, planned []string, services []stack.Service) {
	t.Helper()
	if up := abilities(services); !slices.Equal(planned, up) {
		t.Errorf("planned are %q, want %q", planned, up)
	}
}

// abilities are what can be done to services, a line for each, sorted.
func abilities(services []stack.Service) []string {
	var lines []string
	for _, s := range services {
		_, kills := stack.As[stack.Killer](s)
		_, stops := stack.As[stack.Stopper](s)
		_, links := stack.As[stack.Linker](s)
		_, flushes := stack.As[stack.Flusher](s)
		_, throttles := stack.As[stack.Throttler](s)
		_, fills := stack.As[stack.Filler](s)
		_, spoils := stack.As[stack.Spoiler](s)
		lines = append(lines, fmt.Sprintln(s.Info().Name, s.Info().Role, kills, stops, links, flushes, throttles, fills, spoils))
	}
	slices.Sort(lines)
	return lines
}

func (c *Case) eventuallyWorks(ctx context.Context, t *testing.T, info stack.Info) {
	t.Helper()
	for {
		err := c.works(ctx, info)
		if err == nil {
			return
		}
		select {
		case <-ctx.Done():
			t.Fatalf("%s does not work again: %v", info.Name, err)
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// alive reports whether there is a process.
func alive(pid int) bool {
	p, err := os.FindProcess(pid)
	return err == nil && p.Signal(syscall.Signal(0)) == nil
}
