package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quintet/api/server"
	"quintet/bench/exitcode"
	"quintet/bench/plan"
	"quintet/bench/runner"
	"quintet/bench/samples"
	"quintet/bench/scenario"
	"quintet/bench/stack"
	"quintet/bench/stack/snapshot"
)

// keepIn makes a command keep data in a folder, and returns the copies' folders there.
func keepIn(c *exec.Cmd, dir string) func(t *testing.T) []string {
	c.Env = append(c.Env, "QUINTET_DATA="+dir)
	return func(t *testing.T) (copies []string) {
		t.Helper()
		list, err := (&snapshot.Cache{Dir: dir}).List()
		if err != nil {
			t.Fatal(err)
		}
		for _, k := range list {
			if !k.Whole {
				t.Errorf("%s is half made", k.Name)
			}
			copies = append(copies, filepath.Join(dir, k.Name))
		}
		return copies
	}
}

// runIn runs the small scenario with data kept in a folder and returns its manifest.
func runIn(t *testing.T, kept string, args ...string) samples.Manifest {
	t.Helper()
	c := prepared(t, append([]string{"run"}, append(args, "-quiet", "-set", "duration=1s", "small.yaml")...)...)
	keepIn(c, kept)
	scenarioFile(t, c, small)
	got := execute(t, c)
	dir := reported(t, c, got)
	if r := jsonReport(t, dir); !r.ends(got.code, exitcode.OK) {
		t.Fatalf("%+v", got)
	}
	m := manifestOf(t, dir)
	if diff := cmp.Diff(m.Dataset.Rows, m.Dataset.Verified); diff != "" {
		t.Errorf("the stores did not begin with what was seeded:\n%s", diff)
	}
	if m.Dataset.Bytes["sqlite"] == 0 || m.Dataset.Bytes["gofakes3"] == 0 {
		t.Errorf("bytes on disk are %v", m.Dataset.Bytes)
	}
	return m
}

// A second run starts from what the first had seeded, and not from what it wrote; a fresh one does not.
func TestRunStartsFromKeptCopy(t *testing.T) {
	t.Parallel()
	kept := t.TempDir()
	first := runIn(t, kept).Dataset
	if first.Origin != samples.SeededNow || first.Took <= 0 || first.Made.IsZero() || first.NotKept != "" {
		t.Errorf("the first is %+v", first)
	}
	second := runIn(t, kept).Dataset
	if second.Origin != samples.KeptCopy || !second.Made.Equal(first.Made) || second.Took != first.Took {
		t.Errorf("the second is %+v", second)
	}
	if diff := cmp.Diff(first.Bytes, second.Bytes); diff != "" {
		t.Error(diff)
	}
	fresh := runIn(t, kept, "-fresh").Dataset
	if fresh.Origin != samples.SeededNow || !fresh.Made.After(first.Made) {
		t.Errorf("the fresh one is %+v", fresh)
	}
	if last := runIn(t, kept).Dataset; last.Origin != samples.KeptCopy || !last.Made.Equal(fresh.Made) {
		t.Errorf("the last is %+v, want it from the fresh one of %v", last, fresh.Made)
	}
	// Other data is another copy.
	if other := runIn(t, kept, "-seed", "8").Dataset; other.Origin != samples.SeededNow {
		t.Errorf("with another seed: %+v", other)
	}
}

// The trials of one run share what the first seeded, also when it was to be fresh.
func TestTrialsShareKeptCopy(t *testing.T) {
	t.Parallel()
	c := prepared(t, "run", "-quiet", "-fresh", "-set", "repetitions=2", "-set", "duration=1s", "small.yaml")
	scenarioFile(t, c, small)
	got := execute(t, c)
	run, err := samples.OpenRun(reported(t, c, got))
	if err != nil || len(run.Trials) != 2 {
		t.Fatalf("%+v, %v, %+v", run, err, got)
	}
	for i, want := range []string{samples.SeededNow, samples.KeptCopy} {
		d := run.Trials[i].Manifest.Dataset
		if diff := cmp.Diff(d.Rows, d.Verified); d.Origin != want || diff != "" {
			t.Errorf("trial %d: %s, want %s\n%s", i+1, d.Origin, want, diff)
		}
	}
}

