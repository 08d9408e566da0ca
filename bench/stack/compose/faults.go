package compose

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"quintet/bench/stack"
)

var _ stack.Faultable = (*Stack)(nil)

// Planned implements stack.Faultable.
func (s *Stack) Planned() []stack.Service {
	var list []stack.Service
	for _, p := range parts(s.shape.backends) {
		count, nodes := 0, s.shape.Nodes[p.software]
		switch {
		case p.role == "api":
			count = s.shape.Replicas
		case p.software == prometheusKey && s.shape.prometheus(), slices.Contains(s.shape.stores(), p.service):
			count = 1
		}
		for n := range count {
			c := &container{part: p, number: n + 1, nodes: nodes}
			c.info = stack.Info{Name: c.name(), Role: p.role}
			list = append(list, c)
		}
	}
	return list
}

// Prepare implements stack.Faultable: what the engine's commands do needs nothing.
func (s *Stack) Prepare(stack.Needs) {}

// Stop implements stack.Stopper: the container's process is asked to end, and killed after the engine's 10 s.
func (c *container) Stop() error {
	c.mu.Lock()
	c.expected = true
	c.mu.Unlock()
	if err := c.act("is not running", "stop", c.id); err != nil {
		return err
	}
	return c.act("", "wait", c.id)
}

// Probe implements stack.Prober: the API is asked at its port, a store through the engine, which asks it as the compose file says.
func (c *container) Probe(ctx context.Context) error {
	if c.part.role == "api" {
		return stack.ProbeAPI(ctx, c.Info().Address)
	}
	found, err := c.inspect(ctx)
	if err != nil {
		return err
	}
	if health := found.State.Health.Status; health != "healthy" {
		return fmt.Errorf("probe %s: it is %s", c.name(), cmp.Or(health, "without a health check"))
	}
	return nil
}
