package stats

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Batch is one stretch of a run: Weight is what was looked at (hits, seconds), Sum what was found (failures, seconds of
// latency, completions).
type Batch struct{ Weight, Sum float64 }

// Ratio estimates Sum/Weight over consecutive batches in groups (the phases of a run; what changes between two groups is design,
// not noise), and the variance of that estimate.
//
// The variance is that of the ratio estimator with batches as units, its squares taken from successive differences (J. von
// Neumann, Ann. Math. Statist. 12 (1941) 367) instead of from deviations from the mean, so that a ramp or a wave inside a
// group, which is no noise either, does not count. Batches must be independent (Dependence.Merge) and at least ten in all.
// degrees is about how many degrees of freedom the variance has; 0 when there were too few batches for one (variance NaN).
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
	return sum / weight, squares / (weight * weight), degreesOf(differences)
}

// degreesOf is the number of degrees of freedom of so many successive differences: their efficiency against deviations is 2/3.
func degreesOf(differences float64) float64 { return math.Max(1, differences*2/3) }

// Inflation is how many times larger the variance of a proportion is than if every hit had been independent; batches count hits
// and those that had the property, and are independent (Dependence.Merge). At least 1. degrees is how well it is known: of few batches
// with the property it is known badly. ok is false when there are fewer than four such batches.
func Inflation(groups [][]Batch) (factor, degrees float64, ok bool) {
	var squares, independent, differences, with float64
	for _, g := range groups {
		w, s := totals(g)
		if len(g) < 2 || w == 0 {
			continue
		}
		p := s / w
		squares += spread(g, p)
		independent += w * p * (1 - p)
		differences += float64(len(g) - 1)
		for _, b := range g {
			if b.Sum > 0 {
				with++
			}
		}
	}
	if with < minBatches || independent == 0 {
		return math.NaN(), 0, false
	}
	return math.Max(1, squares/independent), math.Min(degreesOf(differences), math.Max(1, with-1)), true
}

// EffectiveSize is how many independent hits tell as much about a proportion as n dependent ones, so that an interval for so many has
// the confidence it states: n / Inflation, and less where the inflation itself is not known well (Student's t in place of the normal
// quantile). ok is false when no interval may be stated: the run is too short for its dependence (Dependence.Missing states how much longer it
// must be), or fewer than four independent batches have the property. size is then no more than the run has autocorrelation times.
func EffectiveSize(n float64, groups [][]Batch, d Dependence, confidence float64) (size float64, ok bool) {
	if d.Time == 0 {
		return n, true
	}
	factor, degrees, known := Inflation(d.Merge(groups))
	if !known || !d.Enough() {
		return math.Max(1, math.Min(n, float64(d.Batches)/d.Time)), false
	}
	student := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: degrees}.Quantile((1 + confidence) / 2)
	wider := student / normalQuantile((1+confidence)/2)
	return math.Max(1, n/(factor*wider*wider)), true
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
