package native_test

import (
	"context"
	"errors"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"quintet/bench/stack"
	"quintet/bench/stack/native"
	"quintet/bench/stack/native/nativetest"
)

// watched is a service that has metrics.
type watched struct{ name, metrics string }

func (w watched) Info() stack.Info { return stack.Info{Name: w.name, Metrics: w.metrics} }

// TestServers takes every server of the table through its life.
func TestServers(t *testing.T) {
	for _, name := range native.Names() {
		t.Run(name, func(t *testing.T) {
			c, ok := clients()[name]
			if !ok {
				t.Fatalf("no client for %s: add a row to clients", name)
			}
			dir, logs := folder(t), t.TempDir()
			began := time.Now()
			i := nativetest.Start(t, name, native.Options{Dir: dir, LogDir: logs})
			t.Logf("%s up in %v", i.Software, time.Since(began).Round(time.Millisecond))
			live(t, i, c)
			inspectLogs(t, i, logs)
			if err := i.Stop(); err != nil {
				t.Fatal(err)
			}
			nothingIn(t, dir)
		})
	}
}

// live keeps a word in a server and expects it to be there after each thing that can befall a node.
func live(t *testing.T, i *native.Instance, c client) {
	t.Helper()
	ctx := t.Context()
	if i.Software == "" || !strings.ContainsAny(i.Software, "0123456789") {
		t.Errorf("it does not tell its version: %q", i.Software)
	}
	const word = "heirloom"
	if err := c.put(ctx, i, word); err != nil {
		t.Fatal(err)
	}
	kept := func(when string) {
		t.Helper()
		eventually(t, func(ctx context.Context) error {
			found, err := c.get(ctx, i)
			if err == nil && found != word {
				t.Fatalf("%s: found %q, want %q", when, found, word)
			}
			return err
		})
	}
	kept("after the start")
	n := i.Nodes[0]
	before, exited := n.Info(), n.Exited()

	if err := n.Pause(); err != nil {
		t.Fatal(err)
	}
	if alone := len(i.Nodes) == 1; alone {
		short, cancel := context.WithTimeout(ctx, 300*time.Millisecond)
		if found, err := c.get(short, i); err == nil {
			t.Errorf("a paused server answered %q", found)
		}
		cancel()
	}
	if err := n.Resume(); err != nil {
		t.Fatal(err)
	}
	kept("after a pause")

	for _, way := range []struct {
		name string
		end  func() error
	}{{"kill", n.Kill}, {"stop", n.Stop}} {
		if err := errors.Join(way.end(), way.end()); err != nil {
			t.Fatal(err)
		}
		select {
		case <-exited:
		default:
			t.Errorf("after a %s it had not exited", way.name)
		}
		if conn, err := net.Dial("tcp", before.Address); err == nil {
			conn.Close()
			t.Errorf("after a %s something listens at %s", way.name, before.Address)
		}
		began := time.Now()
		if err := n.Restart(ctx); err != nil {
			t.Fatal(err)
		}
		t.Logf("back after a %s in %v", way.name, time.Since(began).Round(time.Millisecond))
		if now := n.Info(); now.Address != before.Address || now.PID == before.PID {
			t.Errorf("after a %s it is %+v, was %+v", way.name, now, before)
		}
		exited = n.Exited()
		kept("after a " + way.name)
	}
}

// inspectLogs expects every node to have a log and no log to hold the password.
func inspectLogs(t *testing.T, i *native.Instance, dir string) {
	t.Helper()
	for _, n := range i.Nodes {
		if _, err := os.Stat(filepath.Join(dir, n.Info().Name+".log")); err != nil {
			t.Errorf("no log: %v", err)
		}
	}
	if i.Password == "" {
		return
	}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if strings.Contains(string(b), i.Password) {
			t.Errorf("%s holds the password", path)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// TestStartRefuses names what is wrong with what was asked.
func TestStartRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		server string
		o      native.Options
		want   string
	}{
		"UnknownServer":  {"oracle", native.Options{}, `unknown server "oracle"`},
		"TooManyNodes":   {"cassandra", native.Options{Nodes: 4}, "cannot have 4 nodes"},
		"NoSuchCluster":  {"redis", native.Options{Nodes: 2}, "cannot have 2 nodes"},
		"NegativeNumber": {"redis", native.Options{Nodes: -1}, "cannot have -1 nodes"},
	} {
		t.Run(name, func(t *testing.T) {
			c.o.Dir = t.TempDir()
			if _, err := native.Start(t.Context(), c.server, c.o); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("found %v, want %q", err, c.want)
			}
			nothingIn(t, c.o.Dir)
		})
	}
}

// TestStartInterrupted ends the context during a start and expects nothing to remain.
func TestStartInterrupted(t *testing.T) {
	if missing, err := native.Missing("postgres"); err != nil || len(missing) > 0 {
		t.Skip(missing, err)
	}
	dir := folder(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := native.Start(ctx, "postgres", native.Options{Dir: dir, LogDir: t.TempDir()}); !errors.Is(err, context.Canceled) {
		t.Errorf("found %v, want %v", err, context.Canceled)
	}
	nothingIn(t, dir)
}

// folder is a folder of the test that every user can enter, so that PostgreSQL can live in it when the test is run by root.
func folder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "native-test-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

// nothingIn expects a folder to be empty or absent.
func nothingIn(t *testing.T, dir string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	for _, e := range entries {
		t.Errorf("%s is still in %s", e.Name(), dir)
	}
}
