package comparison

import (
	"html/template"
	"math"

	"quintet/bench/compare"
	"quintet/bench/page"
	"quintet/bench/words"
)

// forest draws the changes of a pair beside one another: a dot and the interval for each metric whose change is a ratio, on the band that
// counts as the same. Lengths are in the picture's own units.
type forest struct {
	Width, Height        int
	Zero, BandX, BandW   float64
	Top, Bottom, BandH   int
	Lines                []forestLine
	Left, Middle, Right  string
	Label                string
	Note                 template.HTML
	RightX, LeftX, AxisY int
}

type forestLine struct {
	Name, Value, Class, Title string
	Y, TextY                  int
	X, From, To               float64
	// Dotted says that the interval has no end on the picture's side, or none at all.
	Dotted bool
}

const (
	forestFrom, forestTo = 190, 560
	forestRow            = 22
)

// newForest is nil when there is nothing to draw.
func newForest(c *compare.Comparison, p *compare.Pair) *forest {
	f := &forest{Width: 660, Top: 8, LeftX: forestFrom, RightX: forestTo}
	span := 2 * c.Options.Margin
	var rows []*compare.Row
	for i := range p.Rows {
		if r := &p.Rows[i]; !r.Difference && !math.IsNaN(r.Effect.Estimate) {
			rows = append(rows, r)
			for _, v := range []float64{r.Effect.Estimate, r.Effect.Low, r.Effect.High} {
				// One metric that explodes must not press all others flat.
				if !math.IsInf(v, 0) && !math.IsNaN(v) {
					span = math.Max(span, math.Min(1, math.Abs(v)))
				}
			}
		}
	}
	if len(rows) == 0 {
		return nil
	}
	at := func(v float64) float64 {
		share := math.Max(-1, math.Min(1, v/span))
		return math.Round(10*(forestFrom+(share+1)/2*(forestTo-forestFrom))) / 10
	}
	f.Zero, f.BandX = at(0), at(-c.Options.Margin/(1+c.Options.Margin))
	f.BandW = math.Round(10*(at(c.Options.Margin)-f.BandX)) / 10
	for i, r := range rows {
		y := f.Top + forestRow*i + forestRow/2
		l := forestLine{Name: page.Fit(words.RowName(r), 27), Value: words.Effect(r, r.Moved()), Class: outcomeCell(r.Outcome).State, Y: y, TextY: y + 4, X: at(r.Effect.Estimate), From: at(r.Effect.Low), To: at(r.Effect.High)}
		if math.IsNaN(r.Effect.Low) || math.IsNaN(r.Effect.High) {
			l.From, l.To = at(-span), at(span)
		}
		l.Dotted = math.IsNaN(r.Effect.Low) || math.IsInf(r.Effect.High, 0) || r.Effect.Low <= -1 || math.IsInf(r.Effect.Low, 0)
		l.Title = words.ForestLine(r)
		f.Lines = append(f.Lines, l)
	}
	f.Bottom = f.Top + forestRow*len(rows)
	f.BandH = f.Bottom - f.Top
	f.AxisY, f.Height = f.Bottom+16, f.Bottom+24
	f.Left, f.Middle, f.Right = words.Change(-span), words.NoChange, words.Change(span)
	f.Label, f.Note = words.ForestLabel(len(rows)), template.HTML(words.ForestNote) // a constant, whose apostrophe is no danger
	return f
}
