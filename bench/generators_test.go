package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/prometheus/procfs"

	"quintet/bench/distributed"
	"quintet/bench/distributed/bucket"
	"quintet/bench/distributed/engine"
	"quintet/bench/distributed/generator"
	"quintet/bench/exitcode"
	"quintet/bench/samples"
)

// sharedEngine is an engine by which the generators of these tests are started.
type sharedEngine struct {
	name string
	// prepare makes it ready and returns the flags and the environment of a run; left fails for what a run has left of it.
	prepare func(t *testing.T) (flags, environment []string)
	left    func(t *testing.T)
	// killed is what is said of a generator that was killed; alone says that it cannot be used by two tests at once.
	killed string
	alone  bool
}

// eachEngine tests what is the same whoever starts the generators.
func eachEngine(t *testing.T, test func(t *testing.T, e sharedEngine)) {
	processes := sharedEngine{
		name: "processes", prepare: func(*testing.T) (flags, environment []string) { return nil, nil }, left: func(*testing.T) {}, killed: "signal: killed",
	}
	for _, e := range append(clusterEngines(), processes) {
		t.Run(e.name, func(t *testing.T) {
			if !e.alone {
				t.Parallel()
			}
			test(t, e)
		})
	}
}

// command prepares a run of three generators.
func (e sharedEngine) command(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	flags, environment := e.prepare(t)
	c := prepared(t, slices.Concat([]string{"run", "-generators", "3"}, flags, args, []string{"small.yaml"})...)
	c.Env = append(c.Env, environment...)
	scenarioFile(t, c, strings.Replace(small, ", measure: false", "", 1))
	return c
}

// over fails for what a run has left, of its processes, in the engine, and of the bucket's secret.
func (e sharedEngine) over(t *testing.T, c *exec.Cmd, pids []int) {
	t.Helper()
	dir := onlyRun(t, c)
	for _, pid := range pids {
		await(t, "a generator to end", func() bool { return errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) })
	}
	nothingLeft(t, dir, manifestOf(t, dir))
	e.left(t)
	nowhere(t, bucketSecret, filepath.Dir(dir))
	if _, err := os.Stat(filepath.Join(dir, "bucket")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the bucket is still there: %v", err)
	}
}

// Three generators share a load: each hit of the schedule is in the record once, whoever sent it, the report has a row for each of them, and no
// secret and no process is left.
func TestRunWithGenerators(t *testing.T) {
	eachEngine(t, func(t *testing.T, e sharedEngine) {
		c := e.command(t, "-quiet")
		got := execute(t, c)
		dir := reported(t, c, got)
		e.over(t, c, nil)
		m := manifestOf(t, dir)
		hits, by := numbersOf(t, dir)
		if uint64(len(hits)) != m.Load.Offered || len(m.Generators) != 3 {
			t.Fatalf("%d hits of %d, %d generators", len(hits), m.Load.Offered, len(m.Generators))
		}
		for i, n := range hits {
			if n != 1 {
				t.Fatalf("hit %d is there %d times", i, n)
			}
		}
		for i, g := range m.Generators {
			if g.State != samples.Complete || g.Hits == 0 || g.Hits != by[i] || g.Offered != g.Hits || g.PID == 0 || g.Before.Uncertainty == 0 || g.After.Uncertainty == 0 {
				t.Errorf("generator %d recorded %d hits and says %+v", i, by[i], g)
			}
		}
		r := jsonReport(t, dir)
		if !r.ends(got.code, exitcode.OK) || r.Trials[0].Completed != r.Trials[0].Offered || r.Trials[0].Failures != 0 {
			t.Errorf("%+v", r)
		}
		page, err := os.ReadFile(filepath.Join(dir, "index.html"))
		if err != nil || !strings.Contains(string(page), "generator-2") || !strings.Contains(string(page), "knows its own writes only") {
			t.Errorf("the page says nothing of generators, %v", err)
		}
		// The same record gives the same page, without any stack.
		if again := execute(t, prepared(t, "report", dir)); again.code != got.code {
			t.Fatalf("%+v", again)
		}
		if after, err := os.ReadFile(filepath.Join(dir, "index.html")); err != nil || string(after) != string(page) {
			t.Errorf("bench report made another page of the same record, %v", err)
		}
	})
}

