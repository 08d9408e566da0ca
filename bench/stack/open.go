package stack

import (
	"context"
	"fmt"

	"quintet/api/store"
)

// OpenStores opens the stores that the API would open in an environment, and returns them with the function that closes them. lookup gives
// the environment's variables, "" for one that is not set.
type OpenStores func(ctx context.Context, lookup func(name string) string) (stores store.Set, close func() error, err error)

// servers are the parts of a set that are servers of their own, by their names.
func servers(s store.Set) map[string]any {
	return map[string]any{"postgres": s.Records, "cassandra": s.Messages, "neo4j": s.Graph, "redis": s.Sessions, "minio": s.Objects}
}

// Versions asks the servers of a set what they are ("PostgreSQL 15.18"), by name; those that do not say are absent.
func Versions(ctx context.Context, s store.Set) map[string]string {
	versions := map[string]string{}
	for name, server := range servers(s) {
		if v, ok := store.As[store.Versioner](server); ok {
			if text, err := v.Version(ctx); err == nil {
				versions[name] = text
			}
		}
	}
	return versions
}

// Telemeters is Teller's method for a stack of servers of their own: it opens the stores of an environment with one connection each.
// The server of objects is not among those that tell: MinIO has a Prometheus endpoint instead, which is scraped like the API's.
func (open OpenStores) Telemeters(ctx context.Context, lookup func(name string) string) (map[string]store.TelemetrySource, func() error, error) {
	stores, end, err := open(ctx, OneConnection(lookup))
	if err != nil {
		return nil, nil, fmt.Errorf("open the stores for telemetry: %w", err)
	}
	return Telemeters(servers(stores)), end, nil
}
