package cassandra

import (
	"context"
	"fmt"
	"strings"

	"quintet/api/store"
	"quintet/telemetry"
)

// Describe describes the backend.
func Describe() store.Description {
	return store.Description{
		Backend: telemetry.Backend{Name: "cassandra", Title: "Cassandra", Color: "#009E73", Metrics: metrics(), Panels: panels()},
		Roles:   []string{"messages", "notifications"},
		Chosen:  "CASSANDRA_HOST",
		Variables: []store.Variable{
			{Name: "CASSANDRA_HOST", Help: "its host, or several separated by commas", Check: store.IsHosts, Use: store.Wiring},
			{Name: "CASSANDRA_PORT", Help: "their port", Default: "9042", Check: store.IsPort, Use: store.Port},
			{Name: "CASSANDRA_USER", Help: "who signs in; empty: nobody has to", Use: store.Wiring},
			{Name: "CASSANDRA_PASSWORD", Help: "the password", Secret: true, Use: store.Wiring},
			{Name: "CASSANDRA_KEYSPACE", Help: "the keyspace", Default: "quintet", Use: store.Wiring, Made: "quintet"},
			{Name: "CASSANDRA_POOL_SIZE", Help: "connections of a process to each node; 0: 2", Default: "0", Check: store.IsPoolSize,
				Setting: "pool.size", Use: store.PoolSize},
			{Name: "CASSANDRA_CONSISTENCY", Help: "consistency of reads and writes; empty: LOCAL_QUORUM", Check: store.OneOf(Consistencies()...),
				Setting: "consistency"},
			{Name: "CASSANDRA_REPLICATION_FACTOR", Help: "copies of each row, for a keyspace that is not there yet; 0: 1",
				Default: "0", Check: store.IsNumber(0, store.MaxPool, "a number of copies"), Setting: "replication_factor"},
		},
		Open:   open,
		Schema: Schema(),
		// The commit log lives until the memtables are flushed.
		Space: []store.Space{{Row: 250e6}, {Kind: "messages", Row: 60, Content: 1.5}, {Kind: "notifications", Row: 60, Content: 1.5}},
		Nodes: 3, Copies: "CASSANDRA_REPLICATION_FACTOR",
	}
}

func open(ctx context.Context, cfg store.Config) (store.Opened, error) {
	hosts, keyspace := cfg.List("CASSANDRA_HOST"), cfg.Values["CASSANDRA_KEYSPACE"]
	db, err := Open(ctx, Config{
		Hosts: hosts, Port: cfg.Int("CASSANDRA_PORT"), User: cfg.Values["CASSANDRA_USER"], Password: cfg.Values["CASSANDRA_PASSWORD"],
		Keyspace: keyspace, ConnsPerHost: cfg.Int("CASSANDRA_POOL_SIZE"), Consistency: strings.ToUpper(cfg.Values["CASSANDRA_CONSISTENCY"]),
		ReplicationFactor: cfg.Int("CASSANDRA_REPLICATION_FACTOR"),
	})
	if err != nil {
		return store.Opened{}, err
	}
	where := fmt.Sprintf("%s:%s/%s", strings.Join(hosts, ","), cfg.Values["CASSANDRA_PORT"], keyspace)
	return store.Opened{Store: db, Where: where, Close: db.Close}, nil
}
