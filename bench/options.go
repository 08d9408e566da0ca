package main

import (
	"flag"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"quintet/bench/scenario"
)

// options are the flags of every subcommand that runs a scenario.
type options struct {
	stack, out, seed string
	quiet, fresh     bool
	watch            watchOptions
	live             liveOptions
	external         externalOptions
	generators       generatorOptions
	changes          overrides
	// rough allows a search loads that have too few hits to be shown to hold.
	rough bool
}

// define adds the flags to a set. The defaults are those of the zero options once the set is parsed.
func (o *options) define(set *flag.FlagSet) {
	set.StringVar(&o.stack, "stack", "embedded", "the stack to run on; see bench list")
	set.StringVar(&o.out, "out", "reports", "the folder that receives the run's own folder")
	set.StringVar(&o.seed, "seed", "", "the seed of data and requests (default: the scenario's)")
	set.BoolVar(&o.fresh, "fresh", false, "seed anew instead of starting from a kept copy of the data, and keep that")
	set.BoolVar(&o.quiet, "quiet", false, "no live progress")
	o.watch.define(set)
	o.live.define(set)
	o.external.define(set)
	o.generators.define(set)
	set.Var(&o.changes, "set", "change `key=value` of the scenario for this run; may be repeated")
}

// parse parses the flags and returns the one scenario they are for.
func (o *options) parse(set *flag.FlagSet, args []string) (scenarioName string, err error) {
	names, err := parse(set, args)
	if err != nil {
		return "", err
	}
	if len(names) != 1 {
		return "", usageError(fmt.Errorf("want one scenario, found %d; see %s -h", len(names), set.Name()))
	}
	if o.seed != "" {
		o.changes = append(o.changes, scenario.Override{Key: "seed", Value: o.seed})
	}
	return names[0], nil
}

// change adds an override, or replaces one of the same key.
func (o *options) change(key, value string) {
	for i := range o.changes {
		if o.changes[i].Key == key {
			o.changes[i].Value = value
			return
		}
	}
	o.changes = append(o.changes, scenario.Override{Key: key, Value: value})
}

// repeatCommand is the command line that repeats a run from a checkout.
func (o *options) repeatCommand(command, name string) string {
	line := slices.Concat([]string{"bench", command, "-stack", o.stack}, o.external.words(), o.generators.words())
	for _, c := range o.changes {
		line = append(line, "-set", shellWord(c.Key+"="+c.Value))
	}
	return strings.Join(append(line, shellWord(name)), " ")
}

// rateText writes a rate as scenario files do, to three digits.
func rateText(rate float64) string {
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(rate, 'g', 3, 64), 64)
	if err != nil {
		rounded = rate
	}
	return strconv.FormatFloat(rounded, 'f', -1, 64) + "/s"
}
