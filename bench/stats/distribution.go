package stats

import (
	"math"
	"slices"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
	"gonum.org/v1/gonum/stat/distuv"
)

// Distribution is a histogram put away: the durations that were seen, ascending, and how often each was, both of the same length. It
// has the three digits of the Histogram it was made from in a tenth of the memory. The zero Distribution is empty.
type Distribution struct {
	Values []time.Duration
	Counts []uint64
}

// Distribution is what the histogram counted until now. A duration stands for its bucket and is rounded up to its end, as by Rank; the
// first and the last are exact.
func (h *Histogram) Distribution() Distribution {
	seen := slices.DeleteFunc(h.hdr.Distribution(), func(bar hdrhistogram.Bar) bool { return bar.Count == 0 })
	d := Distribution{make([]time.Duration, 0, len(seen)), make([]uint64, 0, len(seen))}
	for _, bar := range seen {
		d.Values = append(d.Values, time.Duration(bar.To))
		d.Counts = append(d.Counts, uint64(bar.Count))
	}
	if n := len(d.Values); n > 0 {
		d.Values[n-1] = min(d.Values[n-1], max(0, h.max))
		if n > 1 {
			d.Values[0] = max(0, h.min)
		}
	}
	return d
}

// Count is how many durations there are.
func (d Distribution) Count() uint64 {
	n := uint64(0)
	for _, c := range d.Counts {
		n += c
	}
	return n
}

// Quantile is the nearest-rank q-quantile in seconds, NaN when empty.
func (d Distribution) Quantile(q float64) float64 { return PooledQuantile([]WeighedRun{{Times: d}}, q) }

// WeighedRun is a run for a comparison of quantiles: its times, and their effective sample size (0: all are independent).
type WeighedRun struct {
	Times     Distribution
	Effective float64
}

// QuantileShift is how much the q-quantile of the pooled head runs differs from that of the base runs, with the interval of that difference under
// a bootstrap that draws from every run as many values as it has. Nothing is drawn here. That a quantile of the drawn values
// is at most v means that enough of them are, and how many are is a sum of binomials, one a run; with their normal
// approximation the bootstrap's distribution follows for every v (B. Efron, The jackknife, the bootstrap and other resampling
// plans, 10.2, for one sample), so the answer is the same each time and costs the buckets, not the hits. A run whose hits
// share their fate counts with its effective size.
//
// It speaks of these runs: what another run of the same program would show is not in it. NaN when a side is empty.
func QuantileShift(base, head []WeighedRun, q, confidence float64) Shift {
	s := Shift{PooledQuantile(head, q) - PooledQuantile(base, q), math.NaN(), math.NaN()}
	if math.IsNaN(s.Estimate) {
		return s
	}
	differences := differencesOf(drawnQuantiles(base, q), drawnQuantiles(head, q))
	tail, n := (1-confidence)/2, uint64(len(differences))
	s.Low, s.High = differences[nearestRank(tail, n)-1], differences[n-nearestRank(tail, n)]
	return s
}

// gridPoints is with how many equally likely values the distribution of a drawn quantile is written down.
const gridPoints = 101

// drawnQuantiles are the quantiles of the distribution of the q-quantile of drawn values, at gridPoints equal steps, in seconds.
func drawnQuantiles(runs []WeighedRun, q float64) []float64 {
	values := pooledValues(runs)
	k, reached := float64(nearestRank(q, pooledCount(runs))), walk(runs)
	grid := make([]float64, 0, gridPoints)
	for _, v := range values {
		mean, variance := reached(v)
		p := 0.0
		switch {
		case variance > 0:
			p = distuv.UnitNormal.CDF((mean - k + 0.5) / math.Sqrt(variance))
		case mean >= k:
			p = 1
		}
		for len(grid) < gridPoints && (float64(len(grid))+0.5)/gridPoints <= p {
			grid = append(grid, v.Seconds())
		}
	}
	for len(grid) < gridPoints {
		grid = append(grid, values[len(values)-1].Seconds())
	}
	return grid
}

// walk returns how many of the drawn values are at most v, mean and variance; v must ascend from call to call.
func walk(runs []WeighedRun) func(v time.Duration) (mean, variance float64) {
	at, below, counts := make([]int, len(runs)), make([]uint64, len(runs)), make([]uint64, len(runs))
	for i, r := range runs {
		counts[i] = r.Times.Count()
	}
	return func(v time.Duration) (mean, variance float64) {
		for i, r := range runs {
			for at[i] < len(r.Times.Values) && r.Times.Values[at[i]] <= v {
				below[i] += r.Times.Counts[at[i]]
				at[i]++
			}
			n := float64(counts[i])
			if n == 0 {
				continue
			}
			effective := n
			if r.Effective > 0 {
				effective = math.Min(n, r.Effective)
			}
			p := float64(below[i]) / n
			mean += n * p
			variance += n * n * p * (1 - p) / effective
		}
		return mean, variance
	}
}

func pooledValues(runs []WeighedRun) []time.Duration {
	var values []time.Duration
	for _, r := range runs {
		values = append(values, r.Times.Values...)
	}
	slices.Sort(values)
	return slices.Compact(values)
}

func pooledCount(runs []WeighedRun) uint64 {
	n := uint64(0)
	for _, r := range runs {
		n += r.Times.Count()
	}
	return n
}

// PooledQuantile is the nearest-rank q-quantile of all runs together in seconds, NaN when there is nothing.
func PooledQuantile(runs []WeighedRun, q float64) float64 {
	n := pooledCount(runs)
	if n == 0 {
		return math.NaN()
	}
	k, reached := float64(nearestRank(q, n)), walk(runs)
	for _, v := range pooledValues(runs) {
		if mean, _ := reached(v); mean >= k-1e-6 {
			return v.Seconds()
		}
	}
	return math.NaN()
}
