package figure

import (
	"quintet/bench/analysis"
	"quintet/bench/scaling"
	"quintet/bench/words"
)

// panelHeight is the height of the data area of each of the four panels.
const panelHeight = 150

// drawScalingVolume has what grows with the number of rows, in four panels: response time, throughput, cache hits, space on disk.
func drawScalingVolume(s *scaling.Result, _ []analysis.SLOResult) (drawing, string) {
	if len(s.Volumes) == 0 {
		return drawing{}, words.VolumeNotVaried
	}
	var lines []line
	var rows []float64
	for i, v := range s.Volumes {
		lines = append(lines, curveLine(v.Label, i))
		for _, at := range v.Cells {
			rows = append(rows, s.Cells[at].Rows)
		}
	}
	least, most := span(rows)
	if least == 0 || least == most {
		return drawing{}, words.OneVolume
	}
	keys := []line{{name: words.KeyP99Others, color: muted, width: 2}, {name: "p50", color: muted, width: 1.5, dash: goodputDash}}
	if len(lines) > 1 || !s.Volumes[0].Label.Empty() {
		keys = append(keys, lines...)
	}
	panels := volumePanels(s)
	l := newLettersetter()
	top := titleHeight + float64(l.legendRows(edge, keys))*unitHeight + 4
	const each = unitHeight + panelHeight + tickHeight + 6
	return drawing{height: top + 2*each, paint: func(sh *sheet) {
		sh.legend(edge, keys)
		half := (width - 2*edge) / 2.0
		for k, p := range panels {
			x0, y0 := edge+float64(k%2)*half, top+float64(k/2)*each
			c := &chart{sheet: sh, x0: x0 + leftBorder - edge, x1: x0 + half - 24, y0: y0 + unitHeight, y1: y0 + unitHeight + panelHeight, x: logarithmic(plain, least, most), y: p.y}
			c.panel(s, p, lines)
		}
	}}, ""
}

// panel is one of several data areas of a figure.
type panel struct {
	what, empty string
	y           *scale
	of          []func(*scaling.Cell) scaling.Estimate
}

// volumePanels are the four panels; a number without an interval is an estimate of nothing but itself.
func volumePanels(s *scaling.Result) []panel {
	alone := func(v float64) scaling.Estimate {
		return scaling.Estimate{Value: v, Interval: analysis.Interval{Low: v, High: v}}
	}
	panels := []panel{
		{what: words.ResponseTime, of: []func(*scaling.Cell) scaling.Estimate{
			func(c *scaling.Cell) scaling.Estimate { return c.P99 }, func(c *scaling.Cell) scaling.Estimate { return c.P50 }}},
		{what: "throughput", of: []func(*scaling.Cell) scaling.Estimate{func(c *scaling.Cell) scaling.Estimate { return c.Throughput }}},
		{what: words.AxisVolumeCache, empty: words.NoCacheSeen, of: []func(*scaling.Cell) scaling.Estimate{func(c *scaling.Cell) scaling.Estimate { return alone(c.CacheHits) }}},
		{what: words.AxisVolumeOnDisk, empty: words.SpaceUnknown, of: []func(*scaling.Cell) scaling.Estimate{func(c *scaling.Cell) scaling.Estimate { return alone(c.BytesPerRow) }}},
	}
	units := [][]unit{seconds, rates, percent, sizes}
	for k := range panels {
		var all []float64
		for _, v := range s.Volumes {
			for _, at := range v.Cells {
				for _, of := range panels[k].of {
					e := of(&s.Cells[at])
					all = append(all, e.Value, e.Low, e.High)
				}
			}
		}
		if _, most := span(all); most == 0 {
			continue
		}
		panels[k].y = decades(units[k], all).finer()
		if k == 2 {
			panels[k].y = linear(percent, 1, 5)
		}
	}
	return panels
}

// panel draws one panel: a line and dots a configuration, or words where nothing was observed.
func (c *chart) panel(s *scaling.Result, p panel, lines []line) {
	title := p.what
	if p.y != nil {
		title = p.y.axisTitle(p.what)
	}
	c.text(smallText, c.x0-leftBorder+edge, c.y0-unitHeight/2, left, title)
	if p.y == nil {
		c.text(smallText, (c.x0+c.x1)/2, (c.y0+c.y1)/2, middle, p.empty)
		return
	}
	c.grids(words.AxisRows)
	for i, v := range s.Volumes {
		for k, of := range p.of {
			l := lines[i]
			if k > 0 {
				l.width, l.dash = 1.5, goodputDash
			}
			for _, at := range v.Cells {
				l.points = append(l.points, point{s.Cells[at].Rows, of(&s.Cells[at]).Value})
			}
			c.trace(l)
			for _, at := range v.Cells {
				cell := &s.Cells[at]
				if e := of(cell); isNumber(e.Value) {
					c.pillar(l, cell.Rows, e)
					c.dot(l.color, c.px(cell.Rows), c.py(e.Value), 3.5)
				}
			}
		}
	}
}
