// Package splitmix is the source of randomness of data sets, requests and due times: splitmix64 (G. L. Steele, D. Lea and C. H. Flood,
// Fast Splittable Pseudorandom Number Generators, 2014). A sequence is two machine words and begins anywhere, so each row, request and
// phase has one of its own, addressed by its number: data are made in parallel and in any order, and are the same.
//
// The numbers are part of every data set and every schedule. A change of one bit changes all of them.
package splitmix

import "math/bits"

// Golden is what the state of a sequence grows by: 2^64 divided by the golden ratio, made odd.
const Golden = 0x9e3779b97f4a7c15

// Mix is splitmix64's finalizer: every bit of the input changes half of the output's.
func Mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// Sequence is a sequence of random numbers that begins with a state of its own.
type Sequence struct{ State uint64 }

// For is the sequence of one index for one purpose.
func For(seed, purpose, index uint64) Sequence {
	return Sequence{Mix(Mix(Mix(seed+Golden)^purpose*Golden) + index*Golden)}
}

// Next is 64 random bits.
func (s *Sequence) Next() uint64 {
	s.State += Golden
	return Mix(s.State)
}

// Below is a number in [0, n). The bias of the multiplication is below n/2^64.
func (s *Sequence) Below(n uint64) uint64 {
	hi, _ := bits.Mul64(s.Next(), n)
	return hi
}

// Float is a number in [0, 1) with 53 random bits.
func (s *Sequence) Float() float64 { return float64(s.Next()>>11) * 0x1p-53 }
