package workload

import (
	"math"

	"quintet/bench/splitmix"
)

// zipf draws ranks 0..n-1 with probability proportional to 1/(rank+1)^theta, exactly, for any theta > 0, by
// rejection-inversion (Hörmann and Derflinger, "Rejection-inversion to generate variates from monotone discrete
// distributions", 1996).
//
// The usual choice in benchmarks, Gray et al., "Quickly generating billion-record synthetic databases" (1994) as YCSB has
// it, sums zeta(n) once and then inverts a continuous curve: exact for the two hottest keys only, some per cent off for the next,
// and not defined for theta >= 1. The one here needs no sum over n keys and about 1.1 tries a draw.
type zipf struct {
	n, theta       float64
	first, last    float64 // the integral of the hat at 1.5 (less 1) and at n+0.5
	acceptDistance float64
}

func newZipf(n uint64, theta float64) zipf {
	z := zipf{n: float64(n), theta: theta}
	z.first = z.integral(1.5) - 1
	z.last = z.integral(z.n + 0.5)
	z.acceptDistance = 2 - z.inverse(z.integral(2.5)-z.hat(2))
	return z
}

// draw returns a rank, 0 the hottest.
func (z *zipf) draw(d *splitmix.Sequence) uint64 {
	for {
		u := z.last + d.Float()*(z.first-z.last)
		x := z.inverse(u)
		k := min(max(math.Floor(x+0.5), 1), z.n)
		if k-x <= z.acceptDistance || u >= z.integral(k+0.5)-z.hat(k) {
			return uint64(k) - 1
		}
	}
}

// hat is x^-theta.
func (z *zipf) hat(x float64) float64 { return math.Exp(-z.theta * math.Log(x)) }

// integral is that of the hat from 1 to x: (x^(1-theta) - 1)/(1-theta), and log x at theta 1.
func (z *zipf) integral(x float64) float64 {
	log := math.Log(x)
	t := (1 - z.theta) * log
	if math.Abs(t) < 1e-8 {
		return log * (1 + t/2*(1+t/3))
	}
	return log * math.Expm1(t) / t
}

// inverse undoes integral.
func (z *zipf) inverse(v float64) float64 {
	t := max(v*(1-z.theta), -1)
	if math.Abs(t) < 1e-8 {
		return math.Exp(v * (1 - t*(0.5-t/3)))
	}
	return math.Exp(v * math.Log1p(t) / t)
}
