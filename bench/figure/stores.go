package figure

import (
	"cmp"
	"image/color"
	"maps"
	"math"
	"slices"
	"strings"

	"quintet/bench/analysis"
	"quintet/bench/words"
	"quintet/telemetry"
)

// drawStores shows where the time of each operation goes: the share of every store, of all hits and of the slowest 1 %.
func drawStores(t *analysis.Trial) (drawing, string) {
	palette := storePalette(t.Manifest.Backends, append([]analysis.Operation{t.All}, t.Operations...))
	if len(palette) == 0 {
		return drawing{}, words.NoServerTiming
	}
	rows := rowChart{what: words.AxisTimeShare, x: linear(percent, 1, 5)}
	for _, p := range palette {
		rows.keys = append(rows.keys, line{name: p.name, color: p.color, marker: asBar})
	}
	all := t.All
	all.Name = words.AllOperations
	operations := slices.Clone(t.Operations)
	slices.SortStableFunc(operations, func(a, b analysis.Operation) int { return descending(total(a.Stores), total(b.Stores)) })
	for i, o := range append([]analysis.Operation{all}, operations...) {
		if total(o.Stores) == 0 {
			continue
		}
		rows.rows = append(rows.rows, shareRow(o.Name, o.Stores, palette, i > 0))
		rows.rows[len(rows.rows)-1].bold = i == 0
		if total(o.TailStores) > 0 {
			tail := shareRow(words.Slowest(o.TailHits, o.Hits), o.TailStores, palette, false)
			tail.quiet = true
			rows.rows = append(rows.rows, tail)
		}
	}
	return rows.drawing(), ""
}

// shareRow is a bar of shares with the whole at its end.
func shareRow(name string, stores map[string]float64, palette []storeColor, apart bool) row {
	sum := total(stores)
	w := row{name: name, note: words.TimeNote(sum), height: 17}
	if apart {
		w.gap = 9
	}
	w.draw = func(c *chart, y float64) {
		from := 0.0
		for _, p := range palette {
			part := stores[p.name] / sum
			x0, x1 := c.px(from), c.px(from+part)
			c.box(p.color, x0, y-7, x1, y+7)
			if label := words.Ratio(math.Round(100*part) / 100); c.textWidth(smallText, label) < x1-x0-6 {
				c.text(smallText.on(p.color), (x0+x1)/2, y, middle, label)
			}
			from += part
		}
	}
	return w
}

// storeColor is a store with its colour in one figure.
type storeColor struct {
	name  string
	color color.RGBA
}

// storePalette orders what takes time: the stores by the time they take over all operations, then the API itself, the network and
// what was never answered.
func storePalette(backends []telemetry.Backend, operations []analysis.Operation) []storeColor {
	times := map[string]float64{}
	for _, o := range operations {
		for _, stores := range []map[string]float64{o.Stores, o.TailStores} {
			for name, v := range stores {
				if v > 0 {
					times[name] += v * float64(o.Hits)
				}
			}
		}
	}
	return paletteOf(backends, times)
}

func paletteOf(backends []telemetry.Backend, times map[string]float64) []storeColor {
	names := slices.Collect(maps.Keys(times))
	rank := func(name string) int {
		return slices.Index([]string{analysis.PlaceWait, analysis.PlaceAPI, analysis.PlaceNetwork, analysis.PlaceThink, analysis.PlaceNoAnswer, analysis.PlaceUnknown}, name)
	}
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(rank(a)-rank(b), descending(times[a], times[b]), strings.Compare(a, b))
	})
	palette := make([]storeColor, len(names))
	for i, name := range names {
		palette[i] = storeColor{name, sourceColor(backends, name, i)}
	}
	return palette
}

// total adds in the order of names, so that the same map always gives the same sum.
func total(stores map[string]float64) float64 {
	sum := 0.0
	for _, name := range slices.Sorted(maps.Keys(stores)) {
		if v := stores[name]; isNumber(v) {
			sum += v
		}
	}
	return sum
}
