package stats

import "math"

// ShareSample is how many independent observations put a limit outside the score interval (Wilson) of a share, if the share stays what was
// measured: z^2 limit (1 - limit) / (limit - share)^2. Of none seen and a limit of 0.1 % it is 3838 at 95 % confidence. +Inf when the
// share is the limit itself.
func ShareSample(share, limit, confidence float64) float64 {
	return shareSpread(limit, confidence) / ((limit - share) * (limit - share))
}

// DistanceOfShare is the inverse: how far from a limit a share must lie for so many independent observations to put the limit outside its score
// interval.
func DistanceOfShare(observations, limit, confidence float64) float64 {
	return math.Sqrt(shareSpread(limit, confidence) / observations)
}

// shareSpread is z^2 limit (1 - limit).
func shareSpread(limit, confidence float64) float64 {
	z := normalQuantile((1 + confidence) / 2)
	return z * z * limit * (1 - limit)
}
