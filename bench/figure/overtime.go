package figure

import (
	"strings"

	"quintet/bench/analysis"
	"quintet/bench/scraped"
	"quintet/bench/words"
)

// overTime describes a figure over time.
type overTime struct {
	// what the vertical axis measures, without its unit; note is what else must be said of it, after the unit.
	what  string
	note  string
	y     *scale
	lines []line
	// under is drawn before the lines: areas.
	under func(*chart)
	// height of the data area; 0 means the usual. It grows until the names of all lines fit beside it.
	height float64
	// beside is drawn right of the area instead of the lines' names.
	beside func(*chart)
}

// stripHeight is the height of a row of names above the area: phases, events.
const stripHeight = 15

// drawing lays a figure over time out on the axis and with the borders that all of them share.
func (o overTime) drawing(t *analysis.Trial) drawing {
	marks := placeEvents(t)
	strips := 0.0
	if len(t.Manifest.Phases) > 0 {
		strips++
	}
	strips += float64(marks.rows)
	top := titleHeight + unitHeight + strips*stripHeight + 3
	height := o.height
	if height == 0 {
		height = plotHeight
	}
	height = max(height, float64(len(o.lines))*labelHeight+4)
	return drawing{height: top + height + tickHeight, paint: func(s *sheet) {
		c := &chart{sheet: s, x0: leftBorder, x1: width - rightBorder, y0: top, y1: top + height, x: clock(end(t)), y: o.y}
		s.subtitle(o.y.axisTitle(o.what) + o.note)
		c.shadePhases(t, titleHeight+unitHeight)
		c.grids(words.AxisTime(c.x.name))
		c.namePhases(t, titleHeight+unitHeight)
		if o.under != nil {
			o.under(c)
		}
		c.events(marks, top-float64(marks.rows)*stripHeight-3)
		for _, l := range o.lines {
			c.trace(l)
		}
		if o.beside != nil {
			o.beside(c)
		} else {
			c.nameEnds(o.lines)
		}
	}}
}

// end is where the axis of time ends, in seconds: with the schedule, or with the last answer when that came later.
func end(t *analysis.Trial) float64 {
	last := float64(len(t.Timeline.Due)) * t.Timeline.Width
	for _, p := range t.Manifest.Phases {
		last = max(last, p.End.Seconds())
	}
	return max(last, t.Planned, 1e-3)
}

// shadePhases shades the phases from y down: those that do not count are grey, and every other one that does is blue.
func (c *chart) shadePhases(t *analysis.Trial, y float64) {
	measured := 0
	for _, p := range t.Manifest.Phases {
		x0, x1 := c.px(p.Start.Seconds()), c.px(p.End.Seconds())
		switch {
		case !p.Measure:
			c.box(bandGrey, x0, y, x1, c.y1)
		case measured%2 == 1:
			c.box(bandBlue, x0, y, x1, c.y1)
		}
		if p.Measure {
			measured++
		}
	}
}

// namePhases names each phase once, in the strip that begins at y, and draws a line where it begins.
func (c *chart) namePhases(t *analysis.Trial, y float64) {
	for _, p := range t.Manifest.Phases {
		x0, x1 := c.px(p.Start.Seconds()), c.px(p.End.Seconds())
		name := p.Name
		if long := words.PhaseNotMeasured(p.Name); !p.Measure && c.textWidth(smallText, long) < x1-x0-8 {
			name = long
		}
		c.rule(pen{color: axisGrey, width: 1}, x0, y, x0, y+stripHeight)
		c.rule(pen{color: axisGrey, width: 1}, x0, c.y0, x0, c.y1)
		c.text(smallText, x0+5, y+stripHeight/2.0, left, c.fit(smallText, name, x1-x0-7))
	}
}

// mark is an event with the place of its label.
type mark struct {
	at    float64
	label string
	row   int
	// before says that the label stands left of its line, hidden that there is no room for it.
	before, hidden bool
}

type marks struct {
	marks        []mark
	rows, hidden int
}

// eventRows is how many rows of labels there are at most.
const eventRows = 3

// placeEvents gives each event that a reader looks for a label that overlaps no other.
func placeEvents(t *analysis.Trial) marks {
	var list []mark
	for _, e := range t.Events {
		if label := words.Event(&e); label != "" && e.At >= 0 {
			list = append(list, mark{at: e.At.Seconds(), label: label})
		}
	}
	return placeMarks(list, clock(end(t)))
}

// placeMarks places the labels of marks, in the order of time, along an axis.
func placeMarks(list []mark, x *scale) marks {
	var placed marks
	s := newLettersetter()
	c := &chart{x0: leftBorder, x1: width - rightBorder, x: x}
	reach := [eventRows]float64{}
	for _, m := range list {
		m.label, m.hidden = s.fit(smallText, m.label, 260), true
		x, length := c.px(m.at), s.textWidth(smallText, m.label)+6
		for row := range reach {
			from := x + 3
			if from+length > c.x1 {
				from = x - 3 - length
			}
			if from >= reach[row] {
				m.row, m.hidden, m.before = row, false, from < x
				reach[row] = max(x, from+length)
				placed.rows = max(placed.rows, row+1)
				break
			}
		}
		if m.hidden {
			placed.hidden++
		}
		placed.marks = append(placed.marks, m)
	}
	return placed
}

// events draws a line an event and its label in the strips from y on. Labels stand on a ground of their own, so that the lines of
// other events do not run through them.
func (c *chart) events(m marks, y float64) {
	for _, e := range m.marks {
		top := y + float64(e.row)*stripHeight + 2
		if e.hidden {
			top = c.y0
		}
		c.rule(pen{ink, 1, []float64{4, 3}}, c.px(e.at), top, c.px(e.at), c.y1)
	}
	for _, e := range m.marks {
		if e.hidden {
			continue
		}
		x, at := c.px(e.at)+4, y+(float64(e.row)+0.5)*stripHeight
		length := c.textWidth(smallText, e.label)
		if e.before {
			x -= 8 + length
		}
		c.box(paper, x-2, at-stripHeight/2+1, x+length+2, at+stripHeight/2-1)
		c.text(smallText.in(ink), x, at, left, e.label)
	}
	if m.hidden > 0 {
		c.text(smallText, c.x1+8, y+stripHeight/2.0, left, words.MoreEvents(m.hidden))
	}
}

// scrapedLines makes a line of every series, coloured by what it is of.
func scrapedLines(t *analysis.Trial, series []scraped.Series) []line {
	var lines []line
	replicas := 0
	for i, s := range series {
		l := line{name: s.Name, color: sourceColor(t.Manifest.Backends, s.Name, i), width: 1.75, points: observed(&t.Timeline, s)}
		switch {
		case strings.HasPrefix(s.Name, "api"):
			// Replicas share the API's colour: dashes tell them apart.
			l.dash = dashes[replicas%len(dashes)]
			replicas++
		case s.Name == analysis.GeneratorSource:
			l.dash = []float64{2, 2}
		}
		lines = append(lines, l)
	}
	return drawn(lines)
}

// dashes tell lines of one colour apart.
var dashes = [...][]float64{nil, {7, 2}, {4, 2}, {7, 2, 2, 2}, {2, 3}}
