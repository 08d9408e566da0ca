package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"time"

	"quintet/bench/load"
	"quintet/bench/samples"
	"quintet/bench/scenario"
	"quintet/bench/words"
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
	asked := words.Counted(len(s.Workload.Asked()), "operation")
	due, sequences := "request", 0
	for _, m := range s.Workload.Mix {
		if s.Workload.Sequence(m.Operation) != nil {
			sequences++
		}
	}
	switch {
	case sequences == len(s.Workload.Mix):
		due = "sequence"
	case sequences > 0:
		due = "requests or sequence"
	}
	if sequences > 0 {
		asked += " and " + words.Counted(sequences, "sequence")
	}
	fmt.Fprintf(t.stdout, "%s: %s, %s, %s%s of load, ", s.Name, asked, words.Counted(len(s.SLO), "objective"), bound, schedule.Duration().Round(time.Millisecond))
	if s.Load.Closed > 0 {
		fmt.Fprintf(t.stdout, "%s in a closed loop\n", words.Counted(s.Load.Closed, "user"))
	} else {
		fmt.Fprintln(t.stdout, words.Counted(schedule.Len(), due))
		warnOfFewHits(t, s, schedule.Phases())
	}
	describeDeclared(t, s.Workload)
	return nil
}

// warnOfFewHits names the objectives that the measured phases of an open loop have too few hits to show, and how long they would have to be at the
// same rate.
func warnOfFewHits(t terminal, s scenario.Scenario, phases []samples.Phase) {
	measured, offered := time.Duration(0), 0.0
	for _, p := range phases {
		if p.Measure {
			measured, offered = measured+p.End-p.Start, offered+float64(p.Offered)
		}
	}
	for _, o := range s.SLO {
		hits, need := offered*s.Workload.HitsOf(o.Operation), hitsToShow(o)
		if hits >= need || hits == 0 {
			continue
		}
		longer := time.Duration(math.Ceil(measured.Seconds()*need/hits)) * time.Second
		fmt.Fprintf(t.stdout, "  too short to show %s: it needs %s, and the measured phases hold about %s in %s; at this rate %s would do\n",
			o.Expression, words.Counted(need, "hit"), words.Count(math.Round(hits)), measured.Round(time.Millisecond), longer)
	}
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
