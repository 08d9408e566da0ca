package figure

import (
	"quintet/bench/analysis"
	"quintet/bench/words"
	"quintet/telemetry"
)

// StoreName is the name of the figure of one store; the prefix of all of them with "".
func StoreName(store string) string { return "store-" + store }

// storeFigures are the figures of a trial's stores, which no table can name: each a board of small charts.
func storeFigures(t *analysis.Trial) []figure {
	var list []figure
	for i := range t.Stores {
		s := &t.Stores[i]
		if len(s.Panels) == 0 {
			continue
		}
		list = append(list, figure{
			name: StoreName(s.Name), title: words.StoreFigureTitle(s.Name),
			draw:    func(t *analysis.Trial) (drawing, string) { return storeBoard(t, s).drawing(), "" },
			caption: func(t *analysis.Trial) string { return words.Store(s, t.Measured) },
		})
	}
	return list
}

// The size of a store's panels on the grid: three in a row.
const (
	storeWide = 8
	storeHigh = 9
)

// boardUnits are the analysis's units in the words of a board; what is missing is a plain number.
var boardUnits = map[telemetry.Unit]string{
	telemetry.Seconds: "s", telemetry.Bytes: "bytes", telemetry.BytesPerSecond: "Bps", telemetry.PerSecond: "reqps",
	telemetry.Ratio: "percentunit", telemetry.Cores: "cores",
}

// storeBoard lays the panels of a store out.
func storeBoard(t *analysis.Trial, s *analysis.Store) Board {
	b := Board{Title: words.StoreFigureTitle(s.Name), Length: end(t), Backends: t.Manifest.Backends}
	for _, p := range t.Manifest.Phases {
		if !p.Measure {
			b.Unmeasured = append(b.Unmeasured, [2]float64{p.Start.Seconds(), p.End.Seconds()})
		}
	}
	for i, p := range s.Panels {
		panel := Panel{
			Title: p.Title, Unit: boardUnits[p.Unit], X: i % 3 * storeWide, Y: i / 3 * storeHigh, W: storeWide, H: storeHigh,
		}
		for _, l := range p.Lines {
			line := BoardLine{Name: l.Name}
			for _, o := range observed(&t.Timeline, l) {
				line.X, line.Y = append(line.X, o.x), append(line.Y, o.y)
			}
			panel.Lines = append(panel.Lines, line)
		}
		b.Panels = append(b.Panels, panel)
	}
	return b
}