// numbersOf counts how often each number of a hit is in the first trial of a run, and the hits of each generator. The record must be whole.
func numbersOf(t *testing.T, dir string) (times map[uint64]int, by map[int]uint64) {
	t.Helper()
	times, by, err := countNumbers(t, dir)
	if err != nil {
		t.Error(err)
	}
	return times, by
}

// countNumbers is numbersOf for a record that may have broken off.
func countNumbers(t *testing.T, dir string) (times map[uint64]int, by map[int]uint64, err error) {
	t.Helper()
	run, err := samples.OpenRun(dir)
	if err != nil {
		t.Fatal(err)
	}
	times, by = map[uint64]int{}, map[int]uint64{}
	return times, by, run.Trials[0].Hits(func(h *samples.Hit) error {
		times[h.Seq]++
		by[int(h.Generator)]++
		return nil
	})
}

// A matrix is rounds of the same generators.
func TestGeneratorsPlayEveryTrial(t *testing.T) {
	t.Parallel()
	c := prepared(t, "run", "-quiet", "-generators", "2", "-set", "cache=on,off", "small.yaml")
	scenarioFile(t, c, small)
	got := execute(t, c)
	r := jsonReport(t, reported(t, c, got))
	if !r.ends(got.code, exitcode.OK) || len(r.Trials) != 2 {
		t.Fatalf("%+v %+v", got, r)
	}
	for i, trial := range r.Trials {
		if trial.Completed == 0 || trial.Completed != trial.Offered {
			t.Errorf("trial %d: %+v", i+1, trial)
		}
	}
}

// generatorsOf are the processes of a run's generators, by index.
func generatorsOf(t *testing.T, c *exec.Cmd) (pids [3]int) {
	t.Helper()
	all, err := procfs.AllProcs()
	if err != nil {
		t.Fatal(err)
	}
	run := filepath.Base(onlyRun(t, c))
	for _, p := range all {
		line, err := p.CmdLine()
		if err != nil || len(line) != 2 || line[0] != binary || line[1] != "generate" {
			continue
		}
		environment, err := p.Environ()
		if err != nil || !slices.Contains(environment, generator.RunVariable+"="+run) {
			continue
		}
		for i := range pids {
			if slices.Contains(environment, fmt.Sprintf("%s=%d", engine.IndexVariable, i)) || slices.Contains(environment, fmt.Sprintf("SLURM_PROCID=%d", i)) {
				pids[i] = p.PID
			}
		}
	}
	if slices.Contains(pids[:], 0) {
		t.Fatalf("generators are %v", pids)
	}
	return pids
}

