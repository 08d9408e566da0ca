package stack

import (
	"context"

	"quintet/api/store"
)

// Teller is the ability of a Stack to have its stores asked for what they count and hold by themselves.
type Teller interface {
	// Telemeters opens the stores beside the API, with one connection each, and returns those that tell something of themselves, by
	// the name of what really answers ("postgres", "miniredis"). close ends the connections; it must be called before Down. Valid
	// after Up.
	Telemeters(ctx context.Context) (stores map[string]store.TelemetrySource, close func() error, err error)
}

// Telemeters are those of some stores that tell something of themselves, by the stores' names.
func Telemeters(stores map[string]any) map[string]store.TelemetrySource {
	found := map[string]store.TelemetrySource{}
	for name, s := range stores {
		if t, ok := store.As[store.TelemetrySource](s); ok {
			found[name] = t
		}
	}
	return found
}

// OneConnection is the environment of an API that has no more than one connection to each store, as far as their drivers can do with
// that: for who only looks. lookup is the environment otherwise.
func OneConnection(lookup func(name string) string) func(name string) string {
	return func(name string) string {
		switch name {
		case "DATABASE_POOL_SIZE", "CASSANDRA_POOL_SIZE", "NEO4J_POOL_SIZE", "REDIS_POOL_SIZE", "SQLITE_READERS":
			return "1"
		}
		return lookup(name)
	}
}
