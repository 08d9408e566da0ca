package figure

import (
	"cmp"
	"maps"
	"slices"

	"gonum.org/v1/plot"

	"quintet/bench/analysis"
	"quintet/bench/words"
)

// operationHeight is the height of an operation's strip.
const operationHeight = 17

// drawOperations has a strip an operation, coloured by its p99 in every slot: which operations a rush or a fault slows down.
func drawOperations(t *analysis.Trial) (drawing, string) {
	lines := t.Timeline.ByOperation
	names := slices.Collect(maps.Keys(lines))
	var all []float64
	largest := map[string]float64{}
	for name, v := range lines {
		all = append(all, v...)
		_, largest[name] = span(v)
	}
	smallest, most := span(all)
	if smallest == 0 {
		return drawing{}, words.NoHitRecorded
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Or(descending(largest[a], largest[b]), cmp.Compare(a, b)) })
	shade := shadesOf(logarithmic(seconds, smallest, most))
	return overTime{
		what: words.AxisSlotOperations(t.Timeline.Width), y: &scale{Normalizer: plot.LinearScale{}, max: float64(len(names))},
		height: float64(len(names)) * operationHeight,
		under: func(c *chart) {
			c.shadeKeys(shade)
			for k, name := range names {
				y := c.y0 + float64(k)*operationHeight
				for i, v := range lines[name] {
					if isNumber(v) {
						at := t.Timeline.At(i)
						c.box(shade.of(v), c.px(at), y+1, c.px(at+t.Timeline.Width), y+operationHeight-1)
					}
				}
			}
		},
		beside: func(c *chart) {
			for k, name := range names {
				c.text(labelText, c.x1+8, c.y0+(float64(k)+0.5)*operationHeight, left, c.fit(labelText, name, width-4-c.x1-8))
			}
		},
	}.drawing(t), ""
}

// shadeKeys shows which colour stands for how much, at the right end of the line below the title.
func (c *chart) shadeKeys(s shading) {
	var keys []line
	total := 0.0
	for _, tick := range s.ticks {
		if tick.Label != "" {
			k := line{name: tick.Label + " " + s.name, color: s.of(tick.Value), marker: asBar}
			keys = append(keys, k)
			total += c.keyWidth(k)
		}
	}
	c.legend(max(width/3, c.x1-total), keys)
}
