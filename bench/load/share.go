package load

import (
	"fmt"

	"quintet/bench/splitmix"
)

// Share is the part of a schedule that one of several generators sends: Index counts from 0, Of is how many there are. All shares together
// are the schedule, each hit in one of them, under the number that it has in the whole.
//
// Hit k of constant arrivals goes to generator k mod n. Of Poisson arrivals it goes to a hash of the seed and k, mod n: then each share is a
// Poisson process too, and so is their sum, however far the generators' clocks are apart. Every n-th arrival of a Poisson process is none: its
// gaps are more regular, and as soon as clocks differ so is the sum (index of dispersion 0.54 in windows of 5 ms with n = 3 and clocks
// 5 ms apart), which makes tails look better than they are. In a closed loop the users are divided.
type Share struct{ Index, Of int }

// forShares keeps these hashes apart from others of the same seed.
const forShares = 0x736861726573

// Take has an Attack send only a share of the schedule. It is called before the Attack runs.
func (s *Schedule) Take(share Share) error {
	switch {
	case share.Of < 1 || share.Index < 0 || share.Index >= share.Of:
		return fmt.Errorf("schedule: share %d of %d, want an index from 0 below the number of shares", share.Index, share.Of)
	case s.Closed() && share.Of > s.users:
		return fmt.Errorf("schedule: %d users cannot be divided among %d generators; want as many users at least", s.users, share.Of)
	}
	if s.Closed() {
		s.users = s.users*(share.Index+1)/share.Of - s.users*share.Index/share.Of
	}
	s.share = share
	return nil
}

// own is the number of the first hit from n on that is in the share; beyond the schedule when there is none.
func (s *Schedule) own(n uint64) uint64 {
	of, index := uint64(s.share.Of), uint64(s.share.Index)
	if of == 1 {
		return n
	}
	if !s.poisson {
		return n + (index+of-n%of)%of
	}
	for length := s.Len(); n < length && s.owner(n) != index; n++ {
	}
	return n
}

// owner is whose hit n of Poisson arrivals is.
func (s *Schedule) owner(n uint64) uint64 {
	q := splitmix.For(s.seed, forShares, n)
	return q.Below(uint64(s.share.Of))
}

// ownIn is how many hits from one number on, below another, are in the share.
func (s *Schedule) ownIn(from, to uint64) (count uint64) {
	if s.share.Of == 1 {
		return to - from
	}
	for n := s.own(from); n < to; n = s.own(n + 1) {
		count++
	}
	return count
}

// numbered is the number of the n-th hit that is sent in a closed loop, n from 0.
func (s *Schedule) numbered(n uint64) uint64 { return n*uint64(s.share.Of) + uint64(s.share.Index) }
