package analysis

import (
	"fmt"
	"math"
	"strings"

	"quintet/bench/samples"
)

// headline is the report's first sentence, computed from the trial that decided the verdict.
func headline(r *Result, t *Trial) string {
	name, stack := orWord(r.Scenario, "the run"), orWord(r.Stack, "an unknown stack")
	if len(r.Capacities) > 0 && r.Verdict != "invalid" {
		return capacityHeadline(r, t, name, stack)
	}
	if r.Verdict == "invalid" {
		return fmt.Sprintf("%s on %s is not valid: %s%s", name, stack, manyInvalid(r), strings.Join(r.InvalidReasons[:min(1, len(r.InvalidReasons))], " "))
	}
	return fmt.Sprintf("%s%s. %s", outcome(r, t, name, stack), partial(t), tailSentence(t))
}

// manyInvalid says how many of several trials are not valid, "" for one.
func manyInvalid(r *Result) string {
	n := 0
	for i := range r.Trials {
		if !r.Trials[i].Valid {
			n++
		}
	}
	if n < 2 {
		return ""
	}
	return fmt.Sprintf("%d of %d trials are not, such as this one. ", n, len(r.Trials))
}

// capacityHeadline says what a search found in each configuration.
func capacityHeadline(r *Result, t *Trial, name, stack string) string {
	var found []string
	for _, c := range r.Capacities {
		found = append(found, CapacityWords(c)+ofConfiguration(c.Configuration))
	}
	text := fmt.Sprintf("%s on %s takes %s with every SLO held", name, stack, strings.Join(found, "; "))
	if r.Verdict == "fail" {
		return text + "."
	}
	return text + ". " + tailSentence(t)
}

func orWord(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// outcome says what became of the objectives at which rate.
func outcome(r *Result, t *Trial, name, stack string) string {
	at := fmt.Sprintf("on %s at %s", stack, requestRate(t.Throughput))
	if len(r.Trials) > 1 {
		at = fmt.Sprintf("on %s in %d trials", stack, len(r.Trials))
	}
	key := keyObjective(r.SLO)
	switch {
	case len(r.SLO) == 0:
		return fmt.Sprintf("%s did %s with p99 %s; it states no SLOs to hold", name, at, FormatSeconds(t.All.Response.P99))
	case r.Verdict == "fail":
		return fmt.Sprintf("%s breaks %s %s: %s", name, countBroken(r.SLO), at, objectiveWords(key))
	}
	return fmt.Sprintf("%s holds its SLOs %s: %s", name, at, objectiveWords(key))
}

func requestRate(perSecond float64) string {
	return strings.TrimSuffix(FormatRate(perSecond), "/s") + " requests/s"
}

// keyObjective is the one a headline quotes: the broken one with the worst margin; when all hold, the first latency objective
// over all operations, else the first.
func keyObjective(rows []SLOResult) SLOResult {
	if len(rows) == 0 {
		return SLOResult{}
	}
	key, broken := rows[0], false
	for _, r := range rows {
		if !r.OK && (!broken || r.Margin < key.Margin) {
			key, broken = r, true
		}
	}
	if broken {
		return key
	}
	for _, r := range rows {
		if isLatency(r.SLO) && r.Operation == "" {
			return r
		}
	}
	return key
}

func objectiveWords(r SLOResult) string {
	of := ""
	if r.Operation != "" {
		of = " of " + r.Operation
	}
	return fmt.Sprintf("%s%s %s (limit %s)", r.Metric, of, FormatMetric(r.Metric, r.Measured), FormatMetric(r.Metric, r.Limit))
}

func countBroken(rows []SLOResult) string {
	n := 0
	for _, r := range rows {
		if !r.OK {
			n++
		}
	}
	if n == len(rows) && n == 1 {
		return "its SLO"
	}
	return fmt.Sprintf("%d of its %d SLOs", n, len(rows))
}

// partial says how far a trial got that did not get to its end.
func partial(t *Trial) string {
	switch t.Manifest.State {
	case samples.Stopped:
		return fmt.Sprintf(", interrupted after %s of %s", FormatSeconds(t.Reached), FormatSeconds(t.Planned))
	case samples.Cut:
		return fmt.Sprintf(", ended after %s of %s", FormatSeconds(t.Reached), FormatSeconds(t.Planned))
	}
	return ""
}

// tailSentence says what the slowest 1 % of the hits wait for.
func tailSentence(t *Trial) string {
	part := FormatRatio(math.Round(t.Tail.Share*100) / 100)
	switch t.Tail.Store {
	case "":
		return "Where the slowest 1 % spend their time was not recorded."
	case "app":
		return fmt.Sprintf("The slowest 1 %% spend most of their time in the API itself (%s).", part)
	case networkTime:
		return fmt.Sprintf("The slowest 1 %% spend most of their time between client and API (%s).", part)
	case noAnswerTime:
		return fmt.Sprintf("The slowest 1 %% mostly wait for answers that never come (%s of their time).", part)
	}
	return fmt.Sprintf("The slowest 1 %% wait for %s (%s of their time).", t.Tail.Store, part)
}
