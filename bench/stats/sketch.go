package stats

import (
	"bytes"
	"encoding/binary"
	"iter"
	"math"
	"slices"
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
	// packed are the counts of a packed one as varints; counts is nil then.
	packed []byte
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
	if s.packed != nil {
		s.unpack()
	}
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

// Pack makes one that is not going to change soon three or four times smaller. Record unpacks it, so that it may be packed at any time.
func (s *Sketch) Pack() {
	if s.n == 0 || s.packed != nil {
		return
	}
	var room [2048]byte
	packed := room[:0]
	for _, c := range s.counts {
		packed = binary.AppendUvarint(packed, uint64(c))
	}
	s.packed, s.counts = bytes.Clone(packed), nil
}

func (s *Sketch) unpack() {
	s.counts = slices.AppendSeq(make([]uint32, 0, len(s.packed)), s.all())
	s.packed = nil
}

// all are the counts, packed or not.
func (s *Sketch) all() iter.Seq[uint32] {
	return func(yield func(uint32) bool) {
		for _, c := range s.counts {
			if !yield(c) {
				return
			}
		}
		for rest := s.packed; len(rest) > 0; {
			c, n := binary.Uvarint(rest)
			if rest = rest[n:]; !yield(uint32(c)) {
				return
			}
		}
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
func (s *Sketch) Quantile(q float64) float64 { return s.Rank(nearestRank(q, s.n)) }

// Rank is the k-th smallest duration, 1-based, in seconds to two significant digits, NaN when empty.
func (s *Sketch) Rank(k uint64) float64 {
	if k >= s.n {
		return s.Max()
	}
	seen, i := uint64(0), s.first
	for c := range s.all() {
		if seen += uint64(c); seen >= k {
			return math.Min(sketchMiddle(i), s.Max())
		}
		i++
	}
	return s.Max()
}
