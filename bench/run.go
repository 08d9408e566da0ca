package main

import "context"

const runHelp = `bench run [flags] SCENARIO|FILE.yaml

Runs a scenario: brings the stack up with the data set in its stores, plays the load, scrapes metrics meanwhile, brings the stack
down, and writes OUT/<run-id>/index.html with its figures and report.json. The last line on standard output is the
path of that index.html. An interrupt (Ctrl-C) stops the load; what was measured until then is kept and reported.

The data set is seeded once and kept: each trial's servers start on a fresh copy of it, in later runs too, so none sees
what another wrote. -fresh seeds anew. See bench seed -h for where it is kept and how to throw it away.

-metrics serves the run's own metrics for a Prometheus, -watch runs one (the native stack's own is off then) and prints its address;
OUT/<run-id>/targets.json lists its targets. With $GRAFANA_URL the report links to its dashboard there; with $GRAFANA_TOKEN the run,
its phases and faults are annotated in it too.

-live shows the run in a browser, from its first second until it is the report: the address that is printed has a token, and whoever has it
can end the run. -live=host:port serves the page there. The run waits a moment at its end for who looks to have the report.

-generators N shares the load among N generators, which -on starts: each hit of the schedule is sent by one of them, all begin at one
instant, and the report is that of one run. bench generate -h says what a generator needs, bench collect -h what a bucket has of a run.

-set changes one thing of the scenario for this run and may be given often:
  -set rate=800/s               all rates, in proportion, so that the main phase runs at this one
  -set rate=auto                a rough search for the capacity first, then 70 % of it (auto:50% for another share)
  -set duration=30s             all phases, in proportion, so that together they last this long
  -set dataset.volume=3x        how much data is seeded
  -set cache=off                a setting of the stack; also api.replicas=2, env.NAME=value
  -set load.phases.rush.duration=5s   any field of the scenario file by its path`

// runCommand runs a scenario. With rate=auto the search for the capacity is a run of its own, with a report of its own, before it.
func runCommand(ctx context.Context, t terminal, args []string) error {
	var o options
	set := flags(t, "run", runHelp)
	o.define(set)
	name, err := o.parse(set, args)
	if err != nil {
		return err
	}
	share, err := o.takeAutoRate()
	if err != nil {
		return usageError(err)
	}
	if share > 0 {
		s, err := o.autoRate(ctx, t, name, share, (*options).measure)
		if err != nil {
			return err
		}
		return o.run(ctx, t, s, o.repeatCommand("run", name))
	}
	s, err := readScenario(name, o.changes)
	if err != nil {
		return usageError(err)
	}
	return o.run(ctx, t, s, o.repeatCommand("run", name))
}
