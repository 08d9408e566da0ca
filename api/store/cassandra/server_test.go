package cassandra_test

import (
	"os"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gocql/gocql"

	"quintet/api/store/cassandra"
	"quintet/api/store/storetest"
	"quintet/bench/stack/native"
	"quintet/bench/stack/native/nativetest"
)

// patience bounds what tests wait for; only what hangs comes near it.
const patience = 60 * time.Second

// server is one node of Cassandra for all tests, which run one after another, each in a keyspace of its own. It is there once
// a test has called empty or open.
var (
	shared = nativetest.Shared{Name: "cassandra"}
	server *native.Instance
	// keyspaces counts those given to tests.
	keyspaces atomic.Int64
)

// TestMain stops the server that a test has started.
func TestMain(m *testing.M) {
	os.Exit(shared.Run(m))
}

// empty returns how to open a keyspace that is not there yet.
func empty(t testing.TB) cassandra.Config {
	t.Helper()
	server = shared.Server(t)
	return cassandra.Config{
		Hosts: server.Hosts, Port: server.Port, Keyspace: "test_" + strconv.FormatInt(keyspaces.Add(1), 10),
		// The machine may be busy with other tests.
		ConnectTimeout: patience, Timeout: patience,
	}
}

// open opens a keyspace of the test's own.
func open(t testing.TB) *cassandra.DB {
	t.Helper()
	return openWith(t, empty(t))
}

func openWith(t testing.TB, cfg cassandra.Config) *cassandra.DB {
	t.Helper()
	return storetest.Opened(t, cassandra.Open, cfg)
}

// raw connects to a keyspace beside the package under test, as another program would.
func raw(t testing.TB, cfg cassandra.Config) *gocql.Session {
	t.Helper()
	c := gocql.NewCluster(cfg.Hosts...)
	c.Port, c.Keyspace, c.ProtoVersion, c.Consistency = cfg.Port, cfg.Keyspace, 4, gocql.LocalQuorum
	c.Timeout, c.ConnectTimeout = patience, patience
	session, err := c.CreateSession()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(session.Close)
	return session
}
