package cassandra

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/gocql/gocql"
)

// path is which nodes one call has been sent to: each further attempt, and what is sent while another one is waited for, goes to a node that
// it has not asked yet, as long as there is one.
type path struct {
	pace *pace

	mu    sync.Mutex
	asked map[*gocql.HostInfo]bool
	// reserved says that an exchange of this path may be sent twice.
	reserved bool
}

var _ gocql.SpeculativeExecutionPolicy = (*path)(nil)

// Attempts implements gocql.SpeculativeExecutionPolicy: one more than the first, within the budget.
func (p *path) Attempts() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.reserved = p.reserved || p.pace.reserve(); p.reserved {
		return 1
	}
	return 0
}

// Delay implements gocql.SpeculativeExecutionPolicy.
func (p *path) Delay() time.Duration { return p.pace.Delay() }

// end gives back what was reserved and not used.
func (p *path) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.reserved {
		p.reserved = false
		p.pace.add(perCall)
	}
}

// pathKey is what a context has the path under.
type pathKey struct{}

// follow returns a context whose queries take one path, which is to be ended.
func (d *DB) follow(ctx context.Context) (context.Context, *path) {
	d.pace.add(earned)
	p := &path{pace: d.pace, asked: map[*gocql.HostInfo]bool{}}
	return context.WithValue(ctx, pathKey{}, p), p
}

// order hands out the nodes of a policy for one attempt: first those that were not asked and do answer, then the others, then all once more.
// Without the last, a call to the only node that is up would fail as soon as a second attempt began, because the driver takes
// whatever ends first, and finding no node is over at once.
func (p *path) order(next gocql.NextHost) gocql.NextHost {
	var later, given []gocql.SelectedHost
	policy := true
	return func() gocql.SelectedHost {
		p.mu.Lock()
		defer p.mu.Unlock()
		for policy {
			h := next()
			if h == nil {
				policy = false
				later = slices.Concat(later, given, later)
				break
			}
			if p.asked[h.Info()] || !h.Info().IsUp() || p.pace.last(h.Info(), p.reserved) {
				later = append(later, h)
				continue
			}
			return p.give(h, &given)
		}
		if len(later) == 0 {
			return nil
		}
		h := later[0]
		later = later[1:]
		return p.give(h, &given)
	}
}

// give hands out a node. The second one of an attempt, as nodes that are down come last, is that of what is sent twice.
func (p *path) give(h gocql.SelectedHost, given *[]gocql.SelectedHost) gocql.SelectedHost {
	if len(*given) > 0 && p.reserved {
		p.reserved = false
		p.pace.sent.Add(1)
	}
	p.asked[h.Info()] = true
	*given = append(*given, h)
	return h
}
