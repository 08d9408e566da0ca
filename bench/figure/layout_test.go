package figure

import (
	"math"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/recorder"
)

// letters is a text with the box it takes.
type letters struct {
	text           string
	x0, y0, x1, y1 float64
}

// record paints a drawing and gives back its texts and every point of its lines and areas.
func record(d drawing) (texts []letters, points []point) {
	var c recorder.Canvas
	s := newSheet(&c, d.height)
	d.on(s)
	for _, a := range c.Actions {
		switch a := a.(type) {
		case *recorder.FillString:
			face := s.fonts.Lookup(a.Font, a.Size)
			x, base := float64(a.Point.X), d.height-float64(a.Point.Y)
			texts = append(texts, letters{a.String, x, base - 0.7*float64(a.Size), x + float64(face.Width(a.String)), base})
		case *recorder.Fill:
			points = append(points, corners(d, a.Path)...)
		case *recorder.Stroke:
			points = append(points, corners(d, a.Path)...)
		}
	}
	return texts, points
}

func corners(d drawing, path vg.Path) (points []point) {
	for _, p := range path {
		if p.Type != vg.CloseComp {
			points = append(points, point{float64(p.Pos.X), d.height - float64(p.Pos.Y)})
		}
	}
	return points
}

// Nothing is drawn outside the sheet or at a place that is no number, and no text covers another.
func TestNothingClippedNothingCovered(t *testing.T) {
	for name, trial := range cases() {
		for _, f := range figuresOf(&trial) {
			d, empty := f.draw(&trial)
			if empty != "" {
				continue
			}
			d.title = f.heading()
			whole(t, f.name+" of "+name, d)
		}
	}
}

// whole checks that nothing of a drawing is cut off and no text covers another.
func whole(t *testing.T, name string, d drawing) {
	t.Helper()
	texts, points := record(d)
	for _, p := range points {
		if !(p.x >= 0 && p.x <= width && p.y >= 0 && p.y <= d.height) {
			t.Errorf("%s: drawn at %v, outside %d x %v", name, p, width, d.height)
			break
		}
	}
	for i, a := range texts {
		if a.x0 < 2 || a.x1 > width-2 || a.y0 < 0 || a.y1 > d.height-2 {
			t.Errorf("%s: %q is cut off: %v", name, a.text, a)
		}
		for _, b := range texts[:i] {
			if a.x0 < b.x1-0.5 && b.x0 < a.x1-0.5 && a.y0 < b.y1-0.5 && b.y0 < a.y1-0.5 {
				t.Errorf("%s: %q covers %q", name, a.text, b.text)
			}
		}
	}
}

// All figures over time have the same time axis at the same place.
func TestOneTimeAxis(t *testing.T) {
	trial := faults().trial()
	axis := map[string]float64{}
	over := 0
	for _, f := range figuresOf(&trial) {
		d, empty := f.draw(&trial)
		if empty != "" {
			continue
		}
		texts, _ := record(d)
		if !slices.ContainsFunc(texts, func(l letters) bool { return strings.HasSuffix(l.text, "since the load began") }) {
			continue
		}
		over++
		for _, l := range texts {
			// The labels of the axis stand in one row above its title.
			if row := d.height - tickHeight + 11; math.Abs((l.y0+l.y1)/2-row) > 1.5 {
				continue
			}
			if l.x1 < leftBorder {
				continue // the lowest label of the vertical axis
			}
			middle := math.Round((l.x0 + l.x1) / 2)
			if before, known := axis[l.text]; known && before != middle {
				t.Errorf("%s has %q at %v, others at %v", f.name, l.text, middle, before)
			}
			axis[l.text] = middle
		}
	}
	if over < 10 || len(axis) < 10 {
		t.Errorf("saw %d figures over time with %d labels", over, len(axis))
	}
}

// Every text of a figure keeps its size: none is smaller than 11 or larger than 13 pixels.
func TestLetterSizes(t *testing.T) {
	trial := many().trial()
	for _, f := range figuresOf(&trial) {
		d, empty := f.draw(&trial)
		if empty != "" {
			continue
		}
		var c recorder.Canvas
		d.on(newSheet(&c, d.height))
		for _, a := range c.Actions {
			if a, ok := a.(*recorder.FillString); ok && (a.Size < 11 || a.Size > 13) {
				t.Errorf("%s: %q has %v pixels", f.name, a.String, a.Size)
			}
		}
	}
}

func TestSpread(t *testing.T) {
	for _, test := range []struct {
		name   string
		wanted []float64
		want   []float64
	}{
		{"FreeStay", []float64{10, 50, 90}, []float64{10, 50, 90}},
		{"EqualShareTheMiddle", []float64{50, 50}, []float64{45, 55}},
		{"OrderIsKept", []float64{52, 50}, []float64{56, 46}},
		{"BlocksMerge", []float64{50, 50, 58}, []float64{42.67, 52.67, 62.67}},
		{"BordersHold", []float64{0, 0}, []float64{0, 10}},
		{"BordersHoldAtTheEnd", []float64{100, 99}, []float64{100, 90}},
		{"None", nil, []float64{}},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := spread(test.wanted, 0, 100, 10)
			if len(got) != len(test.want) {
				t.Fatalf("got %v, want %v", got, test.want)
			}
			for i := range got {
				if math.Abs(got[i]-test.want[i]) > 0.01 {
					t.Errorf("got %v, want %v", got, test.want)
				}
			}
		})
	}
}

func TestLegendWrapsWhereItIsCounted(t *testing.T) {
	l := newLettersetter()
	var keys []line
	for range 40 {
		keys = append(keys, line{name: "a store with a name"})
	}
	rows := l.legendRows(edge, keys)
	if rows < 5 {
		t.Fatalf("40 names in %d rows", rows)
	}
	texts, _ := record(drawing{height: titleHeight + float64(rows)*unitHeight, paint: func(s *sheet) { s.legend(edge, keys) }})
	for _, a := range texts {
		if a.x1 > width-edge+0.5 || a.y1 > titleHeight+float64(rows)*unitHeight {
			t.Errorf("%q ends at %v, %v", a.text, a.x1, a.y1)
		}
	}
}

// Where ticks stand closer than their labels are wide, some labels are left out.
func TestLabelsLeaveRoom(t *testing.T) {
	s := logarithmic(seconds, 0.0001, 1).finer()
	texts, _ := record(drawing{height: 100, paint: func(sh *sheet) {
		(&chart{sheet: sh, x0: 50, x1: 250, y0: 10, y1: 50, x: s}).gridX("")
	}})
	if all := strings.Count(labels(s), " ") + 1; len(texts) < 4 || len(texts) >= all {
		t.Errorf("%d of %d labels", len(texts), all)
	}
	for i := 1; i < len(texts); i++ {
		if texts[i].x0 < texts[i-1].x1+5 {
			t.Errorf("%q stands too close to %q", texts[i].text, texts[i-1].text)
		}
	}
}

func TestFit(t *testing.T) {
	l := newLettersetter()
	if got := l.fit(labelText, "short", 200); got != "short" {
		t.Errorf("got %q", got)
	}
	got := l.fit(labelText, strings.Repeat("ä", 100), 100)
	if !strings.HasSuffix(got, "ä…") || l.textWidth(labelText, got) > 100 {
		t.Errorf("got %q, %v wide", got, l.textWidth(labelText, got))
	}
	if got := l.fit(labelText, "long", 3); got != "" {
		t.Errorf("got %q where nothing fits", got)
	}
}
