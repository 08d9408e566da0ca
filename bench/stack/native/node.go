package native

import (
	"context"
	"sync"

	"quintet/bench/stack"
)

// Node is one running process of a server or of the API. What is on its disk survives Kill, Stop and Restart.
type Node struct {
	command stack.Command
	// probe asks it something that only a working one answers, by an address that leads to it.
	probe func(ctx context.Context, addr string) error
	// abilities are those that not every node has; see stack.Able.
	abilities []any

	mu      sync.Mutex
	process *stack.Process
	info    stack.Info
}

var (
	_ stack.Service   = (*Node)(nil)
	_ stack.Able      = (*Node)(nil)
	_ stack.Killer    = (*Node)(nil)
	_ stack.Pauser    = (*Node)(nil)
	_ stack.Stopper   = (*Node)(nil)
	_ stack.Throttler = (*Node)(nil)
	_ stack.Prober    = (*Node)(nil)
	_ stack.Watched   = (*Node)(nil)
)

// startNode starts the command and returns when it answers probe.
func startNode(ctx context.Context, c stack.Command, info stack.Info, probe func(ctx context.Context, addr string) error) (*Node, error) {
	c.Ready = func(ctx context.Context) error { return probe(ctx, info.Address) }
	n := &Node{command: c, info: info, probe: probe}
	if err := n.Restart(ctx); err != nil {
		return nil, err
	}
	return n, nil
}

// Info implements stack.Service.
func (n *Node) Info() stack.Info {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.info
}

// Abilities implements stack.Able.
func (n *Node) Abilities() []any { return n.abilities }

// Probe implements stack.Prober.
func (n *Node) Probe(ctx context.Context) error { return n.probe(ctx, n.Info().Address) }

// Kill implements stack.Killer.
func (n *Node) Kill() error { return n.current().Kill() }

// Stop asks the node to end in its own orderly way and returns when it is gone. Idempotent.
func (n *Node) Stop() error { return n.current().Stop() }

// Restart implements stack.Killer: the node comes back at the address and with the data it had. It must have ended before.
func (n *Node) Restart(ctx context.Context) error {
	p, err := stack.Start(ctx, n.command)
	if err != nil {
		return err
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.process, n.info.PID = p, p.PID()
	return nil
}

// Pause implements stack.Pauser.
func (n *Node) Pause() error { return n.current().Pause() }

// Resume implements stack.Pauser.
func (n *Node) Resume() error { return n.current().Resume() }

// Throttle implements stack.Throttler.
func (n *Node) Throttle(share float64) (func() error, error) { return n.current().Throttle(share) }

// Exited implements stack.Watched.
func (n *Node) Exited() <-chan struct{} { return n.current().Done() }

func (n *Node) current() *stack.Process {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.process
}

func (n *Node) setSoftware(text string) {
	n.mu.Lock()
	n.info.Software = text
	n.mu.Unlock()
}
