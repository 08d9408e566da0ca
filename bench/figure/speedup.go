package figure

import (
	"quintet/bench/analysis"
	"quintet/bench/scaling"
	"quintet/bench/words"
)

// speedupHeight is the height of the two data areas.
const speedupHeight = 210

// drawScalingSpeedup has speed-up and efficiency over the number of a resource: measured as dots with intervals, the Universal
// Scalability Law as a line as far as was measured, and the ideal. Series of one resource share the figure; those of another, and those
// whose loads were too small for one, are left out.
func drawScalingSpeedup(s *scaling.Result, _ []analysis.SLOResult) (drawing, string) {
	if len(s.Series) == 0 {
		return drawing{}, words.NoSpeedUp
	}
	var series []*scaling.Series
	var lines []line
	var ns, ups, shares []float64
	for i := range s.Series {
		x := &s.Series[i]
		if x.Bounded || len(series) > 0 && x.Axis != series[0].Axis {
			continue
		}
		series, lines = append(series, x), append(lines, curveLine(x.Others, len(lines)))
		for _, p := range x.Points {
			ns = append(ns, p.N)
			ups, shares = append(ups, p.Speedup.Value, p.Speedup.High), append(shares, p.Efficiency.Value, p.Efficiency.High)
		}
	}
	if len(series) == 0 {
		return drawing{}, words.SpeedUpUnknown
	}
	_, most := span(ns)
	_, high := span(ups)
	_, share := span(shares)
	keys := []line{
		{name: words.KeyMeasured, color: muted, marker: asDot}, {name: words.KeyFitted, color: muted, width: 2},
		{name: "ideal", color: axisGrey, width: 1.5, dash: []float64{1.5, 3}},
	}
	if len(lines) > 1 || !series[0].Others.Empty() {
		keys = append(keys, lines...)
	}
	l := newLettersetter()
	top := titleHeight + float64(l.legendRows(edge, keys))*unitHeight + unitHeight + 4
	return drawing{height: top + speedupHeight + tickHeight, paint: func(sh *sheet) {
		sh.legend(edge, keys)
		half := (width - 2*edge) / 2.0
		x := linear(plain, most, int(max(1, min(8, most)-1)))
		up := &chart{sheet: sh, x0: leftBorder, x1: half - 18, y0: top, y1: top + speedupHeight, x: x, y: linear(plain, high, 5)}
		part := &chart{sheet: sh, x0: half + leftBorder, x1: width - edge - 10, y0: top, y1: top + speedupHeight, x: x, y: linear(percent, max(1, share), 5)}
		from := series[0].Points[0].N
		for _, c := range []*chart{up, part} {
			title, ideal := words.AxisSpeedUp(from, series[0].Resource), []point{{from, 1}, {min(most, from*up.y.max), min(most/from, up.y.max)}}
			if c == part {
				title, ideal = words.AxisEfficiency, []point{{from, 1}, {most, 1}}
			}
			sh.text(smallText, c.x0-leftBorder+edge, top-unitHeight/2-2, left, sh.fit(smallText, title, half-20))
			c.grids(string(series[0].Resource))
			c.trace(line{color: axisGrey, width: 1.5, dash: []float64{1.5, 3}, points: ideal})
		}
		for i, x := range series {
			up.series(x, lines[i], func(p *scaling.Point) scaling.Estimate { return p.Speedup }, func(float64) float64 { return 1 })
			part.series(x, lines[i], func(p *scaling.Point) scaling.Estimate { return p.Efficiency }, func(n float64) float64 { return from / n })
		}
	}}, ""
}

// fitSteps is of how many pieces a fitted curve is drawn.
const fitSteps = 64

// series draws one: the fit as far as was measured, times what the axis makes of a speed-up, and the points; without a fit a thin
// line joins them.
func (c *chart) series(x *scaling.Series, look line, of func(*scaling.Point) scaling.Estimate, times func(n float64) float64) {
	look.points = nil
	if x.Fit != nil {
		base := x.Points[0].Work.Value
		for i := range fitSteps + 1 {
			n := x.Fit.From + (x.Fit.To-x.Fit.From)*float64(i)/fitSteps
			look.points = append(look.points, point{n, x.Fit.Throughput(n) / base * times(n)})
		}
	} else {
		look.width = 1
		for i := range x.Points {
			look.points = append(look.points, point{x.Points[i].N, of(&x.Points[i]).Value})
		}
	}
	c.trace(look)
	for i := range x.Points {
		if e := of(&x.Points[i]); isNumber(e.Value) {
			c.pillar(look, x.Points[i].N, e)
			c.dot(look.color, c.px(x.Points[i].N), c.py(e.Value), 4)
		}
	}
}
