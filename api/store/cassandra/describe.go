package cassandra

import (
	"context"
	"fmt"
	"strings"
	"time"

	"quintet/api/store"
	"quintet/telemetry"
)

// Describe describes the backend.
func Describe() store.Description {
	return store.Description{
		Backend: telemetry.Backend{Name: "cassandra", Title: "Cassandra", Color: "#009E73", Metrics: metrics(), Panels: panels(), Durability: durability()},
		Roles:   []string{"messages", "notifications"},
		Chosen:  "CASSANDRA_HOST",
		Variables: []store.Variable{
			{Name: "CASSANDRA_HOST", Help: "its host, or several separated by commas", Check: store.IsHosts, Use: store.Wiring},
			{Name: "CASSANDRA_PORT", Help: "their port", Default: "9042", Check: store.IsPort, Use: store.Port},
			{Name: "CASSANDRA_USER", Help: "who signs in; empty: nobody has to", Use: store.Wiring},
			{Name: "CASSANDRA_PASSWORD", Help: "the password", Secret: true, Use: store.Wiring},
			{Name: "CASSANDRA_KEYSPACE", Help: "the keyspace", Default: "quintet", Use: store.Wiring, Made: "quintet"},
			{Name: "CASSANDRA_DC", Help: "the data centre to use; may be empty when there is but one", Use: store.Wiring},
			{Name: "CASSANDRA_POOL_SIZE", Help: "connections of a process to each node; 0: 2", Default: "0", Check: store.IsPoolSize,
				Setting: "pool.size", Use: store.PoolSize},
			{Name: "CASSANDRA_CONSISTENCY", Help: "consistency of reads and writes; empty: LOCAL_QUORUM", Check: store.OneOf(consistencyNames()...),
				Setting: "consistency", Thorough: "ALL"},
			{Name: "CASSANDRA_REPLICATION_FACTOR", Help: "copies of each row, for a keyspace that is not there yet; 0: 1",
				Default: "0", Check: store.IsNumber(0, store.MaxPool, "a number of copies"), Setting: "replication_factor"},
			{Name: "CASSANDRA_SPECULATE_AFTER", Help: "when a call that has no answer is also sent to another node: p99, a duration, or off",
				Default: percentileName, Check: isSpeculation, Setting: "speculate_after"},
			{Name: "CASSANDRA_RETRIES", Help: "how often a call is tried again on another node, each time with a share of its time",
				Default: "2", Check: store.IsNumber(0, 10, "a number of retries"), Setting: "retries"},
			{Name: viaVariable, Help: "addresses to connect to in place of nodes', HOST:PORT=HOST:PORT, separated by commas; empty: none",
				Check: isVia, Use: store.Wiring},
		},
		Open:   open,
		Schema: Schema(),
		Server: []store.ServerSetting{commitLog()},
		// The commit log lives until the memtables are flushed.
		Space: []store.Space{{Row: 250e6}, {Kind: "messages", Row: 60, Content: 1.5}, {Kind: "notifications", Row: 60, Content: 1.5}},
		Nodes: 3, Copies: "CASSANDRA_REPLICATION_FACTOR", Via: viaVariable,
	}
}

// percentileName and offName are the words for CASSANDRA_SPECULATE_AFTER beside durations.
const (
	percentileName = "p99"
	offName        = "off"
)

// viaVariable is the variable of Config.Via.
const viaVariable = "CASSANDRA_VIA"

// isVia is the check of viaVariable.
func isVia(value string) string {
	for pair := range strings.SplitSeq(value, ",") {
		if from, to, ok := strings.Cut(strings.TrimSpace(pair), "="); !ok || store.IsAddress(from) != "" || store.IsAddress(to) != "" {
			return "HOST:PORT=HOST:PORT, or several, separated by commas"
		}
	}
	return ""
}

// via is a list as Config.Via has it.
func via(list []string) map[string]string {
	addresses := map[string]string{}
	for _, pair := range list {
		from, to, _ := strings.Cut(pair, "=")
		addresses[from] = to
	}
	return addresses
}

// isSpeculation is the check of CASSANDRA_SPECULATE_AFTER.
func isSpeculation(value string) string {
	if d, err := time.ParseDuration(value); value == percentileName || value == offName || err == nil && d >= time.Millisecond {
		return ""
	}
	return "p99, off, or a duration of at least 1ms, such as 50ms"
}

// speculation is a value as Config.SpeculateAfter has it.
func speculation(value string) time.Duration {
	if value == offName {
		return -1
	}
	// The percentile is no duration, and 0 is its value.
	d, _ := time.ParseDuration(value)
	return d
}

// retries is a number as Config.Retries has it.
func retries(n int) int {
	if n == 0 {
		return -1
	}
	return n
}

func open(ctx context.Context, cfg store.Config) (store.Opened, error) {
	hosts, keyspace := cfg.List("CASSANDRA_HOST"), cfg.Values["CASSANDRA_KEYSPACE"]
	db, err := Open(ctx, Config{
		Hosts: hosts, Port: cfg.Int("CASSANDRA_PORT"), User: cfg.Values["CASSANDRA_USER"], Password: cfg.Values["CASSANDRA_PASSWORD"],
		Keyspace: keyspace, DC: cfg.Values["CASSANDRA_DC"], ConnsPerHost: cfg.Int("CASSANDRA_POOL_SIZE"), Consistency: strings.ToUpper(cfg.Values["CASSANDRA_CONSISTENCY"]),
		ReplicationFactor: cfg.Int("CASSANDRA_REPLICATION_FACTOR"), SpeculateAfter: speculation(cfg.Values["CASSANDRA_SPECULATE_AFTER"]),
		Retries: retries(cfg.Int("CASSANDRA_RETRIES")), Budget: cfg.Budget, Via: via(cfg.List(viaVariable)),
	})
	if err != nil {
		return store.Opened{}, err
	}
	where := fmt.Sprintf("%s:%s/%s", strings.Join(hosts, ","), cfg.Values["CASSANDRA_PORT"], keyspace)
	return store.Opened{Store: db, Where: where, Close: db.Close}, nil
}
