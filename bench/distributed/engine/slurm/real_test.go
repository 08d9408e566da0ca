//go:build linux

package slurm

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quintet/bench/distributed/engine"
	"quintet/bench/distributed/engine/slurm/slurmtest"
)

// program writes a program that stands in for bench: it notes its environment and then does what the script says.
func program(t *testing.T, dir, script string) string {
	t.Helper()
	path := filepath.Join(dir, "bench of a test")
	text := fmt.Sprintf("#!/bin/sh\nenv >%s/environment-$SLURM_PROCID.part && mv %s/environment-$SLURM_PROCID.part %s/environment-$SLURM_PROCID\n%s\n", dir, dir, dir, script)
	if err := os.WriteFile(path, []byte(text), 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}

// eventually asks until the answer is yes.
func eventually(t *testing.T, what string, ask func() bool) {
	t.Helper()
	deadline := time.Now().Add(2 * time.Minute)
	for !ask() {
		if time.Now().After(deadline) {
			t.Fatalf("not seen within two minutes: %s", what)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// realJob starts a job of three tasks on a real Slurm.
func realJob(t *testing.T, dir, script string) *running {
	t.Helper()
	j := engine.Job{
		Run: "r1", Generators: slurmtest.Nodes, TimeLimit: 5 * time.Minute,
		Environment: map[string]string{"QUINTET_RUN": "r1", "LIST": "a,b 'c'"}, Secrets: map[string]string{"AWS_SECRET_ACCESS_KEY": "k3y-of-the-bucket"},
	}
	r, err := (&Engine{Program: program(t, dir, script), LogDir: dir}).Start(t.Context(), j)
	if err != nil {
		t.Fatal(err)
	}
	return r.(*running)
}

// started waits for the tasks and returns the environment of each.
func started(t *testing.T, dir string) (all []map[string]string) {
	t.Helper()
	for i := range slurmtest.Nodes {
		var text []byte
		eventually(t, fmt.Sprintf("task %d runs", i), func() (ok bool) {
			var err error
			text, err = os.ReadFile(filepath.Join(dir, "environment-"+strconv.Itoa(i)))
			return err == nil
		})
		env := map[string]string{}
		for line := range strings.Lines(string(text)) {
			name, value, _ := strings.Cut(strings.TrimSpace(line), "=")
			env[name] = value
		}
		all = append(all, env)
	}
	return all
}

// TestRealTasks: three tasks get their index and all of the environment on a node each; one that fails is named with its last words and ends
// no other; the credentials are nowhere that Slurm shows; nothing is left.
func TestRealTasks(t *testing.T) {
	slurmtest.Start(t)
	t.Setenv("OF_THE_HARNESS", "x")
	dir := t.TempDir()
	end := filepath.Join(dir, "end")
	r := realJob(t, dir, `case $SLURM_PROCID in 1) echo "bench: no such bucket" >&2; exit 3 ;; esac
while [ ! -e `+end+` ]; do sleep 0.05; done`)
	defer r.Stop(t.Context())
	nodes := map[string]bool{}
	for i, env := range started(t, dir) {
		for name, want := range map[string]string{
			"SLURM_PROCID": strconv.Itoa(i), "SLURM_NTASKS": "3", "QUINTET_RUN": "r1", "LIST": "a,b 'c'", "AWS_SECRET_ACCESS_KEY": "k3y-of-the-bucket", "OF_THE_HARNESS": "",
		} {
			if env[name] != want {
				t.Errorf("task %d: %s is %q, want %q", i, name, env[name], want)
			}
		}
		nodes[env["SLURMD_NODENAME"]] = true
	}
	if len(nodes) != slurmtest.Nodes {
		t.Errorf("the tasks are on %v", nodes)
	}
	var failed map[int]string
	eventually(t, "task 1 failed", func() bool {
		var err error
		if failed, err = r.Failed(t.Context()); err != nil {
			t.Fatal(err)
		}
		return len(failed) > 0
	})
	if len(failed) != 1 || !strings.HasSuffix(failed[1], "ended: Exited with exit code 3: bench: no such bucket") {
		t.Errorf("failed: %v", failed)
	}
	if waiting, err := r.Waiting(t.Context()); err != nil || len(waiting) > 0 {
		t.Errorf("waiting: %v, %v", err, waiting)
	}
	secretNowhere(t, r, dir)
	if err := os.WriteFile(end, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the job ended", func() bool {
		s, err := r.queued(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return s.over()
	})
	again, err := r.Failed(t.Context())
	if diff := cmp.Diff(failed, again); err != nil || diff != "" {
		t.Errorf("after the end: %v %s", err, diff)
	}
	for range 2 {
		if err := r.Stop(t.Context()); err != nil {
			t.Error(err)
		}
	}
}

// secretNowhere looks for the credentials in what Slurm shows of a job, in command lines and in the log.
func secretNowhere(t *testing.T, r *running, dir string) {
	t.Helper()
	for _, args := range [][]string{{"scontrol", "show", "job", "-dd", r.id}, {"scontrol", "write", "batch_script", r.id, "-"}, {"squeue", "--format=%all"}} {
		out, err := exec.Command(args[0], args[1:]...).CombinedOutput()
		if err != nil || strings.Contains(string(out), "k3y-of") {
			t.Errorf("%v: %v: %s", args, err, out)
		}
	}
	lines, err := filepath.Glob("/proc/[0-9]*/cmdline")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range append(lines, filepath.Join(dir, "slurm.log")) {
		if text, err := os.ReadFile(file); err == nil && strings.Contains(string(text), "k3y-of") {
			t.Errorf("%s has the credentials: %s", file, text)
		}
	}
}

// TestRealStop: a job that is stopped in mid-run is gone from the queue with its tasks.
func TestRealStop(t *testing.T) {
	slurmtest.Start(t)
	dir := t.TempDir()
	r := realJob(t, dir, `echo $$ >`+dir+`/pid-$SLURM_PROCID.part && mv `+dir+`/pid-$SLURM_PROCID.part `+dir+`/pid-$SLURM_PROCID; exec sleep 300`)
	started(t, dir)
	var pids []string
	for i := range slurmtest.Nodes {
		eventually(t, "a task's number", func() bool {
			text, err := os.ReadFile(filepath.Join(dir, "pid-"+strconv.Itoa(i)))
			if err == nil {
				pids = append(pids, strings.TrimSpace(string(text)))
			}
			return err == nil
		})
	}
	if err := r.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, pid := range pids {
		if text, err := os.ReadFile("/proc/" + pid + "/cmdline"); err == nil && strings.Contains(string(text), "sleep") {
			t.Errorf("task %s still runs after Stop", pid)
		}
	}
	if out, err := exec.Command("squeue", "--noheader").CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("the queue: %v %s", err, out)
	}
}

// TestRealTooMany: a job of more nodes than there are, which Slurm queues for ever, fails for all its tasks in one line, and can be stopped.
func TestRealTooMany(t *testing.T) {
	slurmtest.Start(t)
	dir := t.TempDir()
	j := engine.Job{Run: "r1", Generators: slurmtest.Nodes + 1, TimeLimit: time.Minute}
	r, err := (&Engine{Program: program(t, dir, "true"), LogDir: dir}).Start(t.Context(), j)
	if err != nil {
		t.Fatal(err)
	}
	var failed map[int]string
	eventually(t, "a reason", func() bool {
		if failed, err = r.Failed(t.Context()); err != nil {
			t.Fatal(err)
		}
		return len(failed) > 0
	})
	if len(failed) != slurmtest.Nodes+1 || !strings.Contains(failed[3], "is held back by PartitionConfig; use fewer -generators") {
		t.Errorf("failed: %v", failed)
	}
	if err := r.Stop(t.Context()); err != nil {
		t.Error(err)
	}
	if out, err := exec.Command("squeue", "--noheader").CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("the queue: %v %s", err, out)
	}
}

// TestRealWaiting: a job that others keep waiting says so, and can be stopped.
func TestRealWaiting(t *testing.T) {
	slurmtest.Start(t)
	dir := t.TempDir()
	first := realJob(t, dir, "exec sleep 300")
	defer first.Stop(t.Context())
	started(t, dir)
	second := realJob(t, t.TempDir(), "exec sleep 300")
	eventually(t, "the second job waits for the first", func() bool {
		waiting, err := second.Waiting(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return len(waiting) == slurmtest.Nodes && strings.Contains(waiting[2], "waits in the queue (Resources)")
	})
	if failed, err := second.Failed(t.Context()); err != nil || len(failed) > 0 {
		t.Errorf("failed: %v, %v", err, failed)
	}
	if err := second.Stop(t.Context()); err != nil {
		t.Error(err)
	}
}
