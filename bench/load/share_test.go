package load

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"quintet/bench/scenario"
)

// mixed is a load of two phases at a rate, of one kind of arrivals.
func mixed(arrivals string, rate float64, seconds int) scenario.Load {
	phase := func(name string, rate float64) scenario.Phase {
		return scenario.Phase{Name: name, Duration: time.Duration(seconds) * time.Second, Measure: true, Shape: "constant", Params: map[string]float64{"rate": rate}}
	}
	return scenario.Load{Arrivals: arrivals, Phases: []scenario.Phase{phase("first", rate), phase("second", rate/2)}}
}

// All shares together are the schedule: each hit is in one of them, under its number and at its time, whatever the arrivals, the seed and the
// number of shares.
func TestSharesAreTheSchedule(t *testing.T) {
	for _, arrivals := range []string{"constant", "poisson"} {
		for _, of := range []int{1, 2, 3, 7, 100} {
			for seed := range uint64(4) {
				l := mixed(arrivals, 900, 3)
				whole := mustSchedule(t, l, seed)
				var all []uint64
				for index := range of {
					s := mustSchedule(t, l, seed)
					if err := s.Take(Share{index, of}); err != nil {
						t.Fatal(err)
					}
					own := uint64(0)
					for n := s.own(0); n < s.Len(); n = s.own(n + 1) {
						if s.At(n) != whole.At(n) {
							t.Fatalf("%s, %d of %d: hit %d is due at %s, in the whole at %s", arrivals, index, of, n, s.At(n), whole.At(n))
						}
						all = append(all, n)
						own++
					}
					if counted := s.ownIn(0, s.Len()); counted != own {
						t.Fatalf("%s, %d of %d: %d hits counted, %d found", arrivals, index, of, counted, own)
					}
				}
				slices.Sort(all)
				for i, n := range all {
					if n != uint64(i) {
						t.Fatalf("%s in %d shares, seed %d: number %d stands at %d", arrivals, of, seed, n, i)
					}
				}
				if uint64(len(all)) != whole.Len() {
					t.Fatalf("%s in %d shares: %d hits of %d", arrivals, of, len(all), whole.Len())
				}
			}
		}
	}
}

// In a closed loop all users are divided, and no two generators number a hit alike.
func TestSharesOfClosedLoop(t *testing.T) {
	l := scenario.Load{Closed: 10, Phases: []scenario.Phase{{Name: "steady", Duration: time.Second}}}
	users, numbers := 0, map[uint64]bool{}
	for index := range 3 {
		s := mustSchedule(t, l, 1)
		if err := s.Take(Share{index, 3}); err != nil {
			t.Fatal(err)
		}
		users += s.users
		for n := range uint64(1000) {
			if numbers[s.numbered(n)] {
				t.Fatalf("number %d twice", s.numbered(n))
			}
			numbers[s.numbered(n)] = true
		}
	}
	if users != 10 || len(numbers) != 3000 {
		t.Errorf("%d users, %d numbers", users, len(numbers))
	}
	if err := mustSchedule(t, l, 1).Take(Share{0, 11}); err == nil || !strings.Contains(err.Error(), "10 users cannot be divided among 11") {
		t.Errorf("11 generators of 10 users: %v", err)
	}
	for _, share := range []Share{{-1, 2}, {2, 2}, {0, 0}} {
		if err := mustSchedule(t, l, 1).Take(share); err == nil {
			t.Errorf("share %+v was taken", share)
		}
	}
}

// dispersion is the index of dispersion of instants in windows of a width: 1 for a Poisson process.
func dispersion(instants []time.Duration, width, end time.Duration) float64 {
	counts := make([]float64, end/width)
	for _, at := range instants {
		if i := int(at / width); at >= 0 && i < len(counts) {
			counts[i]++
		}
	}
	mean, square := 0.0, 0.0
	for _, n := range counts {
		mean += n / float64(len(counts))
	}
	for _, n := range counts {
		square += (n - mean) * (n - mean) / float64(len(counts)-1)
	}
	return square / mean
}

// With clocks that are off by tens of milliseconds the union of the shares is still Poisson; dealt out in turn, it would not be. Seeds are
// fixed, so that chance has no part in the outcome.
func TestSharesKeepTheArrivals(t *testing.T) {
	const seconds = 400
	l := scenario.Load{Arrivals: "poisson", Phases: []scenario.Phase{
		{Name: "steady", Duration: seconds * time.Second, Shape: "constant", Params: map[string]float64{"rate": 1000}}}}
	for _, of := range []int{2, 3, 8} {
		whole := mustSchedule(t, l, 7)
		rng := rand.New(rand.NewPCG(5, uint64(of)))
		off := make([]time.Duration, of)
		for i := range off {
			off[i] = time.Duration((rng.Float64() - 0.5) * 100 * float64(time.Millisecond))
		}
		var hashed, inTurn []time.Duration
		for n := range whole.Len() {
			whole.share = Share{0, of}
			owner := whole.owner(n)
			hashed = append(hashed, whole.At(n)+off[owner])
			inTurn = append(inTurn, whole.At(n)+off[n%uint64(of)])
		}
		for _, width := range []time.Duration{time.Millisecond, 5 * time.Millisecond, 20 * time.Millisecond} {
			if d := dispersion(hashed, width, seconds*time.Second); math.Abs(d-1) > 0.05 {
				t.Errorf("%d generators: index of dispersion %.3f in windows of %s, want 0.95 to 1.05", of, d, width)
			}
		}
		if d := dispersion(inTurn, 5*time.Millisecond, seconds*time.Second); d > 0.95 {
			t.Errorf("%d generators in turn: index of dispersion %.3f: this test could not fail", of, d)
		}
	}
}

// Four generators do nearly all that they are granted together, on paper: each takes a fixed time a hit, so it may send so many a second, and is due what
// all together may. Constant arrivals are dealt out evenly; of Poisson arrivals one has more than it can send while another waits, by chance alone, and the
// less so the more hits there are. On a machine whose processors all of them share, what each is granted is less instead.
func TestSharesUseWhatIsGranted(t *testing.T) {
	const generators, seconds = 4, 10
	for _, arrivals := range []string{"constant", "poisson"} {
		for _, granted := range []int{100, 1000, 10_000} {
			l := scenario.Load{Arrivals: arrivals, Phases: []scenario.Phase{
				{Name: "steady", Duration: seconds * time.Second, Shape: "constant", Params: map[string]float64{"rate": float64(generators * granted)}}}}
			sent := 0
			for index := range generators {
				s := mustSchedule(t, l, 3)
				if err := s.Take(Share{index, generators}); err != nil {
					t.Fatal(err)
				}
				var free time.Duration
				for n := s.own(0); n < s.Len(); n = s.own(n + 1) {
					if free = max(free, s.At(n)) + time.Second/time.Duration(granted); free > seconds*time.Second {
						break
					}
					sent++
				}
			}
			part := float64(sent) / float64(generators*granted*seconds)
			t.Logf("%s, %d/s granted to each of %d: %.4f of the sum", arrivals, granted, generators, part)
			if part < 0.95 || part > 1 {
				t.Errorf("%s, %d/s granted to each: %.4f of the sum, want 0.95 at least", arrivals, granted, part)
			}
		}
	}
}
