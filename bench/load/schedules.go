package load

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"time"

	"quintet/bench/scenario"
)

// shape is a row of the table of schedules: how the rate runs during a phase.
type shape struct {
	name string
	// params are the parameters a scenario gives, with their units.
	params map[string]scenario.Unit
	// curve makes the rate of a phase of so many seconds. The parameters are all there, finite and not negative.
	curve func(p map[string]float64, seconds float64) (curve, error)
}

// schedules are the shapes a phase can have. A new one is a file with its curve, and a row here.
var schedules = []shape{
	{"constant", map[string]scenario.Unit{"rate": scenario.Rate}, constant},
	{"ramp", map[string]scenario.Unit{"from": scenario.Rate, "to": scenario.Rate}, ramp},
	{"steps", map[string]scenario.Unit{"from": scenario.Rate, "to": scenario.Rate, "count": scenario.Count}, steps},
	{"spike", map[string]scenario.Unit{"base": scenario.Rate, "peak": scenario.Rate}, spike},
	{"sine", map[string]scenario.Unit{"low": scenario.Rate, "high": scenario.Rate, "period": scenario.Duration}, sine},
}

// curve is the rate of a phase over its time. Times are seconds from the phase's beginning, from 0 to its length.
type curve interface {
	// rate is how many hits a second are due at t.
	rate(t float64) float64
	// total is the integral of rate from 0 to t.
	total(t float64) float64
	// when is the inverse of total: the first t at which total reaches x, for x from 0 to the total of the whole phase.
	when(x float64) float64
}

// Shapes maps the name of each shape to its parameters and their units: what a scenario may write. The maps are the caller's.
func Shapes() map[string]map[string]scenario.Unit {
	out := make(map[string]map[string]scenario.Unit, len(schedules))
	for _, s := range schedules {
		out[s.name] = maps.Clone(s.params)
	}
	return out
}

// CheckShape refuses what a phase of this shape and length cannot have; a *scenario.Misfit names the parameter.
func CheckShape(shape string, params map[string]float64, seconds float64) error {
	_, err := newCurve(scenario.Phase{Shape: shape, Params: params, Duration: time.Duration(seconds * float64(time.Second))})
	return err
}

// Requests is how many hits a load holds that is played with this seed; 0 in a closed loop.
func Requests(l scenario.Load, seed uint64) (uint64, error) {
	s, err := NewSchedule(l, seed)
	if err != nil {
		return 0, err
	}
	return s.Len(), nil
}

// newCurve makes the curve of a phase.
func newCurve(p scenario.Phase) (curve, error) {
	i := slices.IndexFunc(schedules, func(s shape) bool { return s.name == p.Shape })
	if i < 0 {
		return nil, fmt.Errorf("unknown shape %q", p.Shape)
	}
	for _, name := range slices.Sorted(maps.Keys(schedules[i].params)) {
		if v, ok := p.Params[name]; !ok || !(v >= 0) || math.IsInf(v, 1) {
			return nil, fmt.Errorf("%s: %s is %g, want a number from 0", p.Shape, name, v)
		}
	}
	c, err := schedules[i].curve(p.Params, p.Duration.Seconds())
	if err != nil {
		return nil, fmt.Errorf("%s: %w", p.Shape, err)
	}
	return c, nil
}
