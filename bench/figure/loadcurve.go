package figure

import (
	"quintet/bench/analysis"
	"quintet/bench/scaling"
	"quintet/bench/words"
)

// loadCurveHeight is the height of the data area of figures along the offered load.
const loadCurveHeight = 220

// alongLoad are the curves that have at least two loads with valid trials; closed loops offer no load of their own.
func alongLoad(s *scaling.Result) (curves [][]*scaling.Cell, lines []line) {
	for i, l := range s.Curves {
		var cells []*scaling.Cell
		for _, at := range l.Cells {
			if c := &s.Cells[at]; len(c.Trials) > 0 && c.Users == 0 && isNumber(c.Offered) && c.Offered > 0 {
				cells = append(cells, c)
			}
		}
		if len(cells) > 1 && cells[len(cells)-1].Offered > 1.02*cells[0].Offered {
			curves, lines = append(curves, cells), append(lines, curveLine(l.Label, i))
		}
	}
	return curves, lines
}

// loadCurve describes a figure along the offered load.
type loadCurve struct {
	what string
	x, y *scale
	// of is what is drawn of a cell with its interval.
	of func(*scaling.Cell) scaling.Estimate
	// before is drawn below the curves.
	before func(*chart)
	keys   []line
}

// drawing lays a figure along the offered load out: one line a configuration with its name at its end, full dots for loads that were
// accepted and rings for those that were refused.
func (f loadCurve) drawing(curves [][]*scaling.Cell, lines []line) drawing {
	l := newLettersetter()
	keys := append([]line{{name: "accepted", color: muted, marker: asDot}, {name: "refused", color: muted, marker: asRing}}, f.keys...)
	rows := l.legendRows(edge, keys)
	top := titleHeight + float64(rows)*unitHeight + unitHeight + 4
	names := l.widest(labelText, namesOf(lines), nameMost) + 34
	height := max(loadCurveHeight, float64(len(lines))*labelHeight+4)
	return drawing{height: top + height + tickHeight, paint: func(s *sheet) {
		c := &chart{sheet: s, x0: leftBorder, x1: width - max(rightBorder, names), y0: top, y1: top + height, x: f.x, y: f.y}
		s.legend(edge, keys)
		s.text(smallText, edge, top-unitHeight/2-2, left, f.y.axisTitle(f.what))
		c.grids(f.x.axisTitle(words.OfferedLoad))
		if f.before != nil {
			f.before(c)
		}
		for i := range lines {
			for _, cell := range curves[i] {
				lines[i].points = append(lines[i].points, point{cell.Offered, f.of(cell).Value})
			}
			c.trace(lines[i])
		}
		for i, cells := range curves {
			for _, cell := range cells {
				e := f.of(cell)
				if !isNumber(e.Value) {
					continue
				}
				c.pillar(lines[i], cell.Offered, e)
				if x, y := c.px(cell.Offered), c.py(e.Value); cell.Accepted {
					c.dot(lines[i].color, x, y, 4)
				} else {
					c.ring(lines[i].color, x, y)
				}
			}
		}
		c.nameEnds(lines)
	}}
}

func namesOf(lines []line) []string {
	names := make([]string, len(lines))
	for i, l := range lines {
		names[i] = l.name
	}
	return names
}

// drawScalingThroughput has throughput against offered load, goodput dashed, and where both would be the same.
func drawScalingThroughput(s *scaling.Result, _ []analysis.SLOResult) (drawing, string) {
	curves, lines := alongLoad(s)
	if len(curves) == 0 {
		return drawing{}, words.NoLoadCurve
	}
	var loads, done []float64
	for _, cells := range curves {
		for _, c := range cells {
			loads, done = append(loads, c.Offered), append(done, c.Throughput.Value)
		}
	}
	_, most := span(loads)
	f := loadCurve{what: "answered", x: fitting(rates, loads, 8), of: func(c *scaling.Cell) scaling.Estimate { return c.Throughput }}
	f.y = linear(rates, most, 5)
	if f.x.log {
		f.y = fitting(rates, append(done, loads...), 5)
	}
	f.keys = []line{
		{name: "throughput", color: muted, width: 2}, {name: "goodput", color: muted, width: 1.5, dash: goodputDash},
		{name: words.KeyOffered, color: axisGrey, width: 1.5, dash: []float64{1.5, 3}},
	}
	f.before = func(c *chart) {
		var ideal []point
		least, most := span(loads)
		if !c.x.log {
			least = 0
		}
		for i := range 33 {
			at := least + (most-least)*float64(i)/32
			ideal = append(ideal, point{at, at})
		}
		c.trace(line{color: axisGrey, width: 1.5, dash: []float64{1.5, 3}, points: ideal})
		for i, cells := range curves {
			l := line{color: lines[i].color, width: 1.25, dash: goodputDash}
			for _, cell := range cells {
				l.points = append(l.points, point{cell.Offered, cell.Goodput.Value})
			}
			c.trace(l)
		}
	}
	return f.drawing(curves, lines), ""
}

