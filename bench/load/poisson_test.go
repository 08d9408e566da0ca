package load

import (
	"math"
	"sort"
	"testing"
	"time"

	"quintet/bench/scenario"
	"quintet/bench/splitmix"
)

// kolmogorov is the distance between a sample and a distribution, times the root of its size; above 1.63 one in a hundred
// samples of the distribution itself lies.
func kolmogorov(sample []float64, cdf func(float64) float64) float64 {
	sort.Float64s(sample)
	n, worst := float64(len(sample)), 0.0
	for i, x := range sample {
		worst = max(worst, math.Abs(cdf(x)-float64(i)/n), math.Abs(cdf(x)-float64(i+1)/n))
	}
	return worst * math.Sqrt(n)
}

func exponential(x float64) float64 { return 1 - math.Exp(-x) }

// Whatever the shape, in the time in which the rate is 1 the gaps are exponential, and independent of their neighbours.
func TestPoissonGapsAreExponential(t *testing.T) {
	for _, s := range schedules {
		t.Run(s.name, func(t *testing.T) {
			schedule := mustSchedule(t, scenario.Load{Arrivals: "poisson", Phases: []scenario.Phase{phaseOf(s, s.name, 100*time.Second, 900, 300)}}, 5)
			var gaps []float64
			sum, product, before := 0.0, 0.0, 0.0
			for n := range schedule.Len() {
				x := schedule.stretches[0].curve.total(schedule.At(n).Seconds())
				gap := x - before
				before = x
				sum += gap
				if len(gaps) > 0 {
					product += (gap - 1) * (gaps[len(gaps)-1] - 1)
				}
				gaps = append(gaps, gap)
			}
			n := float64(len(gaps))
			if d := kolmogorov(gaps, exponential); d > 1.63 {
				t.Errorf("distance %g of %g gaps from the exponential", d, n)
			}
			if z := (sum/n - 1) * math.Sqrt(n); math.Abs(z) > 4 {
				t.Errorf("mean gap %g", sum/n)
			}
			if z := product / math.Sqrt(n); math.Abs(z) > 4 {
				t.Errorf("neighbouring gaps are correlated: %g standard errors", z)
			}
		})
	}
}

// Counts of equal windows: mean and variance are both the rate, and neighbouring windows know nothing of each other. The windows are
// laid across the borders of leaves and halves.
func TestPoissonCountsVaryAsTheyShould(t *testing.T) {
	s := mustSchedule(t, scenario.Load{Arrivals: "poisson", Phases: []scenario.Phase{
		{Name: "p", Shape: "constant", Duration: 1000 * time.Second, Params: map[string]float64{"rate": 500}}}}, 11)
	for _, width := range []time.Duration{10 * time.Millisecond, 130 * time.Millisecond, time.Second, 7 * time.Second} {
		var counts []float64
		before := uint64(0)
		for at := width; at <= s.Duration(); at += width {
			by := s.dueBy(at-1, before)
			counts = append(counts, float64(by-before))
			before = by
		}
		n, want := float64(len(counts)), 500*width.Seconds()
		mean, variance, lagged := 0.0, 0.0, 0.0
		for _, c := range counts {
			mean += c / n
		}
		for i, c := range counts {
			variance += (c - mean) * (c - mean) / (n - 1)
			if i > 0 {
				lagged += (c - mean) * (counts[i-1] - mean) / n
			}
		}
		if z := (mean - want) / math.Sqrt(want/n); math.Abs(z) > 4 {
			t.Errorf("%s: mean %g, want %g", width, mean, want)
		}
		// The variance of a Poisson count's sample variance is (want + 2 want²)/n.
		if z := (variance - want) / math.Sqrt((want+2*want*want)/n); math.Abs(z) > 4 {
			t.Errorf("%s: variance %g, want %g", width, variance, want)
		}
		if z := lagged / want * math.Sqrt(n); math.Abs(z) > 4 {
			t.Errorf("%s: neighbours are correlated by %g", width, lagged/want)
		}
	}
}

// Over many seeds the number of arrivals is itself Poisson.
func TestPoissonLengths(t *testing.T) {
	const seeds = 2000
	for _, rate := range []float64{3, 400} {
		sum, squares := 0.0, 0.0
		for seed := range uint64(seeds) {
			s := mustSchedule(t, scenario.Load{Arrivals: "poisson", Phases: []scenario.Phase{
				{Name: "p", Shape: "constant", Duration: time.Second, Params: map[string]float64{"rate": rate}}}}, seed)
			sum += float64(s.Len())
			squares += (float64(s.Len()) - rate) * (float64(s.Len()) - rate)
		}
		if z := (sum/seeds - rate) / math.Sqrt(rate/seeds); math.Abs(z) > 4 {
			t.Errorf("mean %g, want %g", sum/seeds, rate)
		}
		if z := (squares/seeds - rate) / math.Sqrt((rate+2*rate*rate)/seeds); math.Abs(z) > 4 {
			t.Errorf("variance %g, want %g", squares/seeds, rate)
		}
	}
}

