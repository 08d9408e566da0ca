package stats

// Increase is how much a counter grew over its observed values. A value lower than the one before says that the counter began
// again from zero (its process was restarted), so the whole new value is growth; what was counted between the last look
// and the restart cannot be known and is missing.
func Increase(values []float64) float64 {
	total := 0.0
	for i := 1; i < len(values); i++ {
		total += Step(values[i-1], values[i])
	}
	return total
}

// Step is the growth of a counter from one observed value to the next, resets handled as in Increase.
func Step(before, after float64) float64 {
	if after < before {
		return after
	}
	return after - before
}