// A kept copy that is not whole, or that holds something else than it should though it looks whole, is made anew.
func TestRunDoesNotTrustKeptCopy(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(db string) error{
		"Cut": func(db string) error { return os.Truncate(db, 100) },
		"Overwritten": func(db string) error {
			b, err := os.ReadFile(db)
			if err != nil {
				return err
			}
			return os.WriteFile(db, bytes.Repeat([]byte{7}, len(b)), 0o644)
		},
	} {
		t.Run(name, func(t *testing.T) {
			kept := t.TempDir()
			first := runIn(t, kept).Dataset
			db, err := filepath.Glob(filepath.Join(kept, "*", "data", "quintet.db"))
			if err != nil || len(db) != 1 {
				t.Fatal(db, err)
			}
			if err := spoil(db[0]); err != nil {
				t.Fatal(err)
			}
			again := runIn(t, kept).Dataset
			if again.Origin != samples.SeededNow || !again.Made.After(first.Made) {
				t.Errorf("%+v, want it seeded anew", again)
			}
			if last := runIn(t, kept).Dataset; last.Origin != samples.KeptCopy {
				t.Errorf("then %+v", last)
			}
		})
	}
}

// Of two runs at once one seeds, and both are whole.
func TestRunsAtOnceSeedOnce(t *testing.T) {
	t.Parallel()
	kept := t.TempDir()
	var origins [2]string
	var running sync.WaitGroup
	for i := range origins {
		running.Go(func() { origins[i] = runIn(t, kept).Dataset.Origin })
	}
	running.Wait()
	if now := strings.Count(fmt.Sprint(origins), samples.SeededNow); now != 1 {
		t.Errorf("the data were %q", origins)
	}
}

// Where no copy can be kept the run seeds in place, and states why; it seeds nothing where the disk would not hold even that.
func TestRunWithoutKeeping(t *testing.T) {
	t.Parallel()
	s, err := scenario.Parse("small.yaml", []byte(small), overrides{{Key: "duration", Value: "1s"}}, vocabulary())
	if err != nil {
		t.Fatal(err)
	}
	kind, err := findStack("embedded")
	if err != nil {
		t.Fatal(err)
	}
	for _, room := range []struct {
		name            string
		kept, elsewhere int64
		refused         bool
	}{{"NoneForCopies", 1e6, 1e12, false}, {"None", 1e6, 2e6, true}} {
		t.Run(room.name, func(t *testing.T) {
			p, err := plan.New(s)
			if err != nil {
				t.Fatal(err)
			}
			dir := t.TempDir()
			kept := &snapshot.Cache{Dir: filepath.Join(dir, "kept"), Free: func(path string) (int64, error) {
				if strings.HasPrefix(path, filepath.Join(dir, "kept")) {
					return room.kept, nil
				}
				return room.elsewhere, nil
			}}
			r := &runner.Runner{Dir: filepath.Join(dir, "run"), StackName: "embedded", Backends: server.Backends(), Stack: func(_ plan.Trial, dir, logDir string) (stack.Stack, error) {
				return kind.new(stackConfig{executable: binary, dir: dir, logDir: logDir, kept: kept})
			}}
			err = r.Run(t.Context(), p)
			var full *stack.NoRoomError
			if errors.As(err, &full) != room.refused {
				t.Fatalf("found %v", err)
			}
			m := manifestOf(t, r.Dir)
			d := m.Dataset
			if room.refused {
				if m.State != samples.Failed || !strings.Contains(m.Reason, "of disk") {
					t.Errorf("%s: %s", m.State, m.Reason)
				}
			} else if diff := cmp.Diff(d.Rows, d.Verified); d.Origin != samples.SeededInPlace || d.Bytes["sqlite"] == 0 || diff != "" ||
				!strings.Contains(d.NotKept, kept.Dir) {
				t.Errorf("%+v\n%s", d, diff)
			}
			if list, err := kept.List(); err != nil || len(list) > 0 {
				t.Errorf("kept %v, %v", list, err)
			}
		})
	}
}

