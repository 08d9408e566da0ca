package postgres_test

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quintet/api/store"
	"quintet/api/store/postgres"
)

func TestOpenRefuses(t *testing.T) {
	good := empty(t)
	for name, c := range map[string]struct {
		change func(*postgres.Config)
		want   error
	}{
		"NoHost":        {func(c *postgres.Config) { c.Host = "" }, nil},
		"NoServer":      {func(c *postgres.Config) { c.Port = 1 }, store.ErrUnavailable},
		"WrongPassword": {func(c *postgres.Config) { c.Password = `wrong ' \ password` }, store.ErrUnavailable},
		"NoDatabase":    {func(c *postgres.Config) { c.Database = `no ' \ such` }, store.ErrUnavailable},
		"WrongSSLMode":  {func(c *postgres.Config) { c.SSLMode = "perhaps" }, nil},
	} {
		t.Run(name, func(t *testing.T) {
			cfg := good
			c.change(&cfg)
			db, err := postgres.Open(t.Context(), cfg)
			if err == nil {
				db.Close()
				t.Fatal("opened")
			}
			if c.want != nil && !errors.Is(err, c.want) {
				t.Errorf("open: %v, want %v", err, c.want)
			}
			if cfg.Password != "" && strings.Contains(err.Error(), cfg.Password) {
				t.Errorf("the error tells the password: %v", err)
			}
		})
	}
	t.Run("NewerSchema", func(t *testing.T) {
		openWith(t, good)
		execute(t, raw(t), `INSERT INTO schema_version (version) VALUES (99)`)
		if db, err := postgres.Open(t.Context(), good); err == nil {
			db.Close()
			t.Error("opened a database of a newer program")
		} else if !strings.Contains(err.Error(), "99") {
			t.Errorf("error does not name the version: %v", err)
		}
	})
}

// TestSeveralHosts names first one at which no server listens.
func TestSeveralHosts(t *testing.T) {
	cfg := empty(t)
	cfg.Host = "127.0.0.9," + cfg.Host
	if err := openWith(t, cfg).Ping(t.Context()); err != nil {
		t.Error(err)
	}
}

// What tells a process that it was started by TestProcessesOpenTogether, and where the server is.
const (
	childHost     = "POSTGRES_TEST_HOST"
	childPort     = "POSTGRES_TEST_PORT"
	childUser     = "POSTGRES_TEST_USER"
	childPassword = "POSTGRES_TEST_PASSWORD"
	childDatabase = "POSTGRES_TEST_DATABASE"
)

// TestProcess is not a test: it is what TestProcessesOpenTogether starts, told by the environment.
func TestProcess(t *testing.T) {
	if os.Getenv(childHost) == "" {
		t.Skip("started by TestProcessesOpenTogether")
	}
	port, err := strconv.Atoi(os.Getenv(childPort))
	if err != nil {
		t.Fatal(err)
	}
	cfg := postgres.Config{
		Host: os.Getenv(childHost), Port: port, User: os.Getenv(childUser), Password: os.Getenv(childPassword),
		Database: os.Getenv(childDatabase), PoolSize: 2,
	}
	var running sync.WaitGroup
	for n := range 2 {
		running.Go(func() {
			db, err := postgres.Open(t.Context(), cfg)
			if err != nil {
				t.Error(err)
				return
			}
			defer db.Close()
			for i := range 25 {
				if _, err := db.CreateUser(t.Context(), "x", fmt.Sprintf("%d-%d-%d@example.org", os.Getpid(), n, i)); err != nil {
					t.Error(err)
				}
				if _, err := db.CreateUser(t.Context(), "x", fmt.Sprintf("%d@example.org", i)); err != nil && !errors.Is(err, store.ErrConflict) {
					t.Error(err)
				}
			}
		})
	}
	running.Wait()
}

