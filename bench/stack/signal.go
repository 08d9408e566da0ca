package stack

import (
	"cmp"
	"errors"
	"fmt"
	"syscall"
	"time"
)

// Unexpected returns how the process ended unasked, nil while it lives or after Stop and Kill.
func (p *Process) Unexpected() error {
	if !p.ended() {
		return nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.expected {
		return nil
	}
	return fmt.Errorf("%s ended by itself: %w", p.cmd.Name, p.err)
}

// Kill ends the process and its children at once (SIGKILL) and returns when they are gone. Idempotent.
func (p *Process) Kill() error {
	p.expect()
	if p.ended() {
		return nil
	}
	// Standing still first, the process neither starts children while they are counted nor tidies up when one of them dies.
	if err := p.signal(syscall.SIGSTOP); err != nil {
		return err
	}
	children := hold(p.PID())
	defer children.release()
	if err := p.signal(syscall.SIGKILL); err != nil {
		return err
	}
	children.signal(syscall.SIGKILL)
	<-p.done
	children.wait()
	return p.unguard()
}

// Stop asks the process to end (StopSignal), kills it after StopTimeout, and returns when it is gone. Idempotent.
func (p *Process) Stop() error {
	p.expect()
	if p.ended() {
		return nil
	}
	sig, patience := p.cmd.StopSignal, p.cmd.StopTimeout
	sig = cmp.Or(sig, syscall.SIGTERM)
	patience = cmp.Or(patience, 10*time.Second)
	if err := p.signal(sig); err != nil {
		return err
	}
	// A paused process takes the signal only once it runs again.
	if err := p.Resume(); err != nil {
		return err
	}
	select {
	case <-p.done:
		return nil
	case <-time.After(patience):
		return p.Kill()
	}
}

func (p *Process) expect() {
	p.mu.Lock()
	p.expected = true
	p.mu.Unlock()
}

// signal reaches the process's group. A process that is gone is no error.
func (p *Process) signal(sig syscall.Signal) error {
	if p.ended() {
		return nil
	}
	err := syscall.Kill(-p.PID(), sig)
	if errors.Is(err, syscall.ESRCH) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("signal %s: %w", p.cmd.Name, err)
	}
	return nil
}
