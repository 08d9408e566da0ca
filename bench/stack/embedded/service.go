package embedded

import (
	"context"
	"slices"
	"sync"

	"quintet/bench/stack"
)

// service is one child process of the stack.
type service struct {
	command stack.Command
	// probe asks it something that only a working one answers, by its address.
	probe func(ctx context.Context, addr string) error
	// abilities are those that not every process has; see stack.Able.
	abilities []any

	mu      sync.Mutex // guards what a restart changes
	process *stack.Process
	info    stack.Info
}

var (
	_ stack.Service   = (*service)(nil)
	_ stack.Able      = (*service)(nil)
	_ stack.Killer    = (*service)(nil)
	_ stack.Pauser    = (*service)(nil)
	_ stack.Stopper   = (*service)(nil)
	_ stack.Throttler = (*service)(nil)
	_ stack.Prober    = (*service)(nil)
	_ stack.Watched   = (*service)(nil)
)

// Info implements stack.Service.
func (s *service) Info() stack.Info {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.info
}

// Abilities implements stack.Able.
func (s *service) Abilities() []any { return s.abilities }

// now is the process that runs, nil for a store that is no process.
func (s *service) now() *stack.Process {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.process
}

// Kill implements stack.Killer.
func (s *service) Kill() error { return s.now().Kill() }

// Stop implements stack.Stopper.
func (s *service) Stop() error { return s.now().Stop() }

// Restart implements stack.Killer: the service comes back at the address it had.
func (s *service) Restart(ctx context.Context) error {
	again := s.command
	again.Env = append(slices.Clone(s.command.Env), "LISTEN_ADDR="+s.Info().Address)
	p, err := stack.Start(ctx, again)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.process, s.info.PID = p, p.PID()
	return nil
}

// Pause implements stack.Pauser.
func (s *service) Pause() error { return s.now().Pause() }

// Resume implements stack.Pauser.
func (s *service) Resume() error { return s.now().Resume() }

// Throttle implements stack.Throttler.
func (s *service) Throttle(share float64) (func() error, error) { return s.now().Throttle(share) }

// Probe implements stack.Prober.
func (s *service) Probe(ctx context.Context) error { return s.probe(ctx, s.Info().Address) }

// Exited implements stack.Watched.
func (s *service) Exited() <-chan struct{} { return s.now().Done() }

// inProcess is a store that works inside the API replicas: no fault can act on it but inside them.
type inProcess struct{ of *service }

// Info implements stack.Service.
func (s inProcess) Info() stack.Info { return s.of.Info() }

// Abilities implements stack.Able.
func (s inProcess) Abilities() []any { return s.of.abilities }
