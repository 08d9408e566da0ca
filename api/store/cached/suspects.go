package cached

import (
	"maps"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// maxSuspects is how many suspect keys of a class are remembered; a key takes about 100 bytes.
	maxSuspects = 4096
	// maxRedeleted is how many of them are deleted again at once.
	maxRedeleted = 128
)

// suspects are the keys of which the cache may hold an entry from before a write that was acknowledged, or may come to hold one. The
// zero suspects is empty. Safe for concurrent use.
type suspects struct {
	// some is false while there are none, so that a hit costs one look.
	some atomic.Bool
	mu   sync.RWMutex
	keys map[string]suspect
	// class holds for every key when there were too many.
	class suspect
}

// suspect is what is remembered of a key. Times are since the cacheAside was made.
type suspect struct {
	// floor is when the last write ended: loads that began earlier do not count.
	floor time.Duration
	// until is when the last entry from before has expired. A key is suspect until then even if it was deleted meanwhile: an entry
	// may be on its way.
	until time.Duration
	// undeleted says that the cache may still hold an old entry, which other processes trust.
	undeleted bool
}

// floor returns since when loads of a key count, and whether the key is suspect at all.
func (s *suspects) floor(key string, now time.Duration) (floor time.Duration, found bool) {
	if !s.some.Load() {
		return 0, false
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	for _, one := range [...]suspect{s.keys[key], s.class} {
		if now < one.until {
			floor, found = max(floor, one.floor), true
		}
	}
	return floor, found
}

// add makes a key suspect for as long as an entry can live.
func (s *suspects) add(key string, now, longest time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, there := s.keys[key]; !there && len(s.keys) >= maxSuspects {
		s.sweep(now)
	}
	one := suspect{floor: now, until: now + longest, undeleted: true}
	if _, there := s.keys[key]; !there && len(s.keys) >= maxSuspects {
		s.keys, s.class = nil, one
	} else {
		if s.keys == nil {
			s.keys = map[string]suspect{}
		}
		s.keys[key] = one
	}
	s.some.Store(true)
}

// raise takes note of a write whose delete succeeded: if the key is suspect, earlier loads do not count any more.
func (s *suspects) raise(key string, now time.Duration) {
	if !s.some.Load() {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if one, there := s.keys[key]; there {
		one.floor, one.undeleted = now, false
		s.keys[key] = one
	}
	s.sweep(now)
}

// replaced takes note that the entry of a key is one whose load began at stamp.
func (s *suspects) replaced(key string, stamp time.Duration) {
	if !s.some.Load() {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if one, there := s.keys[key]; there && one.floor <= stamp {
		one.undeleted = false
		s.keys[key] = one
	}
}

// undeleted returns at most n keys whose old entries should be deleted, and takes them for deleted.
func (s *suspects) undeleted(n int) (keys []string) {
	if !s.some.Load() {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for key, one := range s.keys {
		if len(keys) == n {
			break
		}
		if one.undeleted {
			one.undeleted = false
			s.keys[key] = one
			keys = append(keys, key)
		}
	}
	return keys
}

// keep takes note that keys could not be deleted after all.
func (s *suspects) keep(keys []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, key := range keys {
		if one, there := s.keys[key]; there {
			one.undeleted = true
			s.keys[key] = one
		}
	}
}

// sweep forgets what is suspect no more.
func (s *suspects) sweep(now time.Duration) {
	maps.DeleteFunc(s.keys, func(_ string, one suspect) bool { return one.until <= now })
	s.some.Store(len(s.keys) > 0 || now < s.class.until)
}
