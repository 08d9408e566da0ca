package figure

import (
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gonum.org/v1/plot"
)

// labels are the labels of a scale's ticks that have one.
func labels(s *scale) string {
	var named []string
	for _, tick := range s.ticks {
		if tick.Label != "" {
			named = append(named, tick.Label)
		}
	}
	return strings.Join(named, " ")
}

func TestLinear(t *testing.T) {
	for _, test := range []struct {
		ladder  []unit
		largest float64
		unit    string
		labels  string
	}{
		{seconds, 0.0213, "ms", "0 5 10 15 20 25"},
		{seconds, 0.0004, "µs", "0 100 200 300 400"},
		{seconds, 45, "s", "0 10 20 30 40 50"},
		{rates, 1200, "per second", "0 200 400 600 800 1,000 1,200"},
		{rates, 31000, "thousand per second", "0 10 20 30 40"},
		{byteRates, 2.1e6, "MB/s", "0 0.5 1 1.5 2 2.5"},
		{percent, 1, "%", "0 20 40 60 80 100"},
		{plain, 3, "", "0 0.5 1 1.5 2 2.5 3"},
		{cores, 0, "cores", "0 0.2 0.4 0.6 0.8 1"},
		{cores, math.NaN(), "cores", "0 0.2 0.4 0.6 0.8 1"},
		{cores, math.Inf(1), "cores", "0 0.2 0.4 0.6 0.8 1"},
	} {
		s := linear(test.ladder, test.largest, 4)
		if s.name != test.unit || labels(s) != test.labels {
			t.Errorf("to %v: %s in %q, want %s in %q", test.largest, labels(s), s.name, test.labels, test.unit)
		}
	}
}

func TestLogarithmic(t *testing.T) {
	for _, test := range []struct {
		smallest, largest float64
		unit              string
		labels            string
	}{
		{0.00035, 0.4, "ms", "1 10 100"},
		{0.0021, 0.043, "ms", "2 5 10 20 50"},
		{0.0026, 0.0026, "ms", "2 3 4 5"},
		{0.00002, 0.0007, "µs", "20 50 100 200 500 1,000"},
		{0.5, 45, "s", "0.5 1 2 5 10 20 50"},
		{0.001, 45, "ms", "1 10 100 1,000 10,000"},
	} {
		s := logarithmic(seconds, test.smallest, test.largest)
		if s.name != test.unit || labels(s) != test.labels {
			t.Errorf("%v to %v: %s in %q, want %s in %q", test.smallest, test.largest, labels(s), s.name, test.labels, test.unit)
		}
	}
	if got := labels(logarithmic(seconds, 0.00035, 0.4).finer()); got != "0.2 0.5 1 2 5 10 20 50 100 200 500" {
		t.Errorf("finer: %s", got)
	}
}

func TestClock(t *testing.T) {
	for _, test := range []struct {
		end    float64
		unit   string
		labels string
	}{
		{1, "seconds", "0 0.1 0.2 0.3 0.4 0.5 0.6 0.7 0.8 0.9 1"},
		{60, "seconds", "0 5 10 15 20 25 30 35 40 45 50 55 60"},
		{600, "minutes", "0 1 2 3 4 5 6 7 8 9 10"},
		{24 * 3600, "hours", "0 2 4 6 8 10 12 14 16 18 20 22 24"},
	} {
		s := clock(test.end)
		if s.name != test.unit || labels(s) != test.labels {
			t.Errorf("%v s: %s in %s, want %s in %s", test.end, labels(s), s.name, test.labels, test.unit)
		}
	}
}

// Whatever the values, all of them lie on the scale, the ticks ascend within it, and at least two have labels.
func FuzzScales(f *testing.F) {
	for _, v := range []float64{1e-6, 0.0021, 0.7, 12, 31000, 1e9} {
		f.Add(v, v*1.5)
		f.Add(v, v*1e5)
	}
	f.Add(0.0, 0.0)
	f.Fuzz(func(t *testing.T, a, b float64) {
		if !(a >= 0 && b >= 0 && a < 1e12 && b < 1e12) || a > 0 && a < 1e-9 || b > 0 && b < 1e-9 {
			t.Skip("no measured value")
		}
		for name, s := range map[string]*scale{"fitting": fitting(seconds, []float64{a, b, math.NaN()}, 4), "decades": decades(byteRates, []float64{a, b}).finer()} {
			named, last := 0, math.Inf(-1)
			for _, tick := range s.ticks {
				if tick.Value < s.min*(1-1e-6) || tick.Value > s.max*(1+1e-6) || tick.Value <= last {
					t.Errorf("%s of %v and %v: tick %v of %v to %v", name, a, b, tick, s.min, s.max)
				}
				if tick.Label != "" {
					named++
				}
				last = tick.Value
			}
			if named < 2 && !(s.log && math.Log10(s.max/s.min) > 6) {
				t.Errorf("%s of %v and %v: %d labels from %v to %v", name, a, b, named, s.min, s.max)
			}
			for _, v := range []float64{a, b} {
				if v > s.max*(1+1e-9) || v > 0 && v < s.min*(1-1e-9) {
					t.Errorf("%s: %v lies outside %v to %v", name, v, s.min, s.max)
				}
				if n := s.norm(v); !(n >= 0 && n <= 1) {
					t.Errorf("%s: %v is drawn at %v", name, v, n)
				}
			}
		}
	})
}

func TestNines(t *testing.T) {
	s := ninesScale(0.9999)
	if got, want := labels(s), "0 50 75 90 95 99 99.9 99.99"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := math.Abs(s.norm(nines(0.99)) - 0.5); got > 1e-9 {
		t.Errorf("99 %% is %v away from the middle of an axis to 99.99 %%", got)
	}
	if diff := cmp.Diff("0 50", labels(ninesScale(0.5))); diff != "" {
		t.Error(diff)
	}
}

func TestAxisTitle(t *testing.T) {
	for want, s := range map[string]*scale{
		"time (ms)":              {name: "ms"},
		"time (ms, logarithmic)": {name: "ms", log: true},
		"time":                   {Normalizer: plot.LinearScale{}},
	} {
		if got := s.axisTitle("time"); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
