package load

// spike jumps from the base to the peak after a quarter of the phase, and back after another half: a rush that nobody
// announced, with time on both sides to see what it did.
func spike(p map[string]float64, seconds float64) (curve, error) {
	base, peak := p["base"], p["peak"]
	return linear{}.then(base, base, seconds/4).then(peak, peak, seconds/2).then(base, base, seconds/4), nil
}
