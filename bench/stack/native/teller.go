package native

import (
	"context"
	"fmt"

	"quintet/api/store"
	"quintet/bench/stack"
)

var _ stack.Teller = (*Stack)(nil)

// Telemeters implements stack.Teller. The server of objects is not among them: MinIO has a Prometheus endpoint, which is scraped like
// the API's, and versitygw tells nothing without every object being counted.
func (s *Stack) Telemeters(ctx context.Context) (map[string]store.Telemeter, func() error, error) {
	env := s.environment()
	stores, end, err := s.cfg.OpenStores(ctx, stack.OneConnection(func(name string) string { return env[name] }))
	if err != nil {
		return nil, nil, fmt.Errorf("open the native stores for telemetry: %w", err)
	}
	return stack.Telemeters(map[string]any{
		"postgres": stores.Records, "cassandra": stores.Messages, "neo4j": stores.Graph, "redis": stores.Sessions,
	}), end, nil
}
