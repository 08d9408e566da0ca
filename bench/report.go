package main

import (
	"context"
	"fmt"
)

const reportHelp = `bench report RUN-DIR

Analyses a run's folder again and writes its index.html, figures and report.json anew. It needs no stack, works on runs
that were interrupted or cut off, and never touches what was measured. Exit codes as those of bench run.`

func reportCommand(ctx context.Context, t terminal, args []string) error {
	set := flags(t, "report", reportHelp)
	dirs, err := parse(set, args)
	if err != nil {
		return err
	}
	if len(dirs) != 1 {
		return usageError(fmt.Errorf("report takes the folder of one run, found %d", len(dirs)))
	}
	if err := needRunDir(dirs[0]); err != nil {
		return usageError(err)
	}
	return finish(ctx, t, dirs[0], nil)
}
