package neo4j_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"quintet/api/store"
	"quintet/api/store/neo4j"
	"quintet/api/store/storetest"
)

func TestOpenRefuses(t *testing.T) {
	good := empty(t)
	for name, c := range map[string]struct {
		change func(*neo4j.Config)
		want   error
	}{
		"NoHost":        {func(c *neo4j.Config) { c.Host = "" }, nil},
		"NoServer":      {func(c *neo4j.Config) { c.Port = 1 }, store.ErrUnavailable},
		"WrongPassword": {func(c *neo4j.Config) { c.Password = `wrong ' \ password` }, store.ErrUnavailable},
		"NoPassword":    {func(c *neo4j.Config) { c.User, c.Password = "", "" }, store.ErrUnavailable},
	} {
		t.Run(name, func(t *testing.T) {
			cfg := good
			c.change(&cfg)
			db, err := neo4j.Open(t.Context(), cfg)
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
}

// TestOpenTogether opens an empty database several times at once, as replicas do, and writes through each.
func TestOpenTogether(t *testing.T) {
	cfg := empty(t)
	cfg.PoolSize = 2
	other := raw(t)
	for range 3 {
		execute(t, other, `DROP CONSTRAINT user_id IF EXISTS`, nil)
		execute(t, other, `DROP CONSTRAINT group_id IF EXISTS`, nil)
		storetest.Together(6, func(i int) {
			db, err := neo4j.Open(t.Context(), cfg)
			if err != nil {
				t.Error(err)
				return
			}
			if err := errors.Join(db.AddFriend(t.Context(), 1, 2), db.AddMember(t.Context(), 1, int64(i)), db.Close()); err != nil {
				t.Error(err)
			}
		})
		if n := integer(t, other, `SHOW CONSTRAINTS YIELD type WHERE type = 'UNIQUENESS' RETURN count(*)`, nil); n != 2 {
			t.Errorf("%d constraints, want 2", n)
		}
	}
	got, err := openWith(t, cfg).Counts(t.Context())
	if diff := cmp.Diff(map[string]int64{"friendships": 1, "memberships": 6}, got); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	if n := integer(t, other, `MATCH (n) RETURN count(n)`, nil); n != 7 {
		t.Errorf("%d nodes, want 6 users and a group", n)
	}
}

func TestClosed(t *testing.T) {
	cfg := empty(t)
	db := openWith(t, cfg)
	if err := errors.Join(db.AddFriend(t.Context(), 1, 2), db.Close(), db.Close()); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Friends(t.Context(), 1, 0, 10); !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("read from a closed database: %v, want unavailable", err)
	}
	if err := db.Ping(t.Context()); !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("ping of a closed database: %v, want unavailable", err)
	}
	if got, err := openWith(t, cfg).Friends(t.Context(), 2, 0, 10); err != nil || len(got) != 1 || got[0] != 1 {
		t.Errorf("after reopening: %v, %v", got, err)
	}
}

func TestPingAndVersion(t *testing.T) {
	db := open(t)
	if err := db.Ping(t.Context()); err != nil {
		t.Error(err)
	}
	// The server and the package write the edition's name in different letter case.
	v, err := db.Version(t.Context())
	if err != nil || !strings.EqualFold(v, server.Software) || !strings.HasSuffix(v, " Community") {
		t.Errorf("version is %q, %v; the server says %q", v, err, server.Software)
	}
}

func TestCountsNothing(t *testing.T) {
	got, err := open(t).Counts(t.Context())
	if diff := cmp.Diff(map[string]int64{"friendships": 0, "memberships": 0}, got); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}
