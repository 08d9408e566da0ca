package native

import (
	"context"
	"errors"
	"slices"

	"quintet/bench/stack"
)

// Instance is a running server, of one node or several.
type Instance struct {
	// Name is the server's; Software is what it says it is, with its version ("PostgreSQL 15.13").
	Name, Software string
	// Hosts are the loopback addresses its nodes answer at, all on Port.
	Hosts []string
	Port  int
	// User and Password were made for this instance; both are empty for a server that asks for none. Database is the database,
	// keyspace or bucket the API is to use, empty where there is no such thing.
	User, Password, Database string
	// Env are the variables that make the API use this server.
	Env map[string]string
	// Nodes are its processes, in the order they were started.
	Nodes []*stack.Node

	// flush has it forget all that it holds; nil for one whose data must not be.
	flush   func(ctx context.Context) error
	sweeper *sweeper
	// dir is its folder.
	dir string
	// targets is the file of what Prometheus scrapes, empty for other servers.
	targets string
}

// Stop ends all nodes, the last started first, and removes the data. Idempotent. A node that had ended by itself is an error.
func (i *Instance) Stop() error {
	var errs []error
	for _, n := range slices.Backward(i.Nodes) {
		errs = append(errs, n.Process().Unexpected(), n.Stop())
	}
	i.Nodes = nil
	return errors.Join(append(errs, i.sweeper.sweep())...)
}

// services are the nodes as a stack lists them.
func (i *Instance) services() []stack.Service {
	var list []stack.Service
	for _, n := range i.Nodes {
		list = append(list, n)
	}
	return list
}

// startNode starts the command and returns when it answers probe.
func startNode(ctx context.Context, c stack.Command, info stack.Info, probe func(ctx context.Context, addr string) error) (*stack.Node, error) {
	c.Ready = func(ctx context.Context) error { return probe(ctx, info.Address) }
	n := stack.NewNode(info)
	n.Command, n.Ask = c, probe
	if err := n.Restart(ctx); err != nil {
		return nil, err
	}
	return n, nil
}

// setSoftware notes what the server says it is.
func (i *Instance) setSoftware(text string) {
	i.Software = text
	for _, n := range i.Nodes {
		n.Describe(func(i *stack.Info) { i.Software = text })
	}
}

// fail ends an instance that could not be made ready to use after its start.
func (i *Instance) fail(err error) error { return errors.Join(err, i.Stop()) }
