package stats

// ShareSample is how many independent observations put a limit outside the score interval (Wilson) of a share, if the share stays what was
// measured: z^2 limit (1 - limit) / (limit - share)^2. Of none seen and a limit of 0.1 % it is 3838 at 95 % confidence. +Inf when the
// share is the limit itself.
func ShareSample(share, limit, confidence float64) float64 {
	z := normalQuantile((1 + confidence) / 2)
	return z * z * limit * (1 - limit) / ((limit - share) * (limit - share))
}
