package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"quintet/api/server"
	"quintet/bench/scenario"
	"quintet/bench/seed"
	"quintet/bench/workload"
)

const seedHelp = `bench seed [-volume 1x] [-seed 42] [-data data]

Fills the stores that the API's environment names with a data set, and counts what they hold afterwards. With an empty environment
those are the embedded stores in the folder -data, so that DATA_DIR=<folder> go run ./api serves them. Seeding again
changes nothing.`

// datasetOnly is the scenario that only has a data set; the rest is there because a scenario must have it.
const datasetOnly = `name: seed
description: A data set and nothing else.
seed: 42
dataset: {volume: 1x}
workload: {mix: {users.get: 1}}
load: {arrivals: constant, phases: [{name: none, rate: 1/s, duration: 1s}]}
slo: [failures < 1%]
`

func seedCommand(ctx context.Context, t terminal, args []string) (err error) {
	set := flags(t, "seed", seedHelp)
	volume := set.String("volume", "1x", "how much data: 1x is 10,000 users and 100,000 messages")
	number := set.String("seed", "42", "the seed of the data")
	data := set.String("data", "data", "the folder of the embedded stores")
	quiet := set.Bool("quiet", false, "no live progress")
	rest, err := parse(set, args)
	if err != nil {
		return err
	}
	if len(rest) > 0 {
		return usageError(fmt.Errorf("seed takes no arguments, found %q", rest[0]))
	}
	s, err := scenario.Parse("seed.yaml", []byte(datasetOnly), []scenario.Override{
		{Key: "dataset.volume", Value: *volume}, {Key: "seed", Value: *number},
	}, vocabulary())
	if err != nil {
		return usageError(err)
	}
	cfg, err := server.FromEnv(func(name string) string {
		if v := os.Getenv(name); v != "" || name != "DATA_DIR" {
			return v
		}
		return *data
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
	bar := startSeedBar(t, *quiet)
	err = seed.Load(ctx, stores.Set, dataset, bar.show)
	bar.stop()
	if err != nil {
		return err
	}
	held, err := seed.Verify(ctx, stores.Set)
	if err != nil {
		return err
	}
	return writeCounts(t, dataset.Rows(), held)
}

// writeCounts prints seeded and counted rows side by side; fewer counted than seeded is an error (more is not: the stores may
// have held something before).
func writeCounts(t terminal, rows, held map[string]int64) error {
	var kinds []string
	for kind := range rows {
		kinds = append(kinds, kind)
	}
	var missing []error
	for _, kind := range sorted(kinds) {
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