// A generator that is killed makes the run invalid, and is named; what the others sent is in the record.
func TestGeneratorKilled(t *testing.T) {
	eachEngine(t, func(t *testing.T, e sharedEngine) {
		c := e.command(t, "-set", "duration=20s")
		lines := loading(t, c)
		pids := generatorsOf(t, c)
		if err := syscall.Kill(pids[1], syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		said := rest(lines)
		_ = c.Wait()
		if code := c.ProcessState.ExitCode(); code != exitcode.Invalid || !strings.Contains(said, "generator 1 of 3 is lost: "+e.killed) {
			t.Errorf("exit %d, said %q", code, said)
		}
		dir := onlyRun(t, c)
		r := jsonReport(t, dir)
		if reasons := strings.Join(r.InvalidReasons, " "); r.Valid || !strings.Contains(reasons, "1 of 3 generators was lost: ") || !strings.Contains(reasons, e.killed) {
			t.Errorf("reasons are %q", r.InvalidReasons)
		}
		for i, g := range manifestOf(t, dir).Generators {
			if i == 1 && g.State != samples.Failed || i != 1 && (g.State != samples.Complete || g.Hits == 0 || g.Hits != g.Offered) {
				t.Errorf("generator %d: %+v", i, g)
			}
		}
		e.over(t, c, pids[:])
	})
}

// rest reads a stream to its end.
func rest(lines *bufio.Reader) (text string) {
	for {
		line, err := lines.ReadString('\n')
		if text += line; err != nil {
			return text
		}
	}
}

// An interrupt ends the load of all generators at one offset, keeps and reports what was measured, and leaves nothing running.
func TestInterruptWithGenerators(t *testing.T) {
	eachEngine(t, func(t *testing.T, e sharedEngine) {
		c := e.command(t, "-set", "duration=120s")
		lines := loading(t, c)
		pids := generatorsOf(t, c)
		if err := c.Process.Signal(os.Interrupt); err != nil {
			t.Fatal(err)
		}
		said := rest(lines)
		_ = c.Wait()
		if code := c.ProcessState.ExitCode(); code != exitcode.Interrupted {
			t.Errorf("exit %d, said %q", code, said)
		}
		e.over(t, c, pids[:])
		dir := onlyRun(t, c)
		m := manifestOf(t, dir)
		hits, _ := numbersOf(t, dir)
		if m.State != samples.Stopped || m.Load.Offered == 0 || uint64(len(hits)) != m.Load.Offered {
			t.Errorf("state %s, %d hits of %d", m.State, len(hits), m.Load.Offered)
		}
		if r := jsonReport(t, dir); len(r.Trials) != 1 || r.Trials[0].Completed == 0 || strings.Contains(strings.Join(r.InvalidReasons, " "), "recorded") {
			t.Errorf("%+v", r)
		}
	})
}

// A coordinator that is killed takes the generators of this machine with it. What was uploaded until then is collected: a run that is invalid, states how far
// it got, and has each hit once.
func TestCoordinatorKilled(t *testing.T) {
	t.Parallel()
	kept := serveBucket(t)
	c := prepared(t, "run", "-generators", "3", "-bucket", "s3://runs/test", "-set", "duration=120s", "small.yaml")
	c.Env = append(c.Env, kept.environment...)
	scenarioFile(t, c, strings.Replace(small, ", measure: false", "", 1))
	loading(t, c)
	pids := generatorsOf(t, c)
	kept.hasHits(t, filepath.Base(onlyRun(t, c)))
	if err := c.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = c.Wait()
	for _, pid := range pids {
		await(t, "a generator to end", func() bool { return errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) })
	}
	dir, got := collected(t, kept, filepath.Base(onlyRun(t, c)))
	r := jsonReport(t, dir)
	reasons := strings.Join(r.InvalidReasons, " ")
	if got.code != exitcode.Invalid || r.Valid || !strings.Contains(reasons, "3 of 3 generators were lost: ") || !strings.Contains(reasons, "ended without a word after") {
		t.Errorf("exit %d, reasons %q", got.code, r.InvalidReasons)
	}
	hits, by, err := countNumbers(t, dir)
	if err == nil || !strings.Contains(err.Error(), "hits-1.bin has no end mark") {
		t.Errorf("reading what was collected: %v", err)
	}
	for i, n := range hits {
		if n != 1 {
			t.Errorf("hit %d is there %d times", i, n)
		}
	}
	m := manifestOf(t, dir)
	if len(hits) == 0 || len(by) != 3 || m.State != samples.Running || len(r.Trials) != 1 || r.Trials[0].Completed == 0 {
		t.Errorf("%d hits by %v, state %s, %+v", len(hits), by, m.State, r)
	}
}

// hasHits waits until each of the three generators of a run has uploaded some of its hits.
func (b *servedBucket) hasHits(t *testing.T, run string) {
	t.Helper()
	objects, err := bucket.Open(t.Context(), b.In("test/"+run))
	if err != nil {
		t.Fatal(err)
	}
	defer objects.Close()
	for i := range 3 {
		await(t, fmt.Sprintf("hits of generator %d", i), func() bool {
			parts, err := objects.List(t.Context(), distributed.Round(1).Parts(distributed.HitsFile, i))
			return err == nil && len(parts) > 0
		})
	}
}

