package stats

import (
	"math"

	"gonum.org/v1/gonum/stat"
)

// Trend is a power law y ~ x^Exponent fitted on logarithms.
type Trend struct {
	// Exponent with its interval; 1 means y grows as x does, 0 that it does not grow. The interval is infinite with two points.
	Exponent float64 `json:"slope"`
	Low      float64 `json:"low"`
	High     float64 `json:"high"`
	// R2 is the share of the variance of log y that the fit explains.
	R2 float64 `json:"r2"`
}

// LogSlope fits the slope of log y over log x by least squares, with Student's interval (n-2 degrees of freedom). Points that are not
// positive are left out; fewer than two different x give NaN. Source: any text on linear regression, e.g. N. R. Draper,
// H. Smith, Applied Regression Analysis, 1.4.
func LogSlope(x, y []float64, confidence float64) Trend {
	var lx, ly []float64
	for i := range min(len(x), len(y)) {
		if x[i] > 0 && y[i] > 0 {
			lx, ly = append(lx, math.Log(x[i])), append(ly, math.Log(y[i]))
		}
	}
	none := Trend{math.NaN(), math.NaN(), math.NaN(), math.NaN()}
	n := float64(len(lx))
	if n < 2 {
		return none
	}
	spread := stat.Variance(lx, nil) * (n - 1)
	if spread == 0 {
		return none
	}
	alpha, beta := stat.LinearRegression(lx, ly, nil, false)
	residual := 0.0
	for i := range lx {
		r := ly[i] - alpha - beta*lx[i]
		residual += r * r
	}
	half := math.Inf(1)
	if n > 2 {
		half = HalfWidth(residual/(n-2)/spread, n-2, confidence)
	}
	return Trend{beta, beta - half, beta + half, stat.RSquared(lx, ly, nil, alpha, beta)}
}
