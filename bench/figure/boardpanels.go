package figure

import (
	"cmp"
	"image/color"
	"math"
	"slices"

	"quintet/bench/words"
	"quintet/telemetry"
)

// maxLines is how many lines a panel names; those that are lower on the whole are left out, and their number is said.
const maxLines = 8

// paintLines draws lines over time with their names below.
func (p Panel) paintLines(s *sheet, in panelBox, b Board) {
	shown := slices.Clone(p.Lines)
	if len(shown) > maxLines {
		slices.SortStableFunc(shown, func(a, b BoardLine) int { return -cmp.Compare(top(a.Y), top(b.Y)) })
		shown = shown[:maxLines]
	}
	drawn := shown
	if p.Stacked {
		drawn = stackUp(shown)
	}
	var all []float64
	for _, l := range drawn {
		all = append(all, l.Y...)
	}
	_, most := span(all)
	ladder := p.ladder()
	if most == 0 {
		ladder = ladder[:1]
	}
	y := linear(ladder, most, 3)
	if p.Log {
		y = decades(p.ladder(), all)
	}
	if y.name != "" {
		s.text(smallText, in.x1, in.y0-11, right, y.name)
	}
	keys := p.keys(s, in, b.Backends, shown)
	c := &chart{sheet: s, x0: in.x0 + 36, y0: in.y0 + 4, x1: in.x1, y1: in.y1 - 20 - float64(len(keys))*14, x: clock(max(b.Length, 1)), y: y}
	c.thin()
	for _, u := range b.Unmeasured {
		c.box(bandGrey, c.px(u[0]), c.y0, c.px(u[1]), c.y1)
	}
	c.gridY()
	c.gridX("")
	for _, at := range p.Limits {
		if at > y.min && at < y.max {
			c.rule(pen{vermillion, 1, []float64{4, 3}}, c.x0, c.py(at), c.x1, c.py(at))
		}
	}
	for i, l := range slices.Backward(drawn) {
		if p.Stacked {
			// From the top down: each covers all but its own part of the one before.
			c.columns(p.color(b.Backends, l.Name, i), l)
			continue
		}
		points := make([]point, len(l.X))
		for k := range l.X {
			points[k] = point{l.X[k], l.Y[k]}
		}
		c.trace(line{color: p.color(b.Backends, l.Name, i), width: 1.5, points: points, dash: dashes[i/len(others)%len(dashes)]})
	}
	for i, row := range keys {
		at := in.x0
		for _, k := range row {
			from := at + s.swatch(k, at, in.y1-float64(len(keys)-1-i)*14-7) + 5
			s.text(smallText, from, in.y1-float64(len(keys)-1-i)*14-7, left, k.name)
			at = from + s.textWidth(smallText, k.name) + 10
		}
	}
}

// thin takes away labels of the vertical axis that would touch others.
func (c *chart) thin() {
	reach := math.Inf(1)
	for i, tick := range c.y.ticks {
		y := c.py(tick.Value)
		if tick.Label == "" {
			continue
		}
		if y > reach-12 {
			c.y.ticks[i].Label = ""
			continue
		}
		reach = y
	}
}

// color is that of a line in all figures, or one of those for what has none.
func (p Panel) color(backends []telemetry.Backend, name string, i int) color.RGBA {
	return cmp.Or(percentileColors[name], sourceColor(backends, name, i))
}

// marker of a key is a box where areas are drawn, else a line.
func (p Panel) marker() marker {
	if p.Stacked {
		return asBar
	}
	return asLine
}

