package figure

import (
	"cmp"
	"fmt"
	"image/color"
	"slices"

	"quintet/bench/analysis"
	"quintet/bench/resilience"
	"quintet/bench/words"
)

// FaultName is the name of the figure around one fault, by its number from 1; the prefix of all of them with 0.
func FaultName(number int) string {
	if number == 0 {
		return "fault-at-"
	}
	return fmt.Sprintf("fault-at-%d", number)
}

// faultFigures are the figures around the faults of a trial, which no table can name.
func faultFigures(t *analysis.Trial) []figure {
	if t.Resilience == nil {
		return nil
	}
	var list []figure
	for i := range t.Resilience.Faults {
		f := &t.Resilience.Faults[i]
		list = append(list, figure{
			name: FaultName(f.Number), title: words.FaultFigureTitle(f.Label),
			draw:    func(t *analysis.Trial) (drawing, string) { return drawFault(t, f) },
			caption: func(*analysis.Trial) string { return words.FaultCaption(f) },
		})
	}
	return list
}

// The heights of the two charts around a fault, and the space between them.
const (
	goodputHeight = 110
	faultHeight   = 110
	faultGap      = 26
)

// drawFault has the hits per second that were due and that were good, and p99 below, in fine slots, with all instants of the fault.
func drawFault(t *analysis.Trial, f *resilience.Fault) (drawing, string) {
	u := &f.CloseUp
	if len(u.Due) == 0 {
		return drawing{}, words.NoHitRecorded
	}
	due := line{name: words.DuePerSecond, color: muted, width: 1.25}
	good := line{name: words.GoodPerSecond, color: green, width: 1.75}
	p99 := line{name: "p99", color: percentileColors["p99"], width: 1.5}
	var rateReach, timeReach []float64
	for i := range u.Due {
		at := u.From + (float64(i)+0.5)*u.Width
		due.points, good.points, p99.points = append(due.points, point{at, u.Due[i]}), append(good.points, point{at, u.Good[i]}), append(p99.points, point{at, u.P99[i]})
		rateReach, timeReach = append(rateReach, u.Due[i], u.Good[i]), append(timeReach, u.P99[i])
	}
	_, most := span(rateReach)
	begin, end := u.From, u.From+float64(len(u.Due))*u.Width
	below := []line{p99}
	for _, l := range limits99(t.SLO) {
		timeReach = append(timeReach, l.Limit)
		below = append(below, line{name: words.LimitOfSLO, color: vermillion, width: 1.5, dash: []float64{6, 3}, points: []point{{begin, l.Limit}, {end, l.Limit}}})
	}
	marks := instants(f, begin, end)
	strips := float64(marks.rows) * stripHeight
	top := titleHeight + unitHeight + strips + 3
	middle := top + goodputHeight + faultGap
	bottom := middle + faultHeight
	x := clockBetween(begin, end)
	return drawing{height: bottom + tickHeight, paint: func(s *sheet) {
		upper := &chart{sheet: s, x0: leftBorder, x1: width - rightBorder, y0: top, y1: top + goodputHeight, x: x, y: linear(rates, most, 4)}
		lower := &chart{sheet: s, x0: leftBorder, x1: width - rightBorder, y0: middle, y1: bottom, x: x, y: decades(seconds, timeReach).finer()}
		s.subtitle(words.AxisHitsInSlots(upper.y.name, u.Width))
		for _, c := range []*chart{upper, lower} {
			from, to := c.px(max(begin, f.At)), c.px(inForceUntil(f, end))
			c.box(faultShade, from, c.y0, to, c.y1)
		}
		upper.gridY()
		lower.grids(words.AxisTime(x.name))
		s.text(smallText, edge, middle-faultGap/2, left, lower.y.axisTitle(words.AxisP99InSlots))
		upper.events(marks, top-strips-3)
		for _, m := range marks.marks {
			lower.rule(pen{ink, 1, []float64{4, 3}}, lower.px(m.at), lower.y0, lower.px(m.at), lower.y1)
		}
		upper.trace(due)
		upper.trace(good)
		for _, l := range below {
			lower.trace(l)
		}
		upper.nameEnds([]line{due, good})
		lower.nameEnds(below)
	}}, ""
}

// faultShade is the ground of the time in which a fault is in force.
var faultShade = color.RGBA{0xFB, 0xE9, 0xDD, 0xFF}

// inForceUntil is where that ground ends.
func inForceUntil(f *resilience.Fault, end float64) float64 {
	if f.Heal >= 0 {
		return min(f.Heal, end)
	}
	return end
}

// instants places the labels of a fault's instants; those at one place share a line.
func instants(f *resilience.Fault, begin, end float64) marks {
	var list []mark
	for _, m := range []mark{{at: f.At, label: words.Injected}, {at: f.Effect, label: words.TookEffect}, {at: f.Noticed, label: words.NoticedAt},
		{at: f.Heal, label: words.Healed}, {at: f.Serving, label: words.ServingAgain}, {at: f.Recovered, label: words.RecoveredAt}} {
		if isNumber(m.at) && m.at >= begin && m.at <= end {
			list = append(list, m)
		}
	}
	slices.SortStableFunc(list, func(a, b mark) int { return cmp.Compare(a.at, b.at) })
	return placeMarks(list, clockBetween(begin, end))
}
