package postgres_test

import (
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"quintet/api/store/postgres"
	"quintet/api/store/storetest"
	"quintet/bench/stack/native"
	"quintet/bench/stack/native/nativetest"
)

// patience bounds what tests wait for; only what hangs comes near it.
const patience = 2 * time.Minute

// server is one PostgreSQL for all tests, which run one after another and each begin with it emptied. It is there once
// a test has called empty or open.
var (
	shared = nativetest.Shared{Name: "postgres"}
	server *native.Instance
)

// TestMain stops the server that a test has started. Processes started by tests are told by the environment where it is.
func TestMain(m *testing.M) {
	if os.Getenv(childHost) != "" {
		os.Exit(m.Run())
	}
	os.Exit(shared.Run(m))
}

// empty makes the database as new as one just created and returns how to open it. Dropping the schema takes a tenth of the time
// that another database would.
func empty(t testing.TB) postgres.Config {
	t.Helper()
	server = shared.Server(t)
	execute(t, raw(t), `DROP SCHEMA public CASCADE; CREATE SCHEMA public; SELECT pg_stat_force_next_flush()`)
	return postgres.Config{
		Host: server.Hosts[0], Port: server.Port, User: server.User, Password: server.Password, Database: server.Database, PoolSize: 4,
	}
}

// open opens the emptied database.
func open(t testing.TB) *postgres.DB {
	t.Helper()
	return openWith(t, empty(t))
}

func openWith(t testing.TB, cfg postgres.Config) *postgres.DB {
	t.Helper()
	return storetest.Opened(t, postgres.Open, cfg)
}

// raw connects beside the package under test, as another program would.
func raw(t testing.TB) *pgx.Conn {
	t.Helper()
	cfg, err := pgx.ParseConfig(fmt.Sprintf("host=%s port=%d user=%s dbname=%s sslmode=disable", server.Hosts[0], server.Port, server.User, server.Database))
	if err != nil {
		t.Fatal(err)
	}
	cfg.Password = server.Password
	conn, err := pgx.ConnectConfig(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		_ = conn.Close(ctx) // the test may have killed its server
	})
	return conn
}

func execute(t testing.TB, conn interface {
	Exec(context.Context, string, ...any) (pgconn.CommandTag, error)
}, text string, args ...any) {
	t.Helper()
	if _, err := conn.Exec(t.Context(), text, args...); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
}
