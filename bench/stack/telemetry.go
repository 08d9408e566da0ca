package stack

import (
	"context"
	"fmt"

	"quintet/api/store"
)

// Telemetry is the ability of a Stack to have its stores asked for what they count and hold by themselves.
type Telemetry interface {
	// TelemetrySources opens the stores beside the API, with one connection each, and returns those that tell something of themselves,
	// by the name of what really answers. close ends the connections; it must be called before Down. Valid after Up.
	TelemetrySources(ctx context.Context) (sources map[string]store.TelemetrySource, close func() error, err error)
}

// StoreOpener is the ability of a Stack to have its stores opened beside the API, for who looks for what they hold.
type StoreOpener interface {
	// OpenStores opens the stores with one connection each and no cache before them, so that reads find a row that any server has. It
	// returns nil for stores that the stack cannot reach. They must be closed before Down. Valid after Up.
	OpenStores(ctx context.Context) (*Stores, error)
}

// Stores are open stores.
type Stores struct {
	// Set has them by role, Named by the name of what answers.
	store.Set
	Named map[string]any
	Close func() error
}

// OpenStores opens the stores that the API would open in an environment. lookup gives the environment's variables, "" for one that is
// not set.
type OpenStores func(ctx context.Context, lookup func(name string) string) (*Stores, error)

// Versions asks stores what they are ("PostgreSQL 15.18"), by name; those that do not say are absent.
func (s *Stores) Versions(ctx context.Context) map[string]string {
	versions := map[string]string{}
	for name, one := range s.Named {
		if v, ok := store.As[store.Versioner](one); ok {
			if text, err := v.Version(ctx); err == nil {
				versions[name] = text
			}
		}
	}
	return versions
}

// Opener opens the stores of a stack beside its API: it makes a stack that embeds it a Telemetry and a StoreOpener. Make it with
// NewOpener; the zero one opens none.
type Opener struct {
	open     OpenStores
	backends []store.Description
	lookup   func(name string) string
}

// NewOpener opens stores with open. lookup is the API's environment, valid after Up.
func NewOpener(open OpenStores, backends []store.Description, lookup func(name string) string) Opener {
	return Opener{open, backends, lookup}
}

// TelemetrySources implements Telemetry. A server that is scraped, like the API, is not among the sources; a backend without a process of its
// own is, as what it tells is the same in every process.
func (o Opener) TelemetrySources(ctx context.Context) (map[string]store.TelemetrySource, func() error, error) {
	if o.open == nil {
		return nil, func() error { return nil }, nil
	}
	stores, err := o.open(ctx, o.oneConnection)
	if err != nil {
		return nil, nil, fmt.Errorf("open the stores for telemetry: %w", err)
	}
	sources := map[string]store.TelemetrySource{}
	for name, one := range stores.Named {
		if t, ok := store.As[store.TelemetrySource](one); ok {
			sources[name] = t
		}
	}
	return sources, stores.Close, nil
}

// OpenStores implements StoreOpener.
func (o Opener) OpenStores(ctx context.Context) (*Stores, error) {
	if o.open == nil {
		return nil, nil
	}
	stores, err := o.open(ctx, func(name string) string {
		for i := range o.backends {
			if v := o.backends[i].Variable(name); v != nil && v.Thorough != "" {
				return v.Thorough
			}
		}
		return o.oneConnection(name)
	})
	if err != nil {
		return nil, fmt.Errorf("open the stores to look for what was written: %w", err)
	}
	return stores, nil
}

// oneConnection is the environment of an API that has no more than one connection to each store, as far as their drivers can do with
// that: for who only looks.
func (o Opener) oneConnection(name string) string {
	for i := range o.backends {
		if v := o.backends[i].Variable(name); v != nil && v.Use == store.PoolSize {
			return "1"
		}
	}
	return o.lookup(name)
}
