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
		high = c.py(e.Value) - arrowLength/2
		if high < c.y0 {
			high = c.y0
		}
		c.line(p, point{px - 3, high + 4}, point{px, high}, point{px + 3, high + 4})
	} else if low-high < 8 {
		return
	} else {
		c.line(p, point{px - 3.5, high}, point{px + 3.5, high})
	}
	c.line(p, point{px, low}, point{px, high})
	c.line(p, point{px - 3.5, low}, point{px + 3.5, low})
}

// ring is a dot with a hole: what was refused.
func (c *chart) ring(l line, x, y float64) {
	c.dot(l.color, x, y, 4)
	c.disc(paper, x, y, 2.2)
}
