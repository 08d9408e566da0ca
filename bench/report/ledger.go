package report

import (
	"quintet/bench/analysis"
	"quintet/bench/page"
	"quintet/bench/samples"
	"quintet/bench/words"
)

// ledgerPart is the section on the writes of a trial, without blocks for one that kept no ledger.
func ledgerPart(t *analysis.Trial) page.Part {
	return page.Part{ID: "ledger", Title: "Was anything lost?", Blocks: ledgerBlocks(t)}
}

// ledgerBlocks say what became of the writes: a sentence, the counts by kind and class, the writes that are findings, what cannot be said.
func ledgerBlocks(t *analysis.Trial) []page.Block {
	l := t.Ledger
	if l == nil {
		return nil
	}
	blocks := []page.Block{{Text: words.LedgerSummary(l)}}
	if len(l.Kinds) > 0 {
		blocks = append(blocks, page.TableBlock(ledgerTable(l)))
	}
	if len(l.Examples) > 0 {
		blocks = append(blocks, page.TableBlock(ledgerExamples(l)))
	}
	blocks = append(blocks, page.Block{List: words.LedgerLimits(l)})
	var classes []page.Fact
	for _, d := range words.LedgerClasses() {
		classes = append(classes, page.Fact{Name: d.Term, Value: d.Text})
	}
	return append(blocks, page.Block{Summary: "What the classes mean", Facts: classes})
}

// ledgerTable has a row a kind of write and one for all.
func ledgerTable(l *samples.Ledger) page.Table {
	tab := page.Table{
		Caption: "Writes of the whole trial by what was found of them afterwards",
		Columns: page.Join(page.Whole("writes"), page.Right("acknowledged", "confirmed", "lost", "stale", "hidden"), page.Right("duplicated", "phantom"),
			page.Right("indeterminate, found", "indeterminate, not found").Spare(2), page.Right("refused", "expired", "not looked for").Spare(1)),
	}
	row := func(name string, c samples.LedgerCounts) {
		cells := []page.Cell{page.Text(name)}
		for i, n := range []uint64{c.Acknowledged, c.Confirmed, c.Lost, c.Stale - c.Hidden, c.Hidden, c.Duplicated, c.Phantom, c.IndeterminateFound,
			c.IndeterminateMissing, c.Refused, c.Expired, c.Unchecked} {
			cell := page.Text(words.Count(float64(n)))
			if finding := i >= 2 && i <= 6; finding && n > 0 {
				cell.State = "bad"
			}
			cells = append(cells, cell)
		}
		tab.Rows = append(tab.Rows, cells)
	}
	for _, k := range l.Kinds {
		row(k.Kind, k.LedgerCounts)
	}
	if len(l.Kinds) > 1 {
		row("all", l.LedgerCounts)
	}
	return tab
}

// ledgerExamples has a row a write that is a finding.
func ledgerExamples(l *samples.Ledger) page.Table {
	tab := page.Table{
		Caption: "Examples, at most five of each kind and class; times since the load began",
		Columns: page.Join(page.Left("class"), page.Right("sent", "answered"), page.Left("operation"), page.Prose("write")),
	}
	for i := range l.Examples {
		e := &l.Examples[i]
		tab.Rows = append(tab.Rows, page.Cells(e.Class, words.LedgerOffset(e.Sent), words.LedgerOffset(e.Ended), words.OrAbsent(e.Operation), words.LedgerWrite(e)))
	}
	return tab
}
