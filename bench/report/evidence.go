package report

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"quintet/bench/analysis"
	"quintet/bench/page"
	"quintet/bench/scraped"
	"quintet/bench/words"
)

func phasesTable(t *analysis.Trial) page.Table {
	tab := page.NewTable(words.PhasesTable(), page.Left("phase", "shape", "counts"), page.Right("from", "to", "offered", "hits", "failures", "answered", "p50", "p90", "p99", "max"))
	for i := range t.Phases {
		p := &t.Phases[i]
		counts := "yes"
		if !p.Measure {
			counts = "no"
		}
		offered := words.Count(float64(p.Offered))
		if t.Manifest.Load.Closed > 0 {
			offered = words.Absent
		}
		r := p.Response
		tab.Rows = append(tab.Rows, page.Cells(p.Name, p.Shape, counts, words.Seconds(p.Start.Seconds()), words.Seconds(p.End.Seconds()),
			offered, words.Count(float64(p.Hits)), words.Count(float64(p.Failures)), words.Rate(p.Throughput),
			words.Seconds(r.P50), words.Seconds(r.P90), words.Seconds(r.P99), words.Seconds(r.Max)))
	}
	return tab
}

// storeLatencyTable has a row an operation of a store; of one store alone it does not name it.
func storeLatencyTable(rows []scraped.StoreLatency, ofOne bool) page.Table {
	tab := page.NewTable(words.StoreLatencyTable(ofOne), page.Left("store", "operation"), page.Right("calls", "errors", "mean", "p50", "p99"))
	for _, s := range rows {
		tab.Rows = append(tab.Rows, page.Cells(s.Store, s.Operation, words.Count(s.Count), words.Count(s.Errors),
			words.Seconds(s.Mean), words.Seconds(s.P50), words.Seconds(s.P99)))
	}
	if ofOne {
		tab.Columns = tab.Columns[1:]
		for i := range tab.Rows {
			tab.Rows[i] = tab.Rows[i][1:]
		}
	}
	return tab
}

func cacheTable(t *analysis.Trial) page.Table {
	c := &t.Cache
	tab := page.NewTable(words.CacheTable(t), page.Left("class"), page.Right("hits", "negative hits", "misses", "hit ratio"))
	rows := c.Classes
	if len(rows) > 1 {
		rows = append(slices.Clone(rows), scraped.CacheClass{Class: "all", Hits: c.Hits, Misses: c.Misses, NegativeHits: c.NegativeHits, HitRatio: c.HitRatio})
	}
	for _, r := range rows {
		tab.Rows = append(tab.Rows, page.Cells(r.Class, words.Count(r.Hits), words.Count(r.NegativeHits), words.Count(r.Misses),
			words.Ratio(r.HitRatio)))
	}
	return tab
}

func sizesTable(t *analysis.Trial) page.Table {
	tab := page.NewTable(words.SizesTable(), page.Left("operation", "size"), page.Right("hits", "p50", "p90", "p99", "max", "first byte p50", "first byte p99"))
	for _, s := range t.Storage.Sizes {
		r, first := s.Response, s.FirstByte
		tab.Rows = append(tab.Rows, page.Cells(s.Operation, s.Class, words.Count(float64(s.Hits)),
			words.Seconds(r.P50), words.Seconds(r.P90), words.Seconds(r.P99), words.Seconds(r.Max), words.Seconds(first.P50), words.Seconds(first.P99)))
	}
	return tab
}

// connectionsTable states how many connections were opened, and why they ended.
func connectionsTable(t *analysis.Trial) page.Table {
	tab := page.NewTable(words.ConnectionsTable(), page.Left("connections"), page.Right("count"), page.Prose("note"))
	c := &t.Connections
	if !c.Known {
		return tab
	}
	row := func(name string, n uint64, note string) {
		tab.Rows = append(tab.Rows, page.Cells(name, words.Count(float64(n)), note))
	}
	opened := ""
	if c.Opened > 0 {
		opened = words.Connecting(c.Connect)
	}
	row("opened", c.Opened, opened)
	if c.ClosedIdle > 0 {
		row(words.ConnectionsClosedIdle, c.ClosedIdle, words.ClosedIdle)
	}
	for _, why := range slices.Sorted(maps.Keys(c.Ended)) {
		row(why, c.Ended[why], "")
	}
	row(words.ConnectionsKept, c.Kept, "")
	return tab
}

func failuresTable(t *analysis.Trial) page.Table {
	tab := page.NewTable(words.FailuresTable(t.All.Hits), page.Left("class"), page.Right("hits", "share of all"), page.Prose("in operations", "with status", "caused by"))
	for _, f := range t.Failed {
		byStatus := map[string]uint64{}
		for status, n := range f.ByStatus {
			name := strconv.Itoa(status)
			if status == 0 {
				name = words.NoAnswer
			}
			byStatus[name] += n
		}
		tab.Rows = append(tab.Rows, page.Cells(f.Class, words.Count(float64(f.Count)), words.Ratio(float64(f.Count)/float64(t.All.Hits)),
			countsText(f.ByOp), countsText(byStatus), countsText(f.Causes)))
	}
	return tab
}

// countsText lists counts by name, the largest first: "messages.list 12, users.get 3".
func countsText(counts map[string]uint64) string {
	names := largestFirst(counts)
	for i, name := range names {
		names[i] = name + " " + words.Count(float64(counts[name]))
	}
	return strings.Join(names, ", ")
}

// largestFirst are names by their numbers; those of one number are in the order of the alphabet.
func largestFirst[N cmp.Ordered](of map[string]N) []string {
	return slices.SortedFunc(maps.Keys(of), func(a, b string) int { return cmp.Or(cmp.Compare(of[b], of[a]), strings.Compare(a, b)) })
}

// checksTable has a row a check, in the words that a function has for it.
func checksTable(checks []analysis.Check, word func(*analysis.Check) words.CheckText) page.Table {
	tab := page.NewTable(words.ChecksTable(), page.Left("check", "outcome", "measured", "limit"), page.Prose("in words"))
	for i := range checks {
		t := word(&checks[i])
		tab.Rows = append(tab.Rows, []page.Cell{page.Text(t.Name), checkOutcome(&checks[i]), page.Text(t.Measured), page.Text(t.Limit), page.Text(t.Detail)})
	}
	return tab
}

// checkOutcome states what became of a check.
func checkOutcome(c *analysis.Check) page.Cell {
	switch outcome := c.Outcome(); outcome {
	case "failed":
		return page.Bad(outcome)
	case "doubt":
		return page.Doubt(outcome)
	default:
		return page.Good(outcome)
	}
}

// gapsTable lists failed scrapes by source and time.
func gapsTable(t *analysis.Trial) page.Table {
	tab := page.NewTable(words.GapsTable(t.Scraped.Scrapes), page.Left("source"), page.Right("gaps"), page.Prose("at"))
	at := map[string][]string{}
	for _, g := range t.Scraped.Gaps {
		at[g.Source] = append(at[g.Source], words.Seconds(g.At))
	}
	for _, source := range slices.Sorted(maps.Keys(at)) {
		times := at[source]
		list := strings.Join(times[:min(len(times), maxGaps)], ", ")
		if len(times) > maxGaps {
			list += " " + words.More(len(times)-maxGaps)
		}
		tab.Rows = append(tab.Rows, page.Cells(source, words.Count(float64(len(times))), list))
	}
	return tab
}

// maxGaps is how many gaps of one source are listed.
const maxGaps = 20
