package redis

import (
	"context"

	"quintet/api/store"
	"quintet/telemetry"
)

// PoolSize is the variable that bounds the connections, to whatever server of the protocol.
const PoolSize = "REDIS_POOL_SIZE"

// Describe describes the backend.
func Describe() store.Description {
	return store.Description{
		Backend: telemetry.Backend{Name: "redis", Title: "Redis", Color: "#D55E00", Metrics: metrics(), Panels: panels(), Durability: durability()},
		Roles:   []string{"cache", "sessions"},
		Chosen:  "REDIS_HOST",
		Variables: []store.Variable{
			{Name: "REDIS_HOST", Help: "its host", Check: store.IsHost, Use: store.Wiring},
			{Name: "REDIS_PORT", Help: "its port", Default: "6379", Check: store.IsPort, Use: store.Port},
			{Name: "REDIS_USER", Help: "who signs in; empty: the default user", Use: store.Wiring},
			{Name: "REDIS_PASSWORD", Help: "the password; empty: none", Secret: true, Use: store.Wiring, Made: store.Generated},
			PoolSizeVariable(),
		},
		Server: []store.ServerSetting{appendFsync()},
		Open:   open,
	}
}

// PoolSizeVariable describes PoolSize.
func PoolSizeVariable() store.Variable {
	return store.Variable{Name: PoolSize, Help: "connections of a process; 0: 10 a core", Default: "0", Check: store.IsPoolSize,
		Setting: "pool.size", Use: store.PoolSize}
}

func open(ctx context.Context, cfg store.Config) (store.Opened, error) {
	address := cfg.Address("REDIS_HOST", "REDIS_PORT")
	client, err := Open(ctx, Config{
		Addr: address, Username: cfg.Values["REDIS_USER"], Password: cfg.Values["REDIS_PASSWORD"], PoolSize: cfg.Int(PoolSize),
		Budget: cfg.Budget,
	})
	if err != nil {
		return store.Opened{}, err
	}
	return store.Opened{Store: client, Where: address, Close: client.Close}, nil
}
