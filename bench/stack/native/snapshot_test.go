package native_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"quintet/bench/stack"
	"quintet/bench/stack/child"
	"quintet/bench/stack/native"
	"quintet/bench/stack/native/nativetest"
	"quintet/bench/stack/snapshot"
)

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
	if stores, err := child.OpenStores(t.Context(), func(name string) string {
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
	s, err := native.New(native.Config{Dir: folder(t), LogDir: t.TempDir(), Kept: &snapshot.Cache{Dir: filepath.Join(closed, "kept")}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Snapshot(t.Context(), stack.Data{}); !errors.Is(err, stack.ErrNotKept) || !strings.Contains(err.Error(), closed) {
		t.Errorf("found %v, want that nothing is kept in %s", err, closed)
	}
}
