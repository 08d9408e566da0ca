package cassandra

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"sync"

	"github.com/gocql/gocql"
)

// addressed is a policy that sends a query to the node its context names, or along the path that its context has, and every other one as the
// policy within does. The driver has no other way to say which node is to answer.
type addressed struct {
	gocql.HostSelectionPolicy

	mu sync.Mutex
	// nodes are by their ids.
	nodes map[string]*gocql.HostInfo
}

func newAddressed(within gocql.HostSelectionPolicy) *addressed {
	return &addressed{HostSelectionPolicy: within, nodes: map[string]*gocql.HostInfo{}}
}

// nodeKey is what a context has the node under.
type nodeKey struct{}

// to returns a context whose queries go to a node.
func to(ctx context.Context, node *gocql.HostInfo) context.Context {
	return context.WithValue(ctx, nodeKey{}, node)
}

// Pick implements gocql.HostSelectionPolicy.
func (a *addressed) Pick(q gocql.ExecutableQuery) gocql.NextHost {
	node, ok := q.Context().Value(nodeKey{}).(*gocql.HostInfo)
	if !ok {
		next := a.HostSelectionPolicy.Pick(q)
		if p, ok := q.Context().Value(pathKey{}).(*path); ok {
			return p.order(next)
		}
		return next
	}
	given := false
	return func() gocql.SelectedHost {
		if given {
			return nil
		}
		given = true
		return chosen{node}
	}
}

// chosen is a node that is the only one to be asked.
type chosen struct{ node *gocql.HostInfo }

// Info implements gocql.SelectedHost.
func (c chosen) Info() *gocql.HostInfo { return c.node }

// Mark implements gocql.SelectedHost.
func (c chosen) Mark(error) {}

// AddHost implements gocql.HostStateNotifier.
func (a *addressed) AddHost(h *gocql.HostInfo) {
	a.mu.Lock()
	a.nodes[h.HostID()] = h
	a.mu.Unlock()
	a.HostSelectionPolicy.AddHost(h)
}

// RemoveHost implements gocql.HostStateNotifier.
func (a *addressed) RemoveHost(h *gocql.HostInfo) {
	a.mu.Lock()
	delete(a.nodes, h.HostID())
	a.mu.Unlock()
	a.HostSelectionPolicy.RemoveHost(h)
}

// all are the nodes that queries may go to, by address, whether they are up or not.
func (a *addressed) all() []*gocql.HostInfo {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.SortedFunc(maps.Values(a.nodes), func(a, b *gocql.HostInfo) int {
		return cmp.Compare(a.ConnectAddress().String(), b.ConnectAddress().String())
	})
}
