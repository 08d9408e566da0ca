package figure

import (
	"image/color"
	"math"
)

// chart is a data area on a sheet with its two axes.
type chart struct {
	*sheet
	x0, y0, x1, y1 float64
	x, y           *scale
}

func (c *chart) px(v float64) float64 { return c.x0 + c.x.norm(v)*(c.x1-c.x0) }
func (c *chart) py(v float64) float64 { return c.y1 - c.y.norm(v)*(c.y1-c.y0) }

// grids draws the grid and the labels of both axes.
func (c *chart) grids(xTitle string) {
	c.gridY()
	c.gridX(xTitle)
}

// gridY draws a horizontal line a tick and its label left of the area; its title stands above the area (see subtitle), where it can
// be read without turning one's head.
func (c *chart) gridY() {
	for _, tick := range c.y.ticks {
		y := c.py(tick.Value)
		if tick.Label == "" {
			c.rule(pen{color: bandGrey, width: 1}, c.x0, y, c.x1, y)
			continue
		}
		c.rule(pen{color: gridGrey, width: 1}, c.x0, y, c.x1, y)
		c.text(smallText, c.x0-7, y, right, tick.Label)
	}
}

// gridX draws a vertical line a tick, its label below the area, and the axis's title below the labels.
func (c *chart) gridX(title string) {
	reach := math.Inf(-1)
	for _, tick := range c.x.ticks {
		x := c.px(tick.Value)
		if tick.Label == "" {
			c.rule(pen{color: bandGrey, width: 1}, x, c.y0, x, c.y1)
			continue
		}
		c.rule(pen{color: gridGrey, width: 1}, x, c.y0, x, c.y1)
		if half := c.textWidth(smallText, tick.Label) / 2; x-half > reach+6 {
			c.text(smallText, x, c.y1+11, middle, tick.Label)
			reach = x + half
		}
	}
	c.text(smallText, (c.x0+c.x1)/2, c.y1+27, middle, title)
}

// subtitle is the line below the title: what the vertical axis measures, or what colours mean.
func (s *sheet) subtitle(text string) {
	s.text(smallText, edge, titleHeight+unitHeight/2, left, s.fit(smallText, text, width-2*edge))
}

// swatch draws what stands for a line, from x on, and states how wide that is.
func (s *sheet) swatch(l line, x, y float64) float64 {
	switch l.marker {
	case asBar:
		s.box(l.color, x, y-5, x+10, y+5)
		return 10
	case asDot:
		s.dot(l.color, x+5, y, 4)
		return 10
	case asRing:
		s.ring(l.color, x+5, y)
		return 10
	case asLimit:
		s.rule(pen{color: l.color, width: 2}, x+4, y-6, x+4, y+6)
		return 8
	case asInterval:
		s.whisker(l.color, x, x+16, y)
		return 16
	}
	s.line(pen{l.color, l.width, l.dash}, point{x, y}, point{x + 16, y})
	return 16
}

// ring is a dot with a hole.
func (s *sheet) ring(c color.RGBA, x, y float64) {
	s.dot(c, x, y, 4)
	s.disc(paper, x, y, 2.2)
}

// whisker is an interval: a line between two short strokes.
func (s *sheet) whisker(c color.RGBA, x0, x1, y float64) {
	s.line(pen{color: c, width: 1.5}, point{x0, y}, point{x1, y})
	for _, x := range []float64{x0, x1} {
		s.line(pen{color: c, width: 1.5}, point{x, y - 3.5}, point{x, y + 3.5})
	}
}

// arrow is an interval without an upper bound.
func (s *sheet) arrow(c color.RGBA, x0, x1, y float64) {
	p := pen{color: c, width: 1.5}
	s.line(p, point{x0, y}, point{x1, y})
	s.line(p, point{x0, y - 3.5}, point{x0, y + 3.5})
	s.line(p, point{x1 - 4, y - 3}, point{x1, y}, point{x1 - 4, y + 3})
}

// keyGap is the space between the entries of a legend.
const keyGap = 18

// keyWidth is how wide an entry of a legend is, its gap included.
func (s lettersetter) keyWidth(k line) float64 {
	return 16 + 5 + s.textWidth(smallText, k.name) + keyGap
}

// legend writes entries in rows below the title, from x on; legendRows states how many rows.
func (s *sheet) legend(x float64, keys []line) {
	at, y := x, titleHeight+unitHeight/2.0
	for _, k := range keys {
		if at > x && at+s.keyWidth(k)-keyGap > width-edge {
			at, y = x, y+unitHeight
		}
		from := at + s.swatch(k, at, y) + 5
		s.text(smallText, from, y, left, k.name)
		at = from + s.textWidth(smallText, k.name) + keyGap
	}
}

// legendRows is how many rows a legend takes at most.
func (s lettersetter) legendRows(x float64, keys []line) int {
	at, rows := x, 1
	for _, k := range keys {
		if at > x && at+s.keyWidth(k)-keyGap > width-edge {
			at, rows = x, rows+1
		}
		at += s.keyWidth(k)
	}
	return rows
}
