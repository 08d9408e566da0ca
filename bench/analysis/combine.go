package analysis

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// Combine makes a run's result of its trials. unread says in words which parts of the run directory could not be read.
//
// A run is valid when every trial is, passes when every trial does, and its SLO table has for each objective the worst of the valid
// trials (of all, when none is valid): a configuration that breaks an objective is not averaged away by those that hold it.
//
// A search looks for the load that breaks the system, so the trials that find it do not speak against the run: those at the loads that
// were accepted are judged, and the run is valid when every configuration's search came to its end.
func Combine(trials []Trial, unread []string) *Result {
	r := &Result{Trials: trials, Valid: true, Capacities: capacities(trials)}
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
		prefix := ""
		if len(trials) > 1 {
			prefix = trialName(t) + ": "
		}
		for _, reason := range t.InvalidReasons {
			r.InvalidReasons = append(r.InvalidReasons, inRun(prefix, reason))
		}
		for _, w := range t.Warnings {
			r.Warnings = append(r.Warnings, inRun(prefix, w))
		}
		for _, f := range findingsOf(t) {
			f.Sentence = inRun(prefix, f.Sentence)
			r.Findings = append(r.Findings, f)
		}
		r.Checks = mergeChecks(r.Checks, t.Checks, prefix)
		r.Valid = r.Valid && t.Valid
	}
	for _, text := range unread {
		r.InvalidReasons = append(r.InvalidReasons, inRun("", text))
		r.Checks = append(r.Checks, Check{Name: "files readable", Limit: "all", Measured: "damaged", Detail: inRun("", text)})
		r.Valid = false
	}
	if len(trials) == 0 {
		const reason = "The run has no trial that could be read."
		r.Valid, r.InvalidReasons = false, append(r.InvalidReasons, inRun("", reason))
		r.Checks = append(r.Checks, Check{Name: "trials", Limit: "at least 1", Measured: "0", Detail: reason})
	}
	for _, c := range r.Capacities {
		if c.Unsure {
			reason := sentence("the search" + ofConfiguration(c.Configuration) + " did not come to its end: " + CapacityWords(c) + ".")
			r.Valid, r.InvalidReasons = false, append(r.InvalidReasons, reason)
		}
	}
	r.SLO = worstObjectives(slices.DeleteFunc(slices.Clone(trials), func(t Trial) bool { return !judged(&t) }))
	r.Verdict = verdict(r)
	deciding := &Trial{}
	if i := decidingTrial(r, judged); i >= 0 {
		deciding = &trials[i]
		r.Deciding = deciding.Manifest.Trial
	}
	r.Headline = headline(r, deciding)
	return r
}

// inRun makes a sentence of the run of one of a trial.
func inRun(prefix, text string) string {
	if prefix != "" {
		return sentence(prefix) + text
	}
	return sentence(text)
}

// trialName tells a trial from the others of its run: "trial 2 (api.replicas 2, cache off)".
func trialName(t *Trial) string {
	var values []string
	for axis, value := range t.Manifest.Configuration {
		values = append(values, axis+" "+value)
	}
	slices.Sort(values)
	if t.Manifest.Repetition > 1 {
		values = append(values, fmt.Sprintf("repetition %d", t.Manifest.Repetition))
	}
	name := fmt.Sprintf("trial %d", t.Manifest.Trial)
	if len(values) > 0 {
		name += " (" + strings.Join(values, ", ") + ")"
	}
	return name
}

// mergeChecks keeps one row a check, the worst of all trials: a failed one before a doubtful one before one that holds.
func mergeChecks(all, more []Check, prefix string) []Check {
	for _, c := range more {
		c.Detail = inRun(prefix, c.Detail)
		i := slices.IndexFunc(all, func(have Check) bool { return have.Name == c.Name })
		switch {
		case i < 0:
			all = append(all, c)
		case badness(c) > badness(all[i]):
			all[i] = c
		}
	}
	return all
}

func badness(c Check) int {
	switch {
	case !c.OK:
		return 2
	case c.Doubt:
		return 1
	}
	return 0
}

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

func worse(a, b SLOResult) bool {
	return math.IsNaN(a.Margin) && !math.IsNaN(b.Margin) || a.Margin < b.Margin
}

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
