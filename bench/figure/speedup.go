package figure

import (
	"fmt"
	"strings"

	"quintet/bench/analysis"
	"quintet/bench/scaling"
	"quintet/bench/words"
)

// speedupHeight is the height of the two data areas.
const speedupHeight = 210

// drawScalingSpeedup has speed-up and efficiency over the number of a resource: measured as dots with intervals, the Universal
// Scalability Law as a line as far as was measured, and the ideal. Ladders of one resource share the figure; those of another, and those
// whose loads were too small to tell, are left out.
func drawScalingSpeedup(s *scaling.Result, _ []analysis.SLOResult) (drawing, string) {
	if len(s.Ladders) == 0 {
		return drawing{}, "No resource was varied alone, so there is no speed-up."
	}
	var ladders []*scaling.Ladder
	var lines []line
	var ns, ups, shares []float64
	for i := range s.Ladders {
		l := &s.Ladders[i]
		if l.Bounded || len(ladders) > 0 && l.Axis != ladders[0].Axis {
			continue
		}
		ladders, lines = append(ladders, l), append(lines, curveLine(l.Others, len(lines)))
		for _, step := range l.Steps {
			ns = append(ns, step.N)
			ups, shares = append(ups, step.Speedup.Value, step.Speedup.High), append(shares, step.Efficiency.Value, step.Efficiency.High)
		}
	}
	if len(ladders) == 0 {
		return drawing{}, "At some steps all that was offered was done, so what more of the resource gains is not known."
	}
	_, most := span(ns)
	_, high := span(ups)
	_, share := span(shares)
	keys := []line{
		{name: "measured, with 95 % interval", color: muted, marker: asDot}, {name: "Universal Scalability Law, fitted", color: muted, width: 2},
		{name: "ideal", color: axisGrey, width: 1.5, dash: []float64{1.5, 3}},
	}
	if len(lines) > 1 || ladders[0].Others != "" {
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
		from := ladders[0].Steps[0].N
		for _, c := range []*chart{up, part} {
			title, ideal := fmt.Sprintf("speed-up against %s %s (times)", words.Count(from), strings.TrimSuffix(ladders[0].Unit, map[bool]string{true: "s"}[from == 1])), []point{{from, 1}, {min(most, from*up.y.max), min(most/from, up.y.max)}}
			if c == part {
				title, ideal = "efficiency: speed-up as a share of the ideal (%)", []point{{from, 1}, {most, 1}}
			}
			sh.text(smallText, c.x0-leftBorder+edge, top-unitHeight/2-2, left, sh.fit(smallText, title, half-20))
			c.grids(ladders[0].Unit)
			c.trace(line{color: axisGrey, width: 1.5, dash: []float64{1.5, 3}, points: ideal})
		}
		for i, l := range ladders {
			up.climb(l, lines[i], func(s *scaling.Step) scaling.Estimate { return s.Speedup }, func(float64) float64 { return 1 })
			part.climb(l, lines[i], func(s *scaling.Step) scaling.Estimate { return s.Efficiency }, func(n float64) float64 { return from / n })
		}
	}}, ""
}

// fitSteps is of how many pieces a fitted curve is drawn.
const fitSteps = 64

// climb draws one ladder: the fit as far as was measured, times what the axis makes of a speed-up, and the steps; without a fit a thin
// line joins them.
func (c *chart) climb(l *scaling.Ladder, look line, of func(*scaling.Step) scaling.Estimate, times func(n float64) float64) {
	look.points = nil
	if l.Fit != nil {
		base := l.Steps[0].Work.Value
		for i := range fitSteps + 1 {
			n := l.Fit.From + (l.Fit.To-l.Fit.From)*float64(i)/fitSteps
			look.points = append(look.points, point{n, l.Fit.Throughput(n) / base * times(n)})
		}
	} else {
		look.width = 1
		for i := range l.Steps {
			look.points = append(look.points, point{l.Steps[i].N, of(&l.Steps[i]).Value})
		}
	}
	c.trace(look)
	for i := range l.Steps {
		if e := of(&l.Steps[i]); isNumber(e.Value) {
			c.pillar(look, l.Steps[i].N, e)
			c.dot(look.color, c.px(l.Steps[i].N), c.py(e.Value), 4)
		}
	}
}
