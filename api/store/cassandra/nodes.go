package cassandra

import (
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/gocql/gocql"
)

// nodes are those of the cluster, with their data centres, as the driver finds them while it connects.
type nodes struct {
	mu sync.Mutex
	// dc is by the nodes' ids.
	dc map[string]string
}

// filter is what the driver asks about each node: it notes the node and lets those of one data centre pass, all if it is empty.
func (n *nodes) filter(dc string) gocql.HostFilter {
	return gocql.HostFilterFunc(func(h *gocql.HostInfo) bool {
		n.mu.Lock()
		defer n.mu.Unlock()
		if n.dc == nil {
			n.dc = map[string]string{}
		}
		if h.DataCenter() != "" {
			n.dc[h.HostID()] = h.DataCenter()
		}
		return dc == "" || h.DataCenter() == dc
	})
}

// settle fills in the data centre when there is but one, and refuses one that there is not. It refuses nothing if no node was found.
func (n *nodes) settle(dc *string) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	names := slices.Compact(slices.Sorted(maps.Values(n.dc)))
	switch {
	case len(names) == 0:
		return nil
	case *dc == "" && len(names) == 1:
		*dc = names[0]
	case *dc == "":
		return mismatch("the cluster has data centres %s: say which one to use", strings.Join(names, ", "))
	case !slices.Contains(names, *dc):
		return mismatch("there is no data centre %q, the cluster has %s", *dc, strings.Join(names, ", "))
	}
	return nil
}

// in counts the nodes of a data centre.
func (n *nodes) in(dc string) int {
	n.mu.Lock()
	defer n.mu.Unlock()
	count := 0
	for _, name := range n.dc {
		if name == dc {
			count++
		}
	}
	return count
}
