package figure

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/recorder"

	"quintet/bench/analysis"
	"quintet/bench/resilience"
	"quintet/bench/samples"
	"quintet/bench/words"
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

// Figures of faults are whole too, however many there are, wherever their instants lie and whatever they are called.
func TestFiguresOfFaultsAreWhole(t *testing.T) {
	for _, faults := range []int{1, 2, 7, 40} {
		for _, operations := range []int{2, 5, 40} {
			r := rowsOfFaults(faults, operations)
			for i := range r.Rows {
				row := &r.Rows[i]
				row.Kind = []string{"kill", "latency", "bandwidth", "errors", "exec"}[i%5]
				row.Configuration = map[string]string{"cassandra.commitlog_sync": "periodic", "api.replicas": "2"}
				row.NotRecovered, row.AtLeast = i%2, 23.45
				row.Writes = &samples.LedgerCounts{Acknowledged: 1_000_000, Lost: uint64(i * 100_000)}
				// At the borders of the axis too.
				row.Availability.Value = float64(i%3) / 2
				row.Availability.Low, row.Availability.High = max(0, row.Availability.Value-0.3), min(1, row.Availability.Value+0.3)
			}
			for _, f := range faultRunFigures() {
				d, empty := f.draw(r)
				if empty != "" {
					t.Fatal(empty)
				}
				d.title = words.FigureTitle(f.name)
				whole(t, fmt.Sprintf("%s of %d faults and %d operations", f.name, faults, operations), d)
			}
		}
	}
	nan := math.NaN()
	for name, f := range map[string]resilience.Fault{
		"apart":        {At: 20, Effect: 20.5, Noticed: 21, Heal: 25, Serving: 26, Recovered: 28},
		"at one place": {At: 20, Effect: 20.001, Noticed: 20.002, Heal: 20.003, Serving: 20.004, Recovered: 20.005},
		"at the begin": {At: 18, Effect: 18, Noticed: 18, Heal: nan, Serving: nan, Recovered: nan},
		"at the end":   {At: 26.9, Effect: 26.95, Noticed: 27, Heal: 27, Serving: 27, Recovered: 27},
		"unnoticed":    {At: 20, Effect: 20.1, Noticed: nan, Heal: 25, Serving: 25.2, Recovered: nan},
	} {
		for scale, most := range map[string]float64{"idle": 0, "slow": 3, "fast": 1_234_567} {
			f := f
			f.Label, f.Number = "latency a-service-with-a-long-name-2", 12
			u := &f.CloseUp
			u.From, u.Width = 18, 0.1
			for i := range 90 {
				p99 := 0.0001 * math.Pow(10, float64(i%6))
				if most == 0 {
					p99 = nan
				}
				u.Due, u.Good, u.P99 = append(u.Due, most), append(u.Good, most*float64(i%2)), append(u.P99, p99)
			}
			for _, slo := range [][]analysis.SLOResult{nil, {{SLO: samples.SLO{Metric: "p99", Quantile: 0.99, Comparison: "<", Limit: 0.1}}}} {
				d, empty := drawFault(&analysis.Trial{SLO: slo}, &f)
				if empty != "" {
					t.Fatal(empty)
				}
				d.title = words.FaultFigureTitle(f.Label)
				whole(t, fmt.Sprintf("around a fault: instants %s, load %s, %d limits", name, scale, len(slo)), d)
			}
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
