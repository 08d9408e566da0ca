package figure

import (
	"cmp"
	"image/color"
	"math"
	"slices"

	"quintet/bench/analysis"
	"quintet/bench/scraped"
)

// marker is what stands for a line in a legend.
type marker int

const (
	asLine marker = iota
	asBar
	asDot
	asRing
	asLimit
	asInterval
)

// line is one line of a chart. A point whose y is no number is a gap: nothing was measured there, which is not zero.
type line struct {
	name   string
	color  color.RGBA
	width  float64
	dash   []float64
	marker marker
	points []point
}

// values are the numbers of all lines.
func values(lines []line) []float64 {
	var v []float64
	for _, l := range lines {
		for _, p := range l.points {
			v = append(v, p.y)
		}
	}
	return v
}

// drawn are the lines that have any number at all.
func drawn(lines []line) []line {
	return slices.DeleteFunc(slices.Clone(lines), func(l line) bool {
		return !slices.ContainsFunc(l.points, func(p point) bool { return isNumber(p.y) })
	})
}

func isNumber(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// slots puts a timeline's values at the middle of their slots.
func slots(t *analysis.Timeline, values []float64) []point {
	points := make([]point, len(values))
	for i, v := range values {
		points[i] = point{t.At(i) + t.Width/2, v}
	}
	return points
}

// observed puts a scraped series at the middle of its slots, with a gap where slots are missing.
func observed(t *analysis.Timeline, s scraped.Series) []point {
	var points []point
	for i, at := range s.T {
		if i > 0 && at-s.T[i-1] > 1.5*t.Width {
			points = append(points, point{at, math.NaN()})
		}
		points = append(points, point{at + t.Width/2, s.V[i]})
	}
	return points
}

// trace draws a line, broken at its gaps; a point between two gaps is a dot.
func (c *chart) trace(l line) {
	var run []point
	flush := func() {
		if len(run) == 1 {
			c.dot(l.color, run[0].x, run[0].y, 2.5)
		}
		c.line(pen{l.color, l.width, l.dash}, run...)
		run = nil
	}
	for _, p := range l.points {
		if !isNumber(p.y) {
			flush()
			continue
		}
		run = append(run, point{c.px(p.x), c.py(p.y)})
	}
	flush()
}

// labelHeight is the least distance between two labels at the ends of lines.
const labelHeight = 14

// nameEnds writes each line's name right of the area, beside where the line ends, moved apart where they would overlap. A piece of
// the line before the name tells which it is wherever it had to move.
func (c *chart) nameEnds(lines []line) {
	wanted := make([]float64, len(lines))
	for i, l := range lines {
		wanted[i] = (c.y0 + c.y1) / 2
		for _, p := range l.points {
			if isNumber(p.y) {
				wanted[i] = c.py(p.y)
			}
		}
	}
	for i, y := range spread(wanted, c.y0+2, c.y1-2, labelHeight) {
		x := c.x1 + 8
		x += c.swatch(lines[i], x, y) + 5
		c.text(labelText.in(lines[i].color), x, y, left, c.fit(labelText, lines[i].name, width-4-x))
	}
}

// spread moves places apart until they are at least gap apart, as little as possible, and keeps them between low and high as far as
// they fit. The result is in the order given.
func spread(wanted []float64, low, high, gap float64) []float64 {
	order := make([]int, len(wanted))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(wanted[a], wanted[b]) })
	// Places that would overlap form a block, whose middle is the mean of what its members want; blocks merge until none overlap.
	type block struct {
		members []int
		first   float64 // place of the first member
	}
	placed := func(members []int) block {
		sum := 0.0
		for i, m := range members {
			sum += wanted[m] - float64(i)*gap
		}
		length := float64(len(members)-1) * gap
		return block{members, max(low, min(high-length, sum/float64(len(members))))}
	}
	var blocks []block
	for _, i := range order {
		b := placed([]int{i})
		for len(blocks) > 0 {
			before := blocks[len(blocks)-1]
			if before.first+float64(len(before.members))*gap <= b.first {
				break
			}
			b = placed(append(slices.Clone(before.members), b.members...))
			blocks = blocks[:len(blocks)-1]
		}
		blocks = append(blocks, b)
	}
	places := make([]float64, len(wanted))
	for _, b := range blocks {
		for i, m := range b.members {
			places[m] = b.first + float64(i)*gap
		}
	}
	return places
}
