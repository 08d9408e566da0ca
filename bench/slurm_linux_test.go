package main

import (
	"bufio"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/prometheus/procfs"

	"quintet/bench/distributed/engine/slurm/slurmtest"
	"quintet/bench/exitcode"
	"quintet/bench/samples"
)

// slurmRun prepares a run of three tasks on a Slurm that lives as long as the test.
func slurmRun(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	slurmtest.Start(t)
	c := prepared(t, append([]string{"run", "-generators", "3", "-on", "slurm", "-bucket", "s3://runs/test", "small.yaml"}, args...)...)
	c.Env = append(c.Env, bucketEnvironment(t)...)
	scenarioFile(t, c, strings.Replace(small, ", measure: false", "", 1))
	return c
}

// slurmLeft: a run leaves nothing in the queue, and no secret in what it wrote.
func slurmLeft(t *testing.T, c *exec.Cmd) {
	t.Helper()
	if out, err := exec.Command("squeue", "--noheader").CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("the queue: %v %s", err, out)
	}
	if err := filepath.WalkDir(filepath.Join(c.Dir, "reports"), func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		if strings.Contains(string(text), bucketSecret) {
			t.Errorf("%s has the bucket's secret", path)
		}
		return err
	}); err != nil {
		t.Error(err)
	}
}

// Three tasks of a real Slurm share a load: each hit is in the record once, and nothing is left in the queue.
func TestSlurmRun(t *testing.T) {
	c := slurmRun(t, "-quiet")
	got := execute(t, c)
	if got.code != exitcode.OK {
		t.Fatalf("%+v", got)
	}
	dir := reported(t, c, got)
	m := manifestOf(t, dir)
	hits, _ := numbersOf(t, dir)
	if uint64(len(hits)) != m.Load.Offered || len(m.Generators) != 3 {
		t.Errorf("%d hits of %d, %d generators", len(hits), m.Load.Offered, len(m.Generators))
	}
	for i, g := range m.Generators {
		if g.State != samples.Complete || g.Hits == 0 || g.Hits != g.Offered {
			t.Errorf("generator %d: %+v", i, g)
		}
	}
	slurmLeft(t, c)
}

// underway starts a run and returns when it sends load.
func underway(t *testing.T, c *exec.Cmd) *bufio.Reader {
	t.Helper()
	stderr, err := c.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Process.Kill(); c.Wait() })
	lines := bufio.NewReader(stderr)
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			t.Fatalf("the run ended before it sent load: %v", err)
		}
		if strings.Contains(line, "due") && strings.Contains(line, "done") {
			break
		}
	}
	return lines
}

// A task that is killed makes the run invalid and is named, with its node.
func TestSlurmTaskKilled(t *testing.T) {
	c := slurmRun(t, "-set", "duration=15s")
	lines := underway(t, c)
	if err := syscall.Kill(slurmTask(t, c, "1"), syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	said := rest(lines)
	_ = c.Wait()
	if code := c.ProcessState.ExitCode(); code != exitcode.Invalid || !strings.Contains(said, "its task on n1 ended: Killed") {
		t.Errorf("exit %d, said %q", code, said)
	}
	r := jsonReport(t, onlyRun(t, c))
	if reasons := strings.Join(r.InvalidReasons, " "); r.Valid || !strings.Contains(reasons, "1 of 3 generators was lost: ") || !strings.Contains(reasons, "its task on n1 ended: Killed") {
		t.Errorf("reasons are %q", r.InvalidReasons)
	}
	slurmLeft(t, c)
}

// slurmTask is the process of a task of the run.
func slurmTask(t *testing.T, c *exec.Cmd, number string) int {
	t.Helper()
	all, err := procfs.AllProcs()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range all {
		line, err := p.CmdLine()
		if err != nil || len(line) != 2 || line[0] != binary || line[1] != "generate" {
			continue
		}
		env, err := p.Environ()
		if err != nil {
			continue
		}
		if text := "\n" + strings.Join(env, "\n") + "\n"; strings.Contains(text, "\nSLURM_PROCID="+number+"\n") {
			return p.PID
		}
	}
	t.Fatalf("no task %s runs", number)
	return 0
}

// An interrupt cancels the job, and keeps and reports what was measured.
func TestSlurmInterrupt(t *testing.T) {
	c := slurmRun(t, "-set", "duration=120s")
	lines := underway(t, c)
	if err := c.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	said := rest(lines)
	_ = c.Wait()
	if code := c.ProcessState.ExitCode(); code != exitcode.Interrupted {
		t.Errorf("exit %d, said %q", code, said)
	}
	slurmLeft(t, c)
}
