package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"

	"quintet/api/server"
	"quintet/bench/analysis"
	"quintet/bench/exitcode"
	"quintet/bench/history"
	"quintet/bench/report"
	"quintet/bench/samples"
)

const reportHelp = `bench report [-figures] RUN-DIR
bench report DIR-OF-RUNS

Analyses a run's folder again and writes its index.html, figures and report.json anew, and then the list of runs in the
folder around it. It needs no stack, works on runs that were interrupted or cut off, and never touches what was measured.
Exit codes as those of bench run.

Given a folder of runs, such as reports, only the list of them is written anew: its index.html.`

// reportCommand renders a run or a list of runs again, by what the folder holds: trials make it a run.
func reportCommand(ctx context.Context, t terminal, args []string) error {
	set := flags(t, "report", reportHelp)
	var opts report.Options
	set.BoolVar(&opts.AllFigures, "figures", false, "draw the figures of every trial and list its stores' telemetry; the default for many trials is the deciding one only")
	dirs, err := parse(set, args)
	if err != nil {
		return err
	}
	if len(dirs) != 1 {
		return usageError(fmt.Errorf("report takes the folder of one run, or of runs, found %d", len(dirs)))
	}
	notRun := needRunDir(dirs[0])
	if notRun == nil {
		return finish(ctx, t, dirs[0], opts, nil, nil)
	}
	// A folder with a report but without a record cannot be analysed; the list of runs in it is not what was meant.
	if _, err := os.Stat(filepath.Join(dirs[0], "report.json")); err == nil {
		return usageError(notRun)
	}
	if info, err := os.Stat(dirs[0]); err != nil || !info.IsDir() {
		return usageError(notRun)
	}
	path, runs, err := history.Write(dirs[0])
	if err != nil {
		return usageError(err)
	}
	if runs == 0 {
		return usageError(fmt.Errorf("%w, and it holds no such folders", notRun))
	}
	fmt.Fprintln(t.stdout, path)
	return nil
}

// listRuns makes the list of runs anew that a run stands in. The run's own report is written by then, so what goes wrong here is said and
// changes nothing.
func listRuns(t terminal, runDir string) {
	dir, err := filepath.Abs(runDir)
	if err == nil {
		_, _, err = history.Write(filepath.Dir(dir))
	}
	if err != nil {
		t.complain("bench: the list of runs was not made anew:", err)
	}
}

// finish reports what the run directory holds, however the run ended, and turns it into the exit code. judged, unless nil, is
// called with the result.
func finish(ctx context.Context, t terminal, dir string, opts report.Options, runErr error, judged func(*analysis.Result)) error {
	res, paths, err := render(dir, opts)
	if err != nil {
		return errors.Join(runErr, err)
	}
	if judged != nil {
		judged(res)
	}
	listRuns(t, dir)
	if err := report.Terminal(t.stdout, res, screenOf(t.stdout)); err != nil {
		return errors.Join(runErr, err)
	}
	fmt.Fprintln(t.stdout, paths.HTML)
	if ctx.Err() != nil {
		return exit{exitcode.Interrupted, nil}
	}
	if runErr != nil {
		return exit{exitcode.Invalid, runErr}
	}
	return verdict(res)
}

// verdict is the exit code of a result.
func verdict(res *analysis.Result) error {
	switch {
	case !res.Valid:
		return exit{exitcode.Invalid, nil}
	case res.Verdict != "pass":
		return exit{exitcode.Broken, nil}
	}
	return nil
}

// gcPercent is the growth of the heap in per cent at which garbage is collected while a report is made, half of Go's own: the load is over,
// and what all trials of a run leave is large beside what one more of them takes.
const gcPercent = 50

// render analyses a run directory and writes its report.
func render(dir string, opts report.Options) (*analysis.Result, report.Paths, error) {
	if os.Getenv("GOGC") == "" {
		defer debug.SetGCPercent(debug.SetGCPercent(gcPercent))
	}
	run, err := samples.OpenRun(dir)
	if err != nil {
		return nil, report.Paths{}, err
	}
	res, err := analysis.Analyze(run, analysis.Options{Backends: server.Telemetry()})
	if err != nil {
		return nil, report.Paths{}, fmt.Errorf("analyse %s: %w", dir, err)
	}
	if res.Dashboard, err = dashboardOf(res); err != nil {
		return nil, report.Paths{}, usageError(err)
	}
	paths, err := report.Write(dir, res, opts)
	if err != nil {
		return nil, report.Paths{}, fmt.Errorf("write the report of %s: %w", dir, err)
	}
	if err := report.WriteExports(dir, res); err != nil {
		return nil, report.Paths{}, fmt.Errorf("write the exports of %s: %w", dir, err)
	}
	return res, paths, nil
}

// needRunDir says in one line what is wrong with a path that is no run directory.
func needRunDir(dir string) error {
	info, err := os.Stat(dir)
	if err != nil {
		return fmt.Errorf("%s: no such run; runs are folders of reports/", dir)
	}
	if !info.IsDir() {
		return fmt.Errorf("%s: a file; want the folder of a run", dir)
	}
	trials, err := filepath.Glob(filepath.Join(dir, "trial-*"))
	if err != nil || len(trials) == 0 {
		return fmt.Errorf("%s: holds no trial-* folders, so it is not the folder of a run", dir)
	}
	return nil
}
