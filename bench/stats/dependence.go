package stats

import "math"

// Dependence is how far neighbouring observations of a run share their fate, measured on batches much shorter than the dependence.
type Dependence struct {
	// Time is the integrated autocorrelation time in batches: 1 + 2 (rho_1 + rho_2 + ...). 0 when no dependence shows.
	Time float64
	// Batches is how many batches it was measured on.
	Batches int
}

const (
	// minCorrelationTimes is how many autocorrelation times a run must last: in a shorter one the time itself is estimated too low, just
	// when nothing rare happened, and an interval built on it misses. Sokal's notes ask for 50 for the mean; percentiles of queues
	// need more (TestIntervalsCover prints what it buys).
	minCorrelationTimes = 120
	// batchTimes is the length of the batches that count as independent, in autocorrelation times.
	batchTimes = 5
	// minBatches is the least number of such batches with the property in question: fewer say nothing of their spread.
	minBatches = 4
	// maxBatches bounds their number: more tell a variance no better.
	maxBatches = 40
)

// DependenceOf measures the dependence of a property counted in batches of equal length; groups are stretches without a gap (phases).
// A smooth trend within a group is taken out: a ramp is design, and a cache that fills is drift, which has a check of its own. The sum of autocorrelations ends where the lag reaches
// five times the sum so far. Source: A. Sokal, Monte Carlo methods in statistical mechanics (1997), section 3.
func DependenceOf(groups [][]Batch) Dependence {
	d := Dependence{}
	var series [][]float64
	variance, independent := 0.0, 0.0
	for _, g := range groups {
		d.Batches += len(g)
		w, s := totals(g)
		if len(g) < 2 || w == 0 {
			continue
		}
		r := residuals(g, s/w)
		series = append(series, r)
		variance += products(r, 0)
		independent += w * s / w * (1 - s/w)
	}
	if variance == 0 || !dependent(series, variance, independent, d.Batches) {
		return d
	}
	time := 1.0
	for lag := 1; lag < d.Batches/2; lag++ {
		sum := 0.0
		for _, r := range series {
			sum += products(r, lag)
		}
		time += 2 * sum / variance
		if float64(lag) >= batchTimes*time {
			break
		}
	}
	// A dependence shorter than a batch shows in the spread of their counts alone.
	d.Time = math.Max(1, time)
	return d
}

// dependent tests for dependence at three standard errors: the first three autocorrelations together, and the spread of the batches
// against that of independent observations.
func dependent(series [][]float64, variance, independent float64, batches int) bool {
	near := 0.0
	for _, r := range series {
		near += products(r, 1) + products(r, 2) + products(r, 3)
	}
	n := float64(batches)
	return near/variance > 3*math.Sqrt(3/n) || independent > 0 && variance/independent > 1+3*math.Sqrt(2/n)
}

// Longer is the longer of two dependences measured on the same batches.
func (d Dependence) Longer(other Dependence) Dependence {
	if other.Time > d.Time {
		return other
	}
	return d
}

// Enough reports whether the run is long enough for intervals; Missing is how many times longer it would have to be, 1 when it is.
func (d Dependence) Enough() bool { return float64(d.Batches) >= minCorrelationTimes*d.Time }

// Missing is how many times as long a run must be for intervals, at least 1.
func (d Dependence) Missing() float64 {
	if d.Batches == 0 {
		return 1
	}
	return math.Max(1, minCorrelationTimes*d.Time/float64(d.Batches))
}

// Merge joins neighbouring batches until they are long enough to count as independent; a group keeps at least one.
func (d Dependence) Merge(groups [][]Batch) [][]Batch {
	length := 1
	if d.Batches > 0 {
		length = max(int(math.Ceil(batchTimes*d.Time)), (d.Batches+maxBatches-1)/maxBatches)
	}
	merged := make([][]Batch, len(groups))
	for i, g := range groups {
		if len(g) == 0 {
			continue
		}
		n := max(1, len(g)/length)
		merged[i] = make([]Batch, n)
		for j, b := range g {
			at := &merged[i][j*n/len(g)]
			at.Weight, at.Sum = at.Weight+b.Weight, at.Sum+b.Sum
		}
	}
	return merged
}

// residuals are what batches have beyond ratio x Weight, without their linear and quadratic trend: orthogonal polynomials are taken off one
// after the other.
func residuals(g []Batch, ratio float64) []float64 {
	r := make([]float64, len(g))
	for i, b := range g {
		r[i] = b.Sum - ratio*b.Weight
	}
	middle := float64(len(g)-1) / 2
	spread := (float64(len(g))*float64(len(g)) - 1) / 12
	for _, polynomial := range []func(t float64) float64{
		func(t float64) float64 { return t },
		func(t float64) float64 { return t*t - spread },
	} {
		squares, slope := 0.0, 0.0
		for i := range r {
			v := polynomial(float64(i) - middle)
			squares, slope = squares+v*v, slope+v*r[i]
		}
		for i := range r {
			if squares > 0 {
				r[i] -= slope / squares * polynomial(float64(i)-middle)
			}
		}
	}
	return r
}

// products is the sum of products of values so far apart.
func products(r []float64, lag int) float64 {
	sum := 0.0
	for i := 0; i+lag < len(r); i++ {
		sum += r[i] * r[i+lag]
	}
	return sum
}
