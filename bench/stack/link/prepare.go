package link

import (
	"context"
	"path/filepath"
	"slices"

	"quintet/bench/stack"
)

// Detours are what faults need between the API of a stack and its stores. The zero value is none.
type Detours struct {
	// Links are in front of nodes that need one, Spoil is the file of what is spoiled inside the API; nil where there is no need.
	Links *Links
	Spoil *stack.SpoilFile
	// Env are the variables that have the API, and no other process, take the detours.
	Env map[string]string
}

// Prepare puts in place what faults need, once the nodes of a stack run and before its API does; the file lies in dir. By which variables the
// API reaches the links is for the stack to add.
func Prepare(ctx context.Context, cfg Config, needs stack.Needs, dir string, nodes []*stack.Node) (d Detours, err error) {
	d.Env = map[string]string{}
	if needs.Spoil {
		if d.Spoil, err = stack.NewSpoilFile(filepath.Join(dir, "faults.json")); err != nil {
			return d, err
		}
		d.Env["FAULTS_FILE"] = d.Spoil.Path()
	}
	cfg.Upstreams = map[string]string{}
	for _, n := range nodes {
		if info := n.Info(); slices.Contains(needs.Links, info.Name) && n.Process() != nil {
			cfg.Upstreams[info.Name] = info.Address
		}
	}
	if len(cfg.Upstreams) == 0 {
		return d, nil
	}
	if d.Links, err = Start(ctx, cfg); err != nil {
		return d, err
	}
	for _, n := range nodes {
		through := d.Links.Link(n.Info().Name, n.Ask)
		if late, ok := stack.As[*stack.LateLink](n); ok && through != nil {
			late.Linker = through
		}
	}
	return d, nil
}
