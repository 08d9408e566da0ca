package report

import (
	"fmt"
	"maps"
	"math"
	"slices"

	"quintet/bench/analysis"
	"quintet/bench/page"
	"quintet/bench/words"
)

// trialID is the anchor of a trial's section on a page with several trials.
func trialID(number int) string { return fmt.Sprintf("trial-%d", number) }

// trialCell names a trial and leads to its section.
func trialCell(number int) page.Cell {
	return page.Cell{Text: words.TrialNumber(number), Link: trialID(number)}
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

// verdictCell is the verdict of a run or a trial.
func verdictCell(verdict string) page.Cell {
	if verdict == "pass" {
		return page.Good(verdict)
	}
	return page.Bad(verdict)
}

// trialsTable compares the trials of a run: one column an axis of the configuration, then what was offered and what came of it.
func trialsTable(res *analysis.Result) page.Table {
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
	tab := page.NewTable(words.TrialsTable(), page.Whole("trial"), page.Left(axes...))
	if repeated {
		tab.Columns = append(tab.Columns, page.Right("repetition").Spare(1)...)
	}
	tab.Columns = append(tab.Columns, page.Join(page.Right("offered", "throughput"), page.Right("goodput").Spare(6), page.Right("p50").Spare(5), page.Right("p99"), page.Right("hits").Spare(7),
		page.Right("failures"), page.Right("cache hits").Spare(3))...)
	kept := slices.ContainsFunc(res.Trials, func(t analysis.Trial) bool { return t.Ledger != nil })
	if kept {
		tab.Columns = append(tab.Columns, page.Right("lost of acknowledged")...)
	}
	tab.Columns = append(tab.Columns, page.Whole("verdict")...)
	for i := range res.Trials {
		t := &res.Trials[i]
		m := &t.Manifest
		row := []page.Cell{trialCell(m.Trial)}
		for _, axis := range axes {
			row = append(row, page.Text(words.OrAbsent(m.Configuration[axis])))
		}
		if repeated {
			row = append(row, page.Text(fmt.Sprint(m.Repetition)))
		}
		row = append(row,
			page.Text(words.Rate(offeredRate(t))), page.Text(words.Rate(t.Throughput)), page.Text(words.Rate(t.Goodput)),
			page.Text(words.Seconds(t.All.Response.P50)), percentile(&t.All, "p99", t.All.Response.P99),
			page.Text(words.Count(float64(t.All.Hits))), page.Text(words.Count(float64(t.Failures))),
			page.Text(words.Ratio(t.Cache.HitRatio)))
		if kept {
			row = append(row, lostCell(t.Ledger))
		}
		tab.Rows = append(tab.Rows, append(row, verdictCell(trialVerdict(t))))
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
