package load

import (
	"math"
	"math/bits"
	"math/rand/v2"
	"slices"
	"sort"
	"time"

	"gonum.org/v1/gonum/stat/distuv"

	"quintet/bench/splitmix"
)

// arrivals is a Poisson process of varying rate that can be asked for any arrival. Time is changed so that the rate is 1: there a
// phase is as long as the integral of its rate, and an arrival's place is turned into a due time by the inverse of the
// integral.
//
// A phase is cut into blocks. How many arrivals a block has is drawn when the schedule is made: Poisson, independent of all other
// blocks. Given that number its arrivals are uniform over the block, so how many of n fall into its first half is
// Binomial(n, ½): the number of ones among n random bits. Halving goes on until few are left (a leaf); those are drawn and
// sorted. All randomness is a hash of the seed, the block and the place in the tree of halves, so any arrival can be found from
// nothing in some ten microseconds. What is kept is a few numbers for each block, about 65,000 hits or a hundred-thousandth of the phase, and a
// few leaves: bounded memory, whatever the load.
//
// Rejected: adding up exponential gaps, which needs all gaps before n, or a table of where to go on.
type arrivals struct {
	blocks []block
	length uint64
	// path leads from the block of the last arrival asked for to its leaf: the next one mostly shares all of it.
	path []half
	// recent are the leaves looked at last; results ask for arrivals near those that the pacer asks for.
	recent [16]leaf
	oldest int
}

// block is a stretch of a phase's changed time.
type block struct {
	phase       int
	start, size float64
	first, n    uint64
	seed        uint64
}

// half is a node of a block's tree: node 1 is the whole block, the halves of node k are 2k and 2k+1.
type half struct {
	block       int
	node        uint64
	start, size float64
	first, n    uint64
}

// leaf is the due times of a node's arrivals.
type leaf struct {
	first uint64
	due   []time.Duration
}

const (
	blockSize = 1 << 16
	maxBlocks = 100_000
	leafSize  = 64
	// forArrivals keeps these draws apart from others of the same seed.
	forArrivals = 0x6172726976616c73
)

// add appends a phase whose rate has the integral total, and returns how many arrivals it has.
func (a *arrivals) add(phase int, total float64, seed uint64) uint64 {
	before := a.length
	size := math.Max(blockSize, math.Ceil(total/maxBlocks))
	for start := 0.0; start < total; start += size {
		b := block{phase: phase, start: start, size: min(size, total-start), first: a.length,
			seed: splitmix.Mix(splitmix.Mix(splitmix.Mix(seed+splitmix.Golden)^forArrivals) + uint64(len(a.blocks))*splitmix.Golden)}
		b.n = uint64(distuv.Poisson{Lambda: b.size, Src: rand.NewPCG(b.seed, 0)}.Rand())
		a.blocks = append(a.blocks, b)
		a.length += b.n
	}
	return a.length - before
}

// at returns when arrival n, which must be below length, is due; due turns a place in a phase's changed time into an instant.
func (a *arrivals) at(n uint64, due func(phase int, x float64) time.Duration) time.Duration {
	for i := range a.recent {
		if l := &a.recent[i]; n-l.first < uint64(len(l.due)) { // below l.first it wraps to something large
			return l.due[n-l.first]
		}
	}
	h := a.find(n)
	b := &a.blocks[h.block]
	var places [leafSize]float64
	drawn := places[:h.n]
	d := splitmix.Sequence{State: splitmix.Mix(b.seed ^ splitmix.Mix(h.node))}
	for i := range drawn {
		drawn[i] = h.start + h.size*d.Float()
	}
	slices.Sort(drawn)
	l := &a.recent[a.oldest]
	a.oldest = (a.oldest + 1) % len(a.recent)
	l.first, l.due = h.first, l.due[:0]
	for _, x := range drawn {
		l.due = append(l.due, due(b.phase, b.start+x))
	}
	return l.due[n-l.first]
}

// find returns the leaf that holds arrival n.
func (a *arrivals) find(n uint64) half {
	for len(a.path) > 0 && n-a.path[len(a.path)-1].first >= a.path[len(a.path)-1].n {
		a.path = a.path[:len(a.path)-1]
	}
	if len(a.path) == 0 {
		// The last block that begins with n or before: empty ones begin with the same arrival as the next.
		i := sort.Search(len(a.blocks), func(i int) bool { return a.blocks[i].first > n }) - 1
		b := &a.blocks[i]
		a.path = append(a.path, half{block: i, node: 1, size: b.size, first: b.first, n: b.n})
	}
	h := a.path[len(a.path)-1]
	for h.n > leafSize {
		left := h
		left.node, left.size = 2*h.node, h.size/2
		left.n = heads(splitmix.Mix(a.blocks[h.block].seed^splitmix.Golden)^splitmix.Mix(h.node), h.n)
		if n-left.first < left.n {
			h = left
		} else {
			h.node, h.start, h.size = left.node+1, h.start+left.size, left.size
			h.first, h.n = h.first+left.n, h.n-left.n
		}
		a.path = append(a.path, h)
	}
	return h
}

// heads is how many of n thrown coins fall on heads.
func heads(seed, n uint64) uint64 {
	d := splitmix.Sequence{State: seed}
	sum := 0
	for ; n >= 64; n -= 64 {
		sum += bits.OnesCount64(d.Next())
	}
	return uint64(sum + bits.OnesCount64(d.Next()>>(64-n)))
}
