package report

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"quintet/bench/analysis"
	"quintet/bench/words"
)

func phasesTable(t *analysis.Trial) table {
	tab := table{
		Caption: "Phases", Empty: "The trial has no phases.",
		Columns: columns(left("phase", "shape", "counts"), right("from", "to", "offered", "hits", "failures", "answered", "p50", "p90", "p99", "max")),
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
		tab.Rows = append(tab.Rows, cells(p.Name, p.Shape, counts, words.Seconds(p.Start.Seconds()), words.Seconds(p.End.Seconds()),
			offered, words.Count(float64(p.Hits)), words.Count(float64(p.Failures)), words.Rate(p.Throughput),
			words.Seconds(r.P50), words.Seconds(r.P90), words.Seconds(r.P99), words.Seconds(r.Max)))
	}
	return tab
}

// storeLatencyTable has a row an operation of a store; of one store alone it does not name it.
func storeLatencyTable(rows []analysis.StoreLatency, caption string, ofOne bool) table {
	tab := table{
		Caption: caption, Empty: "The API's own histograms were not scraped, or it called no store in the measured phases.",
		Columns: columns(left("store", "operation"), right("calls", "errors", "mean", "p50", "p99")),
	}
	for _, s := range rows {
		tab.Rows = append(tab.Rows, cells(s.Store, s.Operation, words.Count(s.Count), words.Count(s.Errors),
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

func cacheTable(t *analysis.Trial) table {
	c := &t.Cache
	tab := table{
		Caption: "Cache by class of keys", Empty: "No lookups of the cache were seen.",
		Columns: columns(left("class"), right("hits", "negative hits", "misses", "hit ratio")),
	}
	if !c.On && c.Bypassed > 0 {
		tab.Empty = fmt.Sprintf("The cache was off: %s reads went past it.", words.Count(c.Bypassed))
	}
	rows := c.Classes
	if len(rows) > 1 {
		rows = append(slices.Clone(rows), analysis.CacheClass{Class: "all", Hits: c.Hits, Misses: c.Misses, NegativeHits: c.NegativeHits, HitRatio: c.HitRatio})
	}
	for _, r := range rows {
		tab.Rows = append(tab.Rows, cells(r.Class, words.Count(r.Hits), words.Count(r.NegativeHits), words.Count(r.Misses),
			words.Ratio(r.HitRatio)))
	}
	return tab
}

func sizesTable(t *analysis.Trial) table {
	tab := table{
		Caption: "Files by size", Empty: "No files were moved.",
		Columns: columns(left("operation", "size"), right("hits", "p50", "p90", "p99", "max")),
	}
	for _, s := range t.Storage.Sizes {
		r := s.Response
		tab.Rows = append(tab.Rows, cells(s.Operation, s.Class, words.Count(float64(s.Hits)),
			words.Seconds(r.P50), words.Seconds(r.P90), words.Seconds(r.P99), words.Seconds(r.Max)))
	}
	return tab
}

func failuresTable(t *analysis.Trial) table {
	tab := table{
		Caption: "Failures by class",
		Columns: columns(left("class"), right("hits", "share of all"), prose("in operations", "with status")),
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
		tab.Rows = append(tab.Rows, cells(f.Class, words.Count(float64(f.Count)), words.Ratio(float64(f.Count)/float64(t.All.Hits)),
			countsText(f.ByOp), countsText(byStatus)))
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
func checksTable(checks []analysis.Check, word func(*analysis.Check) words.CheckText) table {
	tab := table{
		Caption: "Validity checks", Empty: "Nothing could be checked.",
		Columns: columns(left("check", "outcome", "measured", "limit"), prose("in words")),
	}
	for i := range checks {
		t := word(&checks[i])
		tab.Rows = append(tab.Rows, []cell{text(t.Name), checkOutcome(&checks[i]), text(t.Measured), text(t.Limit), text(t.Detail)})
	}
	return tab
}

// checkOutcome says what became of a check, with a mark that is no colour.
func checkOutcome(c *analysis.Check) cell {
	switch c.Outcome() {
	case "failed":
		return cell{Text: "✗ failed", State: "bad"}
	case "doubt":
		return cell{Text: "! doubt", State: "doubt"}
	}
	return cell{Text: "✓ ok", State: "good"}
}

// gapsTable lists failed scrapes by source and time.
func gapsTable(t *analysis.Trial) table {
	tab := table{Caption: "Scrape gaps", Columns: columns(left("source"), right("gaps"), prose("at"))}
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
		tab.Rows = append(tab.Rows, cells(source, words.Count(float64(len(times))), list))
	}
	return tab
}

// maxGaps is how many gaps of one source are listed.
const maxGaps = 20
