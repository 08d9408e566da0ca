package analysis

import "math/bits"

// maxAhead is how far a hit's number may be ahead of one that has not been seen yet before that one counts as lost: more than requests can be
// in flight, or be sent before the slowest of them has ended.
const maxAhead = 1 << 24

// numbers counts which of the numbers from 0 on were seen, in almost the order of the numbers. It remembers a window: one bit for each
// number from the first that is still expected on.
type numbers struct {
	// base is the number of the window's first bit, a multiple of 64; of those below it, lost were never seen.
	base, lost uint64
	window     []uint64
	// beyond is one more than the highest number seen, twice how often a number came that had been seen.
	beyond, twice uint64
}

// add counts a number.
func (s *numbers) add(n uint64) {
	if n < s.base {
		s.twice++
		return
	}
	if n-s.base >= maxAhead {
		s.skip(n)
	}
	s.beyond = max(s.beyond, n+1)
	word, bit := int((n-s.base)/64), uint64(1)<<(n%64)
	for len(s.window) <= word {
		s.window = append(s.window, 0)
	}
	if s.window[word]&bit != 0 {
		s.twice++
		return
	}
	s.window[word] |= bit
	if word == 0 && s.window[0] == ^uint64(0) {
		s.slide()
	}
}

// slide moves the window past the full words at its beginning.
func (s *numbers) slide() {
	full := 0
	for full < len(s.window) && s.window[full] == ^uint64(0) {
		full++
	}
	s.base += 64 * uint64(full)
	s.window = s.window[full:]
}

// skip gives up what is so far behind n that it will not come any more.
func (s *numbers) skip(n uint64) {
	to := (n - maxAhead/2) / 64 * 64
	for len(s.window) > 0 && s.base < to {
		s.lost += uint64(64 - bits.OnesCount64(s.window[0]))
		s.base, s.window = s.base+64, s.window[1:]
	}
	if s.base < to {
		s.lost, s.base = s.lost+to-s.base, to
	}
}

// missing is how many numbers below the highest one seen never came.
func (s *numbers) missing() uint64 {
	open := s.lost
	for i, word := range s.window {
		if last := s.beyond - s.base - 64*uint64(i); last < 64 {
			word |= ^uint64(0) << last
		}
		open += uint64(64 - bits.OnesCount64(word))
	}
	return open
}
