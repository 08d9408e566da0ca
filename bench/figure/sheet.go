package figure

import (
	"bytes"
	"image/color"
	"math"

	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/font/liberation"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
)

// drawing is a figure ready to be painted on a sheet of its height.
type drawing struct {
	title  string
	height float64
	paint  func(*sheet)
}

// png paints the drawing with so many pixels to a pixel of the layout.
func (d drawing) png(density int) ([]byte, error) {
	s := newSheet(d.height, density)
	s.text(titleText, edge, edge+titleText.size/2+1, left, s.fit(titleText, d.title, width-2*edge))
	d.paint(s)
	var b bytes.Buffer
	err := encode(&b, s.image.Image())
	return b.Bytes(), err
}

// sheet is a canvas measured in pixels at single density from its top left corner, y downwards, as a page is.
type sheet struct {
	image  *vgimg.Canvas
	canvas draw.Canvas
	height float64
	fonts  *font.Cache
}

func newSheet(height float64, density int) *sheet {
	// At 72 dots an inch one of vg's points is one pixel.
	image := vgimg.NewWith(vgimg.UseWH(width, vg.Length(height)), vgimg.UseDPI(72*density), vgimg.UseBackgroundColor(paper))
	return &sheet{image: image, canvas: draw.New(image), height: height, fonts: font.NewCache(liberation.Collection())}
}

// point is a place on the sheet.
type point struct{ x, y float64 }

func (s *sheet) at(p point) vg.Point {
	return vg.Point{X: vg.Length(p.x), Y: vg.Length(s.height - p.y)}
}

// pen is how a line is drawn; dash alternates lengths of line and gap.
type pen struct {
	color color.RGBA
	width float64
	dash  []float64
}

// line joins points.
func (s *sheet) line(p pen, points ...point) {
	if len(points) < 2 {
		return
	}
	style := draw.LineStyle{Color: p.color, Width: vg.Length(p.width)}
	for _, d := range p.dash {
		style.Dashes = append(style.Dashes, vg.Length(d))
	}
	path := make([]vg.Point, len(points))
	for i, q := range points {
		path[i] = s.at(q)
	}
	s.canvas.StrokeLines(style, path)
}

// rule is a straight line on whole pixels, so that thin lines are sharp.
func (s *sheet) rule(p pen, x0, y0, x1, y1 float64) {
	s.line(p, point{snap(x0), snap(y0)}, point{snap(x1), snap(y1)})
}

// snap moves to the middle of a pixel.
func snap(v float64) float64 { return math.Floor(v) + 0.5 }

// box fills a rectangle between two corners, on half pixels so that neighbours leave no seam.
func (s *sheet) box(c color.RGBA, x0, y0, x1, y1 float64) {
	x0, y0, x1, y1 = half(x0), half(y0), half(x1), half(y1)
	if x0 == x1 || y0 == y1 {
		return
	}
	s.canvas.FillPolygon(c, []vg.Point{s.at(point{x0, y0}), s.at(point{x1, y0}), s.at(point{x1, y1}), s.at(point{x0, y1})})
}

func half(v float64) float64 { return math.Round(v*density) / density }

// dot is a filled circle, with a thin white rim so that dots that touch can be told apart.
func (s *sheet) dot(c color.RGBA, x, y, radius float64) {
	s.disc(paper, x, y, radius+0.75)
	s.disc(c, x, y, radius)
}

func (s *sheet) disc(c color.RGBA, x, y, radius float64) {
	var path vg.Path
	centre := s.at(point{x, y})
	path.Move(vg.Point{X: centre.X + vg.Length(radius), Y: centre.Y})
	path.Arc(centre, vg.Length(radius), 0, 2*math.Pi)
	path.Close()
	s.canvas.SetColor(c)
	s.canvas.Fill(path)
}

// alignment says which part of a text stands at its place.
type alignment float64

const (
	left   alignment = 0
	middle alignment = 0.5
	right  alignment = 1
)

// text writes one line whose capitals are centred on y.
func (s *sheet) text(l lettering, x, y float64, a alignment, text string) {
	if text == "" {
		return
	}
	face := s.fonts.Lookup(l.font(), vg.Length(l.size))
	s.canvas.SetColor(l.color)
	// The capitals of Liberation Sans are 0.69 of its size high.
	s.canvas.FillString(face, s.at(point{x - float64(a)*s.textWidth(l, text), y + 0.345*l.size}), text)
}

func (s *sheet) textWidth(l lettering, text string) float64 {
	face := s.fonts.Lookup(l.font(), vg.Length(l.size))
	return float64(face.Width(text))
}

// fit shortens a text with an ellipsis until it is at most so wide.
func (s *sheet) fit(l lettering, text string, most float64) string {
	if s.textWidth(l, text) <= most {
		return text
	}
	runes := []rune(text)
	for n := len(runes) - 1; n > 0; n-- {
		if short := string(runes[:n]) + "…"; s.textWidth(l, short) <= most {
			return short
		}
	}
	return ""
}
