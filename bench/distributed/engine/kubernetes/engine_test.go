package kubernetes

import (
	"slices"
	"strings"
	"testing"

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
	if secret := f.Read("input-1"); !strings.Contains(secret, `"stringData":{"AWS_SECRET_ACCESS_KEY":"k3y-of-the-bucket"}`) || !strings.Contains(secret, `"immutable":true`) {
		t.Errorf("the Secret is %s", secret)
	}
	if job := f.Read("input-2"); strings.Contains(job, "k3y") || !strings.Contains(job, "name: quintet-r1") {
		t.Errorf("the Job is %s", job)
	}
}

// TestStartNamespace: every call is for the namespace that the Job of an overlay names.
func TestStartNamespace(t *testing.T) {
	f := startFake(t)
	f.Put(t, "kustomized", `{apiVersion: batch/v1, kind: Job, metadata: {name: x, namespace: load}, spec: {template: {spec: {containers: [{name: generator}]}}}}`)
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
		refused, why, want string
		removed            string
	}{
		"Secret": {"create --filename=-", "(Forbidden): secrets is forbidden", "create the Secret of the bucket: kubectl create: exit status 1: Error from server (Forbidden): secrets is forbidden", ""},
		"Job": {"--output=json", "(AlreadyExists): jobs.batch \"quintet-r1\" already exists",
			"create the Job of the generators: kubectl create: exit status 1: Error from server (AlreadyExists): jobs.batch \"quintet-r1\" already exists", "secret/quintet-r1"},
		"Patch": {"patch secret", "(Forbidden): no patch", "give the Secret to its Job: kubectl patch: exit status 1: Error from server (Forbidden): no patch",
			"secret/quintet-r1 job/quintet-r1"},
	} {
		t.Run(name, func(t *testing.T) {
			f := startFake(t)
			f.Refuse(t, test.refused, "Error from server "+test.why)
			_, err := (&Engine{}).Start(t.Context(), enginetest.Job())
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
