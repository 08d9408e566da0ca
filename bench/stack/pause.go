package stack

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"syscall"
	"time"

	"quintet/bench/host"
)

// Pause stands the process and its children still (SIGSTOP) and returns when they do. Should the harness die, which ends the process, a
// guard has those of its children go on that it does not end, so that they notice. Idempotent.
func (p *Process) Pause() error {
	if p.ended() {
		return nil
	}
	// The process first: standing still it starts no more children.
	if err := p.signal(syscall.SIGSTOP); err != nil {
		return err
	}
	children := hold(p.PID())
	defer children.release()
	if err := p.protect(children.pids()); err != nil {
		return err
	}
	children.signal(syscall.SIGSTOP)
	return p.still(append(children.pids(), p.PID()))
}

// Resume lets a paused process and its children go on (SIGCONT). Idempotent.
func (p *Process) Resume() error {
	if err := p.signal(syscall.SIGCONT); err != nil {
		return err
	}
	children := hold(p.PID())
	defer children.release()
	children.signal(syscall.SIGCONT)
	return p.unguard()
}

// protect starts a guard of the process and its children, in place of the one that there may be.
func (p *Process) protect(children []int) error {
	command := []string{"/bin/sh", "-c", `kill -CONT "$@"`, "guard", "-" + strconv.Itoa(p.PID())}
	for _, pid := range children {
		command = append(command, strconv.Itoa(pid))
	}
	g, err := StartGuard(p.cmd.Name, []string{"PATH=" + os.Getenv("PATH")}, "/", command...)
	if err != nil {
		return err
	}
	p.mu.Lock()
	before := p.guard
	p.guard = g
	p.mu.Unlock()
	return before.Dismiss()
}

// unguard dismisses the guard.
func (p *Process) unguard() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	err := p.guard.Dismiss()
	p.guard = nil
	return err
}

// stillness bounds how long processes may take to stand still: one that waits for its disk does so first.
const stillness = 10 * time.Second

// still returns when the processes stand still or have ended; that they do can only be looked up.
func (p *Process) still(pids []int) error {
	deadline := time.Now().Add(stillness)
	for pause := time.Millisecond; ; pause = min(2*pause, 20*time.Millisecond) {
		moving := 0
		for _, pid := range pids {
			if host.Runs(pid) {
				moving++
			}
		}
		switch {
		case moving == 0:
			return nil
		case time.Now().After(deadline):
			return fmt.Errorf("pause %s: %d of its processes still run after %s", p.cmd.Name, moving, stillness)
		}
		time.Sleep(pause)
	}
}

// turn is how long a throttled process runs and stands still together; relearn is after how many turns its children are looked for anew.
const (
	turn    = 10 * time.Millisecond
	relearn = 50
)

// Throttle implements Throttler: the process and its children are stopped and continued in turns of 10 ms. restore ends that.
func (p *Process) Throttle(share float64) (restore func() error, err error) {
	if err := p.Pause(); err != nil {
		return nil, err
	}
	stop, done := make(chan struct{}), make(chan error, 1)
	go func() { done <- p.alternate(share, stop) }()
	return func() error {
		close(stop)
		return errors.Join(<-done, p.Resume())
	}, nil
}

// alternate lets the process run for its share of each turn.
func (p *Process) alternate(share float64, stop <-chan struct{}) error {
	runs := time.Duration(float64(turn) * share)
	var children family
	defer func() { children.release() }()
	tick := time.NewTimer(0)
	defer tick.Stop()
	for n := 0; ; n++ {
		if n%relearn == 0 {
			children.release()
			before := children.pids()
			if children = hold(p.PID()); !slices.Equal(before, children.pids()) {
				if err := p.protect(children.pids()); err != nil {
					return err
				}
			}
		}
		for _, phase := range []struct {
			signal syscall.Signal
			lasts  time.Duration
		}{{syscall.SIGCONT, runs}, {syscall.SIGSTOP, turn - runs}} {
			if err := p.signal(phase.signal); err != nil {
				return err
			}
			children.signal(phase.signal)
			tick.Reset(phase.lasts)
			select {
			case <-tick.C:
			case <-stop:
				return nil
			case <-p.done:
				// Restoring the share of what has ended is no error.
				return nil
			}
		}
	}
}
