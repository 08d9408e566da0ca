package figure

import (
	"math"
	"slices"
	"strconv"

	"gonum.org/v1/plot"

	"quintet/bench/words"
)

// scale maps values to 0..1 along an axis and names the places that have a label.
type scale struct {
	plot.Normalizer
	min, max float64
	log      bool
	// unit divides values before they are printed; name is its name in the axis's title ("ms").
	unit  float64
	name  string
	ticks []plot.Tick
}

// norm is where a value lies, held inside the axis: what lies beyond is drawn at its border.
func (s *scale) norm(v float64) float64 {
	if s.log && v <= s.min {
		return 0
	}
	return max(0, min(1, s.Normalize(s.min, s.max, v)))
}

// unit is a ladder's step: values of at least from are divided by it.
type unit struct {
	from, divisor float64
	name          string
}

// The ladders of units of the axes.
var (
	seconds   = []unit{{0, 1e-6, "µs"}, {1e-3, 1e-3, "ms"}, {10, 1, "s"}}
	sizes     = []unit{{0, 1, "bytes"}, {1e3, 1e3, "kB"}, {1e6, 1e6, "MB"}, {1e9, 1e9, "GB"}}
	byteRates = []unit{{0, 1, "bytes/s"}, {1e3, 1e3, "kB/s"}, {1e6, 1e6, "MB/s"}, {1e9, 1e9, "GB/s"}}
	rates     = []unit{{0, 1, words.PerSecond}, {1e4, 1e3, words.ThousandPerSecond}, {1e6, 1e6, words.MillionPerSecond}}
	plain     = []unit{{0, 1, ""}}
	percent   = []unit{{0, 0.01, "%"}}
	cores     = []unit{{0, 1, "cores"}}
	stopped   = []unit{{0, 1e-3, words.StoppedPerSecond}}
)

// suiting is the unit in which the largest value has a few digits.
func suiting(ladder []unit, largest float64) unit {
	u := ladder[0]
	for _, step := range ladder {
		if largest >= step.from {
			u = step
		}
	}
	return u
}

// linear begins at zero and ends at a round value at or above largest. It has about so many steps, a few more where the end is
// then nearer to largest.
func linear(ladder []unit, largest float64, steps int) *scale {
	if !(largest > 0) || math.IsInf(largest, 0) {
		largest = ladder[len(ladder)-1].divisor
	}
	u := suiting(ladder, largest)
	step := round125(largest / u.divisor / float64(steps+2))
	s := &scale{Normalizer: plot.LinearScale{}, unit: u.divisor, name: u.name}
	count := int(math.Ceil(largest/u.divisor/step - 1e-9))
	s.max = float64(count) * step * u.divisor
	for i := range count + 1 {
		v := float64(i) * step
		s.ticks = append(s.ticks, plot.Tick{Value: v * u.divisor, Label: number(v)})
	}
	return s
}

// round125 is the least of 1, 2, 5, 10, 20, ... times a power of ten that is at least v.
func round125(v float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(v)))
	for _, m := range []float64{1, 2, 5} {
		if v <= m*power*(1+1e-9) {
			return m * power
		}
	}
	return 10 * power
}

// number writes a tick: no needless digits, thousands apart.
func number(v float64) string {
	if v >= 1000 && v == math.Trunc(v) {
		return words.Count(v)
	}
	return strconv.FormatFloat(v, 'g', 6, 64)
}

// logarithmic runs from a value of 1, 2 or 5 times a power of ten below the smallest to one above the largest. Every power of ten
// has a label, 2 and 5 too where there are few, and every step within one decade.
func logarithmic(ladder []unit, smallest, largest float64) *scale {
	u := ladder[0]
	for i, step := range ladder[1:] {
		// One unit for all decades (0.1, 1, 10, 100 ms), the larger one where its values need no more than one zero.
		if largest >= step.from && (i == 0 || smallest >= 0.1*step.divisor) {
			u = step
		}
	}
	low, high := round125(smallest/u.divisor), round125(largest/u.divisor)
	for low > smallest/u.divisor {
		low = below125(low)
	}
	if high <= low {
		high = round125(low * 1.5)
	}
	s := &scale{Normalizer: plot.LogScale{}, log: true, min: low * u.divisor, max: high * u.divisor, unit: u.divisor, name: u.name}
	decades := math.Log10(high / low)
	for power := math.Floor(math.Log10(low)); power <= math.Log10(high)+1e-9; power++ {
		for m := 1.0; m < 10; m++ {
			v := m * math.Pow(10, power)
			if v < low*(1-1e-9) || v > high*(1+1e-9) {
				continue
			}
			tick := plot.Tick{Value: v * u.divisor}
			few := decades < 2.2 && (m == 2 || m == 5) || decades <= 1
			if few || m == 1 && (decades <= 6 || math.Mod(power, 2) == 0) {
				tick.Label = number(v)
			}
			s.ticks = append(s.ticks, tick)
		}
	}
	return s
}

