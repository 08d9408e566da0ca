package report

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"quintet/bench/analysis"
	"quintet/bench/figure"
	"quintet/bench/page"
	"quintet/bench/resilience"
	"quintet/bench/words"
)

// maxUnfolded is how many figures around faults stand on a page unfolded.
const maxUnfolded = 4

// resilienceParts say whether the system is resilient: in sentences, in the scorecard, by operation, and around each fault.
func resilienceParts(r *resilience.Result, figures []shown) []page.Part {
	p := page.Part{ID: "resilience", Title: words.ResilienceHeading, Level: 2}
	for _, topic := range resilience.Topics() {
		var list []page.Linked
		for i := range r.Answer {
			if s := &r.Answer[i]; s.Topic == topic {
				list = append(list, page.Linked{Text: words.FaultStatement(s)})
			}
		}
		if len(list) > 0 {
			p.Blocks = append(p.Blocks, page.Block{Text: words.FaultTopic(topic) + ":"}, page.Block{Findings: list})
		}
	}
	p.Blocks = append(p.Blocks, page.TableBlock(scorecard(r)))
	if len(r.Durability) > 0 {
		p.Blocks = append(p.Blocks, page.TableBlock(durabilityTable(r)))
	}
	around := page.Part{ID: "faults", Title: words.AroundHeading, Level: 2}
	for i := range figures {
		f := &figures[i]
		switch {
		case f.Name == figure.Scorecard || f.Name == figure.Blast:
			p.Blocks = append(p.Blocks, page.Block{Figure: &f.Figure})
		case strings.HasPrefix(f.Name, figure.FaultName(0)):
			around.Blocks = append(around.Blocks, page.Block{Figure: &f.Figure})
		}
	}
	if len(around.Blocks) > maxUnfolded {
		for i := range around.Blocks {
			b := &around.Blocks[i]
			b.Summary = b.Figure.Title
		}
	}
	p.Blocks = append(p.Blocks, page.Folded(words.BlastHeading, page.TableBlock(blastTable(r))))
	if len(around.Blocks) == 0 {
		return []page.Part{p}
	}
	return []page.Part{p, around}
}

// writeScorecard writes the answer and the scorecard of a run with faults as Markdown, for a pull request or a chat; of a run without it
// removes what an earlier rendering left there.
func writeScorecard(path string, res *analysis.Result) error {
	r := res.Faults()
	if r == nil {
		if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("remove an earlier scorecard: %w", err)
		}
		return nil
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "# %s\n\n%s\n\n", page.Markdown(words.ResilienceHeading), page.Markdown(words.On(res.Scenario, res.Stack)+", "+words.Time(res.Began)))
	page.MarkdownTable(&b, noted(scorecard(r)))
	if len(r.Durability) > 0 {
		b.WriteString("\n")
		page.MarkdownTable(&b, noted(durabilityTable(r)))
	}
	for _, topic := range resilience.Topics() {
		first := true
		for i := range r.Answer {
			s := &r.Answer[i]
			if s.Topic != topic {
				continue
			}
			if first {
				fmt.Fprintf(&b, "\n%s:\n\n", page.Markdown(words.FaultTopic(topic)))
			}
			first = false
			fmt.Fprintf(&b, "- %s\n", page.Markdown(words.FaultStatement(s)))
		}
	}
	return page.Replace(path, b.Bytes())
}

// noted is a table with the notes of its cells in brackets: Markdown has no small print.
func noted(t page.Table) page.Table {
	for _, row := range t.Rows {
		for i := range row {
			if c := &row[i]; c.Note != "" {
				c.Text += " (" + c.Note + ")"
			}
		}
	}
	return t
}

