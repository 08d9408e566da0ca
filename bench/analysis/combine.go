package analysis

import (
	"math"
	"slices"

	"quintet/telemetry"
)

// Combine makes a run's result of its trials. unread are the reader's errors for the parts of the run directory that could not be read.
//
// A run is valid when every trial is, passes when every trial does, and its SLO table has for each objective the worst of the valid
// trials (of all, when none is valid): a configuration that breaks an objective is not averaged away by those that hold it.
//
// A search looks for the load that breaks the system, so the trials that find it do not speak against the run: those at the loads that
// were accepted are judged, and the run is valid when every configuration's search came to its end.
func Combine(trials []Trial, unread []string) *Result {
	r := &Result{Trials: trials, Capacities: capacities(trials)}
	judged := r.judged()
	for i := range trials {
		t := &trials[i]
		m := &t.Manifest
		if i == 0 {
			r.RunID, r.Scenario, r.Description, r.Stack, r.Command, r.Began = m.RunID, m.Scenario, m.Description, m.Stack, m.Command, m.Began
		}
		if m.Began.Before(r.Began) {
			r.Began = m.Began
		}
		if !judged(t) {
			continue
		}
		r.InvalidReasons = append(r.InvalidReasons, t.InvalidReasons()...)
		r.Warnings = append(r.Warnings, t.Warnings()...)
		r.Findings = append(r.Findings, findingsOf(t)...)
		r.Checks = mergeChecks(r.Checks, t.Checks)
	}
	for _, c := range runChecks(r, unread) {
		r.InvalidReasons = append(r.InvalidReasons, c)
		if c.Kind != CheckSearch {
			r.Checks = append(r.Checks, c)
		}
	}
	r.Valid = len(r.InvalidReasons) == 0
	r.SLO = worstObjectives(slices.DeleteFunc(slices.Clone(trials), func(t Trial) bool { return !judged(&t) }))
	r.Verdict = verdict(r)
	if i := decidingTrial(r, judged); i >= 0 {
		r.Deciding = trials[i].Manifest.Trial
	}
	r.Headline = headline(r)
	return r
}

// Unread is a part of the run directory that could not be read, in the reader's words.
type Unread struct{ Error string }

// NoTrials is a run of which no trial could be read.
type NoTrials struct{}

// Search is a search that did not come to its end, or showed no load to hold and broke nothing, with what it found.
type Search struct{ Capacity }

// runChecks are the checks of a run as a whole, all of them failed.
func runChecks(r *Result, unread []string) []Check {
	var rows []Check
	for _, text := range unread {
		rows = append(rows, Check{Kind: CheckUnread, Subject: text, Evidence: Unread{text}})
	}
	if len(r.Trials) == 0 {
		rows = append(rows, Check{Kind: CheckTrials, Measured: Quantity{0, telemetry.Number}, Limit: Quantity{1, telemetry.Number}, Evidence: NoTrials{}})
	}
	rows = append(rows, checkPlanned(r.Trials)...)
	for _, c := range r.Capacities {
		if c.Unsure || c.Rate == 0 && c.Refused == 0 && c.NotShown > 0 {
			rows = append(rows, Check{Kind: CheckSearch, Evidence: Search{c}})
		}
	}
	return rows
}

func (Unread) evidence()   {}
func (NoTrials) evidence() {}
func (Search) evidence()   {}

// worstObjectives takes each objective from the valid trial with the smallest margin; one that could not be measured is the worst.
func worstObjectives(trials []Trial) []SLOResult {
	anyValid := slices.ContainsFunc(trials, func(t Trial) bool { return t.Valid })
	var rows []SLOResult
	for _, t := range trials {
		if anyValid && !t.Valid {
			continue
		}
		for _, o := range t.SLO {
			i := slices.IndexFunc(rows, func(have SLOResult) bool { return have.Expression == o.Expression })
			switch {
			case i < 0:
				rows = append(rows, o)
			case worse(o, rows[i]):
				rows[i] = o
			}
		}
	}
	return rows
}

// worse compares two values of one objective. Of a limit of 0 no share can be taken, so that margins are alike and the distances decide.
func worse(a, b SLOResult) bool {
	return math.IsNaN(a.Margin) && !math.IsNaN(b.Margin) || a.Margin < b.Margin ||
		a.Margin == b.Margin && distance(a.Measured, a.Comparison, a.Limit) < distance(b.Measured, b.Comparison, b.Limit)
}

// verdict is "invalid", "fail" when an objective is broken or a configuration has no capacity, else "pass".
func verdict(r *Result) string {
	if !r.Valid {
		return "invalid"
	}
	for _, c := range r.Capacities {
		if c.Rate == 0 {
			return "fail"
		}
	}
	for _, o := range r.SLO {
		if !o.OK {
			return "fail"
		}
	}
	return "pass"
}

// decidingTrial is the index of the trial that the headline speaks of: that of its objective, else the first of those that are judged, else
// the first; -1 without trials.
func decidingTrial(r *Result, judged func(*Trial) bool) int {
	key := keyObjective(r.SLO)
	for i := range r.Trials {
		if len(r.SLO) > 0 && r.Trials[i].Manifest.Trial == key.Trial {
			return i
		}
	}
	for i := range r.Trials {
		if judged(&r.Trials[i]) {
			return i
		}
	}
	return min(0, len(r.Trials)-1)
}
