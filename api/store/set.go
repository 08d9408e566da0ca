package store

import "context"

// Set is one store for each role: what the REST API works on.
type Set struct {
	Records       Records
	Messages      Messages
	Notifications Notifications
	Graph         Graph
	Sessions      Sessions
	// Cache is nil when caching is off.
	Cache   Cache
	Objects Objects
}

// Pinger is the ability to say whether the store behind a role answers now.
type Pinger interface {
	// Ping asks the store to do what its roles need, not merely to listen: it reads and writes. It writes no more than one small key
	// of its own, the same every time, and nothing that a list or a count shows. A store that answers and takes no writes is
	// ErrReadOnly.
	Ping(ctx context.Context) error
}

// Counter is the ability to count the rows of each kind a store holds ("users", "messages", "friendships", ...), exactly.
type Counter interface {
	Counts(ctx context.Context) (map[string]int64, error)
}

// Versioner is the ability to say which software and version answers, e.g. "PostgreSQL 15.14" or "SQLite 3.50.4".
type Versioner interface {
	Version(ctx context.Context) (string, error)
}
