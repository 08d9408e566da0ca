package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"text/tabwriter"

	"quintet/api/server"
	"quintet/api/store"
	"quintet/bench/fault"
	"quintet/bench/scenario"
	"quintet/bench/stack"
	"quintet/bench/stack/compose"
	"quintet/bench/stack/embedded"
	"quintet/bench/stack/external"
	"quintet/bench/stack/native"
	"quintet/bench/stack/snapshot"
	"quintet/bench/workload"
)

// stackKind is a row of the table of stacks.
type stackKind struct {
	name, summary string
	// settings are the keys it can vary.
	settings []string
	// new checks the settings and starts nothing.
	new func(cfg stackConfig) (stack.Stack, error)
	// parts lists what the stack needs of this machine and whether it is there; nil when it needs nothing.
	parts func() ([]part, error)
	// provision gets what is missing and tells what it does, a line at a time; nil when there is nothing that it could get.
	provision func(ctx context.Context, progress func(string)) error
}

// part is a thing that a stack needs.
type part struct {
	// of is the part of the stack that needs it, what is the thing.
	of, what string
	// where it was found; empty when it is missing, and command is then what gets it.
	where, command string
}

// stackConfig is what every stack is made from.
type stackConfig struct {
	executable, dir, logDir string
	settings                map[string]string
	// kept is where seeded data is kept; nil keeps none.
	kept *snapshot.Cache
	// external are the flags of the stack external, workload what it will be asked.
	external externalOptions
	workload scenario.Workload
}

// stacks is the table of stacks.
func stacks() []stackKind {
	backends := server.Backends()
	return []stackKind{{
		name:     "embedded",
		summary:  titles(stack.Embedded(backends)) + ", from this one binary; nothing to install",
		settings: embedded.Settings(),
		new: func(c stackConfig) (stack.Stack, error) {
			return embedded.New(embedded.Config{Executable: c.executable, Dir: c.dir, LogDir: c.logDir, Settings: c.settings, Kept: c.kept})
		},
	}, {
		name:     "native",
		summary:  titles(stack.Real(backends)) + " as processes on this machine, without containers",
		settings: native.Settings(backends),
		new: func(c stackConfig) (stack.Stack, error) {
			return native.New(native.Config{
				Executable: c.executable, Dir: c.dir, LogDir: c.logDir, Settings: c.settings, Kept: c.kept,
				Backends: backends, OpenStores: openStores,
			})
		},
		parts:     nativeParts,
		provision: func(ctx context.Context, progress func(string)) error { return native.Provision(ctx, progress) },
	}, {
		name:     "compose",
		summary:  "the same stores and the API in containers, as docker-compose.yml says",
		settings: compose.Settings(backends),
		new: func(c stackConfig) (stack.Stack, error) {
			return compose.New(compose.Config{
				Dir: c.dir, LogDir: c.logDir, Settings: c.settings, Backends: backends, OpenStores: openStores,
			})
		},
		parts: composeParts,
	}, {
		name:     "external",
		summary:  "an API that somebody else runs, at -target; starts and stops nothing",
		settings: external.Settings(),
		new:      newExternal,
	}}
}

func findStack(name string) (stackKind, error) {
	var names []string
	for _, s := range stacks() {
		if s.name == name {
			return s, nil
		}
		names = append(names, s.name)
	}
	return stackKind{}, fmt.Errorf("unknown stack %q%s; the stacks are %s", name, didYouMean(name, names), strings.Join(names, ", "))
}

// openStores opens the stores that the API would open in an environment.
func openStores(ctx context.Context, lookup func(name string) string) (*stack.Stores, error) {
	cfg, err := server.FromEnv(lookup)
	if err != nil {
		return nil, err
	}
	stores, err := server.OpenStores(ctx, cfg)
	if err != nil {
		return nil, err
	}
	return &stack.Stores{Set: stores.Set, Named: stores.Named(), Close: stores.Close}, nil
}

// titles lists backends: "A, B and C".
func titles(backends []store.Description) string {
	text := ""
	for i, b := range backends {
		switch {
		case i > 0 && i == len(backends)-1:
			text += " and "
		case i > 0:
			text += ", "
		}
		text += b.Title
	}
	return text
}

func nativeParts() ([]part, error) {
	inventory, err := native.Inventory()
	var parts []part
	for _, has := range inventory {
		parts = append(parts, part{has.Server, has.What, has.Path, has.Command})
	}
	return parts, err
}

func composeParts() ([]part, error) {
	var parts []part
	for _, n := range compose.Inventory(context.Background()) {
		parts = append(parts, part{"docker", n.What, n.Found, n.Command})
	}
	return parts, nil
}

const stacksHelp = `bench stacks
bench stacks provision STACK

Lists the stacks that scenarios can run on, what each can vary, which faults it can do to which of its parts, what each needs of this
machine, and what of it is there. provision gets what is
missing: Debian packages when it may (root), the rest into a cache directory ($QUINTET_CACHE, or quintet in the user's
cache directory). It can be interrupted and begun again. What it cannot get it names, with the command that would.
Exit codes of provision: 0 all is there, 2 usage, 3 something is still missing.`

