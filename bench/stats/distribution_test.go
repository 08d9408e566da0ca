package stats

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// drawnRun are n times of an exponential law with this mean, as a distribution and one by one.
func drawnRun(rng *rand.Rand, n int, mean time.Duration) (Distribution, []float64) {
	h := NewHistogram()
	var values []float64
	for range n {
		d := time.Duration(rng.ExpFloat64() * float64(mean))
		h.Record(d)
		values = append(values, d.Seconds())
	}
	return h.Distribution(), values
}

// What is put away says the same as the histogram.
func TestDistribution(t *testing.T) {
	if d := NewHistogram().Distribution(); d.Count() != 0 || !math.IsNaN(d.Quantile(0.5)) {
		t.Errorf("nothing became %+v", d)
	}
	for seed := range uint64(20) {
		rng := rand.New(rand.NewPCG(seed, 1))
		h := NewHistogram()
		for range 1 + rng.IntN(2000) {
			h.Record(time.Duration(rng.ExpFloat64() * 3e6))
		}
		d := h.Distribution()
		if d.Count() != h.Count() || !slices.IsSorted(d.Values) || len(d.Values) != len(d.Counts) {
			t.Fatalf("seed %d: %d of %d, %d values with %d counts", seed, d.Count(), h.Count(), len(d.Values), len(d.Counts))
		}
		for _, q := range []float64{0, 0.01, 0.5, 0.9, 0.99, 0.999, 1} {
			if got, want := d.Quantile(q), h.Quantile(q); math.Abs(got-want) > 1e-3*want+1e-6 {
				t.Errorf("seed %d: quantile %v is %v, the histogram says %v", seed, q, got, want)
			}
		}
	}
}

// The interval of QuantileShift is that of a bootstrap which really draws.
func TestQuantileShiftIsTheBootstrap(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 2))
	var base, head []WeighedRun
	var drawnBase, drawnHead [][]float64
	for i := range 3 {
		d, v := drawnRun(rng, 2000, time.Duration(10+i)*time.Millisecond)
		base, drawnBase = append(base, WeighedRun{Times: d}), append(drawnBase, v)
		d, v = drawnRun(rng, 1500, time.Duration(12+i)*time.Millisecond)
		head, drawnHead = append(head, WeighedRun{Times: d}), append(drawnHead, v)
	}
	got, want := QuantileShift(base, head, 0.99, 0.95), quantileDifference(drawnBase, drawnHead, 0.99, 0.95, 2000, rng)
	width := want.High - want.Low
	if math.Abs(got.Estimate-want.Estimate) > 0.02*width+1e-4 || math.Abs(got.Low-want.Low) > 0.15*width || math.Abs(got.High-want.High) > 0.15*width {
		t.Errorf("%+v, drawing says %+v", got, want)
	}
	// Hits that share their fate tell less.
	for i := range base {
		base[i].Effective = 200
	}
	if wider := QuantileShift(base, head, 0.99, 0.95); wider.High-wider.Low < 1.5*(got.High-got.Low) {
		t.Errorf("a tenth as many independent hits give %+v instead of %+v", wider, got)
	}
}

// Exchanging the sides changes the sign, scaling scales, order of the runs does not matter, and an empty side says nothing.
func TestQuantileShiftProperties(t *testing.T) {
	for seed := range uint64(20) {
		rng := rand.New(rand.NewPCG(seed, 3))
		a, _ := drawnRun(rng, 500, 10*time.Millisecond)
		b, _ := drawnRun(rng, 700, 12*time.Millisecond)
		c, _ := drawnRun(rng, 600, 11*time.Millisecond)
		x, y := []WeighedRun{{Times: a}, {Times: c}}, []WeighedRun{{Times: b}}
		forth, back := QuantileShift(x, y, 0.9, 0.95), QuantileShift(y, x, 0.9, 0.95)
		if forth.Estimate != -back.Estimate || math.Abs(forth.Low+back.High) > 1e-12 || math.Abs(forth.High+back.Low) > 1e-12 {
			t.Errorf("seed %d: %+v, the other way %+v", seed, forth, back)
		}
		if turned := QuantileShift([]WeighedRun{x[1], x[0]}, y, 0.9, 0.95); turned != forth {
			t.Errorf("seed %d: %+v in another order %+v", seed, forth, turned)
		}
		if !(forth.Low <= forth.High) {
			t.Errorf("seed %d: %+v", seed, forth)
		}
		if none := QuantileShift(x, nil, 0.9, 0.95); !math.IsNaN(none.Estimate) || !math.IsNaN(none.Low) {
			t.Errorf("of nothing: %+v", none)
		}
	}
}

// Its 95 % interval covers the true difference about as often as it says.
func TestQuantileShiftCovers(t *testing.T) {
	covered, draws := 0, 400
	truth := 0.002 * math.Log(100) // p99 of an exponential law is its mean times ln 100
	for seed := range uint64(draws) {
		rng := rand.New(rand.NewPCG(seed, 5))
		a, _ := drawnRun(rng, 2000, 10*time.Millisecond)
		b, _ := drawnRun(rng, 2000, 12*time.Millisecond)
		if s := QuantileShift([]WeighedRun{{Times: a}}, []WeighedRun{{Times: b}}, 0.99, 0.95); s.Low <= truth && truth <= s.High {
			covered++
		}
	}
	// 380 are expected, give or take 4.4.
	if covered < 362 {
		t.Errorf("%d of %d intervals cover the truth", covered, draws)
	}
	t.Logf("%d of %d intervals cover the truth", covered, draws)
}
