package workload

import (
	"math"
	"slices"
	"testing"
	"unicode/utf8"

	"quintet/bench/scenario"
	"quintet/bench/splitmix"
)

func TestPermutationIsOneToOne(t *testing.T) {
	for _, n := range []uint64{1, 2, 3, 7, 64, 100, 1000, 4097} {
		p := newPermutation(n, splitmix.For(1, 2, n))
		seen := make([]bool, n)
		moved := 0
		for i := range n {
			v := p.at(i)
			if v >= n || seen[v] {
				t.Fatalf("n=%d: %d goes to %d, outside or taken", n, i, v)
			}
			seen[v] = true
			if back := p.inverse(v); back != i {
				t.Fatalf("n=%d: inverse(at(%d)) = %d", n, i, back)
			}
			if v != i {
				moved++
			}
		}
		if n >= 64 && moved < int(n)*9/10 {
			t.Errorf("n=%d: only %d moved", n, moved)
		}
	}
}

func TestDrawsBelowIsEven(t *testing.T) {
	const n, draws = 10, 100_000
	counts := make([]float64, n)
	r := splitmix.For(7, 1, 1)
	for range draws {
		counts[r.Below(n)]++
	}
	even := slices.Repeat([]float64{draws / n}, n)
	if x := chiSquare(counts, even); x > 27.9 { // 99.9 % of chi-square with 9 degrees of freedom
		t.Errorf("chi-square %.1f of %v", x, counts)
	}
}

func TestSizesFollowTheDistribution(t *testing.T) {
	s := newSizes(scenario.Distribution{Kind: "lognormal", Median: 30, P99: 1000, Max: 4000})
	r := splitmix.For(3, 1, 1)
	all := make([]int64, 200_000)
	for i := range all {
		all[i] = s.draw(&r)
	}
	slices.Sort(all)
	median, p99 := all[len(all)/2], all[len(all)*99/100]
	// Truncation at 4000 takes .06 % off the top, which lowers the 99 % quantile a little.
	if median < 29 || median > 31 || p99 < 900 || p99 > 1030 {
		t.Errorf("median %d, p99 %d; want about 30 and 950", median, p99)
	}
	if all[0] < 1 || all[len(all)-1] > 4000 {
		t.Errorf("sizes from %d to %d, want 1 to 4000", all[0], all[len(all)-1])
	}
	constant := newSizes(scenario.Distribution{Kind: "constant", Median: 77})
	if got := constant.draw(&r); got != 77 {
		t.Errorf("constant size %d, want 77", got)
	}
}

func TestLognormalQuantiles(t *testing.T) {
	l := newLognormal(100, 1, 0)
	for u, want := range map[float64]float64{0.5: 100, 0.99: 100 * math.Exp(z99), 0.01: 100 * math.Exp(-z99)} {
		if got := l.at(u); math.Abs(got/want-1) > 1e-9 {
			t.Errorf("quantile %g is %g, want %g", u, got, want)
		}
	}
}

func TestApportion(t *testing.T) {
	heavy := func(i int) uint64 {
		if i == 3 {
			return 1 << 40
		}
		return uint64(i % 7)
	}
	none := func(int) uint64 { return 0 }
	for _, c := range []struct {
		name       string
		total      int64
		n          int
		base, most int64
		weight     func(int) uint64
	}{
		{"none", 0, 10, 1, 100, heavy},
		{"no owners", 0, 0, 1, 100, heavy},
		{"fewer than owners", 4, 10, 1, 100, heavy},
		{"one each", 10, 10, 1, 100, heavy},
		{"fewer than base", 15, 10, 2, 100, heavy},
		{"capped", 500, 10, 1, 60, heavy},
		{"full", 600, 10, 1, 60, heavy},
		{"no weights", 107, 10, 2, 60, none},
		{"large", 1 << 40, 1000, 1, math.MaxInt64, heavy},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := apportion(c.total, c.n, c.base, c.most, c.weight)
			if got := b.total(); got != c.total {
				t.Fatalf("total %d, want %d", got, c.total)
			}
			for o := range int64(c.n) {
				size := b.size(o)
				if size < 0 || size > c.most || c.total >= c.base*int64(c.n) && size < c.base {
					t.Errorf("owner %d has %d, want %d to %d", o, size, c.base, c.most)
				}
				if size > 0 {
					if owner, rank := b.owner(b.starts[o]); owner != o || rank != 0 {
						t.Errorf("row %d belongs to %d as %d, want %d as 0", b.starts[o], owner, rank, o)
					}
					if owner, rank := b.owner(b.starts[o+1] - 1); owner != o || rank != size-1 {
						t.Errorf("the last row of %d belongs to %d as %d", o, owner, rank)
					}
				}
			}
		})
	}
}

func TestContentIsPrintableAndExact(t *testing.T) {
	r := splitmix.For(1, 1, 1)
	other := false
	for size := 1; size < 300; size++ {
		text := content(&r, size)
		if len(text) != size || !utf8.ValidString(text) {
			t.Fatalf("%d bytes of %q, want %d of UTF-8", len(text), text, size)
		}
		for _, c := range text {
			if c < ' ' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
				t.Fatalf("%q holds %q, which JSON escapes", text, c)
			}
			other = other || c > 127
		}
	}
	if !other {
		t.Error("no text was beyond ASCII")
	}
	for i, w := range words {
		if w == "" {
			t.Errorf("word %d is empty", i)
		}
	}
}

// chiSquare is the sum of (got - want)^2 / want.
func chiSquare(got, want []float64) float64 {
	sum := 0.0
	for i := range got {
		sum += (got[i] - want[i]) * (got[i] - want[i]) / want[i]
	}
	return sum
}
