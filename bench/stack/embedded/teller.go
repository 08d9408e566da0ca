package embedded

import (
	"context"
	"fmt"

	"quintet/api/server"
	"quintet/api/store"
	"quintet/bench/stack"
)

var _ stack.Teller = (*Stack)(nil)

// Telemeters implements stack.Teller. SQLite's file is opened by the harness too: what it tells is the same in every process.
func (s *Stack) Telemeters(ctx context.Context) (map[string]store.TelemetrySource, func() error, error) {
	cfg, err := server.FromEnv(stack.OneConnection(s.lookup))
	if err != nil {
		return nil, nil, fmt.Errorf("open the embedded stores for telemetry: %w", err)
	}
	stores, err := server.OpenStores(ctx, cfg)
	if err != nil {
		return nil, nil, fmt.Errorf("open the embedded stores for telemetry: %w", err)
	}
	return stack.Telemeters(map[string]any{"sqlite": stores.Set.Records, "miniredis": stores.Set.Sessions}), stores.Close, nil
}
