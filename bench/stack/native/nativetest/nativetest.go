// Package nativetest gives tests real servers for as long as they last: one for a test (Start) or one for all tests of a package
// (Shared). A server is stopped when its test or package ends, and removed should the test binary be killed.
//
// Rejected: one server for several packages. Each package kills, pauses and fills its own, so none could have been shared by two at a
// time; and a server that outlives a test binary is one that may be left behind.
package nativetest

import (
	"context"
	"os"
	"testing"
	"time"

	"quintet/bench/stack/native"
)

// startTimeout is how long a server may take to start on a machine that is busy with other tests.
const startTimeout = 5 * time.Minute

// JavaOptions are options for a virtual machine that runs for seconds: it compiles once, quickly, and collects garbage on one core,
// which takes half the processor time of the defaults.
func JavaOptions() []string { return []string{"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"} }

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
	if o.JavaOptions == nil {
		o.JavaOptions = JavaOptions()
	}
	Require(t, name)
	ctx, cancel := context.WithTimeout(context.Background(), startTimeout)
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
	skip(t, &native.MissingError{Parts: needs})
}

// skip skips a test for want of a server, or fails it where servers are required.
func skip(t testing.TB, missing error) {
	t.Helper()
	if os.Getenv("REQUIRE_STACK") == "native" {
		t.Fatal(missing)
	}
	t.Skip(missing)
}
