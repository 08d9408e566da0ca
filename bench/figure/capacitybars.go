package figure

import (
	"quintet/bench/analysis"
	"quintet/bench/scaling"
	"quintet/bench/words"
)

// drawScalingCapacity has a bar a configuration: the largest load that was accepted, and how far it is to the lowest that broke something.
func drawScalingCapacity(s *scaling.Result, _ []analysis.SLOResult) (drawing, string) {
	if len(s.Capacities) == 0 {
		return drawing{}, words.NoCapacity
	}
	var reach []float64
	rows := rowChart{what: words.OfferedLoad, keys: []line{
		{name: "accepted", color: blue, marker: asBar}, {name: words.KeyBroke, color: ink, marker: asInterval},
	}}
	for i := range s.Capacities {
		c := &s.Capacities[i]
		reach = append(reach, c.Rate, c.Refused)
		color := others[i%len(others)]
		rows.rows = append(rows.rows, row{name: curveLine(s.CapacityLabel(c), i).name, note: words.CapacityNote(c), draw: func(ch *chart, y float64) {
			if c.Rate > 0 {
				ch.box(color, ch.x0, y-6, ch.px(c.Rate), y+6)
			}
			switch {
			case c.Refused > 0:
				ch.whisker(ink, ch.px(c.Rate), ch.px(c.Refused), y)
			case c.Rate > 0:
				ch.arrow(ink, ch.px(c.Rate), min(ch.px(c.Rate)+arrowLength, ch.x1+8), y)
			}
		}})
	}
	_, most := span(reach)
	rows.x = linear(rates, most, 8)
	return rows.drawing(), ""
}
