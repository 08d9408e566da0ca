package report

import (
	"strings"

	"quintet/api/store"
	"quintet/bench/analysis"
	"quintet/bench/figure"
	"quintet/bench/words"
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
	if len(s.Told) > 0 {
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
	meanings := map[string]string{}
	for _, f := range store.Figures() {
		meanings[f.Name] = f.Help
	}
	tab := table{
		Caption: "What " + s.Name + " told of itself; counters have grown by so much in the measured phases, others stood at these values where they began and ended",
		Columns: columns(left("figure", "of"), right("at the beginning", "at the end", "grown by", "per second"), prose("meaning")),
	}
	before := ""
	for _, f := range s.Told {
		row := cells(f.Metric, strings.ReplaceAll(f.Labels, `"`, ""), "", "", "", "", "")
		if f.Counter {
			row[4].Text, row[5].Text = toldNumber(f.Metric, f.Last), toldNumber(f.Metric, f.PerSecond)
		} else {
			row[2].Text, row[3].Text = toldNumber(f.Metric, f.First), toldNumber(f.Metric, f.Last)
		}
		if f.Metric != before {
			row[6].Text = meanings[f.Metric]
		}
		before = f.Metric
		tab.Rows = append(tab.Rows, row)
	}
	return tab
}

// toldNumber writes a figure in the unit that its name says.
func toldNumber(metric string, v float64) string {
	switch name := strings.TrimSuffix(metric, "_total"); {
	case strings.HasSuffix(name, "_seconds"):
		return words.Seconds(v)
	case strings.HasSuffix(name, "_bytes"):
		return words.Bytes(v)
	}
	return words.Number(v)
}
