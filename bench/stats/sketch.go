package stats

import (
	"math"
	"time"
)

// sketchBits is how many bits of a duration's mantissa name its bucket: 64 buckets an octave, each 1.6 % wide or less, so that
// its middle is off by at most 0.8 %.
const sketchBits = 6

// Sketch counts durations to two significant digits in as little memory as they need: a few hundred buckets where they span
// two decades. It is for where thousands of histograms are kept at once (one a second and operation); totals deserve a
// Histogram. The zero Sketch is empty and ready.
type Sketch struct {
	counts []uint32
	// first is the index of counts[0].
	first int
	n     uint64
	max   time.Duration
}

// sketchIndex names the bucket of d: the exponent and the leading bits of the mantissa of its nanoseconds, which grow with d.
func sketchIndex(d time.Duration) int {
	return int(math.Float64bits(float64(max(d, 1))) >> (52 - sketchBits))
}

// sketchMiddle is the middle of bucket i in seconds.
func sketchMiddle(i int) float64 {
	low := math.Float64frombits(uint64(i) << (52 - sketchBits))
	high := math.Float64frombits(uint64(i+1) << (52 - sketchBits))
	return (low + high) / 2 / 1e9
}

// Record counts one duration; less than a nanosecond counts as one.
func (s *Sketch) Record(d time.Duration) {
	i := sketchIndex(d)
	if s.n == 0 {
		s.first = i
	}
	s.cover(i)
	s.counts[i-s.first]++
	s.n++
	s.max = max(s.max, d)
}

// cover makes room for bucket i, with some slack on the side that grew.
func (s *Sketch) cover(i int) {
	const slack = 16
	switch {
	case i < s.first:
		first := i - slack
		grown := make([]uint32, s.first-first+len(s.counts))
		copy(grown[s.first-first:], s.counts)
		s.counts, s.first = grown, first
	case i >= s.first+len(s.counts):
		grown := make([]uint32, i-s.first+1+slack)
		copy(grown, s.counts)
		s.counts = grown
	}
}

// Count is how many durations were recorded.
func (s *Sketch) Count() uint64 { return s.n }

// Max is the exact greatest duration in seconds, NaN when empty.
func (s *Sketch) Max() float64 {
	if s.n == 0 {
		return math.NaN()
	}
	return s.max.Seconds()
}

// Quantile is the nearest-rank q-quantile in seconds to two significant digits, NaN when empty.
func (s *Sketch) Quantile(q float64) float64 {
	rank, seen := nearestRank(q, s.n), uint64(0)
	if rank == s.n {
		return s.Max()
	}
	for i, c := range s.counts {
		if seen += uint64(c); seen >= rank {
			return math.Min(sketchMiddle(s.first+i), s.Max())
		}
	}
	return s.Max()
}
