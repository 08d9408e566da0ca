package stacktest

import (
	"context"
	"errors"
	"os"
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
	if err := errors.Join(pauser.Pause(), pauser.Pause()); err != nil {
		t.Fatalf("pause: %v", err)
	}
	// A process of several threads stands still a moment after it was told to.
	for c.works(ctx, before) == nil {
		if ctx.Err() != nil {
			t.Fatalf("%s works though it is paused", before.Name)
		}
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
