package stats

import (
	"math"

	"gonum.org/v1/gonum/stat"
)

// EffectiveSize is how many independent observations give a mean as sure as these correlated ones: n s^2 / (b s_b^2), with s_b^2
// the variance of the means of batches of b = sqrt(n). At least 1 and at most n. For an AR(1) series it tends to
// n (1-phi)/(1+phi). Source: G. S. Fishman, Principles of Discrete Event Simulation; J. M. Flegal, G. L. Jones, Batch means and
// spectral variance estimators in MCMC, Ann. Statist. 38 (2010). Fewer than 4 observations are taken as independent.
func EffectiveSize(x []float64) float64 {
	n := len(x)
	b := int(math.Sqrt(float64(n)))
	if n < 4 {
		return float64(n)
	}
	means := make([]float64, n/b)
	for i := range means {
		means[i] = mean(x[i*b : (i+1)*b])
	}
	between := float64(b) * stat.Variance(means, nil)
	if between == 0 {
		return float64(n)
	}
	return math.Max(1, math.Min(float64(n), float64(n)*stat.Variance(x, nil)/between))
}

// Batch is one stretch of a run: Weight is what was looked at (hits, seconds), Sum what was found (failures, seconds of
// latency, completions).
type Batch struct{ Weight, Sum float64 }

// Ratio estimates Sum/Weight over consecutive batches in groups (the phases of a run; what changes between two groups is design,
// not noise), and the variance of that estimate.
//
// The variance is that of the ratio estimator with batches as units, its squares taken from successive differences (J. von
// Neumann, Ann. Math. Statist. 12 (1941) 367) instead of from deviations from the mean, so that a ramp or a wave inside a
// group, which is no noise either, does not count. Batches should be much longer than one queue's memory and at least ten in
// all. degrees is about how many degrees of freedom the variance has; 0 when there were too few batches for one (variance NaN).
func Ratio(groups [][]Batch) (ratio, variance, degrees float64) {
	var weight, sum, squares, differences float64
	for _, g := range groups {
		w, s := totals(g)
		weight, sum = weight+w, sum+s
		if len(g) < 2 || w == 0 {
			continue
		}
		squares += spread(g, s/w)
		differences += float64(len(g) - 1)
	}
	if differences == 0 || weight == 0 {
		return sum / weight, math.NaN(), 0
	}
	// The efficiency of the difference estimator against the usual one is 2/3.
	return sum / weight, squares / (weight * weight), math.Max(1, differences*2/3)
}

// Inflation is how many times larger the variance of a proportion is than if every hit had been independent; batches count hits
// and those that had the property. At least 1; 1 when it cannot be said. n/Inflation is the effective sample size.
func Inflation(groups [][]Batch) float64 {
	var squares, independent float64
	for _, g := range groups {
		w, s := totals(g)
		if len(g) < 2 || w == 0 {
			continue
		}
		p := s / w
		squares += spread(g, p)
		independent += w * p * (1 - p)
	}
	if independent == 0 {
		return 1
	}
	return math.Max(1, squares/independent)
}

func totals(g []Batch) (weight, sum float64) {
	for _, b := range g {
		weight, sum = weight+b.Weight, sum+b.Sum
	}
	return weight, sum
}

// spread is the estimated variance of a group's Sum around ratio x Weight.
func spread(g []Batch, ratio float64) float64 {
	squares := 0.0
	for i := 1; i < len(g); i++ {
		d := (g[i].Sum - ratio*g[i].Weight) - (g[i-1].Sum - ratio*g[i-1].Weight)
		squares += d * d / 2
	}
	return squares * float64(len(g)) / float64(len(g)-1)
}
