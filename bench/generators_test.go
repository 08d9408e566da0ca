package main

import (
	"bufio"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/prometheus/procfs"

	"quintet/bench/exitcode"
	"quintet/bench/host"
	"quintet/bench/samples"
)

// Three generators share a load: each hit of the schedule is in the record once, whoever sent it, the report has a row for each of them, and no
// secret and no process is left.
func TestRunWithGenerators(t *testing.T) {
	t.Parallel()
	c := prepared(t, "run", "-quiet", "-generators", "3", "small.yaml")
	scenarioFile(t, c, small)
	got := execute(t, c)
	if got.code != exitcode.OK {
		t.Fatalf("%+v", got)
	}
	dir := reported(t, c, got)
	m := manifestOf(t, dir)
	nothingLeft(t, dir, m)
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
	if !r.Valid || r.Trials[0].Completed != r.Trials[0].Offered || r.Trials[0].Failures != 0 {
		t.Errorf("%+v", r)
	}
	page, err := os.ReadFile(filepath.Join(dir, "index.html"))
	if err != nil || !strings.Contains(string(page), "generator-2") || !strings.Contains(string(page), "knows its own writes only") {
		t.Errorf("the page says nothing of generators, %v", err)
	}
	if _, err := os.Stat(filepath.Join(dir, "bucket")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the bucket is still there: %v", err)
	}

	// The same record gives the same page, without any stack.
	if got := execute(t, prepared(t, "report", dir)); got.code != exitcode.OK {
		t.Fatalf("%+v", got)
	}
	if after, err := os.ReadFile(filepath.Join(dir, "index.html")); err != nil || string(after) != string(page) {
		t.Errorf("bench report made another page of the same record, %v", err)
	}
}

// numbersOf counts how often each number of a hit is in the first trial of a run, and the hits of each generator.
func numbersOf(t *testing.T, dir string) (times map[uint64]int, by map[int]uint64) {
	t.Helper()
	run, err := samples.OpenRun(dir)
	if err != nil {
		t.Fatal(err)
	}
	times, by = map[uint64]int{}, map[int]uint64{}
	if err := run.Trials[0].Hits(func(h *samples.Hit) error {
		times[h.Seq]++
		by[int(h.Generator)]++
		return nil
	}); err != nil {
		t.Error(err)
	}
	return times, by
}

// A matrix is rounds of the same generators.
func TestGeneratorsPlayEveryTrial(t *testing.T) {
	t.Parallel()
	c := prepared(t, "run", "-quiet", "-generators", "2", "-set", "cache=on,off", "small.yaml")
	scenarioFile(t, c, small)
	got := execute(t, c)
	r := jsonReport(t, reported(t, c, got))
	if got.code != exitcode.OK || len(r.Trials) != 2 {
		t.Fatalf("%+v %+v", got, r)
	}
	for i, trial := range r.Trials {
		if trial.Completed == 0 || trial.Completed != trial.Offered {
			t.Errorf("trial %d: %+v", i+1, trial)
		}
	}
}

// sharing starts a run with generators and returns when they send load, with their processes.
func sharing(t *testing.T, duration string) (c *exec.Cmd, lines *bufio.Reader, pids []int) {
	t.Helper()
	c = prepared(t, "run", "-generators", "3", "-set", "duration="+duration, "small.yaml")
	scenarioFile(t, c, strings.Replace(small, ", measure: false", "", 1))
	stderr, err := c.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Process.Kill(); c.Wait() })
	lines = bufio.NewReader(stderr)
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			t.Fatalf("the run ended before it sent load: %v", err)
		}
		if strings.Contains(line, "due") && strings.Contains(line, "done") {
			break
		}
	}
	for _, pid := range host.Descendants(c.Process.Pid) {
		if p, err := procfs.NewProc(pid); err == nil {
			if line, err := p.CmdLine(); err == nil && len(line) == 2 && line[1] == "generate" {
				pids = append(pids, pid)
			}
		}
	}
	if len(pids) != 3 {
		t.Fatalf("generators are %v", pids)
	}
	return c, lines, pids
}

// A generator that is killed makes the run invalid, and is named; what the others sent is in the record.
func TestGeneratorKilled(t *testing.T) {
	t.Parallel()
	c, lines, pids := sharing(t, "20s")
	if err := syscall.Kill(pids[0], syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	said := rest(lines)
	_ = c.Wait()
	if code := c.ProcessState.ExitCode(); code != exitcode.Invalid || !strings.Contains(said, "is lost: signal: killed") {
		t.Errorf("exit %d, said %q", code, said)
	}
	dir := onlyRun(t, c)
	r := jsonReport(t, dir)
	if reasons := strings.Join(r.InvalidReasons, " "); r.Valid || !strings.Contains(reasons, "1 of 3 generators was lost: ") || !strings.Contains(reasons, "signal: killed") {
		t.Errorf("reasons are %q", r.InvalidReasons)
	}
	m := manifestOf(t, dir)
	lost := 0
	for _, g := range m.Generators {
		if g.State == samples.Failed {
			lost++
		} else if g.State != samples.Complete || g.Hits == 0 || g.Hits != g.Offered {
			t.Errorf("another generator: %+v", g)
		}
	}
	if lost != 1 {
		t.Errorf("%d generators are lost: %+v", lost, m.Generators)
	}
	gone(t, pids)
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

// gone waits until processes have ended.
func gone(t *testing.T, pids []int) {
	t.Helper()
	for _, pid := range pids {
		await(t, "a generator to end", func() bool { return errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) })
	}
}

// An interrupt ends the load of all generators at one offset, keeps and reports what was measured, and leaves nothing running.
func TestInterruptWithGenerators(t *testing.T) {
	t.Parallel()
	c, lines, pids := sharing(t, "120s")
	if err := c.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	said := rest(lines)
	_ = c.Wait()
	if code := c.ProcessState.ExitCode(); code != exitcode.Interrupted {
		t.Errorf("exit %d, said %q", code, said)
	}
	gone(t, pids)
	dir := onlyRun(t, c)
	m := manifestOf(t, dir)
	nothingLeft(t, dir, m)
	hits, _ := numbersOf(t, dir)
	if m.State != samples.Stopped || m.Load.Offered == 0 || uint64(len(hits)) != m.Load.Offered {
		t.Errorf("state %s, %d hits of %d", m.State, len(hits), m.Load.Offered)
	}
	if r := jsonReport(t, dir); len(r.Trials) != 1 || r.Trials[0].Completed == 0 || strings.Contains(strings.Join(r.InvalidReasons, " "), "recorded") {
		t.Errorf("%+v", r)
	}
}

// A coordinator that is killed takes the generators of this machine with it.
func TestCoordinatorKilled(t *testing.T) {
	t.Parallel()
	c, _, pids := sharing(t, "120s")
	if err := c.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = c.Wait()
	gone(t, pids)
}

// What several generators cannot do is refused before anything starts, and so is an environment that says nothing.
func TestGeneratorUsage(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		args []string
		says string
	}{
		"Ledger":  {[]string{"run", "-generators", "2", "-set", "ledger=on", "small.yaml"}, "-set ledger=off"},
		"Abort":   {[]string{"run", "-generators", "2", "-set", "abort=true", "small.yaml"}, "-set abort=false"},
		"Engine":  {[]string{"run", "-generators", "2", "-on", "process", "small.yaml"}, "did you mean processes?"},
		"Watched": {[]string{"run", "-generators", "2", "-metrics", "127.0.0.1:0", "small.yaml"}, "-metrics and -watch"},
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
