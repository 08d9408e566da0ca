package report

import (
	"strings"

	"quintet/bench/analysis"
	"quintet/bench/figure"
	"quintet/bench/page"
	"quintet/bench/words"
	"quintet/telemetry"
)

// storePart is the section of one store: its figure, below which a sentence states what it did and cost, its latency as the API saw it, its
// processes, and all its readings.
func storePart(t *analysis.Trial, s *analysis.Store, figures []shown) page.Part {
	p := page.Part{ID: "store-" + s.Name, Title: words.StoreHeading(s.Name)}
	var about []string
	if s.Software != "" {
		about = append(about, s.Software+" ("+s.Role+").")
	}
	if s.Declared {
		p.Title = words.EndpointHeading(s.Name)
	} else if len(s.Processes) == 0 {
		about = append(about, words.StoreNotWatched)
	}
	var drawn []page.Block
	for i := range figures {
		if f := &figures[i]; f.Name == figure.StoreName(s.Name) && f.Trial == t.Manifest.Trial {
			drawn = append(drawn, page.Block{Figure: &f.Figure})
		}
	}
	if len(drawn) == 0 {
		about = append(about, words.Store(s, t.Measured))
	}
	if len(about) > 0 {
		p.Blocks = append(p.Blocks, page.Block{Text: strings.Join(about, " ")})
	}
	p.Blocks = append(p.Blocks, drawn...)
	if !s.Declared {
		p.Blocks = append(p.Blocks, page.TableBlock(storeLatencyTable(s.Latency, true)))
	}
	if len(s.Processes) > 0 {
		p.Blocks = append(p.Blocks, page.TableBlock(processTable(s)))
	}
	if len(s.Readings) > 0 {
		p.Blocks = append(p.Blocks, page.Folded(words.ReadingsHeading(s.Name), page.TableBlock(readingsTable(s))))
	}
	return p
}

func processTable(s *analysis.Store) page.Table {
	tab := page.NewTable(words.ProcessesTable(), page.Left("process"), page.Right("CPU", "resident memory", "read from disk", "written to disk"))
	for _, p := range s.Processes {
		tab.Rows = append(tab.Rows, page.Cells(p.Name, words.Cores(p.CPU), words.Bytes(p.Memory),
			words.ByteRate(p.ReadPerSecond), words.ByteRate(p.WrittenPerSecond)))
	}
	return tab
}

// readingsTable has a row a reading; its meaning stands beside the first row of a metric.
func readingsTable(s *analysis.Store) page.Table {
	tab := page.NewTable(words.ReadingsTable(s.Name), page.Left("metric", "of"), page.Right("at the beginning", "at the end", "grown by", "per second"), page.Prose("meaning"))
	before := ""
	for _, f := range s.Readings {
		row := page.Cells(f.Metric, strings.ReplaceAll(f.Labels, `"`, ""), "", "", "", "", "")
		if f.Counter {
			row[4].Text, row[5].Text = inUnit(f.Last, f.Unit), inUnit(f.PerSecond, f.Unit)
		} else {
			row[2].Text, row[3].Text = inUnit(f.First, f.Unit), inUnit(f.Last, f.Unit)
		}
		if f.Metric != before {
			row[6].Text = f.Help
		}
		before = f.Metric
		tab.Rows = append(tab.Rows, row)
	}
	return tab
}

// inUnit writes a value in its unit.
func inUnit(v float64, unit telemetry.Unit) string {
	switch unit {
	case telemetry.Seconds:
		return words.Seconds(v)
	case telemetry.Bytes:
		return words.Bytes(v)
	}
	return words.Number(v)
}
