package splitmix

import "testing"

// The first numbers of a sequence are those of the published generator with the same state.
func TestSequence(t *testing.T) {
	s := Sequence{State: 1234567}
	for i, want := range []uint64{6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821} {
		if got := s.Next(); got != want {
			t.Errorf("number %d is %d, want %d", i, got, want)
		}
	}
}

// Numbers stay within their bounds, and sequences of other seeds, purposes and indices differ.
func TestBounds(t *testing.T) {
	seen := map[uint64]bool{}
	for _, s := range []Sequence{For(1, 1, 1), For(2, 1, 1), For(1, 2, 1), For(1, 1, 2)} {
		for range 10_000 {
			if n := s.Below(7); n >= 7 {
				t.Fatalf("%d is not below 7", n)
			}
			if f := s.Float(); f < 0 || f >= 1 {
				t.Fatalf("%g is not in [0, 1)", f)
			}
		}
		if n := s.Next(); seen[n] {
			t.Errorf("two sequences are one")
		} else {
			seen[n] = true
		}
	}
}
