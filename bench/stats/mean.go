package stats

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"
)

// Mean is the arithmetic mean; NaN of nothing.
func Mean(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	return sum / float64(len(x))
}

// Median is the middle value, or the mean of the two middle ones; NaN of nothing. The argument is not changed.
func Median(x []float64) float64 {
	n := len(x)
	if n == 0 {
		return math.NaN()
	}
	s := slices.Clone(x)
	slices.Sort(s)
	if n%2 == 1 {
		return s[n/2]
	}
	return (s[n/2-1] + s[n/2]) / 2
}

// MeanInterval is the mean of independent values with half the width of its two-sided confidence interval (Student's t). NaN and +Inf of
// nothing; of one value the half is +Inf.
func MeanInterval(x []float64, confidence float64) (mean, half float64) {
	n, squares := float64(len(x)), 0.0
	mean = Mean(x)
	for _, v := range x {
		squares += (v - mean) * (v - mean)
	}
	return mean, HalfWidth(squares/(n-1)/n, n-1, confidence)
}

// HalfWidth is half the width of the two-sided confidence interval of a mean whose estimate has this variance with so many degrees
// of freedom (Student's t). +Inf when the variance is not known.
func HalfWidth(variance, degrees, confidence float64) float64 {
	if math.IsNaN(variance) || degrees <= 0 {
		return math.Inf(1)
	}
	t := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: degrees}
	return t.Quantile((1+confidence)/2) * math.Sqrt(variance)
}
