package neo4j

import (
	"context"

	"quintet/api/store"
	"quintet/telemetry"
)

// Describe describes the backend.
func Describe() store.Description {
	return store.Description{
		Backend: telemetry.Backend{Name: "neo4j", Title: "Neo4j", Color: "#CC79A7", Metrics: metrics(), Panels: panels()},
		Roles:   []string{"graph"},
		Chosen:  "NEO4J_HOST",
		Variables: []store.Variable{
			{Name: "NEO4J_HOST", Help: "its host", Check: store.IsHost, Use: store.Wiring},
			{Name: "NEO4J_PORT", Help: "the port of Bolt", Default: "7687", Check: store.IsPort, Use: store.Port},
			// The community edition begins with one user, of this name.
			{Name: "NEO4J_USER", Help: "who signs in; empty: nobody has to", Use: store.Wiring, Made: "neo4j"},
			{Name: "NEO4J_PASSWORD", Help: "the password", Secret: true, Use: store.Wiring, Made: store.Generated},
			{Name: "NEO4J_POOL_SIZE", Help: "connections of a process; 0: 16", Default: "0", Check: store.IsPoolSize, Setting: "pool.size",
				Use: store.PoolSize},
		},
		Open:   open,
		Schema: Schema(),
		// The transaction logs stay.
		Space: []store.Space{{Row: 10e6}, {Kind: "friendships", Row: 600}, {Kind: "memberships", Row: 600}},
	}
}

func open(ctx context.Context, cfg store.Config) (store.Opened, error) {
	db, err := Open(ctx, Config{
		Host: cfg.Values["NEO4J_HOST"], Port: cfg.Int("NEO4J_PORT"), User: cfg.Values["NEO4J_USER"], Password: cfg.Values["NEO4J_PASSWORD"],
		PoolSize: cfg.Int("NEO4J_POOL_SIZE"), Budget: cfg.Budget,
	})
	if err != nil {
		return store.Opened{}, err
	}
	return store.Opened{Store: db, Where: cfg.Address("NEO4J_HOST", "NEO4J_PORT"), Close: db.Close}, nil
}
