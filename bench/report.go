package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"quintet/bench/history"
	"quintet/bench/report"
)

const reportHelp = `bench report [-figures] RUN-DIR
bench report DIR-OF-RUNS

Analyses a run's folder again and writes its index.html, figures and report.json anew, and then the list of runs in the
folder around it. It needs no stack, works on runs that were interrupted or cut off, and never touches what was measured.
Exit codes as those of bench run.

Given a folder of runs, such as reports, only the list of them is written anew: its index.html.`

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
