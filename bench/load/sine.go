package load

import (
	"fmt"
	"math"

	"quintet/bench/scenario"
)

// swing is a sine that begins at its lowest: a day, from one night to the next.
type swing struct{ mean, amplitude, period float64 }

// sine swings between the rates low and high with a period, beginning at low.
func sine(p map[string]float64, _ float64) (curve, error) {
	if p["period"] == 0 {
		return nil, &scenario.Misfit{Param: "period", Found: "`0s`", Want: "a duration above 0"}
	}
	if p["low"] > p["high"] {
		return nil, &scenario.Misfit{Param: "low", Found: fmt.Sprintf("`%g/s`", p["low"]), Want: fmt.Sprintf("at most high, `%g/s`", p["high"])}
	}
	return swing{mean: (p["low"] + p["high"]) / 2, amplitude: (p["high"] - p["low"]) / 2, period: p["period"]}, nil
}

func (s swing) rate(t float64) float64 {
	return s.mean - s.amplitude*math.Cos(2*math.Pi*t/s.period)
}

func (s swing) total(t float64) float64 {
	return s.mean*t - s.amplitude*s.period/(2*math.Pi)*math.Sin(2*math.Pi*t/s.period)
}

// when has no closed form. Whole periods are taken off, and what is left is found by Newton's method, kept inside a bracket
// that every step narrows, because at a rate near 0 a step alone may go anywhere.
func (s swing) when(x float64) float64 {
	if s.mean == 0 {
		return 0
	}
	periods := math.Floor(x / (s.mean * s.period))
	rest := x - periods*s.mean*s.period
	low, high := 0.0, s.period
	t := rest / s.mean
	for range 100 {
		over := s.total(t) - rest
		if over > 0 {
			high = t
		} else {
			low = t
		}
		next := t - over/s.rate(t)
		if !(next > low && next < high) {
			next = (low + high) / 2
		}
		if math.Abs(next-t) <= 1e-13*s.period {
			t = next
			break
		}
		t = next
	}
	return periods*s.period + t
}
