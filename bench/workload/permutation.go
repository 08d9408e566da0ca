package workload

import (
	"math/bits"

	"quintet/bench/splitmix"
)

// permutation is a random one-to-one mapping of [0, n) onto itself that costs no memory: a four-round Feistel network over
// the next even number of bits, walked until it lands inside (Black and Rogaway, "Ciphers with Arbitrary Finite Domains",
// 2002). On average fewer than four walks.
type permutation struct {
	n    uint64
	half uint
	mask uint64
	keys [4]uint64
}

func newPermutation(n uint64, d splitmix.Sequence) permutation {
	p := permutation{n: n}
	p.half = uint(bits.Len64(max(n, 2)-1)+1) / 2
	p.mask = 1<<p.half - 1
	for i := range p.keys {
		p.keys[i] = d.Next()
	}
	return p
}

// at returns where i goes; i is in [0, n).
func (p *permutation) at(i uint64) uint64 {
	for {
		left, right := i>>p.half, i&p.mask
		for _, k := range p.keys {
			left, right = right, left^splitmix.Mix(right^k)&p.mask
		}
		if i = left<<p.half | right; i < p.n {
			return i
		}
	}
}

// inverse returns what goes to v: inverse(at(i)) is i.
func (p *permutation) inverse(v uint64) uint64 {
	for {
		left, right := v>>p.half, v&p.mask
		for i := len(p.keys) - 1; i >= 0; i-- {
			left, right = right^splitmix.Mix(left^p.keys[i])&p.mask, left
		}
		if v = left<<p.half | right; v < p.n {
			return v
		}
	}
}
