package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"quintet/api/server"
	"quintet/bench/analysis"
	"quintet/bench/display"
	"quintet/bench/fault"
	"quintet/bench/host"
	"quintet/bench/plan"
	"quintet/bench/report"
	"quintet/bench/runner"
	"quintet/bench/samples"
	"quintet/bench/scenario"
	"quintet/bench/stack"
	"quintet/bench/stats"
	"quintet/bench/words"
	"quintet/bench/workload"
)

const runHelp = `bench run [flags] SCENARIO|FILE.yaml

Runs a scenario: brings the stack up with the data set in its stores, plays the load, scrapes metrics meanwhile, brings the stack
down, and writes OUT/<run-id>/index.html with its figures and report.json. The last line on standard output is the
path of that index.html. An interrupt (Ctrl-C) stops the load; what was measured until then is kept and reported.

The data set is seeded once and kept: each trial's servers start on a fresh copy of it, in later runs too, so none sees
what another wrote. -fresh seeds anew. See bench seed -h for where it is kept and how to throw it away.

-metrics serves the run's own metrics for a Prometheus, -watch runs one (the native stack's own is off then) and prints its address;
OUT/<run-id>/targets.json lists its targets. With $GRAFANA_URL the report links to its dashboard there; with $GRAFANA_TOKEN the run,
its phases and faults are annotated in it too.

-set changes one thing of the scenario for this run and may be given often:
  -set rate=800/s               all rates, in proportion, so that the main phase runs at this one
  -set rate=auto                a rough search for the capacity first, then 70 % of it (auto:50% for another share)
  -set duration=30s             all phases, in proportion, so that together they last this long
  -set dataset.volume=3x        how much data is seeded
  -set cache=off                a setting of the stack; also api.replicas=2, env.NAME=value
  -set load.phases.rush.duration=5s   any field of the scenario file by its path`

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

// options are the flags of every subcommand that runs a scenario.
type options struct {
	stack, out, seed string
	quiet, fresh     bool
	watch            watchOptions
	external         externalOptions
	changes          overrides
	// rough says that a search may have loads with too few hits to be shown to hold.
	rough bool
}

func (o *options) define(set *flag.FlagSet) {
	set.StringVar(&o.stack, "stack", "embedded", "the stack to run on; see bench list")
	set.StringVar(&o.out, "out", "reports", "the folder that receives the run's own folder")
	set.StringVar(&o.seed, "seed", "", "the seed of data and requests (default: the scenario's)")
	set.BoolVar(&o.fresh, "fresh", false, "seed anew instead of starting from a kept copy of the data, and keep that")
	set.BoolVar(&o.quiet, "quiet", false, "no live progress")
	o.watch.define(set)
	o.external.define(set)
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

// run runs all trials of a scenario, or the search it asks for, and reports them.
func (o *options) run(ctx context.Context, t terminal, s scenario.Scenario, command string) error {
	_, err := o.measure(ctx, t, s, command)
	return err
}

// measure is run, and gives the result too, nil when there is none.
func (o *options) measure(ctx context.Context, t terminal, s scenario.Scenario, command string) (result *analysis.Result, err error) {
	kind, err := findStack(o.stack)
	if err != nil {
		return nil, usageError(err)
	}
	for _, name := range workload.Environment(s.Workload) {
		// Whatever it is called, the author kept it out of the file.
		t.redactor.Learn("secret", os.Getenv(name))
	}
	p, err := plan.New(s)
	if err != nil {
		return nil, usageError(err)
	}
	if err := enoughHits(s); err != nil && !o.rough {
		return nil, usageError(err)
	}
	executable, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("find the harness's own binary: %w", err)
	}
	kept, err := keptData("", o.fresh)
	if err != nil {
		return nil, err
	}
	openStack := func(trial plan.Trial, dir, logDir string) (stack.Stack, error) {
		settings := o.watch.settings(kind, trial.Scenario.Settings)
		st, err := kind.new(stackConfig{executable: executable, dir: dir, logDir: logDir, settings: settings, kept: kept, external: o.external,
			workload: trial.Scenario.Workload})
		if err != nil {
			return nil, err
		}
		return st, prepareFaults(kind.name, st, trial.Scenario)
	}
	if err := dryRun(s, openStack); err != nil {
		return nil, usageError(err)
	}

	if s.MadeFor != "" && o.stack == "native" && !o.quiet && !o.rough {
		m := host.Machine()
		fmt.Fprintln(t.stderr, words.MadeFor(s.Name, s.MadeFor, m.Cores, m.CPU))
	}
	id, dir, err := newRunDir(o.out, s.Name, time.Now())
	if err != nil {
		return nil, err
	}
	r := &runner.Runner{
		Dir: dir, RunID: id, StackName: o.stack, Stack: openStack, Command: command, Build: host.Build(), Machine: host.Machine(), Redactor: t.redactor,
		Backends: server.Backends(),
	}
	session, err := o.watch.open(ctx, t.stderr, r, s)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	live := display.Start(t.stderr, r, o.quiet)
	if s.Search != nil {
		r.Judge = judge(live.Note)
	}
	runErr := r.Run(ctx, p)
	live.Stop()
	err = finish(ctx, t, dir, report.Options{}, runErr, func(res *analysis.Result) {
		result = res
		session.Judged(res.Valid, outcomeOf(res))
	})
	if o.watch.hold {
		session.Hold(ctx)
	}
	if closing := session.Close(); closing != nil {
		t.complain("warning:", closing)
	}
	return result, err
}

