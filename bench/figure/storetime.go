package figure

import (
	"fmt"

	"quintet/bench/analysis"
)

// drawStoreTime shows in every slot how long a hit spends in each store on average, one upon another.
func drawStoreTime(t *analysis.Trial) (drawing, string) {
	l := &t.Timeline
	palette := paletteOf(sums(l.Stores))
	if len(palette) == 0 {
		return drawing{}, "No answer said where its time went."
	}
	most, last := 0.0, 0
	for i := range l.Due {
		sum := 0.0
		for _, p := range palette {
			sum += l.Stores[p.name][i]
		}
		if sum > 0 {
			last = i
		}
		most = max(most, sum)
	}
	ends := make([]line, len(palette))
	return overTime{
		what: "mean service time of a hit, by where it is spent", y: linear(seconds, most, 4),
		under: func(c *chart) {
			for i := range l.Due {
				sum := 0.0
				for k, p := range palette {
					v := l.Stores[p.name][i]
					c.box(p.color, c.px(l.At(i)), c.py(sum+v), c.px(l.At(i)+l.Width), c.py(sum))
					if i == last {
						ends[k] = line{name: p.name, color: p.color, marker: asBar, points: []point{{0, sum + v/2}}}
					}
					sum += v
				}
			}
		},
		beside: func(c *chart) { c.nameEnds(ends) },
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

// captionStoreTime says when a hit took longest on average, and where.
func captionStoreTime(t *analysis.Trial) string {
	l := &t.Timeline
	palette := paletteOf(sums(l.Stores))
	most, at, store := 0.0, 0, ""
	for i := range l.Due {
		sum, part, name := 0.0, 0.0, ""
		for _, p := range palette {
			v := l.Stores[p.name][i]
			sum += v
			if v > part {
				part, name = v, p.name
			}
		}
		if sum > most {
			most, at, store = sum, i, name
		}
	}
	if store == "" {
		return ""
	}
	return fmt.Sprintf("A hit takes longest %s into the load: %s on average, most of it in %s.", analysis.FormatSeconds(l.At(at)), analysis.FormatSeconds(most), store)
}
