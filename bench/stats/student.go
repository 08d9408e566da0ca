package stats

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// HalfWidth is half the width of the two-sided confidence interval of a mean whose estimate has this variance with so many degrees
// of freedom (Student's t). +Inf when the variance is not known.
func HalfWidth(variance, degrees, confidence float64) float64 {
	if math.IsNaN(variance) || degrees <= 0 {
		return math.Inf(1)
	}
	t := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: degrees}
	return t.Quantile((1+confidence)/2) * math.Sqrt(variance)
}
