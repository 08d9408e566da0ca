package kubernetes

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"quintet/bench/distributed/engine"
)

// Engine starts generators as a Job of the cluster that kubectl uses. The zero value is useful.
type Engine struct {
	// Image is the generators' image; empty means the Job's own.
	Image string
	// Overlay is a folder that kustomize builds the Job from; empty means deploy/kubernetes/generator/base.
	Overlay string
}

var (
	_ engine.Engine  = (*Engine)(nil)
	_ engine.Printer = (*Engine)(nil)
	_ engine.Waiter  = (*running)(nil)
)

// Start implements engine.Engine.
func (e *Engine) Start(ctx context.Context, j engine.Job) (engine.Running, error) {
	job, err := e.job(ctx, j)
	if err != nil {
		return nil, err
	}
	r := &running{name: job.name, namespace: job.namespace, generators: j.Generators}
	if err := r.create(ctx, job, j.Secrets); err != nil {
		return nil, err
	}
	return r, nil
}

// Manifest implements engine.Printer: the Job as YAML, in which secrets are named and not shown.
func (e *Engine) Manifest(ctx context.Context, j engine.Job) ([]byte, error) {
	job, err := e.job(ctx, j)
	if err != nil {
		return nil, err
	}
	return job.print(j.Secrets)
}

// running is a Job that was created.
type running struct {
	name, namespace string
	generators      int
	// last is what was seen of pods that are gone by now.
	last map[int]string
}

// call runs kubectl in the Job's namespace, which is that of kubectl's context when the Job names none.
func (r *running) call(ctx context.Context, input []byte, args ...string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	return kubectl(ctx, input, r.namespaced(args)...)
}

func (r *running) namespaced(args []string) []string {
	if r.namespace == "" {
		return args
	}
	return append(args, "--namespace="+r.namespace)
}

// create creates the Secret and the Job, or nothing. Objects of these names that are there already are another run's and stay.
func (r *running) create(ctx context.Context, job *job, secrets map[string]string) error {
	var made []string
	undo := func(err error) error {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
		defer cancel()
		if len(made) == 0 {
			return err
		}
		return errors.Join(err, r.remove(ctx, made...))
	}
	if len(secrets) > 0 {
		secret, err := r.secret(secrets)
		if err != nil {
			return err
		}
		if _, err := r.call(ctx, secret, "create", "--filename=-"); err != nil {
			// Whether one that was ended had created it by then is unknown.
			if ctx.Err() != nil {
				made = append(made, "secret/"+r.name)
			}
			return undo(fmt.Errorf("create the Secret of the bucket: %w", err))
		}
		made = append(made, "secret/"+r.name)
	}
	text, err := job.yaml()
	if err != nil {
		return undo(err)
	}
	created, err := r.call(ctx, text, "create", "--filename=-", "--output=json")
	if err != nil {
		if ctx.Err() != nil {
			made = append(made, "job/"+r.name)
		}
		return undo(fmt.Errorf("create the Job of the generators: %w", err))
	}
	made = append(made, "job/"+r.name)
	var object struct{ Metadata struct{ UID string } }
	if err := json.Unmarshal(created, &object); err != nil || object.Metadata.UID == "" {
		return undo(fmt.Errorf("create the Job of the generators: kubectl answered what is no Job%s", engine.LastWords(string(created))))
	}
	if len(secrets) == 0 {
		return nil
	}
	owner, err := json.Marshal(map[string]any{"metadata": map[string]any{"ownerReferences": []any{map[string]any{
		"apiVersion": "batch/v1", "kind": "Job", "name": r.name, "uid": object.Metadata.UID,
	}}}})
	if err != nil {
		return undo(err)
	}
	if _, err := r.call(ctx, nil, "patch", "secret", r.name, "--type=merge", "--patch="+string(owner)); err != nil {
		return undo(fmt.Errorf("give the Secret to its Job: %w", err))
	}
	return nil
}

// secret is the object with the credentials. It reaches kubectl on its standard input, and create, unlike apply, keeps no copy of it in
// an annotation.
func (r *running) secret(values map[string]string) ([]byte, error) {
	return json.Marshal(map[string]any{
		"apiVersion": "v1", "kind": "Secret", "type": "Opaque", "immutable": true, "stringData": values,
		"metadata": map[string]any{"name": r.name, "labels": labels(r.name)},
	})
}

// stopTimeout bounds the end of a Job: its pods have some ten seconds to end.
const stopTimeout = 90 * time.Second

// Stop implements engine.Running.
func (r *running) Stop(ctx context.Context) error {
	return r.remove(ctx, "job/"+r.name, "secret/"+r.name)
}

// remove deletes objects and waits until they and the Job's pods are gone.
func (r *running) remove(ctx context.Context, objects ...string) error {
	ctx, cancel := context.WithTimeout(ctx, stopTimeout)
	defer cancel()
	args := append([]string{"delete", "--ignore-not-found", "--cascade=foreground", "--wait"}, objects...)
	if _, err := kubectl(ctx, nil, r.namespaced(args)...); err != nil {
		where := ""
		if r.namespace != "" {
			where = " --namespace=" + r.namespace
		}
		return fmt.Errorf("%w; what is left goes with: kubectl delete%s %s", err, where, strings.Join(objects, " "))
	}
	return nil
}
