package fault

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"quintet/bench/scenario"
	"quintet/bench/stack"
)

// linked says that the service needs a link.
func linked(s stack.Service, n *stack.Needs) { n.Links = append(n.Links, s.Info().Name) }

// disturb puts a disturbance in force and has seen confirm it; seen returns what it saw.
func disturb(ctx context.Context, s stack.Service, d stack.Disturbance, seen func(ctx context.Context, l stack.Linker) (string, error)) (force, error) {
	l, _ := stack.As[stack.Linker](s)
	restore := func(ctx context.Context) error {
		if ctx.Err() != nil {
			// The links end with the stack.
			return nil
		}
		return l.Restore(ctx, d.Kind)
	}
	if err := l.Disturb(ctx, d); err != nil {
		return force{}, err
	}
	since := time.Now()
	how, err := seen(ctx, l)
	if err != nil {
		return force{}, joined(err, restore(context.WithoutCancel(ctx)))
	}
	return force{since: since, how: how, heal: restore}, nil
}

// hangTime is how long a probe that is to hang is waited for: longer than one that passes takes, and no longer than half of the fault.
func hangTime(f scenario.Fault) time.Duration { return min(500*time.Millisecond, f.For/2) }

// probeTime bounds a probe that is to be slow or to fail at once.
const probeTime = 5 * time.Second

// slow sees a probe through the link take as long as the delay.
func slow(least time.Duration) func(ctx context.Context, l stack.Linker) (string, error) {
	return func(ctx context.Context, l stack.Linker) (string, error) {
		probing, cancel := context.WithTimeout(ctx, probeTime+2*least)
		defer cancel()
		began := time.Now()
		err := l.Through(probing)
		took := time.Since(began)
		switch {
		case err != nil && timedOut(err):
			// A driver that gives up before the answer has come has shown it too.
			return fmt.Sprintf("a probe through the link had no answer within %s", took.Round(time.Millisecond)), nil
		case took < least:
			return "", joined(fmt.Errorf("a probe through the link took %s, want at least %s", took, least), err)
		}
		return fmt.Sprintf("a probe through the link took %s", took.Round(time.Millisecond)), nil
	}
}

// hangs sees a probe through the link get no answer.
func hangs(f scenario.Fault) func(ctx context.Context, l stack.Linker) (string, error) {
	return func(ctx context.Context, l stack.Linker) (string, error) {
		probing, cancel := context.WithTimeout(ctx, hangTime(f))
		defer cancel()
		err := l.Through(probing)
		switch {
		case err == nil:
			return "", errors.New("a probe through the link was answered, want that it hangs")
		case probing.Err() == nil && !timedOut(err):
			return "", fmt.Errorf("a probe through the link ended, want that it hangs: %w", err)
		}
		return "a probe through the link hangs", nil
	}
}

// timedOut reports whether a probe ended because its time was up: a driver's clock may go off a moment before the context's.
func timedOut(err error) bool {
	var of net.Error
	return errors.Is(err, context.DeadlineExceeded) || errors.As(err, &of) && of.Timeout()
}

// refused sees a probe through the link be refused.
func refused(ctx context.Context, l stack.Linker) (string, error) {
	probing, cancel := context.WithTimeout(ctx, probeTime)
	defer cancel()
	err := l.Through(probing)
	switch {
	case err == nil:
		return "", errors.New("a probe through the link was answered, want that it is refused")
	case probing.Err() != nil:
		return "", fmt.Errorf("a probe through the link hangs, want that it is refused: %w", err)
	}
	return "a probe through the link is refused", nil
}
