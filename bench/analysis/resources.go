package analysis

import "math"

// GeneratorSource is the source of the load generator's own points.
const GeneratorSource = "generator"

// meanMemory is the mean resident memory of each source over the measured phases; sources that were not observed are absent.
func meanMemory(t *Trial) map[string]float64 {
	use := map[string]float64{}
	for _, line := range t.Scraped.Memory {
		if v := measuredValues(t, line); len(v) > 0 {
			use[line.Name] = average(v)
		}
	}
	return use
}

// generatorCPU is the generator's mean CPU use in cores, NaN when it was not observed.
func generatorCPU(use map[string]float64) float64 {
	if v, ok := use[GeneratorSource]; ok {
		return v
	}
	return math.NaN()
}
