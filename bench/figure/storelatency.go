package figure

import (
	"image/color"

	"quintet/bench/analysis"
	"quintet/bench/scraped"
	"quintet/bench/words"
)

// maxCalls is how many rows of store operations are drawn; the rest is in the report's table.
const maxCalls = 24

// drawStoreLatency has a row an operation of a store, those that take most time in all first: median and p99 as the API measured
// them, joined by a line, and the mean as a stroke.
func drawStoreLatency(t *analysis.Trial) (drawing, string) {
	calls := t.StoreLatency
	switch {
	case len(calls) == 0 && t.Scraped.Scrapes == 0:
		return drawing{}, words.NotScraped(words.OfStoreCalls)
	case len(calls) == 0:
		return drawing{}, words.NoStoreCalls
	}
	var reach []float64
	hidden := max(0, len(calls)-maxCalls)
	calls = calls[:len(calls)-hidden]
	for _, s := range calls {
		reach = append(reach, s.P50, s.P99, s.Mean)
	}
	rows := rowChart{what: words.AxisStoreCalls(hidden), x: decades(seconds, reach).finer()}
	rows.keys = append(percentileKeys([]percentile{percentiles[0], percentiles[2]}), line{name: "mean", color: ink, marker: asLimit})
	colors := map[string]color.RGBA{}
	for _, s := range calls {
		if _, known := colors[s.Store]; !known {
			colors[s.Store] = sourceColor(t.Manifest.Backends, s.Store, len(colors))
			rows.keys = append(rows.keys, line{name: s.Store, color: colors[s.Store], marker: asBar})
		}
		ground := colors[s.Store]
		rows.rows = append(rows.rows, row{name: s.Operation, note: words.CallsNote(s.Count, s.Errors), swatch: &ground, draw: func(c *chart, y float64) { c.call(s, y) }})
	}
	return rows.drawing(), ""
}

// call draws one operation of a store.
func (c *chart) call(s scraped.StoreLatency, y float64) {
	if isNumber(s.P50) && isNumber(s.P99) {
		c.line(pen{color: axisGrey, width: 2}, point{c.px(s.P50), y}, point{c.px(s.P99), y})
	}
	if isNumber(s.Mean) {
		x := c.px(s.Mean)
		c.rule(pen{color: ink, width: 2}, x, y-6, x, y+6)
	}
	for _, p := range []struct {
		name string
		at   float64
	}{{"p99", s.P99}, {"p50", s.P50}} {
		if isNumber(p.at) {
			c.dot(percentileColors[p.name], c.px(p.at), y, 4)
		}
	}
}
