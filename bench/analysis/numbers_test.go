package analysis

import (
	"math/rand/v2"
	"testing"
)

// Numbers that come once each are neither twice nor missing, in whatever order requests end; what is left out or comes again is counted.
func TestNumbers(t *testing.T) {
	rng := rand.New(rand.NewPCG(81, 82))
	for range 50 {
		n := 1 + rng.IntN(5000)
		order := make([]uint64, n)
		for i := range order {
			order[i] = uint64(i)
		}
		for i := range order { // some end up to 300 places later than they began
			j := min(n-1, i+rng.IntN(300)*rng.IntN(2))
			order[i], order[j] = order[j], order[i]
		}
		var s numbers
		left, again, highest := uint64(0), uint64(0), uint64(0)
		for _, number := range order {
			switch rng.IntN(50) {
			case 0:
				left++
				continue
			case 1:
				again++
				s.add(number)
			}
			s.add(number)
			highest = max(highest, number+1)
		}
		if want := left - (uint64(n) - highest); s.missing() != want || s.twice != again || s.beyond != highest {
			t.Fatalf("%d of %d missing, %d twice, up to %d; want %d, %d, %d", s.missing(), n, s.twice, s.beyond, want, again, highest)
		}
	}
}

// A number that is far ahead costs neither time nor memory, and what it leaves behind is missing.
func TestNumbersFarAhead(t *testing.T) {
	var s numbers
	for _, n := range []uint64{0, 1, 3, 1 << 40, 1<<40 + 1, 2, 1<<64 - 2} {
		s.add(n)
	}
	if want := uint64(1<<64-1) - 6; s.missing() != want || s.twice != 1 || len(s.window) > maxAhead/64 {
		t.Errorf("%d missing, want %d; %d twice; a window of %d", s.missing(), want, s.twice, len(s.window))
	}
}
