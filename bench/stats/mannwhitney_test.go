package stats

import (
	"math"
	"math/rand/v2"
	"testing"
)

var (
	oldRuns = []float64{1726, 1723, 1707, 1707, 1713, 1729, 1736, 1707, 1705, 1774}
	newRuns = []float64{1423, 1416, 1411, 1413, 1412, 1426, 1422, 1424, 1447, 1425}
)

func TestMannWhitney(t *testing.T) {
	for _, c := range []struct {
		name string
		x, y []float64
		u, p float64
	}{
		{"Separated", oldRuns, newRuns, 100, 2 / 184756.0},
		{"TiesUnequalSizes", []float64{2, 1, 3, 5}, []float64{1, 1, 1, 1, 1}, 17.5, 0.047619047619},
		{"TiesOtherWay", []float64{1, 1, 1, 1, 1}, []float64{2, 1, 3, 5}, 2.5, 0.047619047619},
		{"AllEqual", []float64{1, 1, 1}, []float64{1, 1}, 3, 1},
		{"OneEach", []float64{1}, []float64{2}, 0, 1},
		{"Empty", nil, []float64{1}, 0, 1},
		{"ThreeAndThree", []float64{1, 2, 3}, []float64{4, 5, 6}, 0, 0.1},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := MannWhitney(c.x, c.y)
			if got.U != c.u || math.Abs(got.P-c.p) > 1e-9 || !got.Exact {
				t.Errorf("got %+v, want U %v, P %v", got, c.u, c.p)
			}
		})
	}
	if p := MannWhitney(oldRuns, newRuns).P; math.Abs(p-1.0825e-05) > 1e-9 {
		t.Errorf("benchstat's data: P %v, want 1.0825e-05", p)
	}
	if got := Median(oldRuns); got != 1718 {
		t.Errorf("median %v, want 1718", got)
	}
	if got := Median(newRuns); got != 1422.5 {
		t.Errorf("median %v, want 1422.5", got)
	}
}

// bruteForce is the definition: every choice of which pooled values are the first sample.
func bruteForce(x, y []float64) float64 {
	pooled := append(append([]float64{}, x...), y...)
	statistic := func(mask int) int {
		u := 0
		for i, a := range pooled {
			for j, b := range pooled {
				if mask>>i&1 == 1 && mask>>j&1 == 0 {
					switch {
					case a > b:
						u += 2
					case a == b:
						u++
					}
				}
			}
		}
		return abs(u - len(x)*len(y))
	}
	observed, all, extreme := statistic(1<<len(x)-1), 0, 0
	for mask := range 1 << len(pooled) {
		ones := 0
		for m := mask; m > 0; m &= m - 1 {
			ones++
		}
		if ones != len(x) {
			continue
		}
		all++
		if statistic(mask) >= observed {
			extreme++
		}
	}
	return float64(extreme) / float64(all)
}

func TestMannWhitneyProperties(t *testing.T) {
	rng := rand.New(rand.NewPCG(23, 24))
	for range 60 {
		sample := func() []float64 {
			x := make([]float64, 1+rng.IntN(5))
			for i := range x {
				x[i] = float64(rng.IntN(5))
			}
			return x
		}
		x, y := sample(), sample()
		a, b := MannWhitney(x, y), MannWhitney(y, x)
		if a.P != b.P || a.P <= 0 || a.P > 1 || a.U+b.U != float64(len(x)*len(y)) {
			t.Errorf("%v against %v: %+v and %+v", x, y, a, b)
		}
		if want := bruteForce(x, y); math.Abs(a.P-want) > 1e-12 {
			t.Errorf("%v against %v: P %v, want %v by enumeration", x, y, a.P, want)
		}
	}
}

// Where both can be had, the approximation is near the exact value, and it is symmetric and positive as well.
func TestMannWhitneyLarge(t *testing.T) {
	rng := rand.New(rand.NewPCG(25, 26))
	x, y := make([]float64, 40), make([]float64, 45)
	for i := range x {
		x[i] = math.Round(10 * rng.NormFloat64())
	}
	for i := range y {
		y[i] = math.Round(10*rng.NormFloat64()) + 4
	}
	exact := MannWhitney(x, y)
	if near := normalRankP(exact.U, len(x), len(y), tieGroups(x, y)); math.Abs(near-exact.P) > 0.05*exact.P+1e-4 || !exact.Exact {
		t.Errorf("approximation %v, exact %v", near, exact.P)
	}
	far := make([]float64, 200)
	for i := range far {
		far[i] = 1e6 + float64(i)
	}
	if got := MannWhitney(x, append(far, far...)); got.P <= 0 || got.Exact {
		t.Errorf("far apart: %+v, want a positive approximation", got)
	}
}
