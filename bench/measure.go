package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"quintet/api/server"
	"quintet/bench/analysis"
	"quintet/bench/display"
	"quintet/bench/exitcode"
	"quintet/bench/fault"
	"quintet/bench/host"
	"quintet/bench/plan"
	"quintet/bench/report"
	"quintet/bench/runner"
	"quintet/bench/scenario"
	"quintet/bench/stack"
	"quintet/bench/stack/lockfile"
	"quintet/bench/words"
	"quintet/bench/workload"
)

// run runs all trials of a scenario, or the search it asks for, and reports them.
func (o *options) run(ctx context.Context, t terminal, s scenario.Scenario, command string) error {
	_, err := o.measure(ctx, t, s, command)
	return err
}

// opener makes the stack of a trial: dir is where its data may live, logDir where its logs go.
type opener func(trial plan.Trial, dir, logDir string) (stack.Stack, error)

// prepare makes the plan of a scenario and what opens its stacks. What would be refused later is refused here, and nothing is started.
func (o *options) prepare(s scenario.Scenario) (*plan.Plan, opener, error) {
	kind, err := findStack(o.stack)
	if err != nil {
		return nil, nil, usageError(err)
	}
	p, err := plan.New(s)
	if err != nil {
		return nil, nil, usageError(err)
	}
	if err := enoughHits(s); err != nil && !o.rough {
		return nil, nil, usageError(err)
	}
	if err := o.generators.check(s); err != nil {
		return nil, nil, usageError(err)
	}
	executable, err := os.Executable()
	if err != nil {
		return nil, nil, fmt.Errorf("find the harness's own binary: %w", err)
	}
	kept, err := keptData("", o.fresh)
	if err != nil {
		return nil, nil, err
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
		return nil, nil, usageError(err)
	}
	return p, openStack, nil
}

// measure is run, and gives the result too, nil when there is none.
func (o *options) measure(ctx context.Context, t terminal, s scenario.Scenario, command string) (result *analysis.Result, err error) {
	for _, name := range workload.Environment(s.Workload) {
		// Whatever it is called, the author kept it out of the file.
		t.redactor.Learn("secret", os.Getenv(name))
	}
	p, openStack, err := o.prepare(s)
	if err != nil {
		return nil, err
	}
	if o.generators.print {
		return nil, o.generators.manifest(ctx, t, s, o.out)
	}
	if s.MadeFor != "" && o.stack == "native" && !o.quiet && !o.rough {
		m := host.Machine()
		fmt.Fprintln(t.stderr, words.MadeFor(s.Name, s.MadeFor, m.Cores, m.CPU))
	}
	if trials, load := p.Cost(); trials > 1 && !o.quiet && !o.rough {
		fmt.Fprintln(t.stderr, words.Ahead(trials, load.Seconds()))
	}
	id, dir, err := newRunDir(o.out, s.Name, time.Now())
	if err != nil {
		return nil, err
	}
	defer hold(dir)()
	r := &runner.Runner{
		Dir: dir, RunID: id, StackName: o.stack, Stack: openStack, Command: command, Build: host.Build(), Machine: host.Machine(), Redactor: t.redactor,
		Backends: server.Backends(),
	}
	generators, err := o.generators.open(ctx, t, r, o.external.own)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	session, err := o.watch.open(ctx, t.stderr, r, s)
	if err != nil {
		return nil, errors.Join(err, generators.Close(ctx), os.RemoveAll(dir))
	}
	ctx, interrupt := context.WithCancel(ctx)
	defer interrupt()
	page, err := o.live.open(ctx, t.stderr, r, interrupt)
	if err != nil {
		return nil, errors.Join(err, session.Close(), generators.Close(ctx), os.RemoveAll(dir))
	}
	shown := display.Start(t.stderr, r, o.quiet)
	if s.Search != nil {
		r.Judge = judge(shown.Note)
	}
	runErr := r.Run(ctx, p)
	shown.Stop()
	if closing := generators.Close(ctx); closing != nil {
		t.complain("warning:", closing)
	}
	if absent := neverAnswered(dir, runErr); absent != nil {
		return nil, errors.Join(exit{exitcode.Invalid, absent}, page.Close(), session.Close(), os.RemoveAll(dir))
	}
	err = finish(ctx, t, dir, report.Options{}, runErr, func(res *analysis.Result) {
		result = res
		session.Judged(res.Valid, outcomeOf(res))
	})
	if closing := page.Close(); closing != nil {
		t.complain("warning:", closing)
	}
	if o.watch.hold {
		session.Hold(ctx)
	}
	if closing := session.Close(); closing != nil {
		t.complain("warning:", closing)
	}
	return result, err
}

// neverAnswered is the error of a run whose target was not there when it began, nil of any other: there is nothing to report on.
func neverAnswered(dir string, err error) error {
	var absent *stack.Absent
	if _, second := os.Stat(filepath.Join(dir, "trial-002")); second == nil || !errors.As(err, &absent) {
		return nil
	}
	return absent
}

// prepareFaults makes a stack ready for a scenario's faults. It is an error when the stack cannot do one of them.
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
func dryRun(s scenario.Scenario, open opener) error {
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

// hold marks the folder of a run as one that goes on, for bench serve, until it is called back. On a file system without locks bench serve does not show it as such.
func hold(dir string) (release func()) {
	f, err := lockfile.Hold(dir)
	if err != nil {
		return func() {}
	}
	return func() { _ = f.Close() } // a lock that is not given back here ends with the process
}

// runID is when and what.
func runID(name string, now time.Time) string {
	return now.UTC().Format("20060102-150405") + "-" + name
}

// newRunDir makes OUT/<run-id>; the id is when and what, and unique.
func newRunDir(out, name string, now time.Time) (id, dir string, err error) {
	if err := os.MkdirAll(out, 0o755); err != nil {
		return "", "", fmt.Errorf("make the folder of runs: %w", err)
	}
	base := runID(name, now)
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
