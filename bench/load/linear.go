package load

import (
	"fmt"
	"math"
	"sort"

	"quintet/bench/scenario"
)

// linear is a curve of straight pieces, one after another.
type linear []piece

// piece runs from one rate to another; at and before are where it begins and the total until there.
type piece struct {
	from, to, seconds float64
	at, before        float64
}

// then adds a piece.
func (l linear) then(from, to, seconds float64) linear {
	p := piece{from: from, to: to, seconds: seconds}
	if n := len(l); n > 0 {
		p.at, p.before = l[n-1].at+l[n-1].seconds, l[n-1].before+l[n-1].whole()
	}
	return append(l, p)
}

func (p *piece) whole() float64 { return (p.from + p.to) / 2 * p.seconds }

func (p *piece) slope() float64 { return (p.to - p.from) / p.seconds }

func (l linear) rate(t float64) float64 {
	i := max(0, sort.Search(len(l), func(i int) bool { return l[i].at > t })-1)
	return l[i].from + l[i].slope()*(t-l[i].at)
}

func (l linear) total(t float64) float64 {
	i := max(0, sort.Search(len(l), func(i int) bool { return l[i].at > t })-1)
	t -= l[i].at
	return l[i].before + t*(l[i].from+l[i].slope()*t/2)
}

// when inverts the curve: the time in seconds at which x hits have been due.
func (l linear) when(x float64) float64 {
	i := max(0, sort.Search(len(l), func(i int) bool { return l[i].before >= x })-1)
	p := &l[i]
	x -= p.before
	// The root of slope/2 t² + from t = x in the form that neither divides by a slope of nothing nor subtracts near equals.
	root := math.Sqrt(max(0, p.from*p.from+2*p.slope()*x))
	if p.from+root == 0 {
		return p.at
	}
	return p.at + min(p.seconds, 2*x/(p.from+root))
}

// constant is the same rate all the time.
func constant(p map[string]float64, seconds float64) (curve, error) {
	return linear{}.then(p["rate"], p["rate"], seconds), nil
}

// ramp goes evenly from one rate to another, up or down.
func ramp(p map[string]float64, seconds float64) (curve, error) {
	return linear{}.then(p["from"], p["to"], seconds), nil
}

// maxSteps is far more steps than anybody can tell apart in a figure.
const maxSteps = 10_000

// steps is a stair of so many equally long and equally high steps, the first at one rate and the last at another.
func steps(p map[string]float64, seconds float64) (curve, error) {
	count := p["count"]
	if count < 1 || count > maxSteps || count != math.Trunc(count) {
		return nil, &scenario.Misfit{Param: "count", Found: fmt.Sprintf("`%g`", count), Want: fmt.Sprintf("a whole number from 1 to %d", maxSteps)}
	}
	var stair linear
	for i := range int(count) {
		level := p["from"]
		if count > 1 {
			level += (p["to"] - p["from"]) * float64(i) / (count - 1)
		}
		stair = stair.then(level, level, seconds/count)
	}
	return stair, nil
}

// spike jumps from the base to the peak after a quarter of the phase, and back after another half: an unannounced
// rush, with time on both sides to see what it did.
func spike(p map[string]float64, seconds float64) (curve, error) {
	base, peak := p["base"], p["peak"]
	return linear{}.then(base, base, seconds/4).then(peak, peak, seconds/2).then(base, base, seconds/4), nil
}
