package analysis

import (
	"slices"

	"quintet/telemetry"
)

// Check is one validity check of a trial: what was measured, against which limit, and what came of it.
type Check struct {
	Kind CheckKind
	// Subject tells checks of one kind apart: a phase, an objective, a percentile; "" for a kind that a trial has one of.
	Subject string
	// One that is not OK makes the trial invalid; Doubt is a warning that limits what may be concluded.
	OK, Doubt bool
	// Measured and Limit have the same unit; where a check compares no numbers both are zero.
	Measured, Limit Quantity
	// Evidence has the other values that its words are made of. Its type goes with Kind.
	Evidence Evidence
	// Trial is the trial it was made of, 0 for a check of the run.
	Trial int
}

// Evidence is one of the structs that a check is explained with.
type Evidence interface{ evidence() }

// Outcome of a check in one word: "ok", "doubt" or "failed".
func (c *Check) Outcome() string {
	switch {
	case !c.OK:
		return "failed"
	case c.Doubt:
		return "doubt"
	}
	return "ok"
}

// CheckKind names what a check looks at.
type CheckKind string

// The kinds of checks of a trial, in the order of a report, then those of a run.
const (
	CheckReached      CheckKind = "reached"
	CheckFiles        CheckKind = "files"
	CheckHits         CheckKind = "hits"
	CheckRecorded     CheckKind = "recorded"
	CheckGenerators   CheckKind = "generators"
	CheckClocks       CheckKind = "clocks"
	CheckDataset      CheckKind = "dataset"
	CheckServices     CheckKind = "services"
	CheckFaults       CheckKind = "faults"
	CheckStoreTimes   CheckKind = "store times"
	CheckAnswers      CheckKind = "checked answers"
	CheckSent         CheckKind = "sent"
	CheckFailures     CheckKind = "failures"
	CheckMissing      CheckKind = "missing"
	CheckSendLag      CheckKind = "send lag"
	CheckGeneratorCPU CheckKind = "generator CPU"
	CheckLimits       CheckKind = "generator limits"
	CheckOtherLoad    CheckKind = "other load"
	CheckScrapes      CheckKind = "scrapes"
	CheckTelemetry    CheckKind = "telemetry"
	CheckSample       CheckKind = "sample size"
	CheckObjective    CheckKind = "objective"
	CheckWarmUp       CheckKind = "warm-up"
	CheckSteady       CheckKind = "steady"
	CheckDrift        CheckKind = "drift"
	CheckLittle       CheckKind = "Little's law"
	CheckLedger       CheckKind = "ledger"

	CheckUnread  CheckKind = "unread"
	CheckTrials  CheckKind = "trials"
	CheckPlanned CheckKind = "planned"
	CheckSearch  CheckKind = "search"
)

func chosenChecks(rows []Check, wanted func(*Check) bool) []Check {
	var chosen []Check
	for i := range rows {
		if wanted(&rows[i]) {
			chosen = append(chosen, rows[i])
		}
	}
	return chosen
}

// mergeChecks keeps one row a check, the worst of all trials: a failed one before a doubtful one before one that holds.
func mergeChecks(all, more []Check) []Check {
	for _, c := range more {
		i := indexOfCheck(all, &c)
		switch {
		case i < 0:
			all = append(all, c)
		case slices.Index(outcomes, c.Outcome()) > slices.Index(outcomes, all[i].Outcome()):
			all[i] = c
		}
	}
	return all
}

// outcomes are those of a check, the worst last.
var outcomes = []string{"ok", "doubt", "failed"}

// indexOfCheck finds the check of the same kind and subject, -1 without one.
func indexOfCheck(all []Check, c *Check) int {
	return slices.IndexFunc(all, func(other Check) bool { return other.Kind == c.Kind && other.Subject == c.Subject })
}

// Quantity is a number with its unit; NaN when nothing was measured.
type Quantity struct {
	Value float64
	Unit  telemetry.Unit
}
