package workload

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"quintet/bench/scenario"
	"quintet/bench/splitmix"
)

// zeta is the sum of 1/i^theta for i from 1 to n.
func zeta(n int, theta float64) float64 {
	sum := 0.0
	for i := n; i >= 1; i-- { // smallest first
		sum += math.Pow(float64(i), -theta)
	}
	return sum
}

// The figures of workloads.md hold of the law, so that the tests below test against the right truth.
func TestZetaVectors(t *testing.T) {
	for _, c := range []struct {
		n            int
		top, percent float64
	}{{10_000, 0.0978, 0.518}, {1_000_000, 0.0650, 0.664}} {
		all := zeta(c.n, 0.99)
		if got := 1 / all; math.Abs(got-c.top) > 0.00005 {
			t.Errorf("n=%d: the hottest key has %.5f, want %.4f", c.n, got, c.top)
		}
		if got := zeta(c.n/100, 0.99) / all; math.Abs(got-c.percent) > 0.0005 {
			t.Errorf("n=%d: the hottest percent has %.5f, want %.3f", c.n, got, c.percent)
		}
	}
}

func TestZipfDrawsTheLaw(t *testing.T) {
	const draws = 400_000
	for _, c := range []struct {
		n     int
		theta float64
	}{{10_000, 0.99}, {1_000_000, 0.99}, {10_000, 0.8}, {1000, 0.606}, {1000, 1}, {1000, 1.5}, {2, 0.99}, {1, 0.99}} {
		t.Run(fmt.Sprintf("n=%d theta=%g", c.n, c.theta), func(t *testing.T) {
			z := newZipf(uint64(c.n), c.theta)
			r := splitmix.For(11, 1, uint64(c.n))
			// The first ranks each for themselves, the rest in cells that double.
			var borders []int
			for b := 1; b < c.n; b++ {
				if b > 32 {
					b = min(b*2, c.n)
				}
				borders = append(borders, b)
			}
			borders = append(borders, c.n)
			borders = slices.Compact(borders)
			got := make([]float64, len(borders))
			for range draws {
				rank := int(z.draw(&r))
				if rank >= c.n {
					t.Fatalf("rank %d of %d", rank, c.n)
				}
				cell, _ := slices.BinarySearch(borders, rank+1)
				got[cell]++
			}
			all, past := zeta(c.n, c.theta), 0.0
			want := make([]float64, len(borders))
			for i, b := range borders {
				upTo := zeta(b, c.theta)
				want[i] = draws * (upTo - past) / all
				past = upTo
			}
			// Mean plus five standard deviations of chi-square: no seed that is right fails it.
			freedom := float64(len(borders) - 1)
			if x := chiSquare(got, want); x > freedom+5*math.Sqrt(2*freedom)+1 {
				t.Errorf("chi-square %.1f with %g degrees of freedom\n got %.0f\nwant %.0f", x, freedom, got, want)
			}
		})
	}
}

func TestChoosers(t *testing.T) {
	const n, draws = 1000, 200_000
	count := func(t *testing.T, how scenario.Keys) []float64 {
		c, err := newChooser(n, how, 5, 0)
		if err != nil {
			t.Fatal(err)
		}
		r := splitmix.For(5, 1, 1)
		counts := make([]float64, n)
		for range draws {
			counts[c.draw(&r)]++
		}
		return counts
	}
	sum := func(counts []float64) float64 {
		total := 0.0
		for _, c := range counts {
			total += c
		}
		return total / draws
	}
	near := func(t *testing.T, what string, got, want float64) {
		if math.Abs(got-want) > 0.01 {
			t.Errorf("%s take %.4f, want %.4f", what, got, want)
		}
	}
	top := zeta(10, 0.99) / zeta(n, 0.99)

	t.Run("uniform", func(t *testing.T) {
		counts := count(t, scenario.Keys{Kind: "uniform"})
		if x := chiSquare(counts, slices.Repeat([]float64{draws / n}, n)); x > n+5*math.Sqrt(2*n) {
			t.Errorf("chi-square %.1f", x)
		}
	})
	t.Run("zipf", func(t *testing.T) {
		near(t, "the first ten", sum(count(t, scenario.Keys{Kind: "zipf", Theta: 0.99})[:10]), top)
	})
	t.Run("latest", func(t *testing.T) {
		near(t, "the last ten", sum(count(t, scenario.Keys{Kind: "latest", Theta: 0.99})[n-10:]), top)
	})
	t.Run("scrambled", func(t *testing.T) {
		counts := count(t, scenario.Keys{Kind: "scrambled", Theta: 0.99})
		if low := sum(counts[:n/2]); low < 0.2 || low > 0.8 {
			t.Errorf("the lower half of the keys takes %.3f: hot keys are not spread", low)
		}
		slices.Sort(counts)
		near(t, "the ten hottest", sum(counts[n-10:]), top)
	})
	t.Run("hotspot", func(t *testing.T) {
		counts := count(t, scenario.Keys{Kind: "hotspot", HotKeys: 0.02, HotOps: 0.578})
		near(t, "2 % of the keys", sum(counts[:20]), 0.578)
		if x := chiSquare(counts[20:], slices.Repeat([]float64{draws * 0.422 / 980}, 980)); x > 980+5*math.Sqrt(2*980) {
			t.Errorf("chi-square %.1f of the cold keys", x)
		}
	})
	t.Run("unknown", func(t *testing.T) {
		if _, err := newChooser(n, scenario.Keys{Kind: "zipff"}, 5, 0); err == nil {
			t.Error("no error")
		}
	})
}

func TestRingKeepsTheNewest(t *testing.T) {
	var r ring[int]
	if _, held, ok := r.newest(0); ok || held != 0 {
		t.Fatalf("an empty ring holds %d", held)
	}
	for i := range remembered + 10 {
		r.add(i)
		if got, _, ok := r.newest(0); !ok || got != i {
			t.Fatalf("newest is %d, want %d", got, i)
		}
	}
	if got, held, ok := r.newest(remembered - 1); !ok || got != 10 || held != remembered {
		t.Errorf("oldest is %d of %d, want 10 of %d", got, held, remembered)
	}
	if _, _, ok := r.newest(remembered); ok {
		t.Error("more than it can hold")
	}
}