// collected collects a run from a bucket.
func collected(t *testing.T, kept *servedBucket, id string) (dir string, got outcome) {
	t.Helper()
	c := prepared(t, "collect", "-o", "collected", "s3://runs/test/"+id)
	c.Env = append(c.Env, kept.environment...)
	got = execute(t, c)
	return reported(t, c, got), got
}

// A run that has ended is collected as it was recorded and reported, byte for byte.
func TestCollect(t *testing.T) {
	t.Parallel()
	kept := serveBucket(t)
	c := prepared(t, "run", "-quiet", "-generators", "2", "-bucket", "s3://runs/test", "-set", "ledger=on", "small.yaml")
	c.Env = append(c.Env, kept.environment...)
	scenarioFile(t, c, small)
	ran := execute(t, c)
	recorded := reported(t, c, ran)
	if r := jsonReport(t, recorded); !r.ends(ran.code, exitcode.OK) {
		t.Fatalf("%+v", ran)
	}
	dir, got := collected(t, kept, filepath.Base(recorded))
	if got.code != ran.code {
		t.Errorf("%+v", got)
	}
	for _, name := range []string{"report.json", "trial-001/manifest.json", "trial-001/hits-1.bin", "trial-001/hits-2.bin", "trial-001/ledger-1.bin",
		"trial-001/ledger-2.bin", "trial-001/points.bin", "trial-001/events.jsonl"} {
		want, err := os.ReadFile(filepath.Join(recorded, name))
		if err != nil {
			t.Fatal(err)
		}
		if is, err := os.ReadFile(filepath.Join(dir, name)); err != nil || !bytes.Equal(is, want) {
			t.Errorf("%s was collected with %d bytes of %d, %v", name, len(is), len(want), err)
		}
	}
	again := prepared(t, "collect", "-o", dir, "s3://runs/test/"+filepath.Base(recorded))
	again.Env = append(again.Env, kept.environment...)
	if got := execute(t, again); got.code != exitcode.Usage || !strings.Contains(got.stderr, "is there already") {
		t.Errorf("into a folder that is there: %+v", got)
	}
	again = prepared(t, "collect", "s3://runs/test/another-run")
	again.Env = append(again.Env, kept.environment...)
	if got := execute(t, again); got.code != exitcode.Invalid || !strings.Contains(got.stderr, "there is no trial that has begun") {
		t.Errorf("a run that is not there: %+v", got)
	}
}

// What several generators cannot do is refused before anything starts, and so is an environment that says nothing.
func TestGeneratorUsage(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		args []string
		says string
	}{
		"Closed":  {[]string{"run", "-generators", "3", "-set", "load={closed: 2, duration: 5s}", "small.yaml"}, "2 users cannot be divided among 3 generators"},
		"Engine":  {[]string{"run", "-generators", "2", "-on", "process", "small.yaml"}, "did you mean processes?"},
		"Alone":   {[]string{"run", "-bucket", "s3://runs", "small.yaml"}, "-generators N"},
		"Many":    {[]string{"run", "-generators", "10001", "small.yaml"}, "want 1 to 10000"},
		"Keys":    {[]string{"run", "-generators", "2", "-bucket", "s3://runs/here", "small.yaml"}, "AWS_"},
		"Bucket":  {[]string{"run", "-generators", "2", "-bucket", "runs", "small.yaml"}, "want s3://BUCKET"},
		"Nothing": {[]string{"generate"}, "QUINTET_RUN is not set"},
		"Collect": {[]string{"collect", "s3://runs"}, "AWS_"},
	} {
		t.Run(name, func(t *testing.T) {
			cmd := prepared(t, c.args...)
			for _, name := range []string{"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"} {
				cmd.Env = append(cmd.Env, name+"=")
			}
			scenarioFile(t, cmd, small)
			got := execute(t, cmd)
			if got.code != exitcode.Usage || !strings.Contains(got.stderr, c.says) || strings.Count(got.stderr, "\n") != 1 {
				t.Errorf("%+v, want exit 2 and one line with %q", got, c.says)
			}
			if _, err := os.Stat(filepath.Join(cmd.Dir, "reports")); !errors.Is(err, os.ErrNotExist) {
				t.Errorf("a folder was made: %v", err)
			}
		})
	}
}
