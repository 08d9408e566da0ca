package compare

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"

	"quintet/bench/analysis"
	"quintet/bench/samples"
	"quintet/bench/stats"
)

// power is the chance with which the repetitions that are called enough settle a row.
const power = 0.8

// minPositive replaces zero on a logarithm: a nanosecond, or one hit in thirty years.
const minPositive = 1e-9

// rows compares every metric that both sides have; a primary one stands even where a side lacks it, since then the answer is unsure.
func rows(slo []samples.SLO, operations []string, base, head []*analysis.Trial, opts Options) []Row {
	var list []Row
	for _, c := range comparedMetrics(slo, operations) {
		a, b := values(base, c.of), values(head, c.of)
		if !c.primary && (len(a) == 0 || len(b) == 0) {
			continue
		}
		list = append(list, newRow(c, a, b, opts))
	}
	return list
}

// values of a metric in all trials that have it.
func values(trials []*analysis.Trial, of func(*analysis.Trial) float64) []float64 {
	list := []float64{}
	for _, t := range trials {
		if v := of(t); !math.IsNaN(v) {
			list = append(list, v)
		}
	}
	return list
}

// newRow compares the values of one metric, without an outcome.
func newRow(c compared, base, head []float64, opts Options) Row {
	r := Row{
		Metric: c.metric, Operation: c.operation, Fault: c.fault, Primary: c.primary, HigherIsBetter: c.higher, Difference: c.margin > 0, Base: base, Head: head,
		BaseMedian: stats.Median(base), HeadMedian: stats.Median(head), BaseRange: medianRange(base, opts.Alpha), HeadRange: medianRange(head, opts.Alpha),
		Shift: stats.HodgesLehmann(base, head, 1-opts.Alpha), Change: math.NaN(),
	}
	if r.BaseMedian != 0 {
		r.Change = r.HeadMedian/r.BaseMedian - 1
	}
	test := stats.MannWhitney(base, head)
	r.U, r.P, r.Exact = test.U, test.P, test.Exact
	if r.Difference {
		wide := stats.HodgesLehmann(base, head, 1-2*opts.Alpha)
		r.Effect, r.Equivalence, r.Margin = r.Shift, analysis.Interval{Low: wide.Low, High: wide.High}, analysis.Interval{Low: -c.margin, High: c.margin}
		return r
	}
	x, y := logarithms(base), logarithms(head)
	effect, wide := stats.HodgesLehmann(x, y, 1-opts.Alpha), stats.HodgesLehmann(x, y, 1-2*opts.Alpha)
	r.Effect = stats.Shift{Estimate: math.Expm1(effect.Estimate), Low: math.Expm1(effect.Low), High: math.Expm1(effect.High)}
	r.Equivalence = analysis.Interval{Low: math.Expm1(wide.Low), High: math.Expm1(wide.High)}
	// The lower margin is the opposite of the upper one: what grows by a twentieth shrinks by a twenty-first on the way back.
	r.Margin = analysis.Interval{Low: -opts.Margin / (1 + opts.Margin), High: opts.Margin}
	return r
}

// medianRange is the interval of a median by order statistics, infinite where there are too few values for one.
func medianRange(x []float64, alpha float64) analysis.Interval {
	low, high := stats.Ranks(uint64(len(x)), 0.5, 1-alpha)
	if low < 1 || high > uint64(len(x)) {
		return analysis.Interval{Low: math.Inf(-1), High: math.Inf(1)}
	}
	sorted := slices.Sorted(slices.Values(x))
	return analysis.Interval{Low: sorted[low-1], High: sorted[high-1]}
}

func logarithms(x []float64) []float64 {
	logs := make([]float64, len(x))
	for i, v := range x {
		logs[i] = math.Log(math.Max(v, minPositive))
	}
	return logs
}

// judge gives a row its outcome. family is how many rows P was adjusted for.
func (r *Row) judge(opts Options, family int) {
	grew, shrank := r.Effect.Estimate > r.Margin.High, r.Effect.Estimate < r.Margin.Low
	switch {
	case r.Adjusted < opts.Alpha && (grew || shrank):
		r.Outcome = Worse
		if grew == r.HigherIsBetter {
			r.Outcome = Better
		}
	case r.Equivalence.Low >= r.Margin.Low && r.Equivalence.High <= r.Margin.High:
		r.Outcome = Same
	default:
		r.Outcome = Unsure
		r.Needed, r.AtLeast = r.needed(opts.Alpha, family)
	}
}

// needed is about how many more repetitions on each side would settle an unsure row with the power above, if the shift and the spread
// were what they look like now. Without a spread (one repetition a side) only the least number that could is known.
func (r *Row) needed(alpha float64, family int) (more int, atLeast bool) {
	have := min(len(r.Base), len(r.Head))
	level := alpha / float64(max(1, family))
	x, y, margin, shift := r.Base, r.Head, r.Margin.High, r.Effect.Estimate
	if !r.Difference {
		x, y, margin, shift = logarithms(x), logarithms(y), math.Log1p(margin), math.Log1p(shift)
	}
	spread := pooledDeviation(x, y)
	if math.IsNaN(spread) {
		return max(1, stats.SmallestRankTest(level)-have), true
	}
	enough, ok := stats.RepetitionsToDetect(shift, margin, spread, level, power)
	if !ok {
		enough, ok = stats.RepetitionsToEquate(shift, margin, spread, alpha, power)
	}
	if !ok {
		return MaxNeeded, false
	}
	return min(MaxNeeded, max(1, enough-have)), false
}

// pooledDeviation is the standard deviation within two sides; NaN when neither has two values.
func pooledDeviation(x, y []float64) float64 {
	squares, degrees := 0.0, 0.0
	for _, s := range [][]float64{x, y} {
		if len(s) > 1 {
			squares += stat.Variance(s, nil) * float64(len(s)-1)
			degrees += float64(len(s) - 1)
		}
	}
	if degrees == 0 {
		return math.NaN()
	}
	return math.Sqrt(squares / degrees)
}

// overOperations is the geometric mean of the change of the operations' p99, less one.
func overOperations(rows []Row) float64 {
	sum, n := 0.0, 0
	for _, r := range rows {
		if r.Metric == "p99" && r.Operation != "" && r.BaseMedian > 0 && r.HeadMedian > 0 {
			sum, n = sum+math.Log(r.HeadMedian/r.BaseMedian), n+1
		}
	}
	if n < 2 {
		return math.NaN()
	}
	return math.Expm1(sum / float64(n))
}
