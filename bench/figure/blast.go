package figure

import (
	"image/color"
	"math"

	"gonum.org/v1/plot"

	"quintet/bench/resilience"
	"quintet/bench/words"
)

// The figures of a whole run with faults.
const (
	Scorecard = "fault-scorecard"
	Blast     = "fault-blast"
)

// faultRunFigures is the table of the figures of a whole run with faults, in the order of a page.
func faultRunFigures() []faultRunFigure {
	return []faultRunFigure{{Scorecard, drawScorecard}, {Blast, drawBlast}}
}

// faultRunFigure is one row of the table; draw gives either a drawing or the words for its place.
type faultRunFigure struct {
	name string
	draw func(*resilience.Result) (drawing, string)
}

// image draws one figure of the run.
func (f faultRunFigure) image(r *resilience.Result) (Image, error) {
	return Image{Name: f.name, Title: words.FigureTitle(f.name), Caption: words.FaultsCaption(r)}.drawn(f.draw(r))
}

// shares is an axis of shares from 0 to 1.
func shares() *scale {
	s := &scale{Normalizer: plot.LinearScale{}, max: 1, unit: 0.01, name: percent[0].name}
	for v := 0.0; v <= 100; v += 20 {
		s.ticks = append(s.ticks, plot.Tick{Value: v / 100, Label: number(v)})
	}
	return s
}

// drawScorecard has a row a fault: the availability of all hits and of the worst operation while it was in force, and in words when all was good
// again and what was lost.
func drawScorecard(r *resilience.Result) (drawing, string) {
	rows := rowChart{what: words.AxisAvailability, x: shares(), keys: []line{
		{name: words.AllOperations, color: blue, marker: asDot}, {name: words.WorstOperation, color: vermillion, marker: asRing},
		{name: words.PercentInterval, color: muted, marker: asInterval},
	}}
	for i := range r.Rows {
		f := &r.Rows[i]
		rows.rows = append(rows.rows, row{name: words.FaultRow(f), note: words.FaultNote(f), height: rowHeight + 6, draw: func(c *chart, y float64) {
			if isNumber(f.Availability.Low) && isNumber(f.Availability.High) {
				c.whisker(muted, c.px(f.Availability.Low), c.px(f.Availability.High), y)
			}
			if w := f.Worst(); w != nil && w.InForce.Value < 1 {
				c.ring(vermillion, c.px(w.InForce.Value), y)
			}
			if !math.IsNaN(f.Availability.Value) {
				c.dot(blue, c.px(f.Availability.Value), y, 4)
			}
		}})
	}
	if len(rows.rows) == 0 {
		return drawing{}, words.ScorecardTable().Empty
	}
	return rows.drawing(), ""
}

// The size of a cell of the blast radius, and the most that the names of operations may take.
const (
	blastHigh  = 22
	blastWide  = 118
	blastNames = 190
)

// drawBlast has a row an operation and a column a fault: which share of its hits was answered rightly and in time, in numbers and in shades.
func drawBlast(r *resilience.Result) (drawing, string) {
	if len(r.Rows) == 0 || len(r.Operations) == 0 {
		return drawing{}, words.BlastTable().Empty
	}
	l := newLettersetter()
	names := min(blastNames, l.widest(labelText, r.Operations, blastNames)) + 10
	// Faults that do not fit beside one another stand in further bands below.
	perBand := max(1, int((width-2*edge-names)/blastWide))
	bands := (len(r.Rows) + perBand - 1) / perBand
	perBand = (len(r.Rows) + bands - 1) / bands
	wide := math.Min(2*blastWide, (width-2*edge-names)/float64(perBand))
	band := 2*stripHeight + 6 + float64(len(r.Operations))*blastHigh
	top := float64(titleHeight + unitHeight)
	return drawing{height: top + float64(bands)*(band+14), paint: func(s *sheet) {
		s.subtitle(words.BlastLegend)
		for i := range r.Rows {
			f := &r.Rows[i]
			x, y := edge+names+float64(i%perBand)*wide, top+float64(i/perBand)*(band+14)
			s.text(smallText.in(ink), x+wide/2, y+stripHeight/2.0, middle, s.fit(smallText, f.Label, wide-6))
			s.text(smallText, x+wide/2, y+1.5*stripHeight, middle, s.fit(smallText, words.BlastColumn(f), wide-6))
			y += 2*stripHeight + 4
			for k, name := range r.Operations {
				at := y + (float64(k)+0.5)*blastHigh
				if i%perBand == 0 {
					s.text(labelText, edge+names-10, at, right, s.fit(labelText, name, names-10))
				}
				s.blastCell(f, name, x+1, at-blastHigh/2+1, x+wide-1, at+blastHigh/2-1)
			}
		}
	}}, ""
}

// blastCell is one operation under one fault; one without hits, or whose right answers nothing limits, is grey.
func (s *sheet) blastCell(f *resilience.Row, name string, x0, y0, x1, y1 float64) {
	for i := range f.Operations {
		o := &f.Operations[i]
		if o.Name != name || o.InForce.Due == 0 {
			continue
		}
		ground, letters := bandGrey, ink
		if o.Limited || o.InForce.Value < 1 {
			ground, letters = blastShade(o.InForce.Value)
		}
		s.box(ground, x0, y0, x1, y1)
		s.text(lettering{smallText.size, false, letters}, (x0+x1)/2, (y0+y1)/2, middle, s.fit(smallText, words.Good(o), x1-x0-4))
		return
	}
	s.box(bandGrey, x0, y0, x1, y1)
}

// blastShade goes from white where all hits were good to dark red where none was, and the letters that can be read on it: lightness alone says
// which is worse.
func blastShade(share float64) (ground, letters color.RGBA) {
	lost := 1 - share
	// Small losses must be seen: the shade grows with the square root.
	deep := math.Sqrt(math.Max(0, math.Min(1, lost)))
	ground = between(color.RGBA{0xF4, 0xF7, 0xF4, 0xFF}, color.RGBA{0x8B, 0x1A, 0x0E, 0xFF}, deep)
	if contrast(ground, paper) > contrast(ground, ink) {
		return ground, paper
	}
	return ground, ink
}
