package workload

import (
	"slices"
	"sync"
	"time"

	"quintet/bench/splitmix"
)

// remembered is how many of its newest writes of each kind a run remembers: enough that reads of them do not all hit one, and
// memory stays the same however long the run.
const remembered = 4096

// ring remembers the newest acknowledged writes of one kind.
type ring[T any] struct {
	mu    sync.Mutex
	items []T
	next  int
}

func (r *ring[T]) add(item T) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.items) < remembered {
		r.items = append(r.items, item)
		return
	}
	r.items[r.next] = item
	r.next = (r.next + 1) % remembered
}

// newest returns the item of a rank, 0 the newest, and how many there are. It is false when the rank is beyond them.
func (r *ring[T]) newest(rank uint64) (item T, held uint64, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	held = uint64(len(r.items))
	if rank >= held {
		return item, held, false
	}
	// While the ring is not full next is 0, and the newest is the last.
	at := (r.next + len(r.items) - 1 - int(rank)) % len(r.items)
	return r.items[at], held, true
}

// oldestFirst are the items that are remembered.
func (r *ring[T]) oldestFirst() []T {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Concat(r.items[r.next:], r.items[:r.next])
}

type createdUser struct {
	id    int64
	email string
}

type createdGroup struct {
	id   int64
	name string
}

type createdFile struct {
	name string
	size int64
	seed uint64
}

type session struct {
	token   string
	user    int64
	expires time.Time
}

// fresh draws a key of a kind whose newest are the hottest, with what the run wrote as the newest of all: either an item of the
// ring, or the index of a seeded row.
func fresh[T any](c *chooser, r *ring[T], d *splitmix.Sequence) (item T, seeded int64, written bool) {
	if !c.latest() {
		return item, int64(c.draw(d)), false
	}
	rank := c.n - 1 - c.draw(d)
	item, held, ok := r.newest(rank)
	if ok {
		return item, 0, true
	}
	return item, int64(c.n - 1 - (rank - held)), false
}