// TestProcessesOpenTogether has four processes with two pools each create the schema at once, then write at once.
func TestProcessesOpenTogether(t *testing.T) {
	cfg := empty(t)
	var running sync.WaitGroup
	for range 4 {
		running.Go(func() {
			child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestProcess$", "-test.v")
			child.Env = append(os.Environ(), childHost+"="+cfg.Host, childPort+"="+strconv.Itoa(cfg.Port), childUser+"="+cfg.User,
				childPassword+"="+cfg.Password, childDatabase+"="+cfg.Database)
			if out, err := child.CombinedOutput(); err != nil {
				t.Errorf("process: %v\n%s", err, out)
			}
		})
	}
	running.Wait()
	const each, all = 4 * 2 * 25, 25
	counts, err := openWith(t, cfg).Counts(t.Context())
	if err != nil || counts["users"] != each+all {
		t.Errorf("%d users, %v; want %d: %d of single pools and %d that all tried", counts["users"], err, each+all, each, all)
	}
	var versions int
	if err := raw(t).QueryRow(t.Context(), `SELECT count(*) FROM schema_version`).Scan(&versions); err != nil || versions != 2 {
		t.Errorf("%d migrations applied, %v; want 2", versions, err)
	}
}

// TestFoldsEmailsOfOldDatabases opens a database of the first version, in which the server folded letter case.
func TestFoldsEmailsOfOldDatabases(t *testing.T) {
	initial, err := os.ReadFile("migrations/0001_initial.sql")
	if err != nil {
		t.Fatal(err)
	}
	old := func(emails ...string) postgres.Config {
		cfg := empty(t)
		execute(t, raw(t), string(initial)+`;
			CREATE TABLE schema_version (version integer PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now());
			INSERT INTO schema_version VALUES (1)`)
		for _, email := range emails {
			execute(t, raw(t), `INSERT INTO users (name, email) VALUES ('x', '`+email+`')`)
		}
		return cfg
	}
	db := openWith(t, old("Ada@example.org", "ΑΣ@example.org", "É@example.org"))
	for _, taken := range []string{"ADA@example.org", "ας@example.org", "e\u0301@example.org"} {
		if _, err := db.CreateUser(t.Context(), "x", taken); !errors.Is(err, store.ErrConflict) {
			t.Errorf("%s: %v, want a conflict", taken, err)
		}
	}
	_, err = postgres.Open(t.Context(), old("é@example.org", "e\u0301@example.org"))
	if err == nil || !strings.Contains(err.Error(), "users 1 and 2 have the same e-mail address") {
		t.Errorf("two users of one address: %v", err)
	}
}

func TestInvalidText(t *testing.T) {
	db, ctx := open(t), t.Context()
	u, err := db.CreateUser(ctx, "x", "x@example.org")
	if err != nil {
		t.Fatal(err)
	}
	random := make([]byte, 8000) // that compression cannot make short enough for an index
	rand.Read(random)
	for name, text := range map[string]string{"NUL": "a\x00b", "NoUTF8": "a\xffb"} {
		_, err := db.CreateUser(ctx, text, "y@example.org")
		_, errGroup := db.CreateGroup(ctx, "x", text)
		_, errUpdate := db.UpdateUser(ctx, u.ID, "x", text)
		errLoad := db.LoadUsers(ctx, []store.User{{ID: 77, Name: text, Email: "z@example.org"}})
		for what, err := range map[string]error{"create user": err, "create group": errGroup, "update user": errUpdate, "load users": errLoad} {
			if !errors.Is(err, store.ErrInvalid) {
				t.Errorf("%s with %s: %v, want invalid", what, name, err)
			}
		}
	}
	if _, err := db.CreateUser(ctx, "x", hex.EncodeToString(random)+"@example.org"); !errors.Is(err, store.ErrInvalid) {
		t.Errorf("e-mail too long for the index: %v, want invalid", err)
	}
	if counts, err := db.Counts(ctx); err != nil || counts["users"] != 1 || counts["groups"] != 0 {
		t.Errorf("%v, %v; want the one user", counts, err)
	}
}

