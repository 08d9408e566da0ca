package figure

import (
	"cmp"
	"image/color"
	"math"
	"slices"

	"quintet/bench/analysis"
	"quintet/bench/words"
)

// drawPercentiles has one row an operation, the slowest first, with percentiles as dots and their intervals as whiskers.
func drawPercentiles(t *analysis.Trial) (drawing, string) {
	if t.All.Hits == 0 {
		return drawing{}, words.NoResponseTimes
	}
	all := t.All
	all.Name = words.AllOperations
	operations := slices.Clone(t.Operations)
	slices.SortStableFunc(operations, func(a, b analysis.Operation) int { return descending(a.Response.P99, b.Response.P99) })
	operations = append([]analysis.Operation{all}, operations...)

	var reach []float64
	for _, o := range operations {
		for _, p := range shown(o.Hits) {
			reach = append(reach, p.of(o.Response), o.Intervals[p.interval].Low, o.Intervals[p.interval].High)
		}
	}
	reach = append(reach, limitsNear(t.SLO, reach)...)
	rows := rowChart{what: words.ResponseTime, x: decades(seconds, reach).finer()}
	rows.keys = append(percentileKeys(shown(all.Hits)), line{name: words.OpenInterval, color: muted, marker: asInterval})
	limited := false
	for i, o := range operations {
		limits := limitsOn(t.SLO, i == 0, o.Name, rows.x)
		limited = limited || len(limits) > 0
		w := row{name: o.Name, bold: i == 0, note: words.HitsNote(&o), draw: func(c *chart, y float64) {
			for _, l := range limits {
				x := c.px(l.Limit)
				c.rule(pen{color: percentileColor(l.Quantile), width: 2}, x, y-8, x, y+8)
			}
			c.percentiles(o, y)
		}}
		if i == 1 {
			w.gap = 6
		}
		rows.rows = append(rows.rows, w)
	}
	if limited {
		rows.keys = append(rows.keys, line{name: words.LimitOfSLO, color: muted, marker: asLimit})
	}
	return rows.drawing(), ""
}

// descending sorts numbers from the largest to the smallest and what is no number to the end.
func descending(a, b float64) int {
	switch {
	case math.IsNaN(a) && math.IsNaN(b):
		return 0
	case math.IsNaN(a):
		return 1
	case math.IsNaN(b):
		return -1
	}
	return cmp.Compare(b, a)
}

// limitsNear are the limits of SLOs on response times that would not stretch an axis of these values much.
func limitsNear(slo []analysis.SLOResult, values []float64) []float64 {
	smallest, largest := span(values)
	var near []float64
	for _, s := range slo {
		if s.Quantile > 0 && s.Limit > smallest/3 && s.Limit < 5*largest {
			near = append(near, s.Limit)
		}
	}
	return near
}

// limitsOn are the limits that belong to a row and lie on the axis: those over all operations in the first row.
func limitsOn(slo []analysis.SLOResult, all bool, operation string, x *scale) []analysis.SLOResult {
	return slices.DeleteFunc(slices.Clone(slo), func(s analysis.SLOResult) bool {
		mine := s.Operation == operation || all && s.Operation == ""
		return !mine || s.Quantile <= 0 || s.Limit < x.min || s.Limit > x.max
	})
}

// percentiles draws the dots and whiskers of one row. Neighbours that would cover one another stand one below the other.
func (c *chart) percentiles(o analysis.Operation, y float64) {
	var dots []percentileDot
	for _, p := range shown(o.Hits) {
		if v := p.of(o.Response); isNumber(v) {
			dots = append(dots, c.percentileDot(percentileColors[p.name], v, o.Intervals[p.interval]))
		}
	}
	for from := 0; from < len(dots); {
		to, reach := from+1, dots[from].to
		for ; to < len(dots) && dots[to].from < reach; to++ {
			reach = max(reach, dots[to].to)
		}
		for i := from; i < to; i++ {
			c.drawDot(dots[i], y+5.5*(float64(i-from)-float64(to-from-1)/2), to-from > 1)
		}
		from = to
	}
}

// percentileDot is one percentile in a row: where it stands and how far its whisker reaches.
type percentileDot struct {
	color            color.RGBA
	x, from, to      float64
	whiskered, arrow bool
}

// percentileDot places a value and its interval. An interval that is hardly wider than the dot is left out: it cannot be told from it. So is
// one that reaches from nothing to infinity: it states nothing.
func (c *chart) percentileDot(color color.RGBA, v float64, in analysis.Interval) percentileDot {
	x := c.px(v)
	d := percentileDot{color: color, x: x, from: x - 5, to: x + 5}
	if in == (analysis.Interval{}) || !isNumber(in.Low) || math.IsNaN(in.High) || in.Low <= 0 && math.IsInf(in.High, 1) {
		return d
	}
	low, high := c.px(in.Low), c.px(in.High)
	if math.IsInf(in.High, 1) {
		d.arrow, high = true, min(x+arrowLength, c.x1+6)
	}
	if d.whiskered = d.arrow || low < x-7 || high > x+7; d.whiskered {
		d.from, d.to = min(d.from, low), max(d.to, high)
	}
	return d
}

// arrowLength is how far an arrow for an interval without an upper bound goes beyond the value.
const arrowLength = 26

func (c *chart) drawDot(d percentileDot, y float64, small bool) {
	switch {
	case d.arrow:
		c.arrow(d.color, d.from, d.to, y)
	case d.whiskered:
		c.whisker(d.color, d.from, d.to, y)
	}
	radius := 4.0
	if small {
		radius = 3.25
	}
	c.dot(d.color, d.x, y, radius)
}
