package stack

import (
	"context"
	"sync"
)

// Node is a Service that is one process, of a server or of the API. What is on its disk survives Kill, Stop and Restart. Make it with NewNode.
type Node struct {
	// Command starts it, at the address that it had.
	Command Command
	// Ask asks it something that only a working one answers, by an address that leads to it.
	Ask func(ctx context.Context, addr string) error
	// Further are abilities that not every node has; see Able.
	Further []any

	mu      sync.Mutex // guards what a restart changes
	process *Process
	info    Info
}

var (
	_ Service   = (*Node)(nil)
	_ Able      = (*Node)(nil)
	_ Killer    = (*Node)(nil)
	_ Pauser    = (*Node)(nil)
	_ Stopper   = (*Node)(nil)
	_ Throttler = (*Node)(nil)
	_ Prober    = (*Node)(nil)
	_ Watched   = (*Node)(nil)
)

// NewNode is a node that has not been started, which Restart does.
func NewNode(info Info) *Node { return &Node{info: info} }

// Info implements Service.
func (n *Node) Info() Info {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.info
}

// Describe changes what Info says.
func (n *Node) Describe(change func(*Info)) {
	n.mu.Lock()
	defer n.mu.Unlock()
	change(&n.info)
}

// Process is the one that runs now or ran last, nil before the first.
func (n *Node) Process() *Process {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.process
}

// Abilities implements Able.
func (n *Node) Abilities() []any { return n.Further }

// Probe implements Prober.
func (n *Node) Probe(ctx context.Context) error { return n.Ask(ctx, n.Info().Address) }

// Kill implements Killer.
func (n *Node) Kill() error { return n.Process().Kill() }

// Stop asks the node to end in its own orderly way and returns when it is gone. Idempotent.
func (n *Node) Stop() error { return n.Process().Stop() }

// Restart implements Killer.
func (n *Node) Restart(ctx context.Context) error {
	p, err := Start(ctx, n.Command)
	if err != nil {
		return err
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.process, n.info.PID = p, p.PID()
	return nil
}

// Pause implements Pauser.
func (n *Node) Pause() error { return n.Process().Pause() }

// Resume implements Pauser.
func (n *Node) Resume() error { return n.Process().Resume() }

// Throttle implements Throttler.
func (n *Node) Throttle(share float64) (func() error, error) { return n.Process().Throttle(share) }

// Exited implements Watched.
func (n *Node) Exited() <-chan struct{} { return n.Process().Done() }