func stacksCommand(ctx context.Context, t terminal, args []string) error {
	rest, err := parse(flags(t, "stacks", stacksHelp), args)
	switch {
	case err != nil:
		return err
	case len(rest) == 0:
		return listStacks(t)
	case rest[0] != "provision" || len(rest) != 2:
		return usageError(fmt.Errorf("found %q, want nothing or: provision STACK", strings.Join(rest, " ")))
	}
	kind, err := findStack(rest[1])
	if err != nil {
		return usageError(err)
	}
	if kind.provision == nil {
		fmt.Fprintf(t.stdout, "%s: nothing to provision\n", kind.name)
		return nil
	}
	return kind.provision(ctx, func(line string) { fmt.Fprintln(t.stdout, line) })
}

// faultsOf are the kinds of fault that a stack can do, a line for the parts that are alike in that.
func faultsOf(kind stackKind) []string {
	var planned []stack.Service
	// One that needs more than settings to be made, because others run its parts, has none to act on.
	if st, err := kind.new(stackConfig{}); err == nil {
		if f, ok := st.(stack.Faultable); ok {
			planned = f.Planned()
		}
	}
	var kinds, lines []string
	services := map[string][]string{}
	for _, s := range planned {
		able := strings.Join(fault.Able(s), ", ")
		if !slices.Contains(kinds, able) {
			kinds = append(kinds, able)
		}
		services[able] = append(services[able], s.Info().Name)
	}
	for _, able := range kinds {
		lines = append(lines, fmt.Sprintf("faults on %s: %s", strings.Join(services[able], ", "), able))
	}
	return append(lines, "faults without a target: "+strings.Join(fault.Untargeted(), ", "))
}

// listStacks prints the table of stacks with what they need.
func listStacks(t terminal) error {
	var errs []error
	w := tabwriter.NewWriter(t.stdout, 0, 0, 2, ' ', 0)
	for _, kind := range stacks() {
		fmt.Fprintf(w, "%s: %s\n", kind.name, kind.summary)
		if len(kind.settings) > 0 {
			fmt.Fprintf(w, "  can vary %s\n", strings.Join(kind.settings, ", "))
		}
		for _, line := range faultsOf(kind) {
			fmt.Fprintf(w, "  %s\n", line)
		}
		if kind.parts == nil {
			continue
		}
		parts, err := kind.parts()
		errs = append(errs, err)
		missing := 0
		for _, p := range parts {
			state, note := "has", p.where
			if p.where == "" {
				state, note = "MISSING", "get it with: "+p.command
				missing++
			}
			fmt.Fprintf(w, "  %s\t%s\t%s\t%s\n", state, p.of, p.what, note)
		}
		if missing > 0 && kind.provision != nil {
			fmt.Fprintf(w, "  %d missing; get all with: bench stacks provision %s\n", missing, kind.name)
		}
	}
	return errors.Join(append(errs, w.Flush())...)
}

// externalOptions are the flags of the stack external.
type externalOptions struct {
	target, own        string
	seeded, seedStores bool
}

func (o *externalOptions) define(set *flag.FlagSet) {
	set.StringVar(&o.target, "target", "", "stack external: the base `URL` of the API, several separated by commas (default: $TARGET)")
	set.StringVar(&o.own, "i-own-this-target", "", "stack external: the `host` that is not this machine and may be put under load and filled; several separated by commas")
	set.BoolVar(&o.seeded, "seeded", false, "stack external: its stores hold the data set already")
	set.BoolVar(&o.seedStores, "seed-stores", false, "stack external: fill the stores that the environment names (DATABASE_HOST and so on)")
}

// words are the flags as a command line has them.
func (o *externalOptions) words() []string {
	var words []string
	if o.target != "" {
		words = append(words, "-target", shellWord(o.target))
	}
	if o.own != "" {
		words = append(words, "-i-own-this-target", shellWord(o.own))
	}
	if o.seeded {
		words = append(words, "-seeded")
	}
	if o.seedStores {
		words = append(words, "-seed-stores")
	}
	return words
}

func newExternal(c stackConfig) (stack.Stack, error) {
	ready, asked, err := workload.Ready(c.workload)
	if err != nil {
		return nil, err
	}
	cfg := external.Config{
		Target: c.external.target, Own: c.external.own, Seeded: c.external.seeded, SeedStores: c.external.seedStores,
		Settings: c.settings, Lookup: os.Getenv, Backends: server.Backends(), OpenStores: openStores, Foreign: c.workload.Foreign(),
	}
	if asked {
		cfg.Ready = &ready
	}
	if cfg.TLS, err = workload.TLS(c.workload); err != nil {
		return nil, err
	}
	return external.New(cfg)
}
