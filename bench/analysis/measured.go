package analysis

import (
	"math"
	"slices"

	"quintet/bench/scraped"
	"quintet/bench/stats"
)

// measuredSlot reports whether a slot begins in a measured phase.
func measuredSlot(t *Trial, i int) bool {
	at := t.Timeline.At(i)
	for _, p := range t.Phases {
		if p.Measure && at >= p.Start.Seconds() && at < p.End.Seconds() {
			return true
		}
	}
	return false
}

// measuredValues are a line's values in measured slots.
func measuredValues(t *Trial, line scraped.Series) []float64 {
	var v []float64
	for i, at := range line.T {
		if measuredSlot(t, int(math.Round(at/t.Timeline.Width))) {
			v = append(v, line.V[i])
		}
	}
	return v
}

// shared is the share of all cores that others may use before a run counts as disturbed.
const shared = 0.1

// others is how many cores other programs used, 0 when they were too few to matter.
func (t *Trial) others() float64 {
	if t.OtherCPU > shared*float64(t.Manifest.Machine.Cores) {
		return t.OtherCPU
	}
	return 0
}

// present leaves out what is NaN.
func present(x []float64) []float64 {
	return slices.DeleteFunc(slices.Clone(x), math.IsNaN)
}

// GeneratorSource is the source of the load generator's own points.
const GeneratorSource = "generator"

// meanMemory is the mean resident memory of each source over the measured phases; sources that were not observed are absent.
func meanMemory(t *Trial) map[string]float64 {
	use := map[string]float64{}
	for _, line := range t.Scraped.Memory {
		if v := measuredValues(t, line); len(v) > 0 {
			use[line.Name] = stats.Mean(v)
		}
	}
	return use
}

// observed is the value of a source, NaN when there is none.
func observed(values map[string]float64, source string) float64 {
	if v, ok := values[source]; ok {
		return v
	}
	return math.NaN()
}
