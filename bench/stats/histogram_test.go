package stats

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"testing/quick"
	"time"
)

func TestHistogramAgainstSorted(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	h := NewHistogram()
	var s Sketch
	values := make([]float64, 20_000)
	for i := range values {
		d := time.Duration(math.Exp(rng.NormFloat64()*2) * float64(time.Millisecond))
		values[i] = d.Seconds()
		h.Record(d)
		s.Record(d)
	}
	slices.Sort(values)
	for _, q := range []float64{0, 0.001, 0.25, 0.5, 0.9, 0.99, 0.999, 0.9999, 1} {
		want := values[nearestRank(q, uint64(len(values)))-1]
		if got := h.Quantile(q); math.Abs(got-want) > 0.001*want+1e-9 {
			t.Errorf("Histogram.Quantile(%v) = %v, want %v within 0.1 %%", q, got, want)
		}
		if got := s.Quantile(q); math.Abs(got-want) > 0.01*want {
			t.Errorf("Sketch.Quantile(%v) = %v, want %v within 1 %%", q, got, want)
		}
	}
	if got, want := h.Mean(), Mean(values); math.Abs(got-want) > 1e-12 {
		t.Errorf("Mean = %v, want exactly %v", got, want)
	}
	if h.Rank(1) != values[0] || h.Max() != values[len(values)-1] || s.Max() != h.Max() {
		t.Errorf("extremes %v %v %v, want %v %v", h.Rank(1), h.Max(), s.Max(), values[0], values[len(values)-1])
	}
}

func TestHistogramNeverDrops(t *testing.T) {
	h := NewHistogram()
	for _, d := range []time.Duration{-time.Second, 0, 1, time.Hour, 3 * time.Hour, math.MaxInt64} {
		h.Record(d)
	}
	if h.Count() != 6 {
		t.Errorf("count %d, want 6", h.Count())
	}
	if h.Max() != time.Duration(math.MaxInt64).Seconds() || h.Rank(1) != -1 {
		t.Errorf("extremes %v %v are not what was recorded", h.Rank(1), h.Max())
	}
	// The fifth of six is above the trackable maximum: reported as the maximum, not lost.
	if got := h.Rank(5); math.Abs(got-3600) > 4 {
		t.Errorf("Rank(5) = %v, want the clamp at 3600 s", got)
	}
}

// The values from a rank upwards are those that AtLeast picks: no fewer, and more only by ties within a bucket.
func TestHistogramAtLeast(t *testing.T) {
	rng := rand.New(rand.NewPCG(21, 22))
	h := NewHistogram()
	values := make([]time.Duration, 5000)
	for i := range values {
		values[i] = time.Duration(math.Exp(rng.NormFloat64()*2) * float64(time.Millisecond))
		h.Record(values[i])
	}
	slices.Sort(values)
	for _, k := range []int{1, 100, 2500, 4951, 4999, 5000} {
		v := time.Duration(math.Round(h.Rank(uint64(k)) * 1e9))
		n := 0
		for _, d := range values {
			if h.AtLeast(d, v) {
				n++
			}
		}
		if want := 5000 - k + 1; n < want || n > want+5 {
			t.Errorf("from rank %d: %d values, want %d or hardly more", k, n, want)
		}
	}
}

func TestHistogramOfZeros(t *testing.T) {
	h := NewHistogram()
	for i := range 100 {
		h.Record(time.Duration(i/99) * time.Millisecond)
	}
	if got := h.Quantile(0.5); got != 0 {
		t.Errorf("median of zeros = %v", got)
	}
}

func TestEmptyHistogram(t *testing.T) {
	h := NewHistogram()
	var s Sketch
	for name, v := range map[string]float64{
		"mean": h.Mean(), "least": h.Rank(1), "max": h.Max(), "quantile": h.Quantile(0.5), "sketch quantile": s.Quantile(0.5), "sketch max": s.Max(),
	} {
		if !math.IsNaN(v) {
			t.Errorf("%s of nothing = %v, want NaN", name, v)
		}
	}
}

func TestNearestRank(t *testing.T) {
	for _, c := range []struct {
		q    float64
		n    uint64
		want uint64
	}{
		{0.5, 0, 0}, {0.5, 1, 1}, {0.5, 2, 1}, {0.5, 3, 2}, {0.99, 100, 99}, {0.99, 1000, 990}, {0.999, 1000, 999}, {0.99, 101, 100},
		{0.9, 10, 9}, {0, 10, 1}, {1, 10, 10}, {0.99, 5_000_000, 4_950_000},
	} {
		if got := nearestRank(c.q, c.n); got != c.want {
			t.Errorf("nearestRank(%v, %d) = %d, want %d", c.q, c.n, got, c.want)
		}
	}
}

// A packed sketch is several times smaller and says the same, whatever is recorded between.
func TestSketchPacked(t *testing.T) {
	rng := rand.New(rand.NewPCG(31, 32))
	var packed, plain Sketch
	packed.Pack() // of nothing
	for i := range 5000 {
		d := time.Duration(math.Exp(rng.NormFloat64()) * float64(time.Millisecond))
		if rng.IntN(500) == 0 {
			packed.Pack()
		}
		packed.Record(d)
		if plain.Record(d); i%100 == 0 {
			for _, q := range []float64{0, 0.5, 0.99, 1} {
				if got, want := packed.Quantile(q), plain.Quantile(q); got != want {
					t.Fatalf("Quantile(%v) of %d = %v, want %v", q, i+1, got, want)
				}
			}
		}
	}
	packed.Pack()
	packed.Pack()
	if packed.counts != nil || 3*cap(packed.packed) > 4*cap(plain.counts) {
		t.Errorf("packed into %d bytes, plain in %d", cap(packed.packed), 4*cap(plain.counts))
	}
	if packed.Quantile(0.99) != plain.Quantile(0.99) || packed.Count() != plain.Count() || packed.Max() != plain.Max() {
		t.Error("packed, it says something else")
	}
}

// A sketch's buckets are in order, and each value lies within 0.8 % of its bucket's middle.
func TestSketchBuckets(t *testing.T) {
	check := func(a, b uint32) bool {
		x, y := time.Duration(a)+64, time.Duration(b)+64
		if x > y {
			x, y = y, x
		}
		near := math.Abs(sketchMiddle(sketchIndex(x))-x.Seconds()) <= 0.008*x.Seconds()
		return near && sketchIndex(x) <= sketchIndex(y)
	}
	if err := quick.Check(check, nil); err != nil {
		t.Error(err)
	}
}

func BenchmarkHistogramRecord(b *testing.B) {
	h := NewHistogram()
	for i := range b.N {
		h.Record(time.Duration(i%1000) * 37 * time.Microsecond)
	}
}

func BenchmarkSketchRecord(b *testing.B) {
	var s Sketch
	for i := range b.N {
		s.Record(time.Duration(i%1000) * 37 * time.Microsecond)
	}
}
