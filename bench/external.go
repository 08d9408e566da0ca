package main

import (
	"flag"
	"os"

	"quintet/api/server"
	"quintet/bench/stack"
	"quintet/bench/stack/child"
	"quintet/bench/stack/external"
	"quintet/bench/workload"
)

// externalOptions are the flags of the stack external.
type externalOptions struct {
	target, own        string
	seeded, seedStores bool
}

// define adds the flags to a set.
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

// newExternal makes the stack external; its target and the addresses of stores may stand in the environment.
func newExternal(c stackConfig) (stack.Stack, error) {
	ready, asked, err := workload.Ready(c.workload)
	if err != nil {
		return nil, err
	}
	cfg := external.Config{
		Target: c.external.target, Own: c.external.own, Seeded: c.external.seeded, SeedStores: c.external.seedStores,
		Settings: c.settings, Lookup: os.Getenv, Backends: server.Backends(), OpenStores: child.OpenStores, Foreign: c.workload.Foreign(),
	}
	if asked {
		cfg.Ready = &ready
	}
	if cfg.TLS, err = workload.TLS(c.workload); err != nil {
		return nil, err
	}
	return external.New(cfg)
}