// TestInjection stores what would do harm if it ever became part of a statement.
func TestInjection(t *testing.T) {
	db, ctx := open(t), t.Context()
	for i, text := range []string{
		`'; DROP TABLE users; --`, `"; DROP TABLE users; --`, `\'; DROP TABLE users; --`, `$1); DELETE FROM users; --`,
		`x', 'y'), ('z`, `$$; DROP TABLE users; $$`, `E'\\047; DROP TABLE users; --`, "\\.\n\\N\t", `%s %d %!`,
	} {
		u, err := db.CreateUser(ctx, text, text)
		if err != nil {
			t.Fatalf("create %q: %v", text, err)
		}
		if u, err = db.UpdateUser(ctx, u.ID, text+text, text+text); err != nil {
			t.Fatalf("update to %q: %v", text, err)
		}
		loaded := store.User{ID: u.ID + 1000, Name: text, Email: text + "loaded", CreatedAt: u.CreatedAt}
		for range 2 { // by both ways of loading
			if err := db.LoadUsers(ctx, []store.User{loaded}); err != nil {
				t.Fatalf("load %q: %v", text, err)
			}
		}
		got, err := db.Users(ctx, u.ID-1, 2)
		if diff := cmp.Diff([]store.User{{ID: u.ID, Name: text + text, Email: text + text, CreatedAt: u.CreatedAt}, loaded}, got); err != nil || diff != "" {
			t.Errorf("%q: %v (-want +got):\n%s", text, err, diff)
		}
		if counts, err := db.Counts(ctx); err != nil || counts["users"] != int64(2*i+2) {
			t.Errorf("%q: %d users, %v; want %d", text, counts["users"], err, 2*i+2)
		}
	}
}

// TestEmailCaseBeyondASCII holds though the test's server has the locale "C".
func TestEmailCaseBeyondASCII(t *testing.T) {
	db := open(t)
	if _, err := db.CreateUser(t.Context(), "x", "ÄRGER@example.org"); err != nil {
		t.Fatal(err)
	}
	if _, err := db.CreateUser(t.Context(), "x", "ärger@EXAMPLE.org"); !errors.Is(err, store.ErrConflict) {
		t.Errorf("create with the same e-mail in lower case: %v, want a conflict", err)
	}
}

func TestCounts(t *testing.T) {
	db, ctx := open(t), t.Context()
	for _, err := range []error{
		db.LoadUsers(ctx, []store.User{{ID: 1, Email: "a"}, {ID: 2, Email: "b"}, {ID: 3, Email: "c"}}),
		db.LoadGroups(ctx, []store.Group{{ID: 9}}),
		db.DeleteUser(ctx, 2),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	got, err := db.Counts(ctx)
	if diff := cmp.Diff(map[string]int64{"users": 2, "groups": 1}, got); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

func TestReopen(t *testing.T) {
	cfg := empty(t)
	db := openWith(t, cfg)
	u, err := db.CreateUser(t.Context(), "x", "x@example.org")
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	if _, err := db.User(t.Context(), u.ID); !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("read from a closed database: %v, want unavailable", err)
	}
	got, err := openWith(t, cfg).User(t.Context(), u.ID)
	if diff := cmp.Diff(u, got); err != nil || diff != "" {
		t.Errorf("after reopening: %v\n%s", err, diff)
	}
}

func TestPingAndVersion(t *testing.T) {
	db := open(t)
	if err := db.Ping(t.Context()); err != nil {
		t.Error(err)
	}
	v, err := db.Version(t.Context())
	if err != nil || v != server.Software {
		t.Errorf("version is %q, %v; the server says %q", v, err, server.Software)
	}
	execute(t, raw(t), `ALTER TABLE users RENAME TO gone`)
	if err := db.Ping(t.Context()); !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("ping without a table of users: %v, want unavailable", err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if err := db.Ping(t.Context()); !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("ping of a closed database: %v, want unavailable", err)
	}
}

// TestCreationTimes checks that times are cut, not rounded, to the millisecond.
func TestCreationTimes(t *testing.T) {
	db, ctx := open(t), t.Context()
	at := time.Date(2024, 2, 29, 23, 59, 59, 999_999_999, time.FixedZone("", 3600))
	if err := db.LoadGroups(ctx, []store.Group{{ID: 1, CreatedAt: at}}); err != nil {
		t.Fatal(err)
	}
	got, err := db.Group(ctx, 1)
	if want := time.Date(2024, 2, 29, 22, 59, 59, 999_000_000, time.UTC); err != nil || got.CreatedAt != want {
		t.Errorf("created_at is %v, %v; want %v", got.CreatedAt, err, want)
	}
}
