package figure

import (
	"bytes"
	"image"
	"image/color"
	imagedraw "image/draw"
	"math"

	xfont "golang.org/x/image/font"
	"golang.org/x/image/math/fixed"
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

// png paints the drawing at twice the density of the layout, so that it is sharp on a slide.
func (d drawing) png() ([]byte, error) {
	// At 72 dots an inch one of vg's points is one pixel.
	canvas := vgimg.NewWith(vgimg.UseWH(width, vg.Length(d.height)), vgimg.UseDPI(72*density), vgimg.UseBackgroundColor(paper))
	s := newSheet(canvas, d.height)
	s.pixels = canvas.Image()
	d.on(s)
	var b bytes.Buffer
	err := encode(&b, canvas.Image())
	return b.Bytes(), err
}

// on writes the title and paints the drawing on a sheet of its height.
func (d drawing) on(s *sheet) {
	s.text(titleText, edge, edge+titleText.size/2+1, left, s.fit(titleText, d.title, width-2*edge))
	d.paint(s)
}

// sheet is a canvas measured in pixels at single density from its top left corner, y downwards, as a page is.
type sheet struct {
	lettersetter
	canvas draw.Canvas
	height float64
	// pixels is what the canvas draws on, nil when it only records. Boxes that lie on whole pixels are filled there, which is
	// a hundred times faster than as a path and looks the same.
	pixels imagedraw.Image
}

func newSheet(c vg.Canvas, height float64) *sheet {
	return &sheet{lettersetter: newLettersetter(), canvas: draw.NewCanvas(c, width, vg.Length(height)), height: height}
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
	x0, y0, x1, y1 = snap(x0), snap(y0), snap(x1), snap(y1)
	switch r := p.width / 2; {
	case p.dash != nil || x0 != x1 && y0 != y1:
		s.line(p, point{x0, y0}, point{x1, y1})
	case x0 == x1:
		s.box(p.color, x0-r, y0, x0+r, y1)
	default:
		s.box(p.color, x0, y0-r, x1, y0+r)
	}
}

// snap moves to the middle of a pixel.
func snap(v float64) float64 { return math.Floor(v) + 0.5 }

// box fills a rectangle between two corners, on half pixels so that neighbours leave no seam.
func (s *sheet) box(c color.RGBA, x0, y0, x1, y1 float64) {
	x0, y0, x1, y1 = half(x0), half(y0), half(x1), half(y1)
	if x0 == x1 || y0 == y1 {
		return
	}
	if s.pixels != nil {
		r := image.Rect(int(x0*density), int(y0*density), int(x1*density), int(y1*density))
		imagedraw.Draw(s.pixels, r, image.NewUniform(c), image.Point{}, imagedraw.Src)
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
	// The capitals of Liberation Sans are 0.69 of its size high.
	x, y = x-float64(a)*s.textWidth(l, text), y+0.345*l.size
	if s.pixels != nil {
		// A base line on whole pixels makes sharper letters than the canvas, which draws each letter as an image.
		dot := fixed.Point26_6{X: fixed.Int26_6(math.Round(x * density * 64)), Y: fixed.I(int(math.Round(y * density)))}
		(&xfont.Drawer{Dst: s.pixels, Src: image.NewUniform(l.color), Face: s.pixelFace(l), Dot: dot}).DrawString(text)
		return
	}
	s.canvas.SetColor(l.color)
	s.canvas.FillString(s.face(l), s.at(point{x, y}), text)
}
