package scraped

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// isCacheHit reports whether a result of cache_requests_total answered the request from the cache: a value, or that there is none.
func isCacheHit(result string) bool { return result == "hit" || result == "negative_hit" }

// isCacheLookup reports whether the cache was asked and could answer.
func isCacheLookup(result string) bool { return isCacheHit(result) || result == "miss" }

// evictedKeys is how the counters end that count keys removed because memory was full; a store's name is before it.
const evictedKeys = "_evicted_keys_total"

// Cache adds up what the caches of all API replicas did in the measured phases.
func (s *Tracks) Cache() Cache {
	c := Cache{HitRatio: math.NaN(), Evicted: math.NaN()}
	for _, t := range s.of(func(metric string) bool { return strings.HasSuffix(metric, evictedKeys) }) {
		switch n := math.Round(t.increase(s.axis.Measured)); {
		case math.IsNaN(c.Evicted):
			c.Evicted = n
		case !math.IsNaN(n):
			c.Evicted += n
		}
	}
	classes := map[string]*CacheClass{}
	tracks := s.of(named("cache_requests_total"))
	c.Known = len(tracks) > 0
	for _, t := range tracks {
		n := math.Round(t.increase(s.axis.Measured))
		name := t.labels["class"]
		class := classes[name]
		if class == nil {
			class = &CacheClass{Class: name}
			classes[name] = class
		}
		switch t.labels["result"] {
		case "hit":
			c.Hits, class.Hits = c.Hits+n, class.Hits+n
		case "miss":
			c.Misses, class.Misses = c.Misses+n, class.Misses+n
		case "negative_hit":
			c.NegativeHits, class.NegativeHits = c.NegativeHits+n, class.NegativeHits+n
		case "bypass":
			c.Bypassed += n
		default:
			c.Errors += n
		}
	}
	c.On = c.Hits+c.Misses+c.NegativeHits+c.Errors > 0
	c.HitRatio = hitRatio(c.Hits, c.NegativeHits, c.Misses)
	for _, class := range classes {
		class.HitRatio = hitRatio(class.Hits, class.NegativeHits, class.Misses)
		if class.Hits+class.Misses+class.NegativeHits > 0 {
			c.Classes = append(c.Classes, *class)
		}
	}
	slices.SortFunc(c.Classes, func(a, b CacheClass) int { return cmp.Compare(a.Class, b.Class) })
	return c
}

// hitRatio is NaN when nothing was looked up.
func hitRatio(hits, negative, misses float64) float64 {
	return (hits + negative) / (hits + negative + misses)
}

// cacheRatios are the hit ratio of each class and of all together over time, from a slot on; slots without lookups are left out.
func (s *Tracks) cacheRatios(from int) []Series {
	byClass := map[string][]*labelled{}
	for _, t := range s.of(named("cache_requests_total")) {
		if isCacheLookup(t.labels["result"]) {
			byClass["all"] = append(byClass["all"], t)
			byClass[t.labels["class"]] = append(byClass[t.labels["class"]], t)
		}
	}
	return linesOf(s, byClass, from, func(members []*labelled, slot int) float64 {
		lookups := s.slotValue(members, slot)
		if !(lookups > 0) {
			return math.NaN()
		}
		found := s.slotValue(slices.DeleteFunc(slices.Clone(members), func(t *labelled) bool { return !isCacheHit(t.labels["result"]) }), slot)
		if math.IsNaN(found) {
			found = 0
		}
		return found / lookups
	})
}
