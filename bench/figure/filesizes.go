package figure

import (
	"quintet/bench/analysis"
	"quintet/bench/words"
)

// drawFileSizes has a row an operation on files and class of sizes: how response time grows with size.
func drawFileSizes(t *analysis.Trial) (drawing, string) {
	if len(t.Storage.Sizes) == 0 {
		return drawing{}, words.NoFileMoved
	}
	var reach []float64
	most := uint64(0)
	for _, s := range t.Storage.Sizes {
		most = max(most, s.Hits)
		for _, p := range shown(s.Hits) {
			reach = append(reach, p.of(s.Response))
		}
	}
	rows := rowChart{what: words.AxisFileSizes, x: decades(seconds, reach).finer(), keys: percentileKeys(shown(most))}
	for i, s := range t.Storage.Sizes {
		w := row{name: s.Operation + ", " + s.Class, note: words.Counted(s.Hits, "hit")}
		if i > 0 && t.Storage.Sizes[i-1].Operation != s.Operation {
			w.gap = 8
		}
		w.draw = func(c *chart, y float64) {
			c.percentiles(analysis.Operation{Hits: s.Hits, Response: s.Response}, y)
		}
		rows.rows = append(rows.rows, w)
	}
	return rows.drawing(), ""
}
