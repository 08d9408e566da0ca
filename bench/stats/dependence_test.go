package stats

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"testing"
)

// stream is a stationary process of which the true percentiles are known: due times in seconds, and values.
type stream struct {
	name     string
	draw     func(rng *rand.Rand, seconds float64) (due, x []float64)
	quantile func(q float64) float64
}

// gaussian is exp of an AR(1) series at 100/s: its percentiles are the lognormal's, whatever phi.
func gaussian(phi float64) stream {
	return stream{fmt.Sprintf("AR(1) phi %v", phi), func(rng *rand.Rand, seconds float64) (due, x []float64) {
		v := rng.NormFloat64()
		for i := range int(100 * seconds) {
			due, x = append(due, float64(i)/100), append(x, math.Exp(v))
			v = phi*v + math.Sqrt(1-phi*phi)*rng.NormFloat64()
		}
		return due, x
	}, func(q float64) float64 { return math.Exp(normalQuantile(q)) }}
}

// queue is an M/M/1 queue with 5 ms of service that is stationary from its beginning.
func queue(rho float64) stream {
	const mu = 200.0
	return stream{fmt.Sprintf("M/M/1 at %v", rho), func(rng *rand.Rand, seconds float64) (due, x []float64) {
		backlog := 0.0
		if rng.Float64() < rho {
			backlog = rng.ExpFloat64() / (mu * (1 - rho))
		}
		for t := rng.ExpFloat64() / (rho * mu); t < seconds; {
			s, gap := rng.ExpFloat64()/mu, rng.ExpFloat64()/(rho*mu)
			due, x = append(due, t), append(x, backlog+s)
			backlog, t = math.Max(0, backlog+s-gap), t+gap
		}
		return due, x
	}, func(q float64) float64 { return -math.Log(1-q) / (mu * (1 - rho)) }}
}

// counted counts by batch how many values are at least as large as a percentile.
func counted(due, x []float64, seconds, threshold float64) [][]Batch {
	g := make([]Batch, 1000)
	for i, t := range due {
		b := &g[min(len(g)-1, int(t/seconds*float64(len(g))))]
		b.Weight++
		if x[i] >= threshold {
			b.Sum++
		}
	}
	return [][]Batch{g}
}

// coverage draws runs and states how many have an interval of each percentile, and how many of these hold the truth.
func coverage(p stream, seconds float64, runs int, quantiles []float64) (shown, held []int) {
	shown, held = make([]int, len(quantiles)), make([]int, len(quantiles))
	for run := range runs {
		due, x := p.draw(rand.New(rand.NewPCG(uint64(run), 41)), seconds)
		sorted := slices.Clone(x)
		slices.Sort(sorted)
		n := uint64(len(x))
		var d Dependence
		above := map[float64][][]Batch{}
		for _, q := range []float64{0.5, 0.9, 0.95, 0.99, 0.999} {
			above[q] = counted(due, x, seconds, sorted[nearestRank(q, n)-1])
			d = d.Longer(DependenceOf(above[q]))
		}
		for i, q := range quantiles {
			size, ok := EffectiveSize(float64(n), above[q], d, 0.95)
			if !ok {
				continue
			}
			shown[i]++
			low, high := QuantileRanks(n, size, q, 0.95)
			truth := p.quantile(q)
			if (low == 0 || sorted[low-1] <= truth) && (high > n || truth <= sorted[high-1]) {
				held[i]++
			}
		}
	}
	return shown, held
}

// Intervals of percentiles hold the truth as often as they state, or there is none: of 1,000 runs of 30 s at 100/s, or of a queue with 5 ms
// of service. QUINTET_LONG=1 draws all 1,000; the short form allows for its own chance.
func TestIntervalsCover(t *testing.T) {
	runs := 120
	if os.Getenv("QUINTET_LONG") != "" {
		runs = 1000
	}
	for _, p := range []stream{gaussian(0), gaussian(0.5), gaussian(0.9), gaussian(0.99), queue(0.5), queue(0.8), queue(0.9)} {
		quantiles := []float64{0.5, 0.99}
		shown, held := coverage(p, 30, runs, quantiles)
		for i, q := range quantiles {
			missed := float64(shown[i]-held[i]) / float64(runs)
			t.Logf("%-15s p%v: interval in %.3f of the runs, %.3f of them hold the truth, misses in %.3f of all", p.name, 100*q,
				float64(shown[i])/float64(runs), float64(held[i])/float64(shown[i]), missed)
			// 7 % missed at 95 %, and three standard errors of so many runs.
			if bound := 0.07 + 3*math.Sqrt(0.07*0.93/float64(runs)); missed > bound {
				t.Errorf("%s p%v: %.3f of all runs state an interval that misses the truth, want at most %.3f", p.name, 100*q, missed, bound)
			}
		}
	}
}

