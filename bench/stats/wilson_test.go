package stats

import (
	"math"
	"testing"
)

func TestWilson(t *testing.T) {
	// By hand: (p + z^2/2n -+ z sqrt(p(1-p)/n + z^2/4n^2)) / (1 + z^2/n) with z = 1.959964; at 0 and n z^2/(n+z^2).
	for _, c := range []struct {
		k, n      uint64
		low, high float64
	}{
		{0, 0, 0, 1}, {0, 10, 0, 0.277532799}, {10, 10, 0.722467201, 1}, {1, 10, 0.017876213, 0.404150033},
		{5, 10, 0.236593090, 0.763406910}, {15, 50, 0.191035535, 0.437503505}, {0, 1000, 0, 0.003826758},
	} {
		low, high := Wilson(c.k, c.n, 0.95)
		if math.Abs(low-c.low) > 2e-6 || math.Abs(high-c.high) > 2e-6 {
			t.Errorf("Wilson(%d, %d) = [%.9f, %.9f], want [%.9f, %.9f]", c.k, c.n, low, high, c.low, c.high)
		}
	}
}

func TestWilsonProperties(t *testing.T) {
	for n := uint64(1); n < 60; n++ {
		for k := uint64(0); k <= n; k++ {
			low, high := Wilson(k, n, 0.95)
			p := float64(k) / float64(n)
			if low < 0 || high > 1 || low > p || high < p {
				t.Errorf("Wilson(%d, %d) = [%v, %v] does not hold %v inside [0, 1]", k, n, low, high, p)
			}
			mirrorLow, mirrorHigh := Wilson(n-k, n, 0.95)
			if math.Abs(low-(1-mirrorHigh)) > 1e-12 || math.Abs(high-(1-mirrorLow)) > 1e-12 {
				t.Errorf("Wilson(%d, %d) is not the mirror of Wilson(%d, %d)", k, n, n-k, n)
			}
		}
	}
}
