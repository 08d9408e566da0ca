package report

import (
	"maps"
	"math"
	"slices"

	"quintet/bench/analysis"
	"quintet/bench/page"
	"quintet/bench/words"
)

// operationsTable has one row an operation, and one of all of them when there are several.
func operationsTable(t *analysis.Trial) page.Table {
	tab := page.NewTable(words.OperationsTable(), page.Left("operation"), page.Right("hits").Spare(7), page.Right("failures"), page.Right("p50").Spare(5), page.Right("p90").Spare(9),
		page.Right("p95").PageOnly(), page.Right("p99"), page.Right("p99.9").PageOnly(), page.Right("max"))
	stores := tellsStores(t)
	if stores {
		tab.Columns = append(tab.Columns, page.Left("top store")...)
	}
	tab.Columns = append(tab.Columns, page.Right("service p99").PageOnly()...)
	if t.All.Hits == 0 {
		return tab
	}
	rows := t.Operations
	if len(rows) != 1 {
		all := t.All
		all.Name = words.AllOperations
		rows = append(slices.Clone(rows), all)
	}
	for i := range rows {
		tab.Rows = append(tab.Rows, operationRow(&rows[i], stores))
	}
	return tab
}

// tellsStores reports whether anything is known of where inside the API the time went: another API than this repository's need not say.
func tellsStores(t *analysis.Trial) bool {
	if !t.Manifest.Foreign() {
		return true
	}
	for name := range t.All.Stores {
		if !slices.Contains([]string{analysis.PlaceWait, analysis.PlaceNetwork, analysis.PlaceNoAnswer, analysis.PlaceThink, analysis.PlaceUnknown}, name) {
			return true
		}
	}
	return false
}

func operationRow(o *analysis.Operation, stores bool) []page.Cell {
	r := o.Response
	failures := page.Cell{Text: words.Count(float64(o.Failures)), Note: words.Interval("failures", o.FailureInterval.Low, o.FailureInterval.High)}
	hits := page.Text(words.Count(float64(o.Hits)))
	if o.Steps > 0 {
		hits.Note = words.Steps(o.Steps)
	}
	cells := []page.Cell{
		page.Text(o.Name), hits, failures,
		percentile(o, "p50", r.P50), percentile(o, "p90", r.P90), percentile(o, "p95", r.P95), percentile(o, "p99", r.P99),
		percentile(o, "p999", r.P999), page.Text(words.Seconds(r.Max)),
	}
	if stores {
		cells = append(cells, page.Text(topStore(o)))
	}
	return append(cells, page.Text(words.Seconds(o.Service.P99)))
}

// percentile is a percentile with its interval below it.
func percentile(o *analysis.Operation, name string, v float64) page.Cell {
	c := page.Cell{Text: words.Seconds(v)}
	if i, ok := o.Intervals[name]; ok && !math.IsNaN(v) {
		c.Note = words.Interval(name, i.Low, i.High)
	}
	return c
}

// topStore is where more of the time of hits goes than anywhere else, that of hits without an answer (a few of them outweigh all others) and of
// users who thought left out, and how much of it: "sqlite 71 %".
func topStore(o *analysis.Operation) string {
	name, most, total := "", 0.0, 0.0
	for _, store := range slices.Sorted(maps.Keys(o.Stores)) {
		if store == analysis.PlaceNoAnswer || store == analysis.PlaceThink {
			continue
		}
		v := o.Stores[store]
		total += v
		if v > most {
			name, most = store, v
		}
	}
	if name == "" {
		return words.Absent
	}
	return name + " " + words.Ratio(math.Round(100*most/total)/100)
}

// intervalsTable has every interval of a response time with one number in each cell, to be copied.
func intervalsTable(t *analysis.Trial) page.Table {
	tab := page.NewTable(words.IntervalsTable(), page.Left("operation", "percentile"), page.Right("low", "measured", "high", "effective sample size"))
	all := t.All
	all.Name = words.AllOperations
	for _, o := range append(slices.Clone(t.Operations), all) {
		for _, q := range []struct {
			key, name string
			value     float64
		}{
			{"p50", "p50", o.Response.P50}, {"p90", "p90", o.Response.P90}, {"p95", "p95", o.Response.P95},
			{"p99", "p99", o.Response.P99}, {"p999", "p99.9", o.Response.P999},
		} {
			i, ok := o.Intervals[q.key]
			if !ok || math.IsNaN(q.value) {
				continue
			}
			worth := ""
			if q.key == "p99" {
				worth = words.Count(o.Effective)
			}
			tab.Rows = append(tab.Rows, page.Cells(o.Name, q.name, words.Seconds(i.Low), words.Seconds(q.value), words.Seconds(i.High), worth))
		}
	}
	return tab
}

// slowestTable has a row a request that can be looked up by its trace id.
func slowestTable(t *analysis.Trial) page.Table {
	tab := page.NewTable(words.SlowestTable(), page.Left("trace id", "operation"), page.Right("due at", "response time"), page.Left("answer"))
	for i := range t.Slowest {
		r := &t.Slowest[i]
		tab.Rows = append(tab.Rows, page.Cells(r.Trace, r.Operation, words.Seconds(r.Due), words.Seconds(r.Response), words.Answer(r)))
	}
	return tab
}

// timesTable says where the time of an operation's hits goes: one column a store, the slowest 1 % beside the mean.
func timesTable(t *analysis.Trial) page.Table {
	names := map[string]bool{}
	for _, o := range t.Operations {
		for store := range o.Stores {
			names[store] = true
		}
		for store := range o.TailStores {
			names[store] = true
		}
	}
	stores := slices.Sorted(maps.Keys(names))
	tab := page.NewTable(words.TimesTable(), page.Left("operation", "hits"), page.Right(stores...))
	if len(stores) == 0 {
		return tab
	}
	for i := range t.Operations {
		o := &t.Operations[i]
		tab.Rows = append(tab.Rows, timesRow(o.Name, words.AllHits(o.Hits), o.Stores, stores), timesRow(o.Name, words.Slowest(o.TailHits, o.Hits), o.TailStores, stores))
	}
	return tab
}

func timesRow(name, which string, times map[string]float64, stores []string) []page.Cell {
	row := page.Cells(name, which)
	for _, store := range stores {
		v, ok := times[store]
		if !ok {
			row = append(row, page.Text(words.Absent))
			continue
		}
		row = append(row, page.Text(words.Seconds(v)))
	}
	return row
}
