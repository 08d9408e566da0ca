package figure

import (
	"quintet/bench/words"
	"quintet/telemetry"
)

// Board is many small charts on one picture: what a dashboard shows, for a page on which no dashboard can be. Unlike a figure it is of
// no trial; whoever makes it brings the values.
type Board struct {
	Title string
	// Length is that of the axis of time of all charts, in seconds.
	Length float64
	// Unmeasured are stretches of it, from and to, that are shaded behind lines: what does not count.
	Unmeasured [][2]float64
	Panels     []Panel
	// Backends are those whose colours lines of their name have.
	Backends []telemetry.Backend
}

// Panel is one chart of a board, on a grid 24 wide. One of Lines, Rows, Cells, Big and Text is there; a panel with none of them is
// a heading.
type Panel struct {
	Title string
	// X, Y, W and H are its place and size on the grid.
	X, Y, W, H int
	// Unit is s, bytes, Bps, reqps, ops, percentunit, cores, or another for plain numbers.
	Unit string
	// Log asks for a logarithmic axis, Stacked for lines upon one another.
	Log, Stacked bool
	// Limits are drawn across lines.
	Limits []float64
	// Lines are values over time.
	Lines []BoardLine
	// Rows are states over time, or shares where they have one value alone.
	Rows []BoardRow
	// Cells are counts by time and value, for a heat map.
	Cells []BoardCell
	// Big is one number in words.
	Big string
	// Text is a table; its first row is the head.
	Text [][]string
}

// BoardLine is a line: X in seconds, Y in the panel's unit.
type BoardLine struct {
	Name string
	X, Y []float64
}

// BoardRow is a name with what was so when.
type BoardRow struct {
	Name  string
	Spans []BoardSpan
}

// BoardSpan is a stretch of time with its words; Ground is a colour, 0xRRGGBB.
type BoardSpan struct {
	From, To float64
	Text     string
	Ground   uint32
}

// BoardCell is how much there was in a stretch of time between two values.
type BoardCell struct{ From, To, Low, High, Count float64 }

const (
	gridColumn = width / 24
	gridUnit   = 20
	cellGap    = 4
)

// PNG draws the board.
func (b Board) PNG() ([]byte, error) { return b.drawing().png() }

func (b Board) drawing() drawing {
	bottom := 0
	for _, p := range b.Panels {
		bottom = max(bottom, p.Y+p.H)
	}
	return drawing{title: b.Title, height: float64(titleHeight + bottom*gridUnit + edge), paint: func(s *sheet) {
		for _, p := range b.Panels {
			p.paint(s, b)
		}
	}}
}

// panelBox is where the content of a panel goes.
type panelBox struct{ x0, y0, x1, y1 float64 }

// paint draws a panel: its title and what it shows.
func (p Panel) paint(s *sheet, b Board) {
	x0, y0 := float64(p.X*gridColumn)+cellGap, float64(titleHeight+p.Y*gridUnit)+cellGap
	x1, y1 := float64((p.X+p.W)*gridColumn)-cellGap, float64(titleHeight+(p.Y+p.H)*gridUnit)-cellGap
	bold := lettering{12, true, ink}
	if p.Heading() {
		s.text(titleText, x0, (y0+y1)/2, left, p.Title)
		s.rule(pen{color: axisGrey, width: 1}, x0+s.textWidth(titleText, p.Title)+8, (y0+y1)/2, x1, (y0+y1)/2)
		return
	}
	s.box(gridGrey, x0, y0, x1, y1)
	s.box(paper, x0+1, y0+1, x1-1, y1-1)
	s.text(bold, x0+8, y0+11, left, s.fit(bold, p.Title, x1-x0-16))
	in := panelBox{x0 + 8, y0 + 22, x1 - 8, y1 - 5}
	switch {
	case p.Big != "":
		s.text(lettering{20, true, ink}, (in.x0+in.x1)/2, (in.y0+in.y1)/2, middle, p.Big)
	case len(p.Text) > 0:
		p.paintText(s, in)
	case len(p.Rows) > 0:
		p.paintRows(s, in, b.Length)
	case len(p.Cells) > 0:
		p.paintCells(s, in, b.Length)
	default:
		p.paintLines(s, in, b)
	}
}

// Heading says that the panel has nothing to show but its title.
func (p Panel) Heading() bool {
	return len(p.Lines) == 0 && len(p.Rows) == 0 && len(p.Cells) == 0 && p.Big == "" && len(p.Text) == 0
}

// ladder are the units of the panel's axis.
func (p Panel) ladder() []unit {
	switch p.Unit {
	case "s":
		return seconds
	case "bytes":
		return sizes
	case "Bps":
		return byteRates
	case "reqps", "ops":
		return rates
	case "percentunit":
		return percent
	case "cores":
		return cores
	}
	return plain
}

// paintText writes a table as far as there is room, its first column to the left and the others to the right.
func (p Panel) paintText(s *sheet, in panelBox) {
	const step = 15
	count := len(p.Text[0])
	across := (in.x1 - in.x0) / float64(count+1)
	for i, row := range p.Text {
		y := in.y0 + float64(i)*step + 8
		if y+step > in.y1 && i < len(p.Text)-1 {
			s.text(smallText, in.x0, y, left, words.More(len(p.Text)-i))
			return
		}
		for k, text := range row {
			l := smallText
			if i > 0 {
				l = l.in(ink)
			}
			if k == 0 {
				s.text(l, in.x0, y, left, s.fit(l, text, 2*across-6))
				continue
			}
			s.text(l, in.x0+float64(k+2)*across, y, right, text)
		}
	}
}
