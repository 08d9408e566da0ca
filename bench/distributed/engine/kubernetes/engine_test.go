package kubernetes

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"quintet/bench/distributed/engine"
)

// example is a job with everything.
func example() engine.Job {
	return engine.Job{
		Run: "r1", Generators: 3, TimeLimit: 90500 * time.Millisecond,
		Environment: map[string]string{"QUINTET_GENERATORS": "3", "QUINTET_RUN": "r1", "BRACKETS": "$(HOME) $HOME"},
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

// TestStart: the Secret comes before the Job that needs it and belongs to it afterwards; its values are in no argument.
func TestStart(t *testing.T) {
	f := startFake(t)
	r := start(t, Engine{})
	if err := r.Stop(t.Context()); err != nil {
		t.Error(err)
	}
	if err := r.Stop(t.Context()); err != nil {
		t.Errorf("stop again: %v", err)
	}
	stop := "delete --ignore-not-found --cascade=foreground --wait job/quintet-r1 secret/quintet-r1"
	want := []string{
		"create --filename=-", "create --filename=- --output=json",
		`patch secret quintet-r1 --type=merge --patch={"metadata":{"ownerReferences":[{"apiVersion":"batch/v1","kind":"Job","name":"quintet-r1","uid":"0a1b"}]}}`,
		stop, stop,
	}
	if found := f.calls(); !slices.Equal(found, want) {
		t.Errorf("ran %q, want %q", found, want)
	}
	if secret := f.read("input-1"); !strings.Contains(secret, `"stringData":{"AWS_SECRET_ACCESS_KEY":"k3y-of-the-bucket"}`) || !strings.Contains(secret, `"immutable":true`) {
		t.Errorf("the Secret is %s", secret)
	}
	if job := f.read("input-2"); strings.Contains(job, "k3y") || !strings.Contains(job, "name: quintet-r1") {
		t.Errorf("the Job is %s", job)
	}
}

// TestStartNamespace: every call is for the namespace that the Job of an overlay names.
func TestStartNamespace(t *testing.T) {
	f := startFake(t)
	f.put(t, "kustomized", `{apiVersion: batch/v1, kind: Job, metadata: {name: x, namespace: load}, spec: {template: {spec: {containers: [{name: generator}]}}}}`)
	r := start(t, Engine{Overlay: "my/overlay"})
	if _, err := r.Failed(t.Context()); err != nil {
		t.Error(err)
	}
	if err := r.Stop(t.Context()); err != nil {
		t.Error(err)
	}
	calls := f.calls()
	if calls[0] != "kustomize my/overlay" {
		t.Errorf("ran %q first", calls[0])
	}
	for _, c := range calls[1:] {
		if !strings.Contains(c, "--namespace=load") {
			t.Errorf("%q is for another namespace", c)
		}
	}
}

// TestStartRefused: what the cluster refuses leaves nothing behind, and nothing of another run is removed.
func TestStartRefused(t *testing.T) {
	for name, test := range map[string]struct {
		refused, want string
		removed       string
	}{
		"Secret": {"create --filename=-|(Forbidden): secrets is forbidden", "create the Secret of the bucket: kubectl create: exit status 1: Error from server (Forbidden): secrets is forbidden", ""},
		"Job": {"--output=json|(AlreadyExists): jobs.batch \"quintet-r1\" already exists",
			"create the Job of the generators: kubectl create: exit status 1: Error from server (AlreadyExists): jobs.batch \"quintet-r1\" already exists", "secret/quintet-r1"},
		"Patch": {"patch secret|(Forbidden): no patch", "give the Secret to its Job: kubectl patch: exit status 1: Error from server (Forbidden): no patch",
			"secret/quintet-r1 job/quintet-r1"},
	} {
		t.Run(name, func(t *testing.T) {
			f := startFake(t)
			f.put(t, "refused", test.refused+"\n")
			_, err := (&Engine{}).Start(t.Context(), example())
			if err == nil || err.Error() != test.want {
				t.Errorf("error %v, want %s", err, test.want)
			}
			calls := f.calls()
			last := calls[len(calls)-1]
			if removed, ok := strings.CutPrefix(last, "delete --ignore-not-found --cascade=foreground --wait "); ok != (test.removed != "") || removed != test.removed && ok {
				t.Errorf("the last call is %q, want the removal of %q", last, test.removed)
			}
		})
	}
}

// TestStartInterrupted: an interrupt while kubectl creates the Job ends kubectl and removes the Job, which may be there by then.
func TestStartInterrupted(t *testing.T) {
	f := startFake(t)
	pipe := filepath.Join(string(f), "hanging")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	f.put(t, "hangs", "--output=json")
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
	calls := f.calls()
	if want := "delete --ignore-not-found --cascade=foreground --wait secret/quintet-r1 job/quintet-r1"; calls[len(calls)-1] != want {
		t.Errorf("the last call is %q, want %q", calls[len(calls)-1], want)
	}
}

// TestStopFails: what could not be removed is named with the command that removes it.
func TestStopFails(t *testing.T) {
	f := startFake(t)
	r := start(t, Engine{})
	f.put(t, "refused", "delete|(ServiceUnavailable): try later\n")
	err := r.Stop(t.Context())
	want := "kubectl delete: exit status 1: Error from server (ServiceUnavailable): try later; what is left goes with: kubectl delete job/quintet-r1 secret/quintet-r1"
	if err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
}

func TestNoKubectl(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	if _, err := (&Engine{}).Start(t.Context(), example()); !errors.Is(err, errNoKubectl) {
		t.Errorf("error %v", err)
	}
	if text, err := (&Engine{}).Manifest(t.Context(), example()); err != nil || len(text) == 0 {
		t.Errorf("printing needs no kubectl: %v", err)
	}
}
