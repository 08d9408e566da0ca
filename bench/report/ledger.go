package report

import (
	"quintet/bench/analysis"
	"quintet/bench/page"
	"quintet/bench/samples"
	"quintet/bench/words"
)

// ledgerPart is the section on the writes of a trial, without blocks for one that kept no ledger.
func ledgerPart(t *analysis.Trial) page.Part {
	return page.Part{ID: "ledger", Title: words.LedgerHeading, Blocks: ledgerBlocks(t)}
}

// ledgerBlocks say what became of the writes: a sentence, the counts by kind and class, the writes that are findings, what cannot be said.
func ledgerBlocks(t *analysis.Trial) []page.Block {
	l := t.Ledger
	if l == nil {
		return nil
	}
	blocks := []page.Block{{Text: words.LedgerSummary(l)}, page.TableBlock(ledgerTable(l))}
	if len(l.Examples) > 0 {
		blocks = append(blocks, page.TableBlock(ledgerExamples(l)))
	}
	blocks = append(blocks, page.Block{List: words.LedgerLimits(l)})
	return append(blocks, page.Block{Summary: words.ClassesHeading, Facts: page.Facts(words.LedgerClasses())})
}

// ledgerTable has a row a kind of write and one for all.
func ledgerTable(l *samples.Ledger) page.Table {
	tab := page.NewTable(words.LedgerTable(), page.Whole("writes"), page.Right("acknowledged", "confirmed", "lost", "stale", "hidden", "duplicated", "phantom"),
		page.Right("indeterminate, found", "indeterminate, not found").Spare(2), page.Right("refused", "expired", "not looked for").Spare(1))
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
		row(words.AllWrites, l.LedgerCounts)
	}
	return tab
}

// ledgerExamples has a row a write that is a finding.
func ledgerExamples(l *samples.Ledger) page.Table {
	tab := page.NewTable(words.LedgerExamplesTable(), page.Left("class"), page.Right("sent", "answered"), page.Left("operation"), page.Prose("write"))
	for i := range l.Examples {
		e := &l.Examples[i]
		tab.Rows = append(tab.Rows, page.Cells(e.Class, words.LedgerOffset(e.Sent), words.LedgerOffset(e.Ended), words.OrAbsent(e.Operation), words.LedgerWrite(e)))
	}
	return tab
}

// lostCell is how many acknowledged writes of a trial were lost, in a table that compares trials.
func lostCell(l *samples.Ledger) page.Cell {
	if l == nil {
		return page.Text(words.Absent)
	}
	return lostOf(l.Lost, l.Acknowledged)
}

// lostOf is how many acknowledged writes were lost.
func lostOf(lost, acknowledged uint64) page.Cell {
	c := page.Text(words.Of(words.Count(float64(lost)), words.Count(float64(acknowledged))))
	if lost > 0 {
		c.State = "bad"
	}
	return c
}
