// Package nativetest gives tests a real server for as long as they last.
package nativetest

import (
	"context"
	"os"
	"testing"
	"time"

	"quintet/bench/stack/native"
)

// Start starts the named server in folders of the test and stops it when the test ends. Where the machine lacks the server the test
// is skipped with the command that gets it; with REQUIRE_STACK=native in the environment that is a failure.
func Start(t testing.TB, name string, o native.Options) *native.Instance {
	t.Helper()
	if o.Dir == "" {
		o.Dir = t.TempDir()
	}
	if o.LogDir == "" {
		o.LogDir = t.TempDir()
	}
	Require(t, name)
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	defer cancel()
	i, err := native.Start(ctx, name, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := i.Stop(); err != nil {
			t.Errorf("stop %s: %v", name, err)
		}
	})
	return i
}

// Require skips the test where the machine lacks one of the servers, with the command that gets it; with REQUIRE_STACK=native in the
// environment that is a failure.
func Require(t testing.TB, names ...string) {
	t.Helper()
	needs, err := native.Missing(names...)
	if err != nil {
		t.Fatal(err)
	}
	if len(needs) == 0 {
		return
	}
	missing := &native.MissingError{Needs: needs}
	if os.Getenv("REQUIRE_STACK") == "native" {
		t.Fatal(missing)
	}
	t.Skip(missing)
}
