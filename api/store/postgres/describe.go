package postgres

import (
	"context"
	"strings"

	"quintet/api/store"
	"quintet/telemetry"
)

// Describe describes the backend.
func Describe() store.Description {
	return store.Description{
		Backend: telemetry.Backend{Name: "postgres", Title: "PostgreSQL", Color: "#0072B2", Metrics: metrics(), Panels: panels(), Lag: lag, Durability: durability()},
		Roles:   []string{"records"},
		Chosen:  "DATABASE_HOST",
		Variables: []store.Variable{
			{Name: "DATABASE_HOST", Help: "its host", Check: store.IsHost, Use: store.Wiring},
			{Name: "DATABASE_PORT", Help: "its port", Default: "5432", Check: store.IsPort, Use: store.Port},
			{Name: "DATABASE_USER", Help: "who signs in", Use: store.Wiring, Made: "quintet"},
			{Name: "DATABASE_PASSWORD", Help: "the password", Secret: true, Use: store.Wiring, Made: store.Generated},
			{Name: "DATABASE_NAME", Help: "the database", Default: "quintet", Use: store.Wiring, Made: "quintet"},
			{Name: "DATABASE_SSLMODE", Help: "TLS to the server, as libpq says: prefer, when it has it; certificates are libpq's variables, such as PGSSLROOTCERT",
				Default: "prefer", Check: store.OneOf("disable", "allow", "prefer", "require", "verify-ca", "verify-full"), Use: store.Wiring},
			{Name: "DATABASE_POOL_SIZE", Help: "connections of a process; 0: 16", Default: "0", Check: store.IsPoolSize, Setting: "pool.size",
				Use: store.PoolSize},
		},
		Server: []store.ServerSetting{synchronousCommit()},
		Open:   open,
		Schema: store.SchemaText(migrations),
		Space:  []store.Space{{Row: 60e6}, {Kind: "users", Row: 600}, {Kind: "groups", Row: 600}},
	}
}

func open(ctx context.Context, cfg store.Config) (store.Opened, error) {
	database := cfg.Values["DATABASE_NAME"]
	db, err := Open(ctx, Config{
		Host: cfg.Values["DATABASE_HOST"], Port: cfg.Int("DATABASE_PORT"), User: cfg.Values["DATABASE_USER"],
		Password: cfg.Values["DATABASE_PASSWORD"], Database: database, SSLMode: strings.ToLower(cfg.Values["DATABASE_SSLMODE"]), PoolSize: cfg.Int("DATABASE_POOL_SIZE"), Budget: cfg.Budget,
	})
	if err != nil {
		return store.Opened{}, err
	}
	return store.Opened{Store: db, Where: cfg.Address("DATABASE_HOST", "DATABASE_PORT") + "/" + database, Close: db.Close}, nil
}
