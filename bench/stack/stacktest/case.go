package stacktest

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"syscall"
	"testing"
	"time"

	"quintet/api/store"
	"quintet/bench/stack"
	"quintet/bench/stack/child"
	"quintet/bench/stack/snapshot"
)

// patience bounds what tests wait for; only what hangs comes near it.
const patience = 10 * time.Minute

// Place is where a stack is to live.
type Place struct {
	// Dir is for its data, LogDir for its logs. Kept is where seeded data is kept.
	Dir, LogDir string
	Kept        *snapshot.Cache
	// Settings are the scenario's.
	Settings map[string]string
}

// Case is a stack under test.
type Case struct {
	// New makes the stack. It may skip the test where the machine lacks what the stack needs.
	New func(t *testing.T, p Place) (stack.Stack, error)
	// Settings have the stack come up with two replicas of the API, if it can vary that.
	Settings map[string]string
	// Accepted and Refused are settings alone, as "key=value"; Refused has the error's beginning.
	Accepted []string
	Refused  map[string]string
	// Services are the names of the parts, in order; Telemetry those of the stores that give readings.
	Services, Telemetry []string
	// Folder makes a folder in which the stack's servers can write; nil means a folder of the test.
	Folder func(t *testing.T) string
	// Kept looks at a folder of kept data; nil looks at nothing.
	Kept func(t *testing.T, dir string)

	// Foreign says that somebody else runs the parts: Up seeds nothing and Down ends nothing.
	Foreign bool
	// StandIn answers in place of parts that are not real: whether a part works now. nil asks them.
	StandIn func(name string) bool
}

// Run runs the suite.
func Run(t *testing.T, c Case) {
	if c.Folder == nil {
		c.Folder = func(t *testing.T) string { return t.TempDir() }
	}
	t.Run("Settings", c.settings)
	t.Run("Life", c.life)
	if !c.Foreign {
		t.Run("FailedSeeding", c.failedSeeding)
	}
	t.Run("Interrupted", c.interrupted)
}

// Main is the TestMain of a package whose stack starts the test binary as its parts; it returns the exit code.
func Main(m *testing.M) int {
	if len(os.Args) < 2 || !slices.Contains(child.Names(), os.Args[1]) {
		return m.Run()
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	if err := child.Run(ctx, os.Args[1], os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// open makes the stack with its settings in new folders, and ends it with the test should the test not have done so.
func (c *Case) open(t *testing.T, kept *snapshot.Cache) (stack.Stack, Place) {
	t.Helper()
	p := Place{Dir: c.Folder(t), LogDir: t.TempDir(), Kept: kept, Settings: c.Settings}
	s, err := c.New(t, p)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Down(context.Background()); err != nil {
			t.Errorf("down: %v", err)
		}
	})
	return s, p
}

// nothing seeds nothing.
func nothing(context.Context, store.Set) error { return nil }
