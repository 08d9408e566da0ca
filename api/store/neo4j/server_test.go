package neo4j_test

import (
	"context"
	"net"
	"os"
	"strconv"
	"testing"
	"time"

	driver "github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"quintet/api/store/neo4j"
	"quintet/api/store/storetest"
	"quintet/bench/stack/native"
	"quintet/bench/stack/native/nativetest"
)

// patience bounds what tests wait for; only what hangs comes near it.
const patience = 3 * time.Minute

// server is one Neo4j for all tests, which run one after another and each begin with it emptied. It is there once
// a test has called empty or open.
var (
	shared = nativetest.Shared{Name: "neo4j"}
	server *native.Instance
)

// TestMain stops the server that a test has started.
func TestMain(m *testing.M) {
	os.Exit(shared.Run(m))
}

// empty removes all nodes and constraints and returns how to open the database.
func empty(t testing.TB) neo4j.Config {
	t.Helper()
	server = shared.Server(t)
	other := raw(t)
	clear(t, other)
	execute(t, other, `DROP CONSTRAINT user_id IF EXISTS`, nil)
	execute(t, other, `DROP CONSTRAINT group_id IF EXISTS`, nil)
	return neo4j.Config{Host: server.Hosts[0], Port: server.Port, User: server.User, Password: server.Password, PoolSize: 4,
		// The machine may be busy with other tests.
		ConnectTimeout: patience, Timeout: patience,
	}
}

// clear removes all nodes, so many in a transaction that the server's memory holds it.
func clear(t testing.TB, other driver.DriverWithContext) {
	t.Helper()
	for integer(t, other, `MATCH (n) WITH n LIMIT 5000 DETACH DELETE n RETURN count(*)`, nil) > 0 {
	}
}

// open opens the emptied database.
func open(t testing.TB) *neo4j.DB {
	t.Helper()
	return openWith(t, empty(t))
}

func openWith(t testing.TB, cfg neo4j.Config) *neo4j.DB {
	t.Helper()
	return storetest.Opened(t, neo4j.Open, cfg)
}

// raw connects beside the package under test, as another program would.
func raw(t testing.TB) driver.DriverWithContext {
	t.Helper()
	address := net.JoinHostPort(server.Hosts[0], strconv.Itoa(server.Port))
	other, err := driver.NewDriverWithContext("bolt://"+address, driver.BasicAuth(server.User, server.Password, ""))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		_ = other.Close(ctx) // the test may have killed its server
	})
	return other
}

// newSession is a session for a transaction that stays open for a while.
func newSession(t testing.TB, other driver.DriverWithContext) driver.SessionWithContext {
	t.Helper()
	session := other.NewSession(t.Context(), driver.SessionConfig{DatabaseName: "neo4j"})
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		_ = session.Close(ctx) // the test may have killed its server
	})
	return session
}

func execute(t testing.TB, other driver.DriverWithContext, text string, with map[string]any) *driver.EagerResult {
	t.Helper()
	result, err := driver.ExecuteQuery(t.Context(), other, text, with, driver.EagerResultTransformer, driver.ExecuteQueryWithDatabase("neo4j"))
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return result
}

// integer is the only number of the only row of an answer.
func integer(t testing.TB, other driver.DriverWithContext, text string, with map[string]any) int64 {
	t.Helper()
	result := execute(t, other, text, with)
	if len(result.Records) != 1 || len(result.Records[0].Values) != 1 {
		t.Fatalf("%s: %d rows, want one number", text, len(result.Records))
	}
	return result.Records[0].Values[0].(int64)
}
