package embedded_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"quintet/api/server"
	"quintet/api/store"
	"quintet/bench/stack/child"
	"quintet/bench/stack/embedded"
	"quintet/bench/stack/lockfile"
)

// nothing seeds no data.
func nothing(context.Context, store.Set) error { return nil }

// Data of a stack whose process died is removed by the next stack that comes up beside it; data of one that lives, and what is no stack's,
// stay. A stack that went down leaves nothing.
func TestWhatTheDeadLeft(t *testing.T) {
	runs := t.TempDir()
	trial := func(run string) string { return filepath.Join(runs, run, "trial-001") }
	for _, run := range []string{"dead", "alive", "foreign"} {
		if err := os.MkdirAll(filepath.Join(trial(run), "data", "files"), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for _, run := range []string{"dead", "alive"} {
		lock, err := lockfile.TryLock(filepath.Join(trial(run), "data.lock"))
		if err != nil || lock == nil {
			t.Fatal(lock, err)
		}
		if run == "dead" {
			err = lock.Close() // as the end of its process does
		} else {
			defer lock.Close()
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	s, err := embedded.New(embedded.Config{Executable: os.Args[0], Dir: trial("new"), LogDir: filepath.Join(trial("new"), "logs"),
		Backends: server.Backends(), OpenStores: child.OpenStores})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Up(t.Context(), nothing); err != nil {
		t.Fatal(err)
	}
	there := func(path string) bool {
		_, err := os.Stat(path)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Error(err)
		}
		return err == nil
	}
	for path, want := range map[string]bool{
		"dead/trial-001/data": false, "dead/trial-001/data.lock": false, "dead/trial-001": true, "alive/trial-001/data/files": true,
		"alive/trial-001/data.lock": true, "foreign/trial-001/data/files": true, "new/trial-001/data": true,
	} {
		if got := there(filepath.Join(runs, path)); got != want {
			t.Errorf("%s is there: %v, want %v", path, got, want)
		}
	}
	again, err := embedded.New(embedded.Config{Executable: os.Args[0], Dir: trial("new"), LogDir: filepath.Join(trial("new"), "logs"),
		Backends: server.Backends(), OpenStores: child.OpenStores})
	if err != nil {
		t.Fatal(err)
	}
	if err := again.Up(t.Context(), nothing); err == nil {
		t.Error("two stacks on one folder of data")
	}
	if !there(filepath.Join(trial("new"), "data")) {
		t.Error("a stack that was refused removed the data of the one that is up")
	}
	if err := s.Down(t.Context()); err != nil {
		t.Fatal(err)
	}
	if there(filepath.Join(trial("new"), "data")) || there(filepath.Join(trial("new"), "data.lock")) {
		t.Error("a stack that went down left its data or its lock")
	}
}
