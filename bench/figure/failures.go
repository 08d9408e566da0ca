package figure

import (
	"fmt"
	"image/color"
	"slices"
	"strings"

	"quintet/bench/analysis"
	"quintet/bench/words"
)

// failureColors are the colours of the classes of failures.
var failureColors = map[string]color.RGBA{
	"status": vermillion, "missing": orange, "content": purple, "timeout": blue, "connection": black, "unsent": lightGrey,
	"generator": darkGrey,
}

// drawFailures has a row an operation that failed, the most failures first, stacked by class.
func drawFailures(t *analysis.Trial) (drawing, string) {
	switch {
	case t.All.Hits == 0:
		return drawing{}, "No hit of a measured phase was recorded, so none failed."
	case t.All.Failures == 0 && t.All.Hits == 1:
		return drawing{}, "The one hit did not fail."
	case t.All.Failures == 0:
		return drawing{}, fmt.Sprintf("None of %s failed.", count(float64(t.All.Hits), "hit"))
	}
	hits, failed := map[string]uint64{}, map[string]uint64{}
	for _, o := range t.Operations {
		hits[o.Name] = o.Hits
	}
	var names []string
	var keys []line
	for _, f := range t.Failed {
		for name, n := range f.ByOp {
			if failed[name] == 0 && n > 0 {
				names = append(names, name)
			}
			failed[name] += n
		}
		keys = append(keys, line{name: fmt.Sprintf("%s (%s)", f.Class, words.Count(float64(f.Count))), color: failureColor(f.Class), marker: asBar})
	}
	slices.SortFunc(names, func(a, b string) int {
		if n := descending(float64(failed[a]), float64(failed[b])); n != 0 {
			return n
		}
		return strings.Compare(a, b)
	})
	most := 0.0
	for _, n := range failed {
		most = max(most, float64(n))
	}
	rows := rowChart{what: "failed hits", x: linear(plain, most, 6), keys: keys}
	for _, name := range names {
		note := words.Count(float64(failed[name]))
		if hits[name] > 0 {
			note += fmt.Sprintf(" of %s (%s)", words.Count(float64(hits[name])), words.Ratio(float64(failed[name])/float64(hits[name])))
		}
		rows.rows = append(rows.rows, row{name: name, note: note, draw: func(c *chart, y float64) {
			sum := 0.0
			for _, f := range t.Failed {
				n := float64(f.ByOp[name])
				c.box(failureColor(f.Class), c.px(sum), y-7, c.px(sum+n), y+7)
				sum += n
			}
		}})
	}
	return rows.drawing(), ""
}

func failureColor(class string) color.RGBA {
	if c, ok := failureColors[class]; ok {
		return c
	}
	return darkGrey
}
