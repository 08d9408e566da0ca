package cassandra

import (
	"slices"
	"sync"
)

const (
	// knownOwners is about how many conversations or users are remembered, knownBuckets how many buckets of each: at most, with
	// both generations full, 16 MiB.
	knownOwners  = 1 << 15
	knownBuckets = 64
)

// known remembers which buckets of which conversation or user are on record, so that they need not be written again and the newest
// can be guessed. It forgets what was not used for long: there are two generations of entries, and when the young one is full the
// old one is dropped. It forgets everything when an era ends (see lines): a node that died may have lost the record, and unless it
// is written again, events in its buckets would never be found. The zero known is empty. Safe for concurrent use.
type known struct {
	mu         sync.Mutex
	era        int64
	young, old map[string][]int32 // newest first
}

// has reports whether a bucket is remembered to be on record in an era.
func (k *known) has(era int64, owner string, bucket int32) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	if !k.in(era) {
		return false
	}
	_, found := search(k.entry(owner), bucket)
	return found
}

// newest returns the newest bucket remembered of an owner, of those up to a last one. It may not be on record any more.
func (k *known) newest(owner string, last int32) (bucket int32, ok bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	buckets := k.entry(owner)
	at, _ := search(buckets, last)
	if at == len(buckets) {
		return 0, false
	}
	return buckets[at], true
}

// add remembers buckets that were written or found on record in an era, unless that has ended.
func (k *known) add(era int64, owner string, buckets ...int32) {
	if len(buckets) == 0 {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if !k.in(era) {
		return
	}
	have := k.entry(owner)
	for _, bucket := range buckets {
		if at, found := search(have, bucket); !found && at < knownBuckets {
			have = slices.Insert(have, at, bucket)
			have = have[:min(len(have), knownBuckets)]
		}
	}
	k.put(owner, have)
}

// in reports whether an era has not ended, and begins it if it is a new one.
func (k *known) in(era int64) bool {
	if era > k.era {
		k.era, k.young, k.old = era, nil, nil
	}
	return era == k.era
}

// entry returns what is remembered of an owner and makes it young.
func (k *known) entry(owner string) []int32 {
	if buckets, ok := k.young[owner]; ok {
		return buckets
	}
	buckets, ok := k.old[owner]
	if ok {
		k.put(owner, buckets)
	}
	return buckets
}

func (k *known) put(owner string, buckets []int32) {
	if _, there := k.young[owner]; !there && (k.young == nil || len(k.young) >= knownOwners) {
		k.old, k.young = k.young, map[string][]int32{}
	}
	k.young[owner] = buckets
}

// search finds the place of a bucket among those of an owner, newest first.
func search(buckets []int32, bucket int32) (at int, found bool) {
	return slices.BinarySearchFunc(buckets, bucket, func(a, b int32) int { return int(b) - int(a) })
}
