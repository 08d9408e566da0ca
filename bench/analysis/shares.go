package analysis

import (
	"math"

	"quintet/bench/stats"
)

// shareSums adds up where hits spent their response time, and how unevenly, so that a place's share of it has an interval.
type shareSums struct {
	placeSums
	// Of a hit's time in a place x and in all t, in seconds: squares and products are of x, by place, the others of t.
	squares, products   []float64
	total, totalSquares float64
}

// add counts where the time of a hit went, with the squares and products that the interval of a share (a ratio of two sums) takes.
func (s *shareSums) add(p *hitPlaces) {
	s.placeSums.add(p)
	t := 0.0
	for _, part := range p.parts[:p.n] {
		t += part.time.Seconds()
	}
	s.total, s.totalSquares = s.total+t, s.totalSquares+t*t
	for _, part := range p.parts[:p.n] {
		x := part.time.Seconds()
		s.squares, s.products = grown(s.squares, part.place), grown(s.products, part.place)
		s.squares[part.place] += x * x
		s.products[part.place] += x * t
	}
}

// interval is the 95 % interval of a place's share: that of a ratio of sums with hits as units (W. G. Cochran, Sampling Techniques, 3rd
// ed., 6.4). A single hit that has most of the time in a place makes it wide.
func (s *shareSums) interval(p place, share float64) Interval {
	n := float64(s.hits)
	if n < 2 || s.total == 0 || int(p) >= len(s.squares) {
		return Interval{0, 1}
	}
	squares := s.squares[p] - 2*share*s.products[p] + share*share*s.totalSquares
	half := stats.HalfWidth(math.Max(0, squares)/(s.total*s.total)*n/(n-1), n-1, Confidence)
	return Interval{math.Max(0, share-half), math.Min(1, share+half)}
}