// goodputDash is how goodput differs from throughput in the same colour.
var goodputDash = []float64{4, 3}

// drawScalingP99 has p99 against offered load with the limits that hold for all operations. Where the load was not varied, it has a row
// a configuration instead.
func drawScalingP99(s *scaling.Result, slo []analysis.SLOResult) (drawing, string) {
	curves, lines := alongLoad(s)
	if len(curves) == 0 {
		return drawConfigurations(s, slo)
	}
	var loads, times []float64
	for _, cells := range curves {
		for _, c := range cells {
			loads, times = append(loads, c.Offered), append(times, c.P99.Value, c.P99.Low, c.P99.High)
		}
	}
	limits := limits99(slo)
	for _, l := range limits {
		times = append(times, l.Limit)
	}
	f := loadCurve{what: words.AxisP99, x: fitting(rates, loads, 8), y: decades(seconds, times).finer(), of: func(c *scaling.Cell) scaling.Estimate { return c.P99 }}
	if len(limits) > 0 {
		f.keys = []line{{name: words.LimitOfSLO, color: vermillion, width: 1.5, dash: []float64{6, 3}}}
	}
	f.before = func(c *chart) {
		for _, l := range limits {
			y := c.py(l.Limit)
			c.rule(pen{color: vermillion, width: 1.5, dash: []float64{6, 3}}, c.x0, y, c.x1, y)
		}
	}
	return f.drawing(curves, lines), ""
}

// limits99 are the objectives on p99 over all operations.
func limits99(slo []analysis.SLOResult) []analysis.SLOResult {
	var limits []analysis.SLOResult
	for _, l := range overAll(slo) {
		if l.Quantile == 0.99 && l.Limit > 0 {
			limits = append(limits, l)
		}
	}
	return limits
}

// drawConfigurations has a row a configuration with p50 and p99, all at the same load.
func drawConfigurations(s *scaling.Result, slo []analysis.SLOResult) (drawing, string) {
	var reach []float64
	rows := rowChart{what: words.ResponseTime, keys: []line{
		{name: "p50", color: percentileColors["p50"], marker: asDot}, {name: "p99", color: percentileColors["p99"], marker: asDot},
		{name: words.OpenInterval, color: muted, marker: asInterval},
	}}
	for i, l := range s.Curves {
		for _, at := range l.Cells {
			cell := &s.Cells[at]
			if len(cell.Trials) == 0 {
				continue
			}
			reach = append(reach, cell.P50.Value, cell.P99.Value, cell.P99.Low, cell.P99.High)
			rows.rows = append(rows.rows, row{name: curveLine(l.Label, i).name, note: words.Counted(len(cell.Trials), "trial"), draw: func(c *chart, y float64) {
				for _, d := range []percentileDot{
					c.percentileDot(percentileColors["p50"], cell.P50.Value, cell.P50.Interval), c.percentileDot(percentileColors["p99"], cell.P99.Value, cell.P99.Interval),
				} {
					c.drawDot(d, y, false)
				}
			}})
		}
	}
	if len(rows.rows) == 0 {
		return drawing{}, words.NothingToCompare
	}
	for _, l := range limits99(slo) {
		reach = append(reach, limitsNear([]analysis.SLOResult{l}, reach)...)
	}
	rows.x = decades(seconds, reach).finer()
	d := rows.drawing()
	d.title = words.ConfigurationsTitle
	return d, ""
}
