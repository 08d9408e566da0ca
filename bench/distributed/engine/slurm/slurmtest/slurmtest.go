//go:build linux

// Package slurmtest gives tests a real Slurm of three nodes on this machine: munged, slurmctld and three slurmd, on free ports of 127.0.0.1 with
// a key and folders of its own. It is up within a second, takes 27 MB, and is gone with the test.
package slurmtest

import (
	"bytes"
	"crypto/rand"
	_ "embed"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"text/template"
	"time"

	"quintet/bench/stack/native"
)

// Nodes is how many nodes there are.
const Nodes = 3

// packages are the Debian packages that have Slurm.
const packages = "slurm-wlm munge"

// startTimeout bounds the start, also on a machine that is busy with other tests.
const startTimeout = 2 * time.Minute

//go:embed slurm.conf
var configuration string

// Start starts a Slurm that the test's own commands find (SLURM_CONF), and stops it when the test ends. Where the machine lacks it the test
// is skipped with the command that gets it; with REQUIRE_SLURM=1 in the environment that is a failure.
func Start(t testing.TB) {
	t.Helper()
	require(t)
	dir, err := os.MkdirTemp("", "quintet-slurm-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	host, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	host, _, _ = strings.Cut(host, ".")
	ports, err := native.FreePorts(1+Nodes, "127.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	var text bytes.Buffer
	if err := template.Must(template.New("slurm.conf").Parse(configuration)).Execute(&text, map[string]any{
		"Dir": dir, "Host": host, "Port": ports[0], "Ports": ports[1:],
	}); err != nil {
		t.Fatal(err)
	}
	key := make([]byte, 1024)
	_, _ = rand.Read(key) // which does not fail
	conf := filepath.Join(dir, "slurm.conf")
	for _, name := range []string{"state", "spool", "log", "run"} {
		if err := os.Mkdir(filepath.Join(dir, name), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	// munged asks for folders that only their owner can change.
	for path, content := range map[string][]byte{conf: text.Bytes(), filepath.Join(dir, "munge.key"): key} {
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("SLURM_CONF", conf)
	in := func(name string) string { return filepath.Join(dir, name) }
	run(t, dir, "munged", "--foreground", "--force", "--key-file="+in("munge.key"), "--socket="+in("run/munge.socket"), "--pid-file="+in("run/munged.pid"),
		"--log-file="+in("log/munged.log"), "--seed-file="+in("run/munge.seed"))
	await(t, dir, "munged", exec.Command("munge", "--socket="+in("run/munge.socket"), "--no-input"))
	run(t, dir, "slurmctld", "-D", "-c", "-f", conf)
	for i := range Nodes {
		name := fmt.Sprintf("n%d", i)
		if err := os.Mkdir(in("spool/"+name), 0o755); err != nil {
			t.Fatal(err)
		}
		run(t, dir, "slurmd", "-D", "-N", name, "-f", conf)
	}
	// A job of all nodes runs only when all are up.
	await(t, dir, "slurmctld", exec.Command("srun", fmt.Sprintf("--nodes=%d", Nodes), "--immediate=2", "/bin/true"))
}

// require skips the test where the machine lacks Slurm, or fails it where Slurm is required.
func require(t testing.TB) {
	t.Helper()
	var missing []string
	for _, name := range []string{"munged", "slurmctld", "slurmd", "sbatch", "srun", "squeue", "scancel"} {
		if _, err := exec.LookPath(name); err != nil {
			missing = append(missing, name)
		}
	}
	text := ""
	switch {
	case len(missing) > 0:
		text = fmt.Sprintf("Slurm needs %s; get it with: apt-get install --no-install-recommends %s", strings.Join(missing, ", "), packages)
	case os.Geteuid() != 0:
		text = "a Slurm of this machine needs root: its nodes start tasks as whoever submitted them"
	default:
		return
	}
	if os.Getenv("REQUIRE_SLURM") == "1" {
		t.Fatal(text)
	}
	t.Skip(text)
}

// run starts a daemon in the foreground, and ends it when the test does, with all that it started. It dies with the test binary.
func run(t testing.TB, dir, name string, args ...string) {
	t.Helper()
	cmd := exec.Command(name, args...)
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	started, ended := make(chan error, 1), make(chan struct{})
	go func() {
		// The signal for the death of the parent comes with the end of the thread that started the child.
		runtime.LockOSThread()
		defer close(ended)
		err := cmd.Start()
		started <- err
		if err == nil {
			_ = cmd.Wait()
		}
	}()
	if err := <-started; err != nil {
		t.Fatalf("start %s: %v", name, err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		select {
		case <-ended:
		case <-time.After(20 * time.Second):
			_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
			<-ended
			t.Errorf("%s did not end within 20 s: %s", name, said.String())
		}
		if t.Failed() {
			t.Logf("%s: %s", name, logs(dir, name))
		}
	})
}

// await runs a command again and again until it succeeds.
func await(t testing.TB, dir, of string, command *exec.Cmd) {
	t.Helper()
	deadline := time.Now().Add(startTimeout)
	for {
		cmd := exec.Command(command.Path, command.Args[1:]...)
		said, err := cmd.CombinedOutput()
		if err == nil {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s is not up after %s: %v: %s; %s", of, startTimeout, err, said, logs(dir, of))
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// logs is what a daemon wrote.
func logs(dir, name string) string {
	files, _ := filepath.Glob(filepath.Join(dir, "log", name+"*"))
	var all strings.Builder
	for _, f := range files {
		text, _ := os.ReadFile(f)
		all.Write(text)
	}
	return all.String()
}
