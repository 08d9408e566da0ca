package native

import (
	"context"
	"net"
	"slices"
	"strconv"
	"strings"

	"quintet/api/store"
	"quintet/bench/stack"
	"quintet/bench/stack/link"
)

var _ stack.Faultable = (*Stack)(nil)

// Planned implements stack.Faultable.
func (s *Stack) Planned() []stack.Service {
	var list []stack.Service
	for _, name := range s.shape.names() {
		srv, err := findServer(name)
		if err != nil {
			continue
		}
		planned := &Instance{Name: name}
		if srv.flushes {
			// It is only looked for.
			planned.flush = func(context.Context) error { return nil }
		}
		for range max(1, s.shape.Nodes[name]) {
			planned.Nodes = append(planned.Nodes, stack.NewNode(stack.Info{Name: name, Role: srv.role}))
		}
		for k, n := range planned.Nodes {
			if len(planned.Nodes) > 1 {
				n.Describe(func(i *stack.Info) { i.Name += "-" + strconv.Itoa(k+1) })
			}
			n.Further = s.abilities(planned, n)
			list = append(list, n)
		}
	}
	for i := range s.shape.Replicas {
		list = append(list, stack.NewNode(stack.Info{Name: "api-" + strconv.Itoa(i+1), Role: "api"}))
	}
	return list
}

// Prepare implements stack.Faultable.
func (s *Stack) Prepare(n stack.Needs) { s.needs = n }

// abilities are those of a node that depend on which server it is of.
func (s *Stack) abilities(i *Instance, n *stack.Node) []any {
	list := []any{filler{n}}
	if i.flush != nil {
		list = append(list, stack.FlushFunc(i.flush))
	}
	b := s.behind(i.Name)
	if b == nil {
		return list
	}
	list = append(list, &stack.LateLink{})
	if len(i.Nodes) == 1 {
		// Of several nodes the API does not know which one it asks.
		list = append(list, stack.LateSpoiler{Store: b.Name, File: func() *stack.SpoilFile { return s.detours.Spoil }})
	}
	return list
}

// behind is the backend that a server is behind: that of its name, or that of its role. nil when there is none.
func (s *Stack) behind(server string) *store.Description {
	srv, err := findServer(server)
	if err != nil {
		return nil
	}
	for i := range s.shape.backends {
		b := &s.shape.backends[i]
		if b.Name == server || slices.ContainsFunc(b.Roles, func(role string) bool { return slices.Contains(strings.Split(srv.role, ", "), role) }) {
			return b
		}
	}
	return nil
}

// prepare puts in place what faults need, once the servers run and before the API does.
func (s *Stack) prepare(ctx context.Context) (err error) {
	var nodes []*stack.Node
	for _, i := range s.instances {
		for _, n := range i.Nodes {
			n.Further = s.abilities(i, n)
			nodes = append(nodes, n)
		}
	}
	s.detours, err = link.Prepare(ctx, link.Config{Executable: s.cfg.Executable, LogDir: s.cfg.LogDir}, s.needs, s.data, nodes)
	for _, i := range s.instances {
		if err == nil {
			err = s.detour(i)
		}
	}
	return err
}

// detour has the API reach the nodes of a server through their links.
func (s *Stack) detour(i *Instance) error {
	b, detours := s.behind(i.Name), s.detours.Env
	var via []string
	for _, n := range i.Nodes {
		addr := s.detours.Links.Address(n.Info().Name)
		if addr == "" {
			continue
		}
		if b.Via != "" {
			via = append(via, n.Info().Address+"="+addr)
			continue
		}
		host, port, err := net.SplitHostPort(addr)
		if err != nil {
			return err
		}
		for _, v := range b.Variables {
			switch {
			case v.Name == b.Chosen:
				detours[v.Name] = host
			case v.Use == store.Port:
				detours[v.Name] = port
			}
		}
	}
	if len(via) > 0 {
		detours[b.Via] = strings.Join(via, ",")
	}
	return nil
}

// filler is the ability of a server's node to be refused bytes on its disk.
type filler struct{ of *stack.Node }

// Fill implements stack.Filler.
func (f filler) Fill() (string, error) { return f.of.Process().Fill() }

// Free implements stack.Filler.
func (f filler) Free() error { return f.of.Process().Free() }
