package ledger

import (
	"context"
	"maps"
	"slices"
	"sync"

	"quintet/bench/samples"
)

// friendships checks the friends of one user, whose id is the lower of each pair.
func (c *checker) friendships(ctx context.Context, held []samples.Write) ([]verdict, error) {
	list := func(from source) func(after int64) ([]int64, error) {
		return func(after int64) ([]int64, error) { return from.Friends(ctx, held[0].Row, after, pageSize) }
	}
	return c.edges(ctx, held, list, c.Dataset.Befriended)
}

// memberships checks the members of one group.
func (c *checker) memberships(ctx context.Context, held []samples.Write) ([]verdict, error) {
	list := func(from source) func(after int64) ([]int64, error) {
		return func(after int64) ([]int64, error) { return from.Members(ctx, held[0].Row, after, pageSize) }
	}
	return c.edges(ctx, held, list, c.Dataset.Joined)
}

// edges judges writes of edges of one end, by the other ends that a source lists. Of several writes of one edge all count, and a second copy
// is of the last of them.
func (c *checker) edges(ctx context.Context, held []samples.Write, list func(source) func(after int64) ([]int64, error), seeded func(row, other int64) bool) ([]verdict, error) {
	again := func(from source) ([]verdict, error) {
		copies := map[int64]int{}
		err := each(0, list(from), func(id *int64) int64 {
			copies[*id]++
			return *id
		})
		if err != nil {
			return nil, err
		}
		c.named.add(copies)
		return linked(held, copies, seeded), nil
	}
	return c.judged(ctx, again)
}

// linked judges writes of edges by how often the other end is listed.
func linked(held []samples.Write, copies map[int64]int, seeded func(row, other int64) bool) []verdict {
	// An edge that was refused and is there anyway is a phantom only if nothing else can have made it.
	explained, last := map[int64]bool{}, map[int64]int{}
	for i := range held {
		if w := &held[i]; w.Outcome != samples.Denied {
			explained[w.Other] = true
			if w.Outcome == samples.Acknowledged {
				last[w.Other] = i
			}
		}
	}
	verdicts := make([]verdict, len(held))
	for i := range held {
		w := &held[i]
		v := verdictOf(w, copies[w.Other] > 0)
		switch {
		case v.class == phantom && (explained[w.Other] || seeded(w.Row, w.Other)):
			v.class = refused
		case v.class == confirmed && copies[w.Other] > 1 && last[w.Other] == i:
			v.class = duplicated
		}
		verdicts[i] = v
	}
	return verdicts
}

// namedUsers is the set of users that edges name: 64 ids an entry, by their place.
type namedUsers struct {
	mu   sync.Mutex
	bits map[int64]uint64
}

func (n *namedUsers) add(ids map[int64]int) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.bits == nil {
		n.bits = map[int64]uint64{}
	}
	for id := range ids {
		n.bits[id>>6] |= 1 << (id & 63)
	}
}

// absentUsers counts the users that edges name and that do not exist, in the stores where those can be reached and otherwise in the API.
func (c *checker) absentUsers(ctx context.Context) (count uint64, err error) {
	from := source(c.api)
	if c.stores != nil {
		from = c.stores
	}
	places := slices.Sorted(maps.Keys(c.named.bits))
	for len(places) > 0 {
		first := places[0] << 6
		n, _ := slices.BinarySearch(places, places[0]+pageSize/64)
		wanted := map[int64]bool{}
		for _, place := range places[:n] {
			for bit := range int64(64) {
				if c.named.bits[place]&(1<<bit) != 0 {
					wanted[place<<6+bit] = true
				}
			}
		}
		places = places[n:]
		// Ids are positive and mostly without gaps, so a page has all that are wanted.
		users, err := from.Users(ctx, max(0, first-1), pageSize)
		if err != nil {
			return count, err
		}
		for _, u := range users {
			delete(wanted, u.ID)
		}
		count += uint64(len(wanted))
	}
	return count, nil
}
