package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"

	"quintet/api/server"
	"quintet/api/store"
	"quintet/bench/display"
	"quintet/bench/runner"
	"quintet/bench/scenario"
	"quintet/bench/seed"
	"quintet/bench/stack"
	"quintet/bench/words"
	"quintet/bench/workload"
)

const seedHelp = `bench seed -stack STACK [-volume 1x] [-seed 42] [-set key=value] [-fresh] [-verify] [-data DIR]
bench seed [-volume 1x] [-seed 42] [-data DIR]
bench seed -list | -prune SIZE [-data DIR]

Fills stores with a data set, in bulk, and counts what they hold afterwards. Interrupted in any way and started again, it resumes
where it stopped; started again when it was done, it changes nothing. It refuses to start when the disk is too small.

With -stack it starts the stack's stores, fills them and keeps their data under the name of the data set and the versions of servers
and schema. Runs with the same data set then start from a copy of it, and never on what another run wrote. -fresh replaces the kept
data. -verify starts the stores on a copy, counts, and compares a sample of rows with what they should be. The data is kept
in -data, or else $QUINTET_DATA, or the folder data in $QUINTET_CACHE or in quintet in the user's cache directory (root's: in
/var/cache/quintet/data). -list lists what is kept. Beyond 40 GB, or with -prune, the least recently used data is removed.

Without -stack it fills the stores that the API's environment names. With an empty environment those are the embedded stores in the
folder -data (default data), so that DATA_DIR=<folder> go run ./api serves them.`

// datasetOnly is the scenario that only has a data set; the rest is there because a scenario must have it.
const datasetOnly = `name: seed
description: A data set and nothing else.
seed: 42
dataset: {volume: 1x}
workload: {mix: {users.get: 1}}
load: {arrivals: constant, phases: [{name: none, rate: 1/s, duration: 1s}]}
slo: [failures < 1%]
`

// seeding is what the flags ask for.
type seeding struct {
	stack, volume, number, data, prune string
	fresh, verify, list, quiet         bool
	changes                            overrides
}

// seedCommand fills stores: those of a stack, kept for later runs, or those of the environment. A data set is all that it reads of a
// scenario, so it parses one that has nothing else, and -set works as in bench run.
func seedCommand(ctx context.Context, t terminal, args []string) error {
	var o seeding
	set := flags(t, "seed", seedHelp)
	set.StringVar(&o.stack, "stack", "", "the stack whose stores to fill; see bench list")
	set.StringVar(&o.volume, "volume", "1x", "how much data: 1x is 10,000 users and 100,000 messages")
	set.StringVar(&o.number, "seed", "42", "the seed of the data")
	set.StringVar(&o.data, "data", "", "the `folder` of the data")
	set.BoolVar(&o.fresh, "fresh", false, "seed anew and replace what is kept")
	set.BoolVar(&o.verify, "verify", false, "compare rows with what they should be")
	set.BoolVar(&o.list, "list", false, "list what is kept")
	set.StringVar(&o.prune, "prune", "", "throw away what was used longest ago until no more than a `size` such as 10GB is kept")
	set.BoolVar(&o.quiet, "quiet", false, "no live progress")
	set.Var(&o.changes, "set", "change `key=value` of stack or data set; may be repeated")
	rest, err := parse(set, args)
	if err != nil {
		return err
	}
	if len(rest) > 0 {
		return usageError(fmt.Errorf("seed takes no arguments, found %q", rest[0]))
	}
	if o.list || o.prune != "" {
		kept, err := keptData(o.data, false)
		if err != nil {
			return err
		}
		if o.prune != "" {
			return pruneKept(t, kept, o.prune)
		}
		return listKept(t, kept)
	}
	changes := append(overrides{{Key: "dataset.volume", Value: o.volume}, {Key: "seed", Value: o.number}}, o.changes...)
	s, err := scenario.Parse("seed.yaml", []byte(datasetOnly), changes, vocabulary())
	if err != nil {
		return usageError(err)
	}
	if o.stack != "" {
		return o.fillStack(ctx, t, s)
	}
	if o.fresh || o.verify || len(s.Settings) > 0 {
		return usageError(errors.New("-fresh, -verify and settings of a stack need -stack"))
	}
	return o.fillEnvironment(ctx, t, s)
}

// fillEnvironment fills the stores that the environment names.
func (o seeding) fillEnvironment(ctx context.Context, t terminal, s scenario.Scenario) (err error) {
	cfg, err := server.FromEnv(func(name string) string {
		if v := os.Getenv(name); v != "" || name != "DATA_DIR" {
			return v
		}
		return cmp.Or(o.data, "data")
	})
	if err != nil {
		return usageError(err)
	}
	stores, err := server.OpenStores(ctx, cfg)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stores.Close()) }()

	dataset := workload.NewDataset(s.Dataset, s.Seed)
	options := seed.Options{}
	if info, err := os.Stat(cfg.DataDir); err == nil && info.IsDir() {
		// There is such a folder when a store is embedded; what other stores hold nothing here can know.
		options.Marks = cfg.DataDir
	}
	bar := display.NewSeedBar(t.stderr, o.quiet)
	options.Progress = bar.Show
	filled, err := seed.Fill(ctx, stores.Set, dataset, options)
	bar.Stop()
	if err != nil {
		return err
	}
	return writeCounts(t, dataset.Rows(), filled.Held)
}