// A run that is too short for its dependence states how long it must be, and so long it is enough.
func TestRefusedRunIsLongEnoughWhenAsLongAsSaid(t *testing.T) {
	p := gaussian(0.99)
	seconds := 30.0
	for range 6 {
		due, x := p.draw(rand.New(rand.NewPCG(1, 43)), seconds)
		sorted := slices.Clone(x)
		slices.Sort(sorted)
		var d Dependence
		for _, q := range []float64{0.5, 0.9, 0.95, 0.99} {
			d = d.Longer(DependenceOf(counted(due, x, seconds, sorted[nearestRank(q, uint64(len(x)))-1])))
		}
		if d.Enough() {
			if seconds == 30 {
				t.Error("30 s of an AR(1) process with a memory of 2 s are enough")
			}
			return
		}
		seconds *= 1.5 * d.Missing()
	}
	t.Errorf("not enough after %v s", seconds)
}

func TestDependenceOf(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 44))
	group := func(n int, of func(i int) float64) []Batch {
		g := make([]Batch, n)
		for i := range g {
			g[i] = Batch{100, of(i)}
		}
		return g
	}
	binomial := func(p float64) float64 {
		k := 0.0
		for range 100 {
			if rng.Float64() < p {
				k++
			}
		}
		return k
	}
	blocks := 0.0
	for name, c := range map[string]struct {
		groups    [][]Batch
		low, high float64
	}{
		"Nothing":     {nil, 0, 0},
		"NoneHasIt":   {[][]Batch{group(100, func(int) float64 { return 0 })}, 0, 0},
		"Independent": {[][]Batch{group(1000, func(int) float64 { return binomial(0.3) })}, 0, 0},
		// A planned ramp within a phase, and another level in the next phase, are no dependence.
		"Ramp":      {[][]Batch{group(500, func(i int) float64 { return binomial(0.1 + 0.4*float64(i)/500) }), group(500, func(int) float64 { return binomial(0.8) })}, 0, 0},
		"InBatches": {[][]Batch{group(1000, func(int) float64 { return 100 * binomial(0.1) / 100 * float64(rng.IntN(2)) })}, 1, 1.5},
		// Blocks of ten equal batches have an autocorrelation time of ten.
		"Blocks": {[][]Batch{group(1000, func(i int) float64 {
			if i%10 == 0 {
				blocks = binomial(0.5) + 40*rng.Float64() - 20
			}
			return blocks
		})}, 7, 13},
	} {
		t.Run(name, func(t *testing.T) {
			if d := DependenceOf(c.groups); d.Time < c.low || d.Time > c.high {
				t.Errorf("time %.2f batches, want in [%v, %v]", d.Time, c.low, c.high)
			}
		})
	}
}

// Merging keeps every count, whatever the lengths.
func TestMergeKeepsCounts(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 45))
	for range 300 {
		groups := make([][]Batch, 1+rng.IntN(4))
		all := 0
		for i := range groups {
			groups[i] = make([]Batch, rng.IntN(200))
			for j := range groups[i] {
				groups[i][j] = Batch{float64(rng.IntN(9)), float64(rng.IntN(5))}
			}
			all += len(groups[i])
		}
		merged := Dependence{Time: 5 * rng.Float64(), Batches: all}.Merge(groups)
		for i := range groups {
			w, s := totals(groups[i])
			if mw, ms := totals(merged[i]); mw != w || ms != s {
				t.Fatalf("group %d: %v %v became %v %v", i, w, s, mw, ms)
			}
			if len(merged[i]) > maxBatches+1 {
				t.Fatalf("%d batches of %d", len(merged[i]), all)
			}
		}
	}
}
