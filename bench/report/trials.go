package report

import (
	"fmt"
	"maps"
	"math"
	"slices"

	"quintet/bench/analysis"
	"quintet/bench/words"
)

// trialID is the anchor of a trial's section on a page with several trials.
func trialID(number int) string { return fmt.Sprintf("trial-%d", number) }

// trialTitle names a trial by what tells it from the others: "Trial 2: api.replicas 2, cache off".
func trialTitle(t *analysis.Trial) string {
	m := &t.Manifest
	title := fmt.Sprintf("Trial %d", m.Trial)
	if len(m.Configuration) > 0 {
		title += ": " + words.ConfigurationName(m.Configuration)
	}
	if m.Repetition > 1 {
		title += fmt.Sprintf(", repetition %d", m.Repetition)
	}
	return title
}

// trialVerdict is the verdict of one trial, as that of a run.
func trialVerdict(t *analysis.Trial) string {
	if !t.Valid {
		return "invalid"
	}
	for _, o := range t.SLO {
		if !o.OK {
			return "fail"
		}
	}
	return "pass"
}

// verdictCell says a verdict with a mark that is no colour.
func verdictCell(verdict string) cell {
	switch verdict {
	case "pass":
		return cell{Text: "✓ pass", State: "good"}
	case "fail":
		return cell{Text: "✗ fail", State: "bad"}
	}
	return cell{Text: "✗ invalid", State: "bad"}
}

// trialsTable compares the trials of a run: one column an axis of the configuration, then what was offered and what came of it.
func trialsTable(res *analysis.Result) table {
	names := map[string]bool{}
	repeated := false
	for i := range res.Trials {
		m := &res.Trials[i].Manifest
		for axis := range m.Configuration {
			names[axis] = true
		}
		repeated = repeated || m.Repetition > 1
	}
	axes := slices.Sorted(maps.Keys(names))
	tab := table{Caption: "Trials compared", Empty: "The run has no trials.", Columns: columns(whole("trial"), left(axes...))}
	if repeated {
		tab.Columns = append(tab.Columns, right("repetition").Spare(1)...)
	}
	tab.Columns = append(tab.Columns, columns(right("offered", "throughput"), right("goodput").Spare(6), right("p50").Spare(5), right("p99"), right("hits").Spare(7),
		right("failures"), right("cache hits").Spare(3), whole("verdict"))...)
	for i := range res.Trials {
		t := &res.Trials[i]
		m := &t.Manifest
		row := []cell{{Text: fmt.Sprintf("trial %d", m.Trial), Link: trialID(m.Trial)}}
		for _, axis := range axes {
			row = append(row, text(orAbsent(m.Configuration[axis])))
		}
		if repeated {
			row = append(row, text(fmt.Sprint(m.Repetition)))
		}
		row = append(row,
			text(words.Rate(offeredRate(t))), text(words.Rate(t.Throughput)), text(words.Rate(t.Goodput)),
			text(words.Seconds(t.All.Response.P50)), percentile(&t.All, "p99", t.All.Response.P99),
			text(words.Count(float64(t.All.Hits))), text(words.Count(float64(t.Failures))),
			text(words.Ratio(t.Cache.HitRatio)), verdictCell(trialVerdict(t)))
		tab.Rows = append(tab.Rows, row)
	}
	return tab
}

// offeredRate is the offered load of the measured phases, NaN when none were reached.
func offeredRate(t *analysis.Trial) float64 {
	if t.Measured <= 0 {
		return math.NaN()
	}
	return float64(t.Offered) / t.Measured
}

func orAbsent(s string) string {
	if s == "" {
		return words.Absent
	}
	return s
}

// deciding is the trial that verdict and headline speak of, else the first; nil without trials.
func deciding(res *analysis.Result) *analysis.Trial {
	for i := range res.Trials {
		if res.Trials[i].Manifest.Trial == res.Deciding {
			return &res.Trials[i]
		}
	}
	if len(res.Trials) > 0 {
		return &res.Trials[0]
	}
	return nil
}
