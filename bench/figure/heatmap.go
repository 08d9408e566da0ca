package figure

import (
	"image/color"
	"math"

	"gonum.org/v1/plot/palette/brewer"

	"quintet/bench/analysis"
	"quintet/bench/words"
)

// drawHeatmap counts hits by slot and response time. Percentiles hide that a system has two speeds; this does not.
func drawHeatmap(t *analysis.Trial) (drawing, string) {
	h := &t.Heatmap
	most := 0.0
	for _, column := range h.Cells {
		for _, n := range column {
			most = max(most, n)
		}
	}
	if most == 0 || len(h.Bounds) < 2 {
		return drawing{}, words.NoHitRecorded
	}
	shade := shades(most)
	return overTime{
		what: words.ResponseTime, y: logarithmic(seconds, h.Bounds[0], h.Bounds[len(h.Bounds)-1]), height: 190,
		under: func(c *chart) {
			for i, column := range h.Cells {
				for j, n := range column {
					if n > 0 {
						at := float64(i) * h.Width
						c.box(shade.of(n), c.px(at), c.py(h.Bounds[j+1]), c.px(at+h.Width), c.py(h.Bounds[j]))
					}
				}
			}
		},
		beside: func(c *chart) { c.shadeBar(shade, "hits") },
	}.drawing(t), ""
}

// shading maps counts from 1 to a largest to colours, by their logarithm: one slow hit must be seen beside a thousand fast ones.
type shading struct {
	*scale
	// most is the largest count that there is.
	most   float64
	colors []color.RGBA
}

// shadeSteps is how many colours there are.
const shadeSteps = 48

// shades are those of counts from 1 to a largest.
func shades(most float64) shading {
	s := shadesOf(logarithmic(plain, 1, max(2, most)))
	s.max, s.most = max(2, most), most
	return s
}

// shadesOf go from pale green to dark blue (ColorBrewer's YlGnBu without its palest colours, which are lost on white): lightness alone
// says which is more, so the map is read without seeing colours, and in print.
func shadesOf(along *scale) shading {
	s := shading{scale: along}
	stops := brewer.YlGnBu[9].Color[2:]
	for i := range shadeSteps {
		at := float64(i) / (shadeSteps - 1) * float64(len(stops)-1)
		k := min(int(at), len(stops)-2)
		s.colors = append(s.colors, between(stops[k], stops[k+1], at-float64(k)))
	}
	return s
}

// between mixes two colours.
func between(a, b color.Color, share float64) color.RGBA {
	r0, g0, b0, _ := a.RGBA()
	r1, g1, b1, _ := b.RGBA()
	mix := func(x, y uint32) uint8 { return uint8(math.Round((float64(x)*(1-share) + float64(y)*share) / 257)) }
	return color.RGBA{mix(r0, r1), mix(g0, g1), mix(b0, b1), 0xFF}
}

func (s shading) of(n float64) color.RGBA {
	return s.colors[int(math.Round(s.norm(n)*float64(len(s.colors)-1)))]
}

// shadeBar shows which colour stands for how much, right of the data.
func (c *chart) shadeBar(s shading, what string) {
	x := c.x1 + 24
	top, bottom := c.y0+16, c.y1
	c.text(smallText, x, c.y0+5, left, what)
	if s.most < 2 {
		c.box(s.colors[0], x, top, x+14, top+14)
		c.text(smallText, x+22, top+7, left, "1")
		return
	}
	step := (bottom - top) / float64(len(s.colors))
	for i, shade := range s.colors {
		c.box(shade, x, bottom-float64(i+1)*step, x+14, bottom-float64(i)*step)
	}
	reach := math.Inf(1)
	for _, tick := range s.ticks {
		y := bottom - s.norm(tick.Value)*(bottom-top)
		if tick.Label == "" || tick.Value > s.max || y > reach-12 {
			continue
		}
		c.rule(pen{color: axisGrey, width: 1}, x+14, y, x+18, y)
		c.text(smallText, x+22, y, left, tick.Label)
		reach = y
	}
}
