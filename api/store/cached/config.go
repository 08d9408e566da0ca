package cached

import (
	"cmp"
	"math/rand/v2"
	"time"

	"quintet/api/store"
)

// Config states how to cache. Its zero value, with a Cache, is useful.
type Config struct {
	// Cache holds the copies.
	Cache store.Cache
	// TTL is how long a copy lives; 0 means 60s.
	TTL time.Duration
	// NegativeTTL is how long an absence is remembered; 0 means 5s.
	NegativeTTL time.Duration
	// StaleIfError is how much longer a second copy of each value is kept, which is answered when the store fails; 0 keeps none.
	StaleIfError time.Duration
	// Jitter spreads both by up to this part in either direction; 0 means 0.1, negative none.
	Jitter float64
	// Timeout bounds one call to the cache; 0 means 250ms: shorter, and a process that is busy gives up lookups that were answered in
	// time, asks the store instead, and is busier still. It must be below the time that the driver gives one attempt: of a call that
	// was tried twice one could be carried out after the other was reported done.
	Timeout time.Duration
	// StoreTimeout bounds the query that fills a missed key, whose callers may be gone; 0 means 10s.
	StoreTimeout time.Duration
	// Observe is told the class ("user", "group", "messages") and the result of every read; nil is not called. See Results.
	Observe func(class, result string)
	// Breaker is shared by decorators of one cache; nil gives the decorator one of its own.
	Breaker *Breaker
	// Rand gives numbers in [0, 1) for the jitter and must be safe for concurrent use; nil means math/rand/v2.
	Rand func() float64
}

// PageLimit is the limit of the one page of a conversation that is cached: the API's default.
const PageLimit = 50

// Classes are the classes that Observe is told.
func Classes() []string { return []string{"user", "group", "messages"} }

// The results of a read: an entry was found and served, none or one that does not count, one that says that the thing is absent; the
// cache failed, or was not asked (the breaker is open, or the read is of a page that is never cached). All but hit and negativeHit
// went to the store. One that failed there and was answered with an old value is a stale one beside that, once for all who waited for it.
const (
	hit         = "hit"
	miss        = "miss"
	negativeHit = "negative_hit"
	failed      = "error"
	bypass      = "bypass"
	stale       = "stale"
)

// Results are the results that Observe is told.
func Results() []string { return []string{hit, miss, negativeHit, failed, bypass, stale} }

func (c Config) filled() Config {
	c.TTL = cmp.Or(c.TTL, time.Minute)
	c.NegativeTTL = cmp.Or(c.NegativeTTL, 5*time.Second)
	c.Timeout = cmp.Or(c.Timeout, 250*time.Millisecond)
	c.StoreTimeout = cmp.Or(c.StoreTimeout, 10*time.Second)
	c.Jitter = min(max(cmp.Or(c.Jitter, 0.1), 0), 1)
	if c.Observe == nil {
		c.Observe = func(string, string) {}
	}
	c.Breaker = cmp.Or(c.Breaker, NewBreaker(BreakerConfig{}))
	if c.Rand == nil {
		c.Rand = rand.Float64
	}
	return c
}

// spread returns ttl times a random factor in [1-Jitter, 1+Jitter).
func (c Config) spread(ttl time.Duration) time.Duration {
	return max(time.Duration(float64(ttl)*(1+c.Jitter*(2*c.Rand()-1))), time.Millisecond)
}
