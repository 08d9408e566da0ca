package cached

import (
	"cmp"
	"context"
	"errors"
	"time"

	"github.com/sony/gobreaker/v2"

	"quintet/api/store"
)

// BreakerConfig says when to stop asking a cache and for how long.
type BreakerConfig struct {
	// Failures in a row open the breaker; 0 means 5.
	Failures uint32
	// Open is how long it stays open before one call may try again; 0 means 1s.
	Open time.Duration
	// Changed is told "closed", "half-open" or "open" at every change; nil is not called. It must be quick.
	Changed func(state string)
}

// Breaker keeps callers from a cache that does not answer. Make it with NewBreaker. Safe for concurrent use.
type Breaker struct {
	breaker *gobreaker.CircuitBreaker[[]byte]
}

// errBypassed says that the cache was not asked.
var errBypassed = errors.New("breaker is open")

// BreakerStates are the states that Changed is told.
func BreakerStates() []string { return []string{"closed", "half-open", "open"} }

// NewBreaker makes a closed breaker.
func NewBreaker(cfg BreakerConfig) *Breaker {
	cfg.Failures = cmp.Or(cfg.Failures, 5)
	cfg.Open = cmp.Or(cfg.Open, time.Second)
	settings := gobreaker.Settings{
		Timeout:      cfg.Open,
		MaxRequests:  1,
		ReadyToTrip:  func(c gobreaker.Counts) bool { return c.ConsecutiveFailures >= cfg.Failures },
		IsSuccessful: func(err error) bool { return err == nil || errors.Is(err, store.ErrNotFound) },
		// A caller that went away says nothing about the cache.
		IsExcluded: func(err error) bool { return errors.Is(err, context.Canceled) },
	}
	if cfg.Changed != nil {
		settings.OnStateChange = func(_ string, _, to gobreaker.State) { cfg.Changed(to.String()) }
	}
	return &Breaker{gobreaker.NewCircuitBreaker[[]byte](settings)}
}

// State is "closed", "half-open" or "open".
func (b *Breaker) State() string { return b.breaker.State().String() }

// do calls f unless the breaker is open.
func (b *Breaker) do(f func() ([]byte, error)) ([]byte, error) {
	value, err := b.breaker.Execute(f)
	if errors.Is(err, gobreaker.ErrOpenState) || errors.Is(err, gobreaker.ErrTooManyRequests) {
		return nil, errBypassed
	}
	return value, err
}
