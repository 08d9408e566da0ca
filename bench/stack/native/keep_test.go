package native_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"quintet/api/server"
	"quintet/api/store"
	"quintet/bench/scenario"
	"quintet/bench/seed"
	"quintet/bench/stack"
	"quintet/bench/stack/keep"
	"quintet/bench/stack/native"
	"quintet/bench/stack/native/nativetest"
	"quintet/bench/workload"
)

// TestKeep has the servers filled and kept, changes in every store what a copy of that holds, and expects the next stack to start from
// what was filled, with the servers' passwords of then, on other ports, and without filling.
func TestKeep(t *testing.T) {
	if testing.Short() {
		t.Skip("two Java servers, three times")
	}
	nativetest.Require(t, "postgres", "redis", "cassandra", "neo4j", "minio")
	dataset := workload.NewDataset(scenario.Dataset{
		Users: 300, Groups: 20, Conversations: 20, Messages: 2500, Notifications: 300, Friendships: 900, Memberships: 100, Files: 5,
		ContentBytes: scenario.Distribution{Kind: "constant", Median: 40}, FileBytes: scenario.Distribution{Kind: "constant", Median: 5000},
	}, 3)
	fills := 0
	data := stack.Data{
		Fingerprint: dataset.Fingerprint(), Rows: dataset.Rows(), Needs: seed.Needs(dataset, server.Backends()), Runs: true,
		Fill: func(ctx context.Context, stores store.Set, dir string) error {
			fills++
			_, err := seed.Fill(ctx, stores, dataset, seed.Options{Marks: dir})
			return err
		},
	}
	kept := &keep.Cache{Dir: filepath.Join(folder(t), "kept")}
	up := func(seeded func(ctx context.Context, s store.Set) error) stack.Origin {
		t.Helper()
		dir := folder(t)
		s, err := native.New(native.Config{
			Executable: os.Args[0], Dir: dir, LogDir: t.TempDir(), Backends: server.Backends(), OpenStores: openStores, Kept: kept,
			Settings: map[string]string{"prometheus": "off"},
		})
		if err != nil {
			t.Fatal(err)
		}
		defer func() {
			if err := s.Down(context.Background()); err != nil {
				t.Error(err)
			}
			nothingIn(t, dir)
		}()
		origin, err := s.Keep(t.Context(), data)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Up(t.Context(), func(ctx context.Context, stores store.Set) error {
			held, err := seed.Verify(ctx, stores)
			if err != nil {
				return err
			}
			if wrong := seed.Miscounted(dataset.Rows(), held); wrong != "" || len(held) != len(dataset.Rows()) {
				t.Errorf("the stores hold %v: %s", held, wrong)
			}
			if _, err := seed.Compare(ctx, stores, dataset); err != nil {
				t.Error(err)
			}
			return seeded(ctx, stores)
		}); err != nil {
			t.Fatal(err)
		}
		sizes, err := s.Sizes()
		for _, name := range []string{"postgres", "cassandra", "neo4j", "minio"} {
			if err != nil || sizes[name] <= 0 || origin.Bytes[name] <= 0 {
				t.Errorf("%s takes %d bytes now and took %d, %v", name, sizes[name], origin.Bytes[name], err)
			}
		}
		return origin
	}
	first := up(func(ctx context.Context, s store.Set) error {
		f, m := dataset.Friendship(0), dataset.Message(0)
		m.Content = "what a run wrote"
		m.MessageID[15]++
		_, err1 := s.Messages.AddMessage(ctx, m)
		name, contentType, _, _ := dataset.File(0)
		_, err2 := s.Objects.Put(ctx, name, contentType, strings.NewReader("short"), 5)
		return errors.Join(err1, err2, s.Records.DeleteUser(ctx, 1), s.Graph.RemoveFriend(ctx, f.A, f.B))
	})
	if !first.Kept || first.Found || fills != 1 || first.Took <= 0 {
		t.Errorf("the first is %+v after %d fillings", first, fills)
	}
	second := up(func(context.Context, store.Set) error { return nil })
	if !second.Found || fills != 1 || !second.Made.Equal(first.Made) {
		t.Errorf("the second is %+v after %d fillings", second, fills)
	}
	// Passwords lie in it: nobody else may read them.
	secrets, err := filepath.Glob(filepath.Join(kept.Dir, "*", "*", "access.json"))
	if err != nil || len(secrets) != 4 {
		t.Fatalf("found %q, %v", secrets, err)
	}
	for _, path := range secrets {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v, %v", path, info.Mode(), err)
		}
	}
}

// TestKeepPostgresHome starts a server in a folder that stays, kills it, and starts another on what it left.
func TestKeepPostgresHome(t *testing.T) {
	nativetest.Require(t, "postgres")
	home := filepath.Join(folder(t), "home")
	first, err := native.Start(t.Context(), "postgres", native.Options{Home: home, LogDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(first.Nodes[0].Kill(), first.Stop()); err != nil {
		t.Error(err)
	}
	second, err := native.Start(t.Context(), "postgres", native.Options{Home: home, LogDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer second.Stop()
	if second.Password != first.Password || second.Port == first.Port {
		t.Errorf("the second has another password or the same port: %d, %d", first.Port, second.Port)
	}
	elsewhere := t.TempDir()
	if stores, err := openStores(t.Context(), func(name string) string {
		if name == "DATA_DIR" {
			return elsewhere
		}
		return second.Env[name]
	}); err != nil {
		t.Error(err)
	} else if err := stores.Close(); err != nil {
		t.Error(err)
	}
	if err := second.Stop(); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Join(home, "data", "PG_VERSION")); err != nil {
		t.Errorf("the data did not stay: %v", err)
	}
}

// TestKeepRefused keeps nothing where a server could not enter.
func TestKeepRefused(t *testing.T) {
	nativetest.Require(t, "postgres", "redis", "cassandra", "neo4j", "minio")
	if os.Geteuid() != 0 {
		t.Skip("only root runs postgres as somebody else")
	}
	closed := t.TempDir()
	if err := os.Chmod(closed, 0o700); err != nil {
		t.Fatal(err)
	}
	s, err := native.New(native.Config{Dir: folder(t), LogDir: t.TempDir(), Kept: &keep.Cache{Dir: filepath.Join(closed, "kept")}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Keep(t.Context(), stack.Data{}); !errors.Is(err, stack.ErrNotKept) || !strings.Contains(err.Error(), closed) {
		t.Errorf("found %v, want that nothing is kept in %s", err, closed)
	}
}
