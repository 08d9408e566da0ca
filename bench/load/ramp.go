package load

// ramp goes evenly from one rate to another, up or down.
func ramp(p map[string]float64, seconds float64) (curve, error) {
	return linear{}.then(p["from"], p["to"], seconds), nil
}