// scorecard has a row a fault.
func scorecard(r *resilience.Result) page.Table {
	varied := slices.ContainsFunc(r.Rows, func(row resilience.Row) bool { return len(row.Configuration) > 0 })
	repeated := slices.ContainsFunc(r.Rows, func(row resilience.Row) bool { return row.Times > 1 })
	tab := page.NewTable(words.ScorecardTable(), page.Whole("fault"))
	if varied {
		tab.Columns = append(tab.Columns, page.Left("configuration")...)
	}
	if repeated {
		tab.Columns = append(tab.Columns, page.Right("times").Spare(1)...)
	}
	// The verdict stands where a page that is narrow still shows it, and last what the sentences above have too.
	tab.Columns = append(tab.Columns, page.Join(page.Whole("verdict").AtEnd(), page.Right("availability"), page.Whole("worst operation"), page.Right("p99").Spare(3), page.Right("noticed").Spare(4),
		page.Right("serving").Spare(2), page.Right("recovered"), page.Right("writes lost", "stale", "duplicated").Spare(5), page.Right("hits lost").PageOnly())...)
	for i := range r.Rows {
		row := &r.Rows[i]
		cells := []page.Cell{page.Text(row.Label)}
		if varied {
			cells = append(cells, page.Text(words.ConfigurationName(row.Configuration)))
		}
		if repeated {
			cells = append(cells, page.Text(fmt.Sprint(row.Times)))
		}
		worst := page.Text(words.Absent)
		if w := row.Worst(); w != nil && w.InForce.Value < 1 {
			worst = page.Cell{Text: w.Name + " " + words.Availability(w.InForce.Value), Note: words.ShareRange(w.InForce)}
		}
		cells = append(cells, faultVerdict(row), page.Cell{Text: words.Availability(row.Availability.Value), Note: words.ShareRange(row.Availability)}, worst,
			ranged(words.Seconds(row.P99.Value), row.P99), ranged(words.Notice(row), row.Noticed), ranged(words.Serving(row), row.Serving),
			ranged(words.Recovery(row), row.Recovery))
		cells = append(cells, writesOf(row)...)
		tab.Rows = append(tab.Rows, append(cells, page.Cell{Text: words.Count(row.Cost.Value), Note: words.BudgetNote(row)}))
	}
	return tab
}

// ranged is a text with the range of an estimate below it.
func ranged(text string, e resilience.Estimate) page.Cell {
	return page.Cell{Text: text, Note: words.EstimateRange(e)}
}

// durabilityTable has a row a configuration: what it did with the load, what it lost of what it acknowledged, and when all was good again.
func durabilityTable(r *resilience.Result) page.Table {
	tab := page.NewTable(words.DurabilityTable(), page.Whole("configuration"), page.Right("trials").Spare(2), page.Right("throughput").Spare(3), page.Right("p99"),
		page.Right("lost of acknowledged", "share lost", words.PercentInterval), page.Right("recovered").Spare(1))
	for i := range r.Durability {
		d := &r.Durability[i]
		recovered := page.Text(words.Absent)
		if row := r.Slowest(d.Configuration); row != nil {
			recovered = ranged(words.Recovery(row), row.Recovery)
		}
		tab.Rows = append(tab.Rows, []page.Cell{page.Text(words.ConfigurationName(d.Configuration)), page.Text(fmt.Sprint(len(d.Trials))),
			{Text: words.Rate(d.Throughput.Value), Note: words.RangeOf("throughput", d.Throughput)}, ranged(words.Seconds(d.P99.Value), d.P99),
			lostOf(d.Lost, d.Acknowledged), page.Text(words.Ratio(d.LostShare)), page.Text(words.Interval("failures", d.LostLow, d.LostHigh)), recovered})
	}
	return tab
}

// writesOf are how many acknowledged writes were lost, stale and found twice.
func writesOf(row *resilience.Row) []page.Cell {
	if row.Writes == nil {
		return page.Cells(words.Absent, words.Absent, words.Absent)
	}
	var cells []page.Cell
	for _, n := range []uint64{row.Writes.Lost, row.Writes.Stale, row.Writes.Duplicated} {
		c := page.Text(words.Count(float64(n)))
		if n > 0 {
			c.State = "bad"
		}
		cells = append(cells, c)
	}
	return cells
}

func faultVerdict(row *resilience.Row) page.Cell {
	text := words.FaultVerdict(row)
	switch row.Verdict {
	case resilience.Holds:
		return page.Good(text)
	case resilience.Broken:
		return page.Bad(text)
	case resilience.Unknown:
		return page.Unknown(text)
	}
	return page.Text(text)
}

// blastTable has a row a fault and operation.
func blastTable(r *resilience.Result) page.Table {
	tab := page.NewTable(words.BlastTable(), page.Whole("fault"), page.Left("operation"), page.Right("hits due", "while in force", "95 % interval", "p99"),
		page.Right("while recovering", "recovered after"))
	for i := range r.Rows {
		row := &r.Rows[i]
		for k := range row.Operations {
			o := &row.Operations[k]
			tab.Rows = append(tab.Rows, append(page.Cells(row.Label, o.Name, words.Count(float64(o.InForce.Due)), words.Good(o),
				words.OrAbsent(words.ShareRange(o.InForce)), words.Seconds(o.P99.Value), words.Availability(o.Recovering.Value)),
				page.Cell{Text: words.OperationRecovery(row, o), Note: words.KnownTo(o)}))
		}
	}
	return tab
}
