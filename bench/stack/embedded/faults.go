package embedded

import (
	"context"
	"path/filepath"
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
	return append(list, stack.LateSpoiler{Store: b.Name, File: func() *stack.SpoilFile { return s.spoil }})
}

// prepare puts in place what faults need, once the servers run and before the API does: links in front of them, and the file of what is
// spoiled.
func (s *Stack) prepare(ctx context.Context) (err error) {
	s.detours = map[string]string{}
	if s.needs.Spoil {
		if s.spoil, err = stack.NewSpoilFile(filepath.Join(s.data(), "faults.json")); err != nil {
			return err
		}
		s.detours["FAULTS_FILE"] = s.spoil.Path()
	}
	upstreams := map[string]string{}
	for _, name := range s.needs.Links {
		for _, n := range s.services {
			if n.Info().Name == name && n.Process() != nil {
				upstreams[name] = n.Info().Address
			}
		}
	}
	if len(upstreams) == 0 {
		return nil
	}
	if s.links, err = link.Start(ctx, link.Config{Executable: s.cfg.Executable, LogDir: s.cfg.LogDir, Upstreams: upstreams}); err != nil {
		return err
	}
	for _, n := range s.services {
		through := s.links.Link(n.Info().Name, n.Ask)
		if through == nil {
			continue
		}
		if late, ok := stack.As[*stack.LateLink](n); ok {
			late.Linker = through
		}
		for _, b := range s.backends {
			if b.Name == n.Info().Name {
				s.detours[b.Shared] = s.links.Address(b.Name)
			}
		}
	}
	return nil
}

// inProcess is a store that works inside the API replicas: no fault can act on it but inside them.
type inProcess struct{ of *stack.Node }

// Info implements stack.Service.
func (s inProcess) Info() stack.Info { return s.of.Info() }

// Abilities implements stack.Able.
func (s inProcess) Abilities() []any { return s.of.Further }
