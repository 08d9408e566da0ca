package workload

import (
	"cmp"
	"math/bits"
	"sort"
)

// blocks holds the number of rows of each of n owners as running totals: owner o has the rows [starts[o], starts[o+1]).
type blocks struct{ starts []int64 }

// apportion gives total rows to n owners: base to each (or one each to the first ones when there are too few), the rest in
// proportion to their weights, at most most each. Rounding is carried from owner to owner, so the total is exact. Weights
// are whole numbers, so that the result does not depend on how a machine rounds sums. total must not exceed n*most.
func apportion(total int64, n int, base, most int64, weight func(i int) uint64) blocks {
	starts := make([]int64, n+1)
	if total <= int64(n) || total < base*int64(n) {
		for i := range starts {
			starts[i] = min(int64(i), total)
		}
		if n > 0 && total > int64(n) { // fewer than base each: one each, the rest evenly
			for i := range starts {
				starts[i] = share(total, uint64(i), uint64(n))
			}
		}
		return blocks{starts}
	}
	var sum uint64
	for i := range n {
		sum += weight(i)
	}
	sum = cmp.Or(sum, 1)
	var running uint64
	var past, excess int64
	for i := range n {
		running += weight(i)
		border := share(total-base*int64(n), running, sum)
		count := base + border - past
		past = border
		if count > most {
			excess += count - most
			count = most
		}
		starts[i+1] = count
	}
	spread(starts[1:], excess+total-base*int64(n)-past, most)
	for i := range n {
		starts[i+1] += starts[i]
	}
	return blocks{starts}
}

// share is total*part/whole without overflow, rounded down.
func share(total int64, part, whole uint64) int64 {
	hi, lo := bits.Mul64(uint64(total), part)
	q, _ := bits.Div64(hi, lo, whole)
	return int64(q)
}

// spread adds excess rows evenly to counts below most, round after round.
func spread(counts []int64, excess, most int64) {
	for excess > 0 {
		each := (excess + int64(len(counts)) - 1) / int64(len(counts))
		before := excess
		for i := range counts {
			add := min(each, most-counts[i], excess)
			counts[i] += add
			excess -= add
		}
		if excess == before {
			return // all are full: the caller asked for more than there is room for
		}
	}
}

func (b blocks) total() int64           { return b.starts[len(b.starts)-1] }
func (b blocks) size(owner int64) int64 { return b.starts[owner+1] - b.starts[owner] }

// owner returns to whom row i belongs, and the row's rank among the owner's.
func (b blocks) owner(i int64) (owner, rank int64) {
	o := int64(sort.Search(len(b.starts)-1, func(o int) bool { return b.starts[o+1] > i }))
	return o, i - b.starts[o]
}
