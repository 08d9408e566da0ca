package embedded

import (
	"context"
	"strconv"

	"quintet/api/store"
	"quintet/bench/stack"
	"quintet/bench/stack/link"
)

var _ stack.Faultable = (*Stack)(nil)

// Planned implements stack.Faultable.
func (s *Stack) Planned() []stack.Service {
	var list []stack.Service
	for _, b := range s.backends {
		planned := stack.NewNode(stack.Info{Name: b.Name, Role: b.Role()})
		planned.Further = s.abilities(&b, nil)
		if b.Serve == nil {
			list = append(list, inProcess{planned})
		} else {
			list = append(list, planned)
		}
	}
	for i := range s.replicas {
		list = append(list, stack.NewNode(stack.Info{Name: "api-" + strconv.Itoa(i+1), Role: "api"}))
	}
	return list
}

// Prepare implements stack.Faultable.
func (s *Stack) Prepare(n stack.Needs) { s.needs = n }

// abilities are those that depend on the backend: to forget what it holds, to have its calls spoiled, and where a server is behind it, to
// have the way there disturbed. at gives the address of that server; nil before it runs.
func (s *Stack) abilities(b *store.Description, at func() string) []any {
	var list []any
	if b.Serve != nil {
		list = append(list, &stack.LateLink{})
	}
	if b.Flush != nil {
		list = append(list, stack.FlushFunc(func(ctx context.Context) error { return b.Flush(ctx, at()) }))
	}
	return append(list, stack.LateSpoiler{Store: b.Name, File: func() *stack.SpoilFile { return s.detours.Spoil }})
}

// prepare puts in place what faults need, once the servers run and before the API does.
func (s *Stack) prepare(ctx context.Context) (err error) {
	s.detours, err = link.Prepare(ctx, link.Config{Executable: s.cfg.Executable, LogDir: s.cfg.LogDir}, s.needs, s.data(), s.services)
	for _, b := range s.backends {
		if addr := s.detours.Links.Address(b.Name); addr != "" {
			s.detours.Env[b.Shared] = addr
		}
	}
	return err
}

// inProcess is a store that works inside the API replicas: no fault can act on it but inside them.
type inProcess struct{ of *stack.Node }

// Info implements stack.Service.
func (s inProcess) Info() stack.Info { return s.of.Info() }

// Abilities implements stack.Able.
func (s inProcess) Abilities() []any { return s.of.Further }
