package slurm

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quintet/bench/distributed/engine"
)

// example is a job with everything.
func example() engine.Job {
	return engine.Job{
		Run: "r1", Generators: 3, TimeLimit: 90*time.Second + time.Millisecond,
		Environment: map[string]string{"QUINTET_GENERATORS": "3", "QUINTET_RUN": "r1", "TARGETS": "http://127.0.0.1:1,http://127.0.0.1:2"},
		Secrets:     map[string]string{"AWS_SECRET_ACCESS_KEY": "k3y-of-the-bucket"},
	}
}

func start(t *testing.T, e Engine) engine.Running {
	t.Helper()
	r, err := e.Start(t.Context(), example())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestStart: one job of three nodes; credentials are in sbatch's environment, by name on its command line, and not in its script.
func TestStart(t *testing.T) {
	f := startFake(t)
	t.Setenv("SLURM_CONF", "/etc/other.conf")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "another")
	start(t, Engine{Program: "/opt/b in/bench", LogDir: "/shared/100%"})
	want := "sbatch --parsable --job-name=quintet-r1 --nodes=3 --ntasks=3 --ntasks-per-node=1 --no-requeue --no-kill --time=2 --open-mode=append " +
		"--output=/shared/100%%/slurm.log --export=AWS_SECRET_ACCESS_KEY,HOME,PATH,QUINTET_GENERATORS,QUINTET_PROGRAM,QUINTET_RUN,SLURM_CONF,TARGETS"
	if _, ok := os.LookupEnv("TMPDIR"); ok {
		want += ",TMPDIR"
	}
	if found := f.calls(); !slices.Equal(found, []string{want}) {
		t.Errorf("ran %q, want %q", found, want)
	}
	env := strings.Split(f.read("environment"), "\n")
	for _, want := range []string{
		"AWS_SECRET_ACCESS_KEY=k3y-of-the-bucket", "QUINTET_PROGRAM=/opt/b in/bench", "TARGETS=http://127.0.0.1:1,http://127.0.0.1:2", "SLURM_CONF=/etc/other.conf",
	} {
		if !slices.Contains(env, want) {
			t.Errorf("sbatch's environment lacks %s", want)
		}
	}
	if slices.Contains(env, "AWS_SECRET_ACCESS_KEY=another") {
		t.Error("the environment has the harness's own credentials beside those of the job")
	}
	if s := f.read("script"); s != script || strings.Contains(s, "k3y") {
		t.Errorf("the script is %s", s)
	}
}

// TestManifest: what is printed is what sbatch is asked for, and has no credentials.
func TestManifest(t *testing.T) {
	f := startFake(t)
	e := Engine{Program: "/opt/bench", LogDir: "/shared/it's here"}
	text, err := e.Manifest(t.Context(), example())
	if err != nil || strings.Contains(string(text), "k3y") {
		t.Fatalf("%v: %s", err, text)
	}
	if f.read("calls") != "" {
		t.Errorf("printing ran %q", f.calls())
	}
	c := exec.Command("sh")
	c.Stdin = bytes.NewReader(text)
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	printed := f.calls()
	start(t, e)
	if all := f.calls(); len(all) != 2 || printed[0] != all[1] || f.read("script") != script {
		t.Errorf("printed %q, ran %q with %s", printed, all, f.read("script"))
	}
}

func TestStartRefused(t *testing.T) {
	f := startFake(t)
	f.put(t, "refused-sbatch", "sbatch: error: Batch job submission failed: More processors\n requested than permitted\n")
	_, err := (&Engine{}).Start(t.Context(), example())
	want := "submit the job of the generators: sbatch: exit status 1: sbatch: error: Batch job submission failed: More processors requested than permitted"
	if err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
	f = startFake(t)
	f.put(t, "submitted", "no number\n")
	if _, err := (&Engine{}).Start(t.Context(), example()); err == nil || !strings.HasSuffix(err.Error(), `sbatch answered "no number", want the number of a job`) {
		t.Errorf("error %v", err)
	}
}

// TestStartInterrupted: an interrupt while sbatch submits ends sbatch, and cancels the job by its name, for it may be there by then.
func TestStartInterrupted(t *testing.T) {
	f := startFake(t)
	pipe := filepath.Join(string(f), "hanging")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	f.put(t, "hangs", "sbatch")
	ctx, cancel := context.WithCancelCause(t.Context())
	stopped := errors.New("stopped for a test")
	ended := make(chan error, 1)
	go func() {
		_, err := (&Engine{}).Start(ctx, example())
		ended <- err
	}()
	if _, err := os.ReadFile(pipe); err != nil {
		t.Fatal(err)
	}
	cancel(stopped)
	if err := <-ended; !errors.Is(err, stopped) {
		t.Errorf("error %v", err)
	}
	if calls := f.calls(); calls[len(calls)-1] != "scancel --name=quintet-r1" {
		t.Errorf("the last call is %q", calls[len(calls)-1])
	}
}

func TestNoSlurm(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	_, err := (&Engine{}).Start(t.Context(), example())
	if err == nil || !strings.Contains(err.Error(), "there is no sbatch on the PATH") {
		t.Errorf("error %v", err)
	}
}

// TestStop cancels the job and waits until it has left the queue, also one that Slurm has forgotten, and on the cluster that sbatch chose.
func TestStop(t *testing.T) {
	f := startFake(t)
	f.put(t, "submitted", "7;other\n")
	r := start(t, Engine{})
	f.put(t, "queue-next", "CANCELLED|None\n")
	if err := r.Stop(t.Context()); err != nil {
		t.Error(err)
	}
	f.put(t, "refused-scancel", "scancel: error: Kill job error on job id 7: Invalid job id specified\n")
	f.put(t, "refused-squeue", "slurm_load_jobs error: Invalid job id specified\n")
	if err := r.Stop(t.Context()); err != nil {
		t.Errorf("stop again: %v", err)
	}
	ask := "squeue --clusters=other --noheader --states=all --jobs=7 --format=%T|%r"
	want := []string{"scancel --clusters=other 7", ask, ask, "scancel --clusters=other 7", ask}
	if diff := cmp.Diff(want, f.calls()[1:]); diff != "" {
		t.Error(diff)
	}
	f.put(t, "refused-scancel", "scancel: error: Unable to contact slurm controller\n")
	err := r.Stop(t.Context())
	if want := "scancel: exit status 1: scancel: error: Unable to contact slurm controller; what is left goes with: scancel --clusters=other 7"; err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
}

// TestStopHeedsContext: a job that does not leave the queue is named when there is no more time.
func TestStopHeedsContext(t *testing.T) {
	f := startFake(t)
	r := start(t, Engine{})
	ctx, cancel := context.WithCancelCause(t.Context())
	late := errors.New("no more time")
	pipe := filepath.Join(string(f), "hanging")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	f.put(t, "hangs", "squeue")
	ended := make(chan error, 1)
	go func() { ended <- r.Stop(ctx) }()
	if _, err := os.ReadFile(pipe); err != nil {
		t.Fatal(err)
	}
	cancel(late)
	if err := <-ended; !errors.Is(err, late) || !strings.Contains(err.Error(), "what is left goes with: scancel 7") {
		t.Errorf("error %v", err)
	}
}