// keys are the names of lines in at most three rows.
func (p Panel) keys(s *sheet, in panelBox, backends []telemetry.Backend, shown []BoardLine) [][]line {
	const most = 3
	var rows [][]line
	at, named := math.Inf(1), 0
	for i, l := range shown {
		name := s.fit(smallText, l.Name, 190)
		if name == "" {
			named++
			continue
		}
		wide := 31 + s.textWidth(smallText, name)
		if at+wide > in.x1+10 {
			if len(rows) == most {
				break
			}
			rows, at = append(rows, nil), in.x0
		}
		last := len(rows) - 1
		rows[last] = append(rows[last], line{name: name, color: p.color(backends, l.Name, i), width: 2, dash: dashes[i/len(others)%len(dashes)], marker: p.marker()})
		at += wide
		named++
	}
	if named < len(p.Lines) && len(rows) > 0 {
		// Names go until there is room to say how many are not there.
		last := &rows[len(rows)-1]
		room := in.x1 - in.x0 - 31 - s.textWidth(smallText, words.More(100))
		for len(*last) > 0 {
			used := 0.0
			for _, k := range *last {
				used += 31 + s.textWidth(smallText, k.name)
			}
			if used <= room {
				break
			}
			*last, named = (*last)[:len(*last)-1], named-1
		}
		*last = append(*last, line{name: words.More(len(p.Lines) - named), color: paper, width: 1})
	}
	return rows
}

// top is the largest value.
func top(values []float64) float64 {
	_, most := span(values)
	return most
}

// columns fill the area below a line, a column an instant: as wide as the shortest time between two.
func (c *chart) columns(color color.RGBA, l BoardLine) {
	wide := math.Inf(1)
	for i := 1; i < len(l.X); i++ {
		wide = min(wide, l.X[i]-l.X[i-1])
	}
	if math.IsInf(wide, 1) {
		wide = 1
	}
	for i, x := range l.X {
		if isNumber(l.Y[i]) {
			c.box(color, c.px(x), c.py(l.Y[i]), min(c.px(x+wide), c.x1), c.y1)
		}
	}
}

// stackUp lays lines upon one another by their instants.
func stackUp(lines []BoardLine) []BoardLine {
	sums := map[float64]float64{}
	var out []BoardLine
	for _, l := range lines {
		up := BoardLine{Name: l.Name, X: l.X}
		for i, x := range l.X {
			if isNumber(l.Y[i]) {
				sums[x] += l.Y[i]
			}
			up.Y = append(up.Y, sums[x])
		}
		out = append(out, up)
	}
	return out
}

// paintRows draws states over time, a row a name.
func (p Panel) paintRows(s *sheet, in panelBox, length float64) {
	names := make([]string, len(p.Rows))
	for i, r := range p.Rows {
		names[i] = r.Name
	}
	label := s.widest(smallText, names, (in.x1-in.x0)/3) + 8
	step := min(24, (in.y1-in.y0)/float64(len(p.Rows)))
	x := clock(max(length, 1))
	at := func(v float64) float64 { return in.x0 + label + x.norm(v)*(in.x1-in.x0-label) }
	for i, r := range p.Rows {
		y := in.y0 + float64(i)*step
		s.text(smallText.in(ink), in.x0, y+step/2, left, s.fit(smallText, r.Name, label-6))
		for _, span := range r.Spans {
			c := rgb(span.Ground)
			s.box(c, at(span.From), y+2, at(span.To), y+step-2)
			if l := smallText.on(c); s.textWidth(l, span.Text) < at(span.To)-at(span.From)-6 {
				s.text(l, at(span.From)+4, y+step/2, left, span.Text)
			}
		}
	}
}

// paintCells draws a heat map.
func (p Panel) paintCells(s *sheet, in panelBox, length float64) {
	low, high, most := math.Inf(1), 0.0, 0.0
	for _, cell := range p.Cells {
		low, high, most = min(low, cell.Low), max(high, cell.High), max(most, cell.Count)
	}
	y := logarithmic(p.ladder(), low, high)
	c := &chart{sheet: s, x0: in.x0 + 36, y0: in.y0 + 4, x1: in.x1 - 80, y1: in.y1 - 20, x: clock(max(length, 1)), y: y}
	s.text(smallText, in.x1, in.y0-11, right, y.name)
	c.thin()
	c.gridY()
	c.gridX("")
	shade := shades(max(most, 2))
	for _, cell := range p.Cells {
		if cell.Count > 0 {
			c.box(shade.of(max(cell.Count, 1)), c.px(cell.From), c.py(cell.High), c.px(cell.To), c.py(cell.Low))
		}
	}
	c.shadeBar(shade, words.PerSecond)
}
