package native

import (
	"context"

	"quintet/api/store"
	"quintet/bench/stack"
)

var _ stack.Teller = (*Stack)(nil)

// Telemeters implements stack.Teller.
func (s *Stack) Telemeters(ctx context.Context) (map[string]store.TelemetrySource, func() error, error) {
	env := s.environment()
	return s.cfg.OpenStores.Telemeters(ctx, func(name string) string { return env[name] })
}
