package load

// constant is the same rate all the time.
func constant(p map[string]float64, seconds float64) (curve, error) {
	return linear{}.then(p["rate"], p["rate"], seconds), nil
}
