package figure

import (
	"bytes"
	"fmt"
	"image/png"
	"math"
	"testing"

	"quintet/bench/analysis"
	"quintet/bench/resilience"
	"quintet/bench/words"
)

// rowsOfFaults are so many faults, each of which hurts another one of so many operations.
func rowsOfFaults(faults, operations int) *resilience.Result {
	r := &resilience.Result{}
	for k := range operations {
		r.Operations = append(r.Operations, fmt.Sprintf("resource%d.with-a-long-verb", k))
	}
	for i := range faults {
		row := resilience.Row{Label: fmt.Sprintf("latency store-%d", i), Kind: "latency", Target: "store", Times: 1, Availability: resilience.Share{Due: 100, Good: 90, Value: 0.9, Low: 0.8, High: 0.95}}
		for k, name := range r.Operations {
			if k == operations-1 {
				continue // had no hits
			}
			row.Operations = append(row.Operations, resilience.RowImpact{Name: name, InForce: resilience.Share{Due: 100, Value: float64((i+k)%11) / 10}})
		}
		r.Rows = append(r.Rows, row)
	}
	return r
}

// sized is the size of a drawing at single density.
func sized(t *testing.T, d drawing) (wide, high int) {
	t.Helper()
	b, err := d.png()
	if err != nil {
		t.Fatal(err)
	}
	c, err := png.DecodeConfig(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return c.Width / density, c.Height / density
}

// However many faults and operations there are, the figures of all faults keep their width and grow downwards.
func TestFiguresOfManyFaults(t *testing.T) {
	lowest := map[string]int{}
	for _, n := range []int{1, 6, 40} {
		r := rowsOfFaults(n, 20)
		for _, f := range faultRunFigures() {
			d, empty := f.draw(r)
			if empty != "" {
				t.Fatalf("%s of %d faults: %s", f.name, n, empty)
			}
			wide, high := sized(t, d)
			if wide != width || high < lowest[f.name] {
				t.Errorf("%s of %d faults is %d by %d pixels", f.name, n, wide, high)
			}
			lowest[f.name] = high
		}
	}
	for _, f := range faultRunFigures() {
		if _, empty := f.draw(&resilience.Result{}); empty == "" || words.FigureTitle(f.name) == "" {
			t.Errorf("%s: without a fault it says %q, its title is %q", f.name, empty, words.FigureTitle(f.name))
		}
	}
}

// The figure around a fault marks every instant that there was, in the order of time, and says in words when no hit was recorded.
func TestFigureAroundAFault(t *testing.T) {
	nan := math.NaN()
	f := &resilience.Fault{Label: "kill redis", Number: 2, At: 20, Effect: 20.003, Noticed: 20.1, Heal: 25, Serving: 25.4, Recovered: 24.8}
	u := &f.CloseUp
	u.From, u.Width = 18, 0.1
	for i := range 90 {
		u.Due, u.Good, u.P99 = append(u.Due, 100), append(u.Good, float64(i)), append(u.P99, 0.001*float64(i+1))
	}
	u.P99[7] = nan
	d, empty := drawFault(&analysis.Trial{}, f)
	if wide, _ := sized(t, d); empty != "" || wide != width {
		t.Errorf("%q, %d pixels wide", empty, wide)
	}
	var labels []string
	for _, m := range instants(f, 18, 27).marks {
		labels = append(labels, m.label)
	}
	if want := "[injected in effect noticed recovered healed serving]"; fmt.Sprint(labels) != want {
		t.Errorf("instants %v, want %s", labels, want)
	}
	f.Serving, f.Recovered = nan, nan
	if n := len(instants(f, 18, 27).marks); n != 4 {
		t.Errorf("%d instants, though two did not come", n)
	}
	if _, empty := drawFault(&analysis.Trial{}, &resilience.Fault{}); empty == "" {
		t.Error("a fault without hits is drawn")
	}
	list := faultFigures(&analysis.Trial{Resilience: &resilience.Trial{Faults: []resilience.Fault{*f}}})
	if len(list) != 1 || list[0].name != "fault-at-2" || faultFigures(&analysis.Trial{}) != nil {
		t.Errorf("figures %+v", list)
	}
}
