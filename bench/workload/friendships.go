package workload

import (
	"slices"

	"quintet/api/store"
	"quintet/bench/splitmix"
)

// Friendships are the configuration model: each user has as many stubs as friends, a random permutation lines all stubs up, and
// stubs 2i and 2i+1 of the line are friendship i. Degrees are exactly the law's, every friendship is addressable by index, and
// through the permutation's inverse so are the friends of a user.
//
// The line pairs some users with themselves or with one another twice: about (ratio of the degrees' mean square to their mean)
// squared over four such pairs, a few hundred however large the data. They are found once and mended by swapping ends
// with another friendship, which keeps every degree. Mending is lazy: a plan or a chooser does not need it.

// repairs is what was changed of the line.
type repairs struct {
	// pairs replaces friendships, by index.
	pairs map[int64]store.Friendship
	// gained lists a user's friends by replaced friendships; degree is by how much a user's degree changed.
	gained map[int64][]int64
	degree map[int64]int64
}

// Friendship returns friendship i, A < B. There are no two alike and none with oneself.
func (d *Dataset) Friendship(i int64) store.Friendship {
	if f, ok := d.mended().pairs[i]; ok {
		return f
	}
	return d.pair(i)
}

// pair returns what the line says of friendship i.
func (d *Dataset) pair(i int64) store.Friendship {
	a, _ := d.stubs.owner(int64(d.pairing.at(uint64(2 * i))))
	b, _ := d.stubs.owner(int64(d.pairing.at(uint64(2*i + 1))))
	return store.Friendship{A: min(a, b) + 1, B: max(a, b) + 1}
}

// degree returns how many friends a user was seeded with.
func (d *Dataset) degree(user int64) int64 {
	return d.stubs.size(user-1) + d.mended().degree[user]
}

// friends calls visit with the seeded friends of a user until it returns false.
func (d *Dataset) friends(user int64, visit func(friend int64) bool) {
	fixed := d.mended()
	for stub := d.stubs.starts[user-1]; stub < d.stubs.starts[user]; stub++ {
		place := d.pairing.inverse(uint64(stub))
		if _, replaced := fixed.pairs[int64(place/2)]; replaced {
			continue
		}
		friend, _ := d.stubs.owner(int64(d.pairing.at(place ^ 1)))
		if !visit(friend + 1) {
			return
		}
	}
	for _, friend := range fixed.gained[user] {
		if !visit(friend) {
			return
		}
	}
}

// strangers counts the seeded friends of a user's friends who are neither the user nor friends already, up to most of them.
func (d *Dataset) strangers(user int64, most int) int {
	known := map[int64]bool{user: true}
	var near []int64
	d.friends(user, func(f int64) bool {
		known[f] = true
		near = append(near, f)
		return true
	})
	found := 0
	for _, n := range near {
		if found >= most {
			break
		}
		d.friends(n, func(f int64) bool {
			if !known[f] {
				known[f] = true
				found++
			}
			return found < most
		})
	}
	return found
}

func key(f store.Friendship) uint64 { return uint64(f.A)<<32 | uint64(f.B) }

func (d *Dataset) mended() *repairs {
	d.repair.Do(func() { d.repaired = d.mend() })
	return &d.repaired
}

// mend finds the friendships that cannot stay and replaces them. It holds eight bytes a friendship while it runs.
func (d *Dataset) mend() repairs {
	count := d.stubs.total() / 2
	m := &mender{
		data: d, rand: splitmix.For(d.seed, forRepair, 0), count: count,
		keys: make([]uint64, count), removed: map[uint64]bool{}, added: map[uint64]bool{}, pairs: map[int64]store.Friendship{},
	}
	for i := range count {
		m.keys[i] = key(d.pair(i))
	}
	slices.Sort(m.keys)
	twice := map[uint64]bool{}
	for i := 1; i < len(m.keys); i++ {
		if m.keys[i] == m.keys[i-1] {
			twice[m.keys[i]] = false
		}
	}
	for i := range count {
		f := d.pair(i)
		kept, double := twice[key(f)]
		switch {
		case f.A == f.B, double && kept:
			m.replace(i, f)
		case double:
			twice[key(f)] = true // the first of equals stays
		}
	}
	out := repairs{pairs: m.pairs, gained: map[int64][]int64{}, degree: map[int64]int64{}}
	for i, f := range m.pairs {
		old := d.pair(i)
		out.degree[old.A]--
		out.degree[old.B]--
		out.degree[f.A]++
		out.degree[f.B]++
		out.gained[f.A] = append(out.gained[f.A], f.B)
		out.gained[f.B] = append(out.gained[f.B], f.A)
	}
	for _, list := range out.gained {
		slices.Sort(list) // the map's order must not be the data's
	}
	return out
}

// mender is the state of mending.
type mender struct {
	data    *Dataset
	rand    splitmix.Sequence
	count   int64
	keys    []uint64 // sorted: the line's friendships
	removed map[uint64]bool
	added   map[uint64]bool
	pairs   map[int64]store.Friendship
}

// taken reports whether a friendship exists now.
func (m *mender) taken(k uint64) bool {
	if m.added[k] {
		return true
	}
	_, found := slices.BinarySearch(m.keys, k)
	return found && !m.removed[k]
}

// replace mends friendship i by swapping ends with a random other one.
func (m *mender) replace(i int64, f store.Friendship) {
	const tries = 1000
	for range tries {
		j := int64(m.rand.Below(uint64(m.count)))
		if _, replaced := m.pairs[j]; replaced || j == i {
			continue
		}
		g := m.data.pair(j)
		at, _ := slices.BinarySearch(m.keys, key(g))
		if g.A == g.B || at+1 < len(m.keys) && m.keys[at+1] == key(g) {
			continue // itself to be mended
		}
		if m.rand.Next()&1 == 0 {
			g.A, g.B = g.B, g.A
		}
		one, two := ordered(f.A, g.A), ordered(f.B, g.B)
		if one.A == one.B || two.A == two.B || one == two || m.taken(key(one)) || m.taken(key(two)) {
			continue
		}
		m.removed[key(ordered(g.A, g.B))] = true
		m.put(i, one)
		m.put(j, two)
		return
	}
	m.free(i)
}

// free gives i the first friendship that does not exist: in a small, dense graph there may be nothing to swap. The data set's
// check that at most half of all pairs are friends leaves room.
func (m *mender) free(i int64) {
	users := m.data.spec.Users
	for a := int64(1); a < users; a++ {
		for b := a + 1; b <= users; b++ {
			if f := (store.Friendship{A: a, B: b}); !m.taken(key(f)) {
				m.put(i, f)
				return
			}
		}
	}
}

func (m *mender) put(i int64, f store.Friendship) {
	m.pairs[i] = f
	m.added[key(f)] = true
	delete(m.removed, key(f))
}

func ordered(a, b int64) store.Friendship { return store.Friendship{A: min(a, b), B: max(a, b)} }
