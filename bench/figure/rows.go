package figure

import "image/color"

// row is one name with what is drawn beside it and a note at its end.
type row struct {
	name, note string
	// bold is for a row that sums up others, quiet for one that belongs to the row above it.
	bold, quiet bool
	// swatch is a colour shown before the name, nil for none.
	swatch *color.RGBA
	// height is rowHeight when 0; gap is free space above it.
	height, gap float64
	draw        func(c *chart, y float64)
}

// rowChart describes a figure with one row a name and a horizontal axis that all share.
type rowChart struct {
	// what the horizontal axis measures, without its unit.
	what string
	x    *scale
	rows []row
	keys []line
}

// The most that names and notes may take of a figure's width, and the space before a note, into which an arrow may reach.
const (
	nameMost = 250
	noteMost = 230
	noteGap  = 14
)

// drawing lays rows out: names left, data in the middle, notes right, the legend above.
func (r rowChart) drawing() drawing {
	l := newLettersetter()
	legendRows := l.legendRows(edge, r.keys)
	top := titleHeight + float64(legendRows)*unitHeight + 8
	before, after, bottom := 0.0, 24.0, top
	for i := range r.rows {
		w := &r.rows[i]
		if w.height == 0 {
			w.height = rowHeight
		}
		bottom += w.gap + w.height
		before = max(before, l.widest(w.lettering(), []string{w.name}, nameMost)+w.indent())
		after = max(after, l.widest(smallText, []string{w.note}, noteMost)+noteGap)
	}
	return drawing{height: bottom + 4 + tickHeight, paint: func(s *sheet) {
		c := &chart{sheet: s, x0: edge + before + 10, x1: width - edge - after, y0: top, y1: bottom + 4, x: r.x}
		s.legend(edge, r.keys)
		c.gridX(r.x.axisTitle(r.what))
		y := top
		for _, w := range r.rows {
			y += w.gap + w.height/2
			if w.swatch != nil {
				s.box(*w.swatch, edge, y-5, edge+10, y+5)
			}
			s.text(w.lettering(), c.x0-10, y, right, s.fit(w.lettering(), w.name, nameMost))
			w.draw(c, y)
			s.text(smallText, c.x1+noteGap, y, left, s.fit(smallText, w.note, noteMost))
			y += w.height / 2
		}
	}}
}

func (w *row) lettering() lettering {
	switch {
	case w.quiet:
		return smallText
	case w.bold:
		return lettering{labelText.size, true, labelText.color}
	}
	return labelText
}

// indent is what a swatch takes of the space for names.
func (w *row) indent() float64 {
	if w.swatch == nil {
		return 0
	}
	return 18
}
