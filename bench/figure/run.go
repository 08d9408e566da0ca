package figure

import (
	"math"
	"strings"

	"quintet/bench/analysis"
	"quintet/bench/scaling"
	"quintet/bench/words"
)

// runFigure is one row of the table of figures of a whole run; package words has its title. draw gives either a drawing or the words for its place, from
// what the trials say together and the objectives.
type runFigure struct {
	name string
	draw func(*scaling.Result, []analysis.SLOResult) (drawing, string)
}

// image draws one figure of the run.
func (f runFigure) image(s *scaling.Result, slo []analysis.SLOResult) (Image, error) {
	return Image{Name: f.name, Title: words.FigureTitle(f.name), Caption: runCaption(s, f.name)}.drawn(f.draw(s, slo))
}

// maxCaption is how many sentences of the answer stand below a figure.
const maxCaption = 2

// runCaption is the sentences of the answer that a figure shows.
func runCaption(s *scaling.Result, figure string) string {
	var texts []string
	for i := range s.Answer {
		if s.Answer[i].Figure == figure && len(texts) < maxCaption {
			texts = append(texts, words.Statement(&s.Answer[i]))
		}
	}
	return strings.Join(texts, " ")
}

// curveLine is how a configuration is drawn in all figures of a run: one colour each, and dashes when the colours are used up.
func curveLine(l scaling.Label, i int) line {
	return line{name: words.CurveName(l), color: others[i%len(others)], width: 2, dash: dashes[i/len(others)%len(dashes)]}
}

// pillar is a vertical interval: a line between two short strokes, or an arrow when it has no upper end. One that is hardly longer than
// a dot is left out: it would look like one.
func (c *chart) pillar(l line, x float64, e scaling.Estimate) {
	if !isNumber(e.Low) || math.IsNaN(e.High) {
		return
	}
	px, low, high := c.px(x), c.py(e.Low), c.py(e.High)
	p := pen{color: l.color, width: 1.5}
	if math.IsInf(e.High, 1) {
		high = max(c.y0, c.py(e.Value)-arrowLength/2)
		c.line(p, point{px - 3, high + 4}, point{px, high}, point{px + 3, high + 4})
	} else if low-high < 8 {
		return
	} else {
		c.line(p, point{px - 3.5, high}, point{px + 3.5, high})
	}
	c.line(p, point{px, low}, point{px, high})
	c.line(p, point{px - 3.5, low}, point{px + 3.5, low})
}

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
