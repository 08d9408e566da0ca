package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"

	"quintet/api/server"
	"quintet/api/store"
	"quintet/bench/fault"
	"quintet/bench/scenario"
	"quintet/bench/stack"
	"quintet/bench/stack/child"
	"quintet/bench/stack/compose"
	"quintet/bench/stack/embedded"
	"quintet/bench/stack/external"
	"quintet/bench/stack/native"
	"quintet/bench/stack/snapshot"
	"quintet/bench/words"
)

// stackKind is a row of the table of stacks.
type stackKind struct {
	name, summary string
	// settings are the keys it can vary.
	settings []string
	// new checks the settings and starts nothing.
	new func(cfg stackConfig) (stack.Stack, error)
	// parts lists what the stack needs of this machine and whether it is there; nil when it needs nothing.
	parts func() ([]stack.Part, error)
	// provision gets what is missing and tells what it does, a line at a time; nil when there is nothing that it could get.
	provision func(ctx context.Context, progress func(string)) error
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
		settings: embedded.Settings(backends),
		new: func(c stackConfig) (stack.Stack, error) {
			return embedded.New(embedded.Config{
				Executable: c.executable, Dir: c.dir, LogDir: c.logDir, Settings: c.settings, Kept: c.kept, Backends: backends, OpenStores: child.OpenStores,
			})
		},
	}, {
		name:     "native",
		summary:  titles(stack.Real(backends)) + " as processes on this machine, without containers",
		settings: native.Settings(backends),
		new: func(c stackConfig) (stack.Stack, error) {
			return native.New(native.Config{
				Executable: c.executable, Dir: c.dir, LogDir: c.logDir, Settings: c.settings, Kept: c.kept,
				Backends: backends, OpenStores: child.OpenStores,
			})
		},
		parts:     func() ([]stack.Part, error) { return native.Inventory() },
		provision: func(ctx context.Context, progress func(string)) error { return native.Provision(ctx, progress) },
	}, {
		name:     "compose",
		summary:  "the same stores and the API in containers, as docker-compose.yml says",
		settings: compose.Settings(backends),
		new: func(c stackConfig) (stack.Stack, error) {
			return compose.New(compose.Config{
				Dir: c.dir, LogDir: c.logDir, Settings: c.settings, Backends: backends, OpenStores: child.OpenStores,
			})
		},
		// It asks the container engine, which may be away: that is a missing part and no error.
		parts: func() ([]stack.Part, error) { return compose.Inventory(context.Background()), nil },
	}, {
		name:     "external",
		summary:  "an API that somebody else runs, at -target; starts and stops nothing",
		settings: external.Settings(),
		new:      newExternal,
	}}
}

// findStack is the row of a name, or an error that lists the names there are.
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

// titles lists backends: "A, B and C".
func titles(backends []store.Description) string {
	var names []string
	for _, b := range backends {
		names = append(names, b.Title)
	}
	return words.And(names)
}

const stacksHelp = `bench stacks
bench stacks provision STACK

Lists the stacks that scenarios can run on, what each can vary, which faults it can do to which of its parts, what each needs of this
machine, and what of it is there. provision gets what is
missing: Debian packages when it may (root), the rest into a cache directory ($QUINTET_CACHE, or quintet in the user's
cache directory). It can be interrupted and begun again. What it cannot get it names, with the command that would.
Exit codes of provision: 0 all is there, 2 usage, 3 something is still missing.`

// stacksCommand lists the stacks, or provisions one.
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
			state, note := "has", p.Found
			if p.Found == "" {
				state, note = "MISSING", "get it with: "+p.Command
				missing++
			}
			fmt.Fprintf(w, "  %s\t%s\t%s\t%s\n", state, p.Of, p.What, note)
		}
		if missing > 0 && kind.provision != nil {
			fmt.Fprintf(w, "  %d missing; get all with: bench stacks provision %s\n", missing, kind.name)
		}
	}
	return errors.Join(append(errs, w.Flush())...)
}
