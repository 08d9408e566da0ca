package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"quintet/bench/exitcode"
	"quintet/bench/redact"
)

var update = flag.Bool("update", false, "rewrite golden files")

// binary is this test binary under the name of the real one, so that what it starts, starts the harness: main with everything
// behind it, race detector included.
var binary string

func TestMain(m *testing.M) {
	if filepath.Base(os.Args[0]) == "bench" {
		main()
		return
	}
	os.Exit(withBinary(m))
}

func withBinary(m *testing.M) int {
	dir, err := os.MkdirTemp("", "bench-test-")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	self, err := os.Executable()
	if err != nil {
		panic(err)
	}
	// Most tests wait for a load that asks little of the machine, so twice as many run at once as it has cores. -parallel says otherwise.
	if err := flag.Set("test.parallel", strconv.Itoa(2*runtime.GOMAXPROCS(0))); err != nil {
		panic(err)
	}
	// What tests seed is kept apart from what users seed.
	if err := os.Setenv("QUINTET_DATA", filepath.Join(dir, "data")); err != nil {
		panic(err)
	}
	// Marks of secrets are the same on every machine, and no key is left behind.
	if err := os.Setenv(redact.KeyVariable, "a key for tests"); err != nil {
		panic(err)
	}
	binary = filepath.Join(dir, "bench")
	if os.Link(self, binary) != nil {
		if err := copyFile(self, binary); err != nil {
			panic(err)
		}
	}
	return m.Run()
}

func copyFile(from, to string) error {
	source, err := os.Open(from)
	if err != nil {
		return err
	}
	defer source.Close()
	target, err := os.OpenFile(to, os.O_CREATE|os.O_WRONLY, 0o755)
	if err != nil {
		return err
	}
	if _, err := io.Copy(target, source); err != nil {
		return err
	}
	return target.Close()
}

// outcome is what a command left behind.
type outcome struct {
	code           int
	stdout, stderr string
}

// command prepares the real binary in a folder of the test's own.
func prepared(t testing.TB, args ...string) *exec.Cmd {
	t.Helper()
	c := exec.Command(binary, args...)
	c.Dir = t.TempDir()
	c.Env = append(os.Environ(), "NO_COLOR=1", "QUINTET_DATA="+t.TempDir())
	return c
}

// execute runs the real binary to its end.
func execute(t testing.TB, c *exec.Cmd) outcome {
	t.Helper()
	var stdout, stderr bytes.Buffer
	c.Stdout, c.Stderr = &stdout, &stderr
	if err := c.Run(); err != nil && c.ProcessState == nil {
		t.Fatal(err)
	}
	return outcome{c.ProcessState.ExitCode(), stdout.String(), stderr.String()}
}

// Whole commands that start nothing, with all they print.
func TestGolden(t *testing.T) {
	bad := filepath.Join(t.TempDir(), "bad.yaml")
	text := strings.NewReplacer("messages.list: 90", "mesages.list: 90", "rate: 60/s", "rate: 60").Replace(small)
	if err := os.WriteFile(bad, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	shapes, idle := filepath.Join(filepath.Dir(bad), "shapes.yaml"), filepath.Join(filepath.Dir(bad), "idle.yaml")
	for path, phases := range map[string]string{
		shapes: "[{name: night, sine: {low: 100/s, high: 50/s, period: 1s}, duration: 2s},\n  {name: stairs, steps: {from: 1/s, to: 9/s, count: 20000}, duration: 2s}]",
		idle:   "[{name: night, rate: 0.01/s, duration: 2s}]",
	} {
		text := fmt.Sprintf("name: %s\nworkload: {mix: {users.get: 1}}\nload:\n  arrivals: constant\n  phases: %s\n", strings.TrimSuffix(filepath.Base(path), ".yaml"), phases)
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for name, args := range map[string][]string{
		"validate-shapes": {"validate", shapes}, "validate-idle": {"validate", idle},
		"help": {"help"}, "nothing": {}, "unknown": {"rnu", "smoke"},
		"run-help": {"run", "-h"}, "report-help": {"report", "-h"}, "validate-help": {"validate", "-h"}, "seed-help": {"seed", "-h"}, "capacity-help": {"capacity", "-h"}, "faults-help": {"faults", "-h"}, "faults-kind": {"faults", "-kinds", "kil", "smoke"}, "capacity-short": {"capacity", "-from", "10/s", "smoke"}, "capacity-closed": {"capacity", "-set", "load={closed: 4, duration: 5s}", "smoke"}, "list-help": {"list", "-h"},
		"list": {"list"}, "validate": {"validate", "chat-heavy", "smoke"}, "validate-bad": {"validate", bad}, "run-bad": {"run", bad},
		"run-unknown": {"run", "chat-havy"}, "run-two": {"run", "smoke", "soak"}, "run-stack": {"run", "-stack", "cloud", "smoke"},
		"run-set": {"run", "-set", "cache=maybe", "smoke"}, "run-set-unknown": {"run", "-set", "loda.rate=5/s", "smoke"}, "run-flag": {"run", "-sett", "x", "smoke"},
		"report-absent": {"report", "absent"}, "report-file": {"report", bad}, "seed-volume": {"seed", "-volume", "big"},
		"serve-help": {"serve", "-h"}, "serve-absent": {"serve", "absent"}, "serve-file": {"serve", bad}, "serve-two": {"serve", "a", "b"},
	} {
		t.Run(name, func(t *testing.T) {
			var stdout, stderr bytes.Buffer
			code := run(context.Background(), args, terminal{stdout: &stdout, stderr: &stderr})
			got := fmt.Sprintf("$ bench %s\n%s", strings.Join(args, " "), stdout.String())
			if stderr.Len() > 0 {
				got += "--- stderr\n" + stderr.String()
			}
			got = strings.ReplaceAll(got+fmt.Sprintf("--- exit %d\n", code), filepath.Dir(bad), "DIR")
			path := filepath.Join("testdata", name+".txt")
			if *update {
				if err := os.MkdirAll("testdata", 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("if the change is wanted, run with -update:\n%s", diff)
			}
		})
	}
}

// A run against a server that is not there says so in one line and leaves no report of nothing.
func TestRunWithoutAServerWritesNothing(t *testing.T) {
	c := prepared(t, "run", "-stack", "external", "-target", "http://127.0.0.1:1", "-seeded", "-quiet", "smoke")
	const want = "bench: nothing answers at http://127.0.0.1:1 (dial tcp 127.0.0.1:1: connect: connection refused): start the server, or give its own address as -target\n"
	if got := execute(t, c); got.code != exitcode.Invalid || got.stdout != "" || got.stderr != want {
		t.Errorf("%+v", got)
	}
	if left, err := filepath.Glob(filepath.Join(c.Dir, "reports", "*")); err != nil || len(left) > 0 {
		t.Errorf("left %v, %v", left, err)
	}
}

// A refused run leaves nothing behind.
func TestRefusedRunWritesNothing(t *testing.T) {
	c := prepared(t, "run", "-set", "cache=maybe", "smoke")
	if got := execute(t, c); got.code != exitcode.Usage || got.stdout != "" {
		t.Errorf("%+v", got)
	}
	left, err := os.ReadDir(c.Dir)
	if err != nil || len(left) > 0 {
		t.Errorf("left %v, %v", left, err)
	}
}
