package figure

import (
	"cmp"
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
		return drawing{}, words.NothingToFail
	case t.All.Failures == 0:
		return drawing{}, words.NoneFailed(t.All.Hits)
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
		keys = append(keys, line{name: words.KeyFailures(f.Class, f.Count), color: failureColor(f.Class), marker: asBar})
	}
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(cmp.Compare(failed[b], failed[a]), strings.Compare(a, b))
	})
	most := 0.0
	for _, n := range failed {
		most = max(most, float64(n))
	}
	rows := rowChart{what: words.AxisFailed, x: linear(plain, most, 6), keys: keys}
	for _, name := range names {
		rows.rows = append(rows.rows, row{name: name, note: words.FailedNote(failed[name], hits[name]), draw: func(c *chart, y float64) {
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

func failureColor(class string) color.RGBA { return cmp.Or(failureColors[class], darkGrey) }
