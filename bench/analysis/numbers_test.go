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

// A number that is far ahead costs neither time nor memory.
func TestNumbersFarAhead(t *testing.T) {
	var s numbers
	for _, n := range []uint64{0, 1, 3, 1 << 40, 1<<40 + 1, 2, 1<<64 - 2} {
		s.add(n)
	}
	if want := uint64(1<<64-1) - 7; s.missing() != want || s.twice != 0 || s.gaps != 3 {
		t.Errorf("%d missing, want %d; %d twice; %d pages", s.missing(), want, s.twice, s.gaps)
	}
}

// Numbers that come one generator after the other are as many as in their order, and pages without gaps take no memory.
func TestNumbersOfSeveralGenerators(t *testing.T) {
	var s numbers
	const each, generators = 3 * pageNumbers, 7
	for g := range uint64(generators) {
		for k := range uint64(each) {
			s.add(k*generators + g)
		}
		if g < generators-1 && s.missing() == 0 {
			t.Fatalf("none is missing after %d generators", g+1)
		}
	}
	if s.missing() != 0 || s.twice != 0 || s.gaps != 0 || s.beyond != each*generators {
		t.Errorf("%d missing, %d twice, %d pages with gaps, up to %d", s.missing(), s.twice, s.gaps, s.beyond)
	}
	s.add(5)
	if s.twice != 1 {
		t.Errorf("%d twice after a number that had been seen", s.twice)
	}
}

// A record that is none of a load takes bounded memory.
func TestNumbersFarApart(t *testing.T) {
	var s numbers
	for n := range uint64(maxPages + 1) {
		s.add(n * pageNumbers)
	}
	if s.gaps > maxPages || s.missing() != s.beyond-(maxPages+1) {
		t.Errorf("%d pages, %d missing", s.gaps, s.missing())
	}
}
