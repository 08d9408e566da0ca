package report

import (
	"fmt"
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
	tab := page.Table{
		Caption: "Phases", Empty: "The trial has no phases.",
		Columns: page.Join(page.Left("phase", "shape", "counts"), page.Right("from", "to", "offered", "hits", "failures", "answered", "p50", "p90", "p99", "max")),
	}
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
func storeLatencyTable(rows []scraped.StoreLatency, caption string, ofOne bool) page.Table {
	tab := page.Table{
		Caption: caption, Empty: "The API's own histograms were not scraped, or it called no store in the measured phases.",
		Columns: page.Join(page.Left("store", "operation"), page.Right("calls", "errors", "mean", "p50", "p99")),
	}
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
	tab := page.Table{
		Caption: "Cache by class of keys", Empty: "No lookups of the cache were seen.",
		Columns: page.Join(page.Left("class"), page.Right("hits", "negative hits", "misses", "hit ratio")),
	}
	if !c.On && c.Bypassed > 0 {
		tab.Empty = fmt.Sprintf("The cache was off: %s reads went past it.", words.Count(c.Bypassed))
	}
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
	tab := page.Table{
		Caption: "Files by size", Empty: "No files were moved.",
		Columns: page.Join(page.Left("operation", "size"), page.Right("hits", "p50", "p90", "p99", "max", "first byte p50", "first byte p99")),
	}
	for _, s := range t.Storage.Sizes {
		r, first := s.Response, s.FirstByte
		tab.Rows = append(tab.Rows, page.Cells(s.Operation, s.Class, words.Count(float64(s.Hits)),
			words.Seconds(r.P50), words.Seconds(r.P90), words.Seconds(r.P99), words.Seconds(r.Max), words.Seconds(first.P50), words.Seconds(first.P99)))
	}
	return tab
}

// connectionsTable states how many connections were opened, and why they ended.
func connectionsTable(t *analysis.Trial) page.Table {
	tab := page.Table{
		Caption: "Connections to the API", Empty: "The record is of a format that says nothing of connections.",
		Columns: page.Join(page.Left("connections"), page.Right("count"), page.Prose("note")),
	}
	c := &t.Connections
	if !c.Known {
		return tab
	}
	row := func(name string, n uint64, note string) {
		tab.Rows = append(tab.Rows, page.Cells(name, words.Count(float64(n)), note))
	}
	opened := ""
	if c.Opened > 0 {
		opened = fmt.Sprintf("opening took %s (p50), %s (p99), %s (max)", words.Seconds(c.Connect.P50), words.Seconds(c.Connect.P99), words.Seconds(c.Connect.Max))
	}
	row("opened", c.Opened, opened)
	if c.ClosedIdle > 0 {
		row("closed by the server while idle", c.ClosedIdle, words.ClosedIdle)
	}
	for _, why := range slices.Sorted(maps.Keys(c.Ended)) {
		row(why, c.Ended[why], "")
	}
	row("open at the end", c.Kept, "")
	return tab
}

func failuresTable(t *analysis.Trial) page.Table {
	tab := page.Table{
		Caption: "Failures by class",
		Columns: page.Join(page.Left("class"), page.Right("hits", "share of all"), page.Prose("in operations", "with status", "caused by")),
	}
	switch {
	case t.All.Hits == 0:
		tab.Empty = "There were no hits in measured phases that could have failed."
	default:
		tab.Empty = fmt.Sprintf("None of %s hits failed.", words.Count(float64(t.All.Hits)))
	}
	for _, f := range t.Failed {
		byStatus := map[string]uint64{}
		for status, n := range f.ByStatus {
			name := strconv.Itoa(status)
			if status == 0 {
				name = "no answer"
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
	names := slices.Sorted(maps.Keys(counts))
	slices.SortStableFunc(names, func(a, b string) int {
		switch {
		case counts[a] > counts[b]:
			return -1
		case counts[a] < counts[b]:
			return 1
		}
		return 0
	})
	for i, name := range names {
		names[i] = name + " " + words.Count(float64(counts[name]))
	}
	return strings.Join(names, ", ")
}

// checksTable has a row a check, in the words that a function has for it.
func checksTable(checks []analysis.Check, word func(*analysis.Check) words.CheckText) page.Table {
	tab := page.Table{
		Caption: "Validity checks", Empty: "Nothing could be checked.",
		Columns: page.Join(page.Left("check", "outcome", "measured", "limit"), page.Prose("in words")),
	}
	for i := range checks {
		t := word(&checks[i])
		tab.Rows = append(tab.Rows, []page.Cell{page.Text(t.Name), checkOutcome(&checks[i]), page.Text(t.Measured), page.Text(t.Limit), page.Text(t.Detail)})
	}
	return tab
}

// checkOutcome states what became of a check, with a mark that is no colour.
func checkOutcome(c *analysis.Check) page.Cell {
	switch c.Outcome() {
	case "failed":
		return page.Cell{Text: "✗ failed", State: "bad"}
	case "doubt":
		return page.Cell{Text: "! doubt", State: "doubt"}
	}
	return page.Cell{Text: "✓ ok", State: "good"}
}

// gapsTable lists failed scrapes by source and time.
func gapsTable(t *analysis.Trial) page.Table {
	tab := page.Table{Caption: "Scrape gaps", Columns: page.Join(page.Left("source"), page.Right("gaps"), page.Prose("at"))}
	switch s := &t.Scraped; {
	case s.Scrapes == 0:
		tab.Empty = "No metrics were scraped."
	default:
		tab.Empty = fmt.Sprintf("None of %s scrapes failed.", words.Count(float64(s.Scrapes)))
	}
	at := map[string][]string{}
	for _, g := range t.Scraped.Gaps {
		at[g.Source] = append(at[g.Source], words.Seconds(g.At))
	}
	for _, source := range slices.Sorted(maps.Keys(at)) {
		times := at[source]
		list := strings.Join(times[:min(len(times), maxGaps)], ", ")
		if len(times) > maxGaps {
			list += fmt.Sprintf(" and %d more", len(times)-maxGaps)
		}
		tab.Rows = append(tab.Rows, page.Cells(source, words.Count(float64(len(times))), list))
	}
	return tab
}

// maxGaps is how many gaps of one source are listed.
const maxGaps = 20
