package stats

import "math"

// rankTestLoss is how many times more values a rank test needs than a t-test where the values are normal.
const rankTestLoss = math.Pi / 3

// SmallestRankTest is the least number of values a side with which a two-sided exact Mann-Whitney test can give a P below alpha at all:
// 2 / (2n over n) is the smallest there is. 4 at 0.05.
func SmallestRankTest(alpha float64) int {
	if !(alpha > 0) {
		return math.MaxInt32
	}
	n := 1
	for p := 1.0; p >= alpha*(1-1e-9); n++ { // at 0.1 itself three a side are not below it, whatever rounding says
		// (2n+2 over n+1) is (2n over n) times (2n+1)(2n+2)/(n+1)^2.
		p *= float64(n+1) * float64(n+1) / (float64(2*n+1) * float64(2*n+2))
	}
	return n
}

// RepetitionsToDetect is about how many values a side a two-sided Mann-Whitney test at level alpha needs to find a true shift with this
// power, and to estimate it beyond the margin with the same power. deviation is the standard deviation within a side. For
// normal values: the size of a t-test with its small-sample term (W. C. Guenther, Am. Statistician 35 (1981) 243), times
// pi/3 for ranks (E. L. Lehmann, Nonparametrics, 2.4). ok is false when no number will do: the shift is not beyond the margin.
func RepetitionsToDetect(shift, margin, deviation, alpha, power float64) (n int, ok bool) {
	shift = math.Abs(shift)
	if !(shift > margin) || math.IsNaN(deviation) {
		return 0, false
	}
	z := normalQuantile(1 - alpha/2)
	found := twoSamples(z+normalQuantile(power), deviation/shift) + z*z/4
	beyond := twoSamples(normalQuantile(power), deviation/(shift-margin))
	return rounded(math.Max(found, beyond), SmallestRankTest(alpha)), true
}

// RepetitionsToEquate is about how many values a side it takes until the interval of the shift at confidence 1-2 alpha lies within the
// margin with this power, when the true shift is this one: two one-sided tests (D. J. Schuirmann, J. Pharmacokin. Biopharm. 15
// (1987) 657), times pi/3 for ranks. ok is false when no number will do: the shift is not inside the margin.
func RepetitionsToEquate(shift, margin, deviation, alpha, power float64) (n int, ok bool) {
	shift = math.Abs(shift)
	if !(shift < margin) || math.IsNaN(deviation) {
		return 0, false
	}
	z := normalQuantile(1 - alpha)
	size := twoSamples(z+normalQuantile((1+power)/2), deviation/(margin-shift)) + z*z/4
	return rounded(size, SmallestRankTest(2*alpha)), true
}

// twoSamples is the size a side at which a sum of normal quantiles spans a shift; scale is the deviation as a share of it.
func twoSamples(z, scale float64) float64 { return 2 * z * z * scale * scale * rankTestLoss }

func rounded(size float64, least int) int {
	return max(least, int(math.Ceil(math.Min(size, math.MaxInt32))))
}
