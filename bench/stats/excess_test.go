package stats

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// trials of n hits a slot, each bad with the share of its slot.
func drawn(rng *rand.Rand, n int, shares []float64) []Batch {
	slots := make([]Batch, len(shares))
	for i, share := range shares {
		slots[i].Weight = float64(n)
		for range n {
			if rng.Float64() < share {
				slots[i].Sum++
			}
		}
	}
	return slots
}

// shares are those of slots: usual but between begin and end.
func shares(slots, begin, end int, usual, then float64) []float64 {
	s := make([]float64, slots)
	for i := range s {
		s[i] = usual
		if i >= begin && i < end {
			s[i] = then
		}
	}
	return s
}

func TestExcesses(t *testing.T) {
	of := func(sums ...float64) []Batch {
		var slots []Batch
		for _, s := range sums {
			slots = append(slots, Batch{10, s})
		}
		return slots
	}
	quiet := make([]float64, 50)
	for name, c := range map[string]struct {
		slots []Batch
		want  []Stretch
	}{
		"nothing":                   {nil, nil},
		"no hits":                   {make([]Batch, 5), nil},
		"all good":                  {of(quiet...), nil},
		"now and then":              {of(0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0), nil},
		"one bad slot":              {of(0, 0, 10, 0, 0), []Stretch{{2, 3}}},
		"from the first slot":       {of(10, 10, 0, 0, 0, 0, 0), []Stretch{{0, 2}}},
		"to the last slot":          {of(0, 0, 0, 0, 10, 10), []Stretch{{4, 6}}},
		"all bad":                   {of(10, 10, 10), []Stretch{{0, 3}}},
		"two stretches":             {of(0, 10, 0, 0, 0, 0, 10, 10, 0), []Stretch{{1, 2}, {6, 8}}},
		"slots without hits inside": {[]Batch{{10, 0}, {10, 10}, {}, {}, {10, 10}, {10, 0}}, []Stretch{{1, 5}}},
		"a lone bad hit beside":     {of(0, 0, 10, 10, 1, 0, 0, 0, 0), []Stretch{{2, 4}}},
	} {
		if got := Excesses(c.slots, 0.01, 0.01); !cmp.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

// A series at the base share has an excess in fewer than alpha of all cases, whatever its length and the number of hits in a slot.
func TestExcessesOfChance(t *testing.T) {
	const series, alpha = 400, 0.01
	rng := rand.New(rand.NewPCG(11, 12))
	for _, base := range []float64{0.001, 0.01, 0.1} {
		for _, n := range []int{1, 10, 40} {
			found := 0
			for range series {
				if Excesses(drawn(rng, n, shares(600, 0, 0, base, 0)), base, alpha) != nil {
					found++
				}
			}
			if most := alpha*series + 4*math.Sqrt(alpha*series); float64(found) > most {
				t.Errorf("base %v, %d a slot: %d of %d series have an excess, at most %.0f should", base, n, found, series, most)
			}
		}
	}
}

// An excess is found with its ends, a total one to the slot, a partial one nearly, and a weak tail behind a total one is part of it.
func TestExcessesFindTheTruth(t *testing.T) {
	rng := rand.New(rand.NewPCG(13, 14))
	near := func(got, want, tolerance int) bool { return got >= want-tolerance && got <= want+tolerance }
	for range 200 {
		begin := 100 + rng.IntN(200)
		end := begin + 20 + rng.IntN(100)
		for _, c := range []struct {
			share     float64
			tolerance int
		}{{1, 0}, {0.5, 2}, {0.2, 8}} {
			got := Excesses(drawn(rng, 10, shares(600, begin, end, 0.005, c.share)), 0.01, 0.01)
			if len(got) == 0 || !near(got[0].Begin, begin, c.tolerance) || !near(got[len(got)-1].End, end, c.tolerance) {
				t.Fatalf("share %v from %d to %d: found %v", c.share, begin, end, got)
			}
		}
		tail := shares(600, begin, end, 0.005, 1)
		for i := end; i < end+100; i++ {
			tail[i] = 0.2
		}
		got := Excesses(drawn(rng, 10, tail), 0.01, 0.01)
		if len(got) == 0 || !near(got[0].Begin, begin, 1) || !near(got[len(got)-1].End, end+100, 12) {
			t.Fatalf("total from %d to %d, partial to %d: found %v", begin, end, end+100, got)
		}
	}
}
