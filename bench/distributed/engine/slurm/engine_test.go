package slurm

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"quintet/bench/distributed/engine"
	"quintet/bench/distributed/engine/enginetest"
)

func start(t *testing.T, e Engine) engine.Running {
	t.Helper()
	r, err := e.Start(t.Context(), enginetest.Job())
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
		"--output=/shared/100%%/slurm.log --export=AWS_SECRET_ACCESS_KEY,BRACKETS,HOME,PATH,QUINTET_GENERATORS,QUINTET_PROGRAM,QUINTET_RUN,SLURM_CONF,TARGETS"
	if _, ok := os.LookupEnv("TMPDIR"); ok {
		want += ",TMPDIR"
	}
	if found := f.Calls(); !slices.Equal(found, []string{want}) {
		t.Errorf("ran %q, want %q", found, want)
	}
	env := strings.Split(f.Read("environment"), "\n")
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
	if s := f.Read("script"); s != script || strings.Contains(s, "k3y") {
		t.Errorf("the script is %s", s)
	}
}

// TestManifest: what is printed is what sbatch is asked for, and has no credentials.
func TestManifest(t *testing.T) {
	f := startFake(t)
	e := Engine{Program: "/opt/bench", LogDir: "/shared/it's here"}
	text, err := e.Manifest(t.Context(), enginetest.Job())
	if err != nil || strings.Contains(string(text), "k3y") {
		t.Fatalf("%v: %s", err, text)
	}
	if f.Read("calls") != "" {
		t.Errorf("printing ran %q", f.Calls())
	}
	c := exec.Command("sh")
	c.Stdin = bytes.NewReader(text)
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	printed := f.Calls()
	start(t, e)
	if all := f.Calls(); len(all) != 2 || printed[0] != all[1] || f.Read("script") != script {
		t.Errorf("printed %q, ran %q with %s", printed, all, f.Read("script"))
	}
}

// TestNoNumber: an answer that names no job is an error.
func TestNoNumber(t *testing.T) {
	f := startFake(t)
	f.Put(t, "submitted", "no number\n")
	if _, err := (&Engine{}).Start(t.Context(), enginetest.Job()); err == nil || !strings.HasSuffix(err.Error(), `sbatch answered "no number", want the number of a job`) {
		t.Errorf("error %v", err)
	}
}

// TestStop cancels the job and waits until it has left the queue, also one that Slurm has forgotten, and on the cluster that sbatch chose.
func TestStop(t *testing.T) {
	f := startFake(t)
	f.Put(t, "submitted", "7;other\n")
	r := start(t, Engine{})
	f.Put(t, "queue-next", "CANCELLED|None\n")
	if err := r.Stop(t.Context()); err != nil {
		t.Error(err)
	}
	f.Refuse(t, "scancel", "scancel: error: Kill job error on job id 7: Invalid job id specified")
	f.Refuse(t, "squeue", "slurm_load_jobs error: Invalid job id specified")
	if err := r.Stop(t.Context()); err != nil {
		t.Errorf("stop again: %v", err)
	}
	ask := "squeue --clusters=other --noheader --states=all --jobs=7 --format=%T|%r"
	want := []string{"scancel --clusters=other 7", ask, ask, "scancel --clusters=other 7", ask}
	if diff := cmp.Diff(want, f.Calls()[1:]); diff != "" {
		t.Error(diff)
	}
}

// TestStopHeedsContext: a job that does not leave the queue is named when there is no more time.
func TestStopHeedsContext(t *testing.T) {
	f := startFake(t)
	r := start(t, Engine{})
	ctx, cancel := context.WithCancelCause(t.Context())
	late := errors.New("no more time")
	hung := f.Hang(t, "squeue")
	ended := make(chan error, 1)
	go func() { ended <- r.Stop(ctx) }()
	hung()
	cancel(late)
	if err := <-ended; !errors.Is(err, late) || !strings.Contains(err.Error(), "what is left goes with: scancel 7") {
		t.Errorf("error %v", err)
	}
}