// killedSeeding is the folder of a seeding that was killed with some batches loaded, and the file of their marks. One that this process looked at too late, when
// all were, is tried again.
func killedSeeding(t *testing.T) (dir, marks string) {
	t.Helper()
	for range 10 {
		dir = t.TempDir()
		c := prepared(t, "seed", "-stack", "embedded", "-volume", "0.5x")
		keepIn(c, dir)
		// A kill leaves the folder of logs.
		c.Env = append(c.Env, "TMPDIR="+t.TempDir())
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		await(t, "batches to be loaded", func() bool {
			if whole, _ := filepath.Glob(filepath.Join(dir, "*", "data")); len(whole) > 0 && !strings.Contains(whole[0], ".part") {
				return true
			}
			files, _ := filepath.Glob(filepath.Join(dir, "*.part", "seeding.marks"))
			if len(files) == 0 {
				return false
			}
			text, err := os.ReadFile(files[0])
			return err == nil && bytes.Count(text, []byte("\n")) > 5
		})
		if err := c.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = c.Wait()
		list, err := (&snapshot.Cache{Dir: dir}).List()
		if err != nil || len(list) != 1 {
			t.Fatalf("kept is %+v, %v", list, err)
		}
		marks = filepath.Join(dir, list[0].Name, "seeding.marks")
		if _, err := os.Stat(marks); err == nil && !list[0].Whole {
			return dir, marks
		}
	}
	t.Fatal("each seeding had ended before it was killed")
	return "", ""
}

// A seeding that is killed is gone on with, and ends as one that was not.
func TestSeedKilled(t *testing.T) {
	t.Parallel()
	dir, marks := killedSeeding(t)
	// What was loaded a moment before the end is not believed; this was long before.
	f, err := os.OpenFile(marks, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := fmt.Fprintf(f, "\nnone 0 0 %d\n", time.Now().Add(time.Hour).UnixMilli()); err != nil {
		t.Fatal(err)
	}
	f.Close()
	again := prepared(t, "seed", "-stack", "embedded", "-volume", "0.5x", "-verify")
	copies := keepIn(again, dir)
	got := execute(t, again)
	if got.code != exitcode.OK || !strings.Contains(got.stdout, "went on") || !strings.Contains(got.stdout, "50000 seeded      50000 counted") {
		t.Fatalf("%+v", got)
	}
	if len(copies(t)) != 1 {
		t.Error("nothing was kept")
	}
}

// The commands around kept data.
func TestSeedStack(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	seeded := func(args ...string) outcome {
		c := prepared(t, append([]string{"seed", "-data", dir}, args...)...)
		return execute(t, c)
	}
	if got := seeded("-stack", "embedded", "-volume", "0.02x"); got.code != exitcode.OK || !strings.HasPrefix(got.stdout, "seeded in ") || !strings.Contains(got.stdout, "2000 seeded       2000 counted") {
		t.Fatalf("%+v", got)
	}
	if got := seeded("-stack", "embedded", "-volume", "0.02x", "-verify"); got.code != exitcode.OK || !strings.HasPrefix(got.stdout, "kept in ") || !strings.Contains(got.stdout, "2000 seeded       2000 counted") {
		t.Errorf("%+v", got)
	}
	if got := seeded("-list"); got.code != exitcode.OK || !strings.Contains(got.stdout, "embedded-") || !strings.Contains(got.stdout, "3,792 rows") {
		t.Errorf("%+v", got)
	}
	if got := seeded("-prune", "0B"); got.code != exitcode.OK || !strings.Contains(got.stdout, "threw away embedded-") || !strings.Contains(got.stdout, "0 kept") {
		t.Errorf("%+v", got)
	}
	for _, args := range [][]string{{"-prune", "much"}, {"-fresh"}, {"-stack", "cloud"}, {"-set", "cache=off"}, {"more"}} {
		if got := seeded(args...); got.code != exitcode.Usage {
			t.Errorf("%q: %+v", args, got)
		}
	}
	left, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left %q, %v", left, err)
	}
}
