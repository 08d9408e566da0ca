package workload

import (
	"fmt"
	"math"

	"quintet/bench/scenario"
	"quintet/bench/splitmix"
)

// chooser draws keys 0..n-1 of one kind.
type chooser struct {
	n      uint64
	keys   scenario.Keys
	ranks  zipf
	spread permutation
	hot    uint64
}

// newChooser makes a chooser over n keys. It can be made over none, but not drawn from then.
func newChooser(n uint64, keys scenario.Keys, seed, purpose uint64) (chooser, error) {
	c := chooser{n: n, keys: keys}
	switch keys.Kind {
	case "uniform":
	case "zipf", "latest":
	case "scrambled":
		// A permutation, not YCSB's hash modulo n: no two ranks share a key, so the law stays exact.
		c.spread = newPermutation(n, splitmix.For(seed, forSpread, purpose))
	case "hotspot":
		c.hot = min(max(1, uint64(math.Round(float64(n)*keys.HotKeys))), n)
	default:
		return c, fmt.Errorf("keys are drawn %q, want uniform, zipf, scrambled, latest or hotspot", keys.Kind)
	}
	if n > 0 && keys.Theta > 0 {
		c.ranks = newZipf(n, keys.Theta)
	}
	return c, nil
}

// draw returns a key. The hot keys of zipf and hotspot are the lowest, those of latest the highest, those of scrambled
// anywhere.
func (c *chooser) draw(d *splitmix.Sequence) uint64 {
	switch {
	case c.keys.Kind == "hotspot":
		if c.hot == c.n || d.Float() < c.keys.HotOps {
			return d.Below(c.hot)
		}
		return c.hot + d.Below(c.n-c.hot)
	case c.keys.Kind == "uniform" || c.ranks.n == 0:
		return d.Below(c.n)
	}
	rank := c.ranks.draw(d)
	switch c.keys.Kind {
	case "latest":
		return c.n - 1 - rank
	case "scrambled":
		return c.spread.at(rank)
	}
	return rank
}

// latest reports whether the newest keys are the hottest: the run then also reads what it wrote.
func (c *chooser) latest() bool { return c.keys.Kind == "latest" }
