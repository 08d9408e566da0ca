package stats

import (
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func indices(points []ChangePoint) []int {
	at := []int{}
	for _, p := range points {
		at = append(at, p.Index)
	}
	return at
}

func TestChangePoints(t *testing.T) {
	noise := func(n int, level float64, seed uint64) []float64 {
		rng := rand.New(rand.NewPCG(seed, 9))
		x := make([]float64, n)
		for i := range x {
			x[i] = level + 0.02*rng.NormFloat64()
		}
		return x
	}
	join := func(parts ...[]float64) (all []float64) {
		for _, p := range parts {
			all = append(all, p...)
		}
		return all
	}
	for name, c := range map[string]struct {
		x    []float64
		want []int
	}{
		"Empty":    {nil, []int{}},
		"TooFew":   {[]float64{1, 1, 1, 9, 9}, []int{}},
		"Constant": {make([]float64, 50), []int{}},
		"Noise":    {noise(200, 1, 1), []int{}},
		"Halved":   {[]float64{1.02, 0.95, 0.99, 1.00, 1.12, 1.00, 1.01, 0.98, 1.01, 0.96, 0.50, 0.51, 0.48, 0.48, 0.55, 0.50, 0.49, 0.51, 0.50, 0.49}, []int{10}},
		"Step":     {join(noise(40, 1, 2), noise(40, 1.1, 3)), []int{40}},
		"TwoSteps": {join(noise(30, 1, 4), noise(30, 1.2, 5), noise(30, 1.1, 6)), []int{30, 60}},
		// Up and back: either side of either change alone hardly differs from the whole.
		"Hump":         {join(noise(40, 1, 7), noise(10, 1.2, 8), noise(40, 1, 9)), []int{40, 50}},
		"Outlier":      {join(noise(30, 1, 10), []float64{3}, noise(30, 1, 11)), []int{}},
		"WithoutNoise": {join(make([]float64, 5), []float64{1, 1, 1, 1}), []int{5}},
	} {
		t.Run(name, func(t *testing.T) {
			got := ChangePoints(c.x, 0.001)
			if diff := cmp.Diff(c.want, indices(got)); diff != "" {
				t.Error(diff, got)
			}
			for _, p := range got {
				if p.P > 0.001 || p.Before == p.After {
					t.Errorf("%+v", p)
				}
			}
		})
	}
}

// The answer does not depend on the unit or the zero of the scale, and turned around it is the same seen from behind.
func TestChangePointsInvariance(t *testing.T) {
	for seed := range uint64(50) {
		rng := rand.New(rand.NewPCG(seed, 12))
		n := 10 + rng.IntN(80)
		x, moved, back := make([]float64, n), make([]float64, n), make([]float64, n)
		for i := range x {
			x[i] = rng.NormFloat64() + 4*float64(rng.IntN(2))*float64(i/(n/3+1)%2)
			moved[i], back[n-1-i] = 1000+8*x[i], x[i]
		}
		want := indices(ChangePoints(x, 0.001))
		if diff := cmp.Diff(want, indices(ChangePoints(moved, 0.001))); diff != "" {
			t.Errorf("seed %d, scaled: %s", seed, diff)
		}
		mirrored := indices(ChangePoints(back, 0.001))
		for i := range mirrored {
			mirrored[i] = n - mirrored[i]
		}
		slices.Sort(mirrored)
		if diff := cmp.Diff(want, mirrored); diff != "" {
			t.Errorf("seed %d, from behind: %s", seed, diff)
		}
	}
}

// A history of sixty runs of one level, looked at after each: the chance that any look shows a change stays below what is stated, one in a
// hundred, and so does the chance of each single look.
func TestChangePointsFalseAlarms(t *testing.T) {
	const looks, stated = 55, 0.01
	histories := 400
	if os.Getenv("QUINTET_LONG") != "" {
		histories = 4000
	}
	alarms := 0
	for seed := range uint64(histories) {
		rng := rand.New(rand.NewPCG(seed, 13))
		x := make([]float64, 60)
		for i := range x {
			x[i] = rng.NormFloat64()
		}
		for n := 6; n <= len(x); n++ {
			if len(ChangePoints(x[:n], stated/looks)) > 0 {
				alarms++
				break
			}
		}
	}
	t.Logf("%d of %d histories of noise show a change at some look", alarms, histories)
	if bound := stated*float64(histories) + 3*math.Sqrt(stated*float64(histories)); float64(alarms) > bound {
		t.Errorf("%d of %d histories of noise show a change, want at most %.0f", alarms, histories, bound)
	}
}

// P of Student's test against R: t.test(c(1,2,3,4,5), c(2,4,6,8,10), var.equal = TRUE) has t = -1.8974, df = 8, p = 0.0944.
func TestSameMean(t *testing.T) {
	x, y := []float64{1, 2, 3, 4, 5}, []float64{2, 4, 6, 8, 10}
	if p := sameMean(x, y); math.Abs(p-0.0944) > 1e-4 || sameMean(y, x) != p {
		t.Errorf("P = %v and %v, want 0.0944", p, sameMean(y, x))
	}
}
