package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"quintet/bench/load"
	"quintet/bench/scenario"
	"quintet/bench/workload"
)

const validateHelp = `bench validate FILE.yaml|SCENARIO...

Checks scenarios without starting anything: every mistake is listed with its line, what was found and what would be right.
For a scenario without mistakes it says what it would do.`

// validateCommand checks all scenarios before it ends, so that one call lists the mistakes of every file.
func validateCommand(_ context.Context, t terminal, args []string) error {
	set := flags(t, "validate", validateHelp)
	var changes overrides
	set.Var(&changes, "set", "change `key=value` of the scenarios before they are checked; may be repeated")
	names, err := parse(set, args)
	if err != nil {
		return err
	}
	if len(names) == 0 {
		return usageError(errors.New("validate takes at least one scenario"))
	}
	var errs []error
	for _, name := range names {
		s, err := findScenario(name, changes, vocabulary())
		if err == nil {
			err = describe(t, s)
		}
		errs = append(errs, err)
	}
	if err := errors.Join(errs...); err != nil {
		return usageError(err)
	}
	return nil
}

// describe says in a few lines what a scenario would do.
func describe(t terminal, s scenario.Scenario) error {
	schedule, err := load.NewSchedule(s.Load, s.Seed)
	if err != nil {
		return fmt.Errorf("%s: %w", s.File, err)
	}
	bound := ""
	if slices.ContainsFunc(s.Load.Phases, func(p scenario.Phase) bool { return p.AtMost > 0 }) {
		bound = "at most "
	}
	fmt.Fprintf(t.stdout, "%s: %d operations, %d objectives, %s%s of load", s.Name, len(s.Workload.Mix), len(s.SLO), bound, schedule.Duration().Round(time.Millisecond))
	if s.Load.Closed > 0 {
		fmt.Fprintf(t.stdout, ", %d users in a closed loop\n", s.Load.Closed)
	} else {
		fmt.Fprintf(t.stdout, ", %d requests\n", schedule.Len())
	}
	describeDeclared(t, s.Workload)
	return nil
}

// describeDeclared lists which of the declared operations are not asked or not checked, and what they need.
func describeDeclared(t terminal, w scenario.Workload) {
	var unasked []string
	for _, name := range w.OperationNames() {
		if !slices.Contains(w.Declared(), name) {
			unasked = append(unasked, name)
		}
	}
	if len(unasked) > 0 {
		fmt.Fprintf(t.stdout, "  declared, and not in the mix: %s\n", strings.Join(unasked, ", "))
	}
	for _, s := range w.Sequences {
		var steps []string
		for _, step := range s.Steps {
			steps = append(steps, step.Operation)
		}
		fmt.Fprintf(t.stdout, "  sequence %s: %s\n", s.Name, strings.Join(steps, ", "))
	}
	if names := w.Unchecked(); len(names) > 0 {
		fmt.Fprintf(t.stdout, "  not checked: %s\n", strings.Join(names, ", "))
	}
	for _, name := range workload.Environment(w) {
		state := "set"
		if _, ok := os.LookupEnv(name); !ok {
			state = "NOT SET"
		}
		fmt.Fprintf(t.stdout, "  needs $%s from the environment: %s\n", name, state)
	}
}
