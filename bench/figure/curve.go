package figure

import (
	"math"

	"gonum.org/v1/plot"

	"quintet/bench/analysis"
	"quintet/bench/words"
)

// drawCurve shows every percentile of all hits: response time, and service time below it. What lies between is waiting to be sent.
func drawCurve(t *analysis.Trial) (drawing, string) {
	var response, service line
	reach := 0.0
	for _, p := range t.Curve {
		x := nines(p.Quantile)
		response.points = append(response.points, point{x, p.Response})
		service.points = append(service.points, point{x, p.Service})
		reach = max(reach, p.Quantile)
	}
	response.name, response.color, response.width = words.ResponseTime, blue, 2.25
	service.name, service.color, service.width, service.dash = words.ServiceTime, orange, 2, []float64{6, 3}
	lines := drawn([]line{response, service})
	if len(lines) == 0 || reach <= 0 {
		return drawing{}, words.TooFewForCurve
	}
	all := values(lines)
	near := limitsNear(overAll(t.SLO), all)
	y := fitting(seconds, append(all, near...), 5)
	x := ninesScale(reach)
	top := float64(titleHeight + unitHeight + 8)
	return drawing{height: top + curveHeight + tickHeight, paint: func(s *sheet) {
		c := &chart{sheet: s, x0: leftBorder, x1: width - rightBorder, y0: top, y1: top + curveHeight, x: x, y: y}
		s.subtitle(y.axisTitle(words.AxisBothTimes))
		c.grids(words.AxisShareOfHits)
		for _, l := range overAll(t.SLO) {
			if l.Limit < y.min || l.Limit > y.max || l.Quantile > reach {
				continue
			}
			at, level := c.px(nines(l.Quantile)), c.py(l.Limit)
			c.rule(pen{color: percentileColor(l.Quantile), width: 2}, at-16, level, at+16, level)
			c.text(smallText.in(percentileColor(l.Quantile)), at, level-9, middle, l.Expression)
		}
		for i := len(lines) - 1; i >= 0; i-- {
			c.trace(lines[i])
		}
		c.nameEnds(lines)
	}}, ""
}

// curveHeight is the height of the data area of the percentile curve.
const curveHeight = 220

// overAll are the objectives for percentiles of all operations together.
func overAll(slo []analysis.SLOResult) []analysis.SLOResult {
	var all []analysis.SLOResult
	for _, s := range slo {
		if s.Operation == "" && s.Quantile > 0 {
			all = append(all, s)
		}
	}
	return all
}

// nines is how many nines a quantile has: 1 at 90 %, 2 at 99 %. On such an axis the tail takes as much room as the rest.
func nines(q float64) float64 { return -math.Log10(1 - q) }

// ninesScale reaches to a quantile.
func ninesScale(reach float64) *scale {
	s := &scale{Normalizer: plot.LinearScale{}, max: nines(reach)}
	for _, q := range []float64{0, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 0.9999} {
		if q <= reach+1e-9 {
			s.ticks = append(s.ticks, plot.Tick{Value: nines(q), Label: number(math.Round(1e6*q) / 1e4)})
		}
	}
	return s
}
