package figure

import (
	"slices"

	"quintet/bench/analysis"
	"quintet/bench/words"
)

// drawStoreTime shows in every slot how long a hit spends in each store on average, one upon another.
func drawStoreTime(t *analysis.Trial) (drawing, string) {
	l := &t.Timeline
	palette := paletteOf(t.Manifest.Backends, sums(l.Stores))
	if len(palette) == 0 {
		return drawing{}, words.NoServerTiming
	}
	note := ""
	// Timeouts last so long that beside them nothing else could be seen.
	answered := slices.DeleteFunc(slices.Clone(palette), func(p storeColor) bool { return p.name == analysis.PlaceNoAnswer })
	if _, lost := span(l.Stores[analysis.PlaceNoAnswer]); len(answered) > 0 && lost > 2*highest(l, answered) {
		palette = answered
		note = words.TimeoutsLeftOut(lost)
	}
	return overTime{
		what: words.AxisResponseTime, note: note, y: linear(seconds, highest(l, palette), 4),
		under:  func(c *chart) { c.stack(l, palette) },
		beside: func(c *chart) { c.nameEnds(stackEnds(l, palette)) },
	}.drawing(t), ""
}

// sums adds up each line, without those that are zero throughout.
func sums(lines map[string][]float64) map[string]float64 {
	totals := map[string]float64{}
	for name, v := range lines {
		for _, x := range v {
			if x > 0 {
				totals[name] += x
			}
		}
	}
	return totals
}

// height is how high a slot's stack is.
func height(l *analysis.Timeline, palette []storeColor, i int) float64 {
	sum := 0.0
	for _, p := range palette {
		sum += l.Stores[p.name][i]
	}
	return sum
}

// highest is the height of the highest stack.
func highest(l *analysis.Timeline, palette []storeColor) float64 {
	most := 0.0
	for i := range l.Due {
		most = max(most, height(l, palette, i))
	}
	return most
}

// stack draws each slot's times one upon another.
func (c *chart) stack(l *analysis.Timeline, palette []storeColor) {
	for i := range l.Due {
		sum := 0.0
		for _, p := range palette {
			v := l.Stores[p.name][i]
			c.box(p.color, c.px(l.At(i)), c.py(sum+v), c.px(l.At(i)+l.Width), c.py(sum))
			sum += v
		}
	}
}

// stackEnds are the names of what is stacked, each beside its part of the last slot that has any.
func stackEnds(l *analysis.Timeline, palette []storeColor) []line {
	last := 0
	for i := range l.Due {
		if height(l, palette, i) > 0 {
			last = i
		}
	}
	ends := make([]line, len(palette))
	sum := 0.0
	for k, p := range palette {
		v := l.Stores[p.name][last]
		ends[k] = line{name: p.name, color: p.color, marker: asBar, points: []point{{0, sum + v/2}}}
		sum += v
	}
	return ends
}