// prepareFaults has a stack put in place what a scenario's faults need, or says what of them it cannot do.
func prepareFaults(name string, st stack.Stack, s scenario.Scenario) error {
	faultable, ok := st.(stack.Faultable)
	var planned []stack.Service
	if ok {
		planned = faultable.Planned()
	}
	needs, err := fault.Check(s, name, planned)
	if err == nil && ok {
		faultable.Prepare(needs)
	}
	return err
}

// dryRun makes every stack the plan will ask for, without starting any, so that a setting no stack can vary is refused before
// anything starts.
func dryRun(s scenario.Scenario, open func(plan.Trial, string, string) (stack.Stack, error)) error {
	s.Search = nil // a search varies the rate, which no stack sees
	p, err := plan.New(s)
	if err != nil {
		return err
	}
	for trial, ok := p.Next(nil); ok; trial, ok = p.Next(&plan.Outcome{Valid: true, Passed: true}) {
		if _, err := open(trial, "", ""); err != nil {
			return err
		}
	}
	return nil
}

// newRunDir makes OUT/<run-id>; the id is when and what, and unique.
func newRunDir(out, name string, now time.Time) (id, dir string, err error) {
	if err := os.MkdirAll(out, 0o755); err != nil {
		return "", "", fmt.Errorf("make the folder of runs: %w", err)
	}
	base := now.UTC().Format("20060102-150405") + "-" + name
	for i := 1; ; i++ {
		id = base
		if i > 1 {
			id = fmt.Sprintf("%s-%d", base, i)
		}
		dir = filepath.Join(out, id)
		err := os.Mkdir(dir, 0o755)
		if err == nil {
			return id, dir, nil
		}
		if !errors.Is(err, os.ErrExist) {
			return "", "", fmt.Errorf("make the run's folder: %w", err)
		}
	}
}

// repeatCommand is the command line that repeats a run from a checkout.
func (o *options) repeatCommand(command, name string) string {
	line := append([]string{"bench", command, "-stack", o.stack}, o.external.words()...)
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

// judge tells the plan how a trial of a search went, and the user what was found.
func judge(note func(string)) func(trialDir string) (plan.Outcome, error) {
	return func(trialDir string) (plan.Outcome, error) {
		record, err := samples.OpenTrial(trialDir)
		if err != nil {
			return plan.Outcome{}, err
		}
		t := analysis.AnalyzeTrial(record, analysis.Options{Backends: server.Telemetry()})
		a := analysis.Accept(&t)
		note(words.Step(&t, &a))
		return plan.Outcome{Valid: a.Valid, Passed: a.Accepted, Uncertain: a.Uncertain, GeneratorBound: a.GeneratorBound}, nil
	}
}

// enoughHits refuses a search whose shortest trial cannot show that a load is taken: at the lowest rate there must be enough hits for
// the upper bound of no failures at all to be inside the SLO, and for a percentile to have an upper bound at all.
func enoughHits(s scenario.Scenario) error {
	if s.Search == nil {
		return nil
	}
	main, hits := s.MainRate(), 0.0
	if main == 0 {
		return nil
	}
	for _, p := range s.Load.Phases {
		if p.Measure {
			hits += s.Search.From * p.Duration.Seconds()
		}
	}
	most, of := 0.0, ""
	for _, o := range s.SLO {
		need := 0.0
		switch {
		case o.Operation != "":
		case o.Metric == "failures" && o.Limit > 0:
			need = math.Ceil(stats.ShareSample(0, o.Limit, analysis.Confidence))
		case o.Quantile > 0 && o.Quantile < 1:
			need = float64(stats.SmallestSample(o.Quantile, analysis.Confidence))
		}
		if need > most {
			most, of = need, o.Expression
		}
	}
	if hits < most {
		return errors.New(s.File + ": search: at " + rateText(s.Search.From) + " the measured phases hold about " + words.Count(hits) +
			" requests, and " + of + " needs " + words.Count(most) + " to be shown; begin at a higher rate or make the phases longer")
	}
	return nil
}