// finer labels 2 and 5 too on an axis of at most four decades, for those that are long enough.
func (s *scale) finer() *scale {
	if !s.log || math.Log10(s.max/s.min) > 4 {
		return s
	}
	for i := range s.ticks {
		v := s.ticks[i].Value / s.unit
		if m := v / math.Pow(10, math.Floor(math.Log10(v*(1+1e-9)))); math.Abs(m-2) < 1e-6 || math.Abs(m-5) < 1e-6 {
			s.ticks[i].Label = number(v)
		}
	}
	return s
}

// below125 is the step before v, which is one itself.
func below125(v float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(v*(1+1e-9))))
	switch m := math.Round(v / power); m {
	case 2:
		return power
	case 5:
		return 2 * power
	}
	return power / 2
}

// fitting is a linear scale, or a logarithmic one where positive values span more than two decades.
func fitting(ladder []unit, values []float64, steps int) *scale {
	smallest, largest := span(values)
	if smallest > 0 && largest > 100*smallest {
		return logarithmic(ladder, smallest, largest)
	}
	return linear(ladder, largest, steps)
}

// decades is a logarithmic scale where there are positive values at all.
func decades(ladder []unit, values []float64) *scale {
	smallest, largest := span(values)
	if smallest == 0 {
		return linear(ladder, largest, 5)
	}
	return logarithmic(ladder, smallest, largest)
}

// span is the smallest positive and the largest of the values that are numbers.
func span(values []float64) (smallest, largest float64) {
	for _, v := range values {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			continue
		}
		largest = max(largest, v)
		if v > 0 && (smallest == 0 || v < smallest) {
			smallest = v
		}
	}
	return smallest, largest
}

// axisTitle is what is measured with its unit, and that the axis is logarithmic.
func (s *scale) axisTitle(what string) string {
	return words.AxisTitle(what, s.name, s.log)
}

// timeUnit is a unit of the axis of time, for axes shorter than below seconds, with the steps its ticks may have.
type timeUnit struct {
	below, divisor float64
	name           string
	steps          []float64
}

var timeUnits = []timeUnit{
	{180, 1, "seconds", []float64{0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 20, 30}},
	{3 * 3600, 60, "minutes", []float64{0.5, 1, 2, 5, 10, 15, 20, 30}},
	{math.Inf(1), 3600, "hours", []float64{0.5, 1, 2, 3, 6, 12, 24, 48}},
}

// clock is the axis of time from 0 to an end in seconds.
func clock(end float64) *scale { return clockBetween(0, end) }

// clockBetween is the axis of time from one offset to another, in the unit that suits its length.
func clockBetween(begin, end float64) *scale {
	length := end - begin
	u := timeUnits[slices.IndexFunc(timeUnits, func(u timeUnit) bool { return length < u.below })]
	s := &scale{Normalizer: plot.LinearScale{}, min: begin, max: end, unit: u.divisor, name: u.name}
	step := u.steps[len(u.steps)-1]
	for _, candidate := range u.steps {
		if length/u.divisor/candidate <= 13 {
			step = candidate
			break
		}
	}
	// The first multiple of the step; the sum makes 0 of -0.
	for v := math.Ceil(begin/u.divisor/step-1e-9)*step + 0; v*u.divisor <= end*(1+1e-9); v += step {
		s.ticks = append(s.ticks, plot.Tick{Value: v * u.divisor, Label: number(v)})
	}
	return s
}