// A phase of several blocks: from a border, seen either way, it is as far to the nearest arrival as from any other instant, and
// what is kept does not grow with the hits.
func TestPoissonAcrossBlocks(t *testing.T) {
	s := mustSchedule(t, scenario.Load{Arrivals: "poisson", Phases: []scenario.Phase{
		{Name: "p", Shape: "constant", Duration: 1000 * time.Second, Params: map[string]float64{"rate": 1_000_000}}}}, 1)
	if n := len(s.arrivals.blocks); uint64(n) > s.Len()/(blockSize/2) {
		t.Fatalf("%d blocks of %d hits", n, s.Len())
	}
	var gaps []float64
	for _, b := range s.arrivals.blocks[1:4000] {
		border := b.start / 1e6
		gaps = append(gaps, (s.At(b.first).Seconds()-border)*1e6, (border-s.At(b.first-1).Seconds())*1e6,
			(s.At(b.first+1)-s.At(b.first)).Seconds()*1e6, (s.At(b.first-1)-s.At(b.first-2)).Seconds()*1e6)
	}
	if d := kolmogorov(gaps, exponential); d > 1.63 {
		t.Errorf("distance %g of %d gaps at borders from the exponential", d, len(gaps))
	}
	if first, last := s.At(0), s.At(s.Len()-1); first > time.Millisecond || last < s.Duration()-time.Millisecond || last >= s.Duration() {
		t.Errorf("from %s to %s", first, last)
	}
}

func TestHeadsOfFewCoins(t *testing.T) {
	for n := range uint64(200) {
		sum := 0.0
		const throws = 300
		for seed := range uint64(throws) {
			h := heads(splitmix.Mix(seed), n)
			if h > n {
				t.Fatalf("%d heads of %d coins", h, n)
			}
			sum += float64(h)
		}
		if z := (sum/throws - float64(n)/2) / math.Sqrt(float64(n)/4/throws+1e-9); math.Abs(z) > 4.5 {
			t.Errorf("%g heads of %d coins on average", sum/throws, n)
		}
	}
}

func BenchmarkAt(b *testing.B) {
	l := scenario.Load{Arrivals: "poisson", Phases: []scenario.Phase{
		{Name: "p", Shape: "sine", Duration: time.Hour, Params: map[string]float64{"low": 100, "high": 900, "period": 60}}}}
	for _, arrivals := range []string{"constant", "poisson"} {
		l.Arrivals = arrivals
		s := mustSchedule(b, l, 1)
		b.Run(arrivals+"/in order", func(b *testing.B) {
			b.ReportAllocs()
			for n := range b.N {
				s.At(uint64(n) % s.Len())
			}
		})
		b.Run(arrivals+"/anywhere", func(b *testing.B) {
			for n := range b.N {
				s.At(splitmix.Mix(uint64(n)) % s.Len())
			}
		})
	}
}

// A load of any size is planned in bounded memory: a week at ten million a second has as many blocks as a day at a thousand.
func TestPoissonBlocksAreBounded(t *testing.T) {
	s := mustSchedule(t, scenario.Load{Arrivals: "poisson", Phases: []scenario.Phase{
		{Name: "week", Shape: "constant", Params: map[string]float64{"rate": 1e7}, Duration: 168 * time.Hour}}}, 7)
	if n := len(s.arrivals.blocks); n > maxBlocks+1 {
		t.Errorf("%d blocks, want at most %d", n, maxBlocks)
	}
	if mean := 6.048e12; math.Abs(float64(s.Len())-mean) > 6*math.Sqrt(mean) {
		t.Errorf("%d arrivals, want about %.0f", s.Len(), mean)
	}
	before := time.Duration(-1)
	for n := s.Len() / 2; n < s.Len()/2+1000; n++ {
		at := s.At(n)
		if at < before {
			t.Fatalf("arrival %d is due at %s, the one before at %s", n, at, before)
		}
		before = at
	}
	if off := before - s.Duration()/2; off.Abs() > time.Second {
		t.Errorf("the arrival in the middle is due %s from the middle", off)
	}
}
