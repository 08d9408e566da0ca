package report

import (
	"strings"

	"quintet/bench/analysis"
	"quintet/bench/figure"
	"quintet/bench/words"
	"quintet/telemetry"
)

// storePart is the section of one store: its figure, below which a sentence says what it did and cost, its latency as the API saw it, its
// processes, and everything that it told of itself.
func storePart(t *analysis.Trial, s *analysis.Store, figures []shown) part {
	p := part{ID: "store-" + s.Name, Title: "Store: " + s.Name}
	var about []string
	if s.Software != "" {
		about = append(about, s.Software+" ("+s.Role+").")
	}
	if len(s.Processes) == 0 {
		about = append(about, "No process of its own was watched.")
	}
	var drawn []block
	for i := range figures {
		if f := &figures[i]; f.Name == figure.StoreName(s.Name) && f.Trial == t.Manifest.Trial {
			drawn = append(drawn, block{Figure: &f.Figure})
		}
	}
	if len(drawn) == 0 {
		about = append(about, words.Store(s, t.Measured))
	}
	if len(about) > 0 {
		p.Blocks = append(p.Blocks, block{Text: strings.Join(about, " ")})
	}
	p.Blocks = append(p.Blocks, drawn...)
	p.Blocks = append(p.Blocks, tableBlock(storeLatencyTable(s.Latency, "Its operations as the API measured them", true)))
	if len(s.Processes) > 0 {
		p.Blocks = append(p.Blocks, tableBlock(processTable(s)))
	}
	if len(s.Readings) > 0 {
		p.Blocks = append(p.Blocks, folded("All figures that "+s.Name+" told of itself", tableBlock(toldTable(s))))
	}
	return p
}

func processTable(s *analysis.Store) table {
	tab := table{
		Caption: "Its processes in the measured phases",
		Columns: columns(left("process"), right("CPU", "resident memory", "read from disk", "written to disk")),
	}
	for _, p := range s.Processes {
		tab.Rows = append(tab.Rows, cells(p.Name, words.Cores(p.CPU), words.Bytes(p.Memory),
			words.ByteRate(p.ReadPerSecond), words.ByteRate(p.WrittenPerSecond)))
	}
	return tab
}

// toldTable has a row a figure; what it means is said where it first stands.
func toldTable(s *analysis.Store) table {
	tab := table{
		Caption: "What " + s.Name + " told of itself; counters have grown by so much in the measured phases, others stood at these values where they began and ended",
		Columns: columns(left("figure", "of"), right("at the beginning", "at the end", "grown by", "per second"), prose("meaning")),
	}
	before := ""
	for _, f := range s.Readings {
		row := cells(f.Metric, strings.ReplaceAll(f.Labels, `"`, ""), "", "", "", "", "")
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
