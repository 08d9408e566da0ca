package stats

import (
	"math"
	"testing"
)

// The interval of 1, 2 and 3 is 2 with t(0.975, 2) / sqrt(3) on each side.
func TestMeanInterval(t *testing.T) {
	inf := math.Inf(1)
	for _, c := range []struct {
		x          []float64
		mean, half float64
	}{
		{[]float64{1, 2, 3}, 2, 4.302652729911275 / math.Sqrt(3)}, {[]float64{5, 5}, 5, 0}, {[]float64{7}, 7, inf}, {nil, math.NaN(), inf},
	} {
		mean, half := MeanInterval(c.x, 0.95)
		if math.IsNaN(mean) != math.IsNaN(c.mean) || math.Abs(mean-c.mean) > 1e-12 || half != c.half && !(math.Abs(half-c.half) < 1e-9) {
			t.Errorf("%v: %g ± %g, want %g ± %g", c.x, mean, half, c.mean, c.half)
		}
	}
}
