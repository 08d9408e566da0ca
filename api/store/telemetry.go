package store

import "context"

// TelemetrySource is the ability of a store to tell what the server behind it counts and holds by itself: what no caller of the store
// could know from its own calls.
type TelemetrySource interface {
	// Telemetry asks the server for readings of every metric of the backend's description, but for those that say when they are
	// missing. It reads what the server keeps anyway, never the data, so it costs the same however much there is of that, and the
	// number of readings is bounded. Without a deadline in its context it has one of its own, of seconds. It returns all readings or
	// an error of the contract.
	Telemetry(ctx context.Context) ([]Reading, error)
}

// Reading is one metric at one instant.
type Reading struct {
	// Name is that of a telemetry.Metric, and Labels has exactly its labels; nil when it has none.
	Name   string
	Labels map[string]string
	Value  float64
}
