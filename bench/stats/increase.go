package stats

// Step is the growth of a counter from one observed value to the next. A value lower than the one before says that the counter began again
// from zero (its process was restarted), so the whole new value is growth; what was counted between the last look and the restart cannot be
// known and is missing.
func Step(before, after float64) float64 {
	if after < before {
		return after
	}
	return after - before
}
