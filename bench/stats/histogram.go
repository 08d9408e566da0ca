package stats

import (
	"math"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// Highest is the largest duration a Histogram tells from larger ones.
const Highest = time.Hour

// Histogram counts durations with three significant digits up to an hour (an HDR histogram, Gil Tene), and keeps count,
// sum, least and greatest exactly. Nothing is ever dropped: a negative duration counts as 0, one above Highest as Highest,
// and both keep the sum and the extremes true to what was recorded.
//
// The zero Histogram is not usable; make one with NewHistogram. Not safe for concurrent use.
type Histogram struct {
	hdr      *hdrhistogram.Histogram
	sum      float64
	min, max time.Duration
}

// NewHistogram returns an empty histogram; it takes about 270 KB.
func NewHistogram() *Histogram {
	return &Histogram{hdr: hdrhistogram.New(1, int64(Highest), 3)}
}

// Record counts one duration.
func (h *Histogram) Record(d time.Duration) {
	if h.hdr.TotalCount() == 0 || d < h.min {
		h.min = d
	}
	if h.hdr.TotalCount() == 0 || d > h.max {
		h.max = d
	}
	h.sum += d.Seconds()
	// Inside [0, Highest] RecordValue cannot fail.
	_ = h.hdr.RecordValue(int64(min(max(d, 0), Highest)))
}

// Count is how many durations were recorded.
func (h *Histogram) Count() uint64 { return uint64(h.hdr.TotalCount()) }

// Mean is the exact arithmetic mean in seconds, NaN when empty.
func (h *Histogram) Mean() float64 {
	if h.Count() == 0 {
		return math.NaN()
	}
	return h.sum / float64(h.Count())
}

// Max is the exact greatest duration in seconds, NaN when empty.
func (h *Histogram) Max() float64 {
	if h.Count() == 0 {
		return math.NaN()
	}
	return h.max.Seconds()
}

// Quantile is the duration in seconds that a share q of all durations does not exceed (nearest rank: the ceil(q n)-th smallest),
// to three significant digits, NaN when empty.
func (h *Histogram) Quantile(q float64) float64 {
	return h.Rank(nearestRank(q, h.Count()))
}

// Rank is the k-th smallest duration in seconds, k counted from 1, to three significant digits. k is clamped to [1, Count]; the
// first and the last are exact. NaN when empty.
func (h *Histogram) Rank(k uint64) float64 {
	n := h.Count()
	switch {
	case n == 0:
		return math.NaN()
	case k <= 1:
		return h.min.Seconds()
	case k >= n:
		return h.max.Seconds()
	}
	value := time.Duration(h.hdr.ValueAtPercentile(100 * float64(k) / float64(n)))
	return max(h.min, min(h.max, value)).Seconds()
}

// nearestRank is the rank, from 1, of the q-quantile of n values: ceil(q n), between 1 and n; 0 when n is 0.
func nearestRank(q float64, n uint64) uint64 {
	if n == 0 {
		return 0
	}
	// q n is a whole number more often than binary fractions show (0.99 * 1000 is a hair more than 990).
	k := math.Ceil(q*float64(n) - 1e-9*float64(n))
	return uint64(math.Max(1, math.Min(k, float64(n))))
}

// AtLeast reports whether d is v or longer as far as the histogram can tell them apart: a Quantile or Rank v is rounded up to
// the end of its bucket (at most 0.1 % wide), so the durations it stands for may be a little shorter.
func (h *Histogram) AtLeast(d, v time.Duration) bool {
	return d >= v || d >= 0 && h.hdr.ValuesAreEquivalent(int64(d), int64(v))
}