// fillStack fills the stores of a stack and keeps what they hold.
func (o seeding) fillStack(ctx context.Context, t terminal, s scenario.Scenario) (err error) {
	kind, err := findStack(o.stack)
	if err != nil {
		return usageError(err)
	}
	kept, err := keptData(o.data, o.fresh)
	if err != nil {
		return err
	}
	executable, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find the harness's own binary: %w", err)
	}
	dir, err := os.MkdirTemp("", "quintet-seed-")
	if err != nil {
		return fmt.Errorf("make a folder for logs: %w", err)
	}
	defer func() {
		if err == nil || ctx.Err() != nil {
			err = errors.Join(err, os.RemoveAll(dir))
		} else {
			fmt.Fprintln(t.stderr, "the stores' logs are in", filepath.Join(dir, "logs"))
		}
	}()
	st, err := kind.new(stackConfig{
		executable: executable, dir: dir, logDir: filepath.Join(dir, "logs"), settings: s.Settings, kept: kept,
	})
	if err != nil {
		return usageError(err)
	}
	keeper, ok := st.(stack.Snapshotter)
	if !ok {
		return usageError(fmt.Errorf("the stack %s cannot keep data", o.stack))
	}
	defer func() { err = errors.Join(err, st.Down(context.WithoutCancel(ctx))) }()
	dataset := workload.NewDataset(s.Dataset, s.Seed)
	bar := display.NewSeedBar(t.stderr, o.quiet)
	var filled seed.Filled
	began := time.Now()
	d := runner.SeedData(dataset, server.Backends(), bar.Show, func(f seed.Filled) { filled = f })
	bar.Needs = "up to " + words.Bytes(float64(keeper.Needs(d))) + " of disk"
	origin, err := keeper.Snapshot(ctx, d)
	bar.Stop()
	if err != nil {
		return err
	}
	writeOrigin(t, kept.Dir, origin, time.Since(began), filled.Resumed)
	writeStores(t, d, origin, filled)
	held := filled.Held
	if o.verify {
		err := st.Up(ctx, func(ctx context.Context, stores store.Set) error {
			var err error
			if held, err = seed.Verify(ctx, stores); err != nil {
				return err
			}
			n, err := seed.Compare(ctx, stores, dataset)
			fmt.Fprintf(t.stdout, "  compared %s rows with what they should be\n", words.Count(float64(n)))
			return err
		})
		if err != nil {
			return err
		}
	}
	return writeCounts(t, dataset.Rows(), held)
}

// writeOrigin states what was done, or that there was nothing to do.
func writeOrigin(t terminal, dir string, origin stack.Origin, took time.Duration, resumed bool) {
	if origin.Found {
		fmt.Fprintf(t.stdout, "kept in %s since %s, seeded in %s\n", dir, origin.Made.UTC().Format("2006-01-02 15:04:05"),
			words.Seconds(origin.Took.Seconds()))
		return
	}
	if resumed {
		fmt.Fprintln(t.stdout, "went on with what was seeded before")
	}
	fmt.Fprintf(t.stdout, "seeded in %s, with the stores' start and end %s; kept in %s\n", words.Seconds(origin.Took.Seconds()),
		words.Seconds(took.Seconds()), dir)
}

// writeStores prints the space on disk beside what was expected, and how long each role took.
func writeStores(t terminal, d stack.Data, origin stack.Origin, filled seed.Filled) {
	for _, name := range slices.Sorted(maps.Keys(origin.Bytes)) {
		fmt.Fprintf(t.stdout, "  %-14s %10s on disk, up to %s expected on the way\n", name, words.Bytes(float64(origin.Bytes[name])),
			words.Bytes(float64(d.Needs[name])))
	}
	for _, role := range slices.Sorted(maps.Keys(filled.Took)) {
		fmt.Fprintf(t.stdout, "  %-14s %10s loading\n", role, words.Seconds(filled.Took[role].Seconds()))
	}
}

// writeCounts prints seeded and counted rows side by side; fewer counted than seeded is an error (more is not: the stores may
// have held something before).
func writeCounts(t terminal, rows, held map[string]int64) error {
	var missing []error
	for _, kind := range slices.Sorted(maps.Keys(rows)) {
		n, counted := held[kind]
		fmt.Fprintf(t.stdout, "  %-14s %10d seeded", kind, rows[kind])
		if counted {
			fmt.Fprintf(t.stdout, " %10d counted", n)
		}
		fmt.Fprintln(t.stdout)
		if counted && n < rows[kind] {
			missing = append(missing, fmt.Errorf("%s: seeded %d rows, the store holds %d", kind, rows[kind], n))
		}
	}
	return errors.Join(missing...)
}
