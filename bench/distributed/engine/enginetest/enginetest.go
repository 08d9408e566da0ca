// Package enginetest has one suite for all engines, and stand-ins for the programs by which some of them ask for processes.
package enginetest

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"quintet/bench/distributed/engine"
)

// Secret is a secret of the Job's, which must be in nothing that others can read.
const Secret = "k3y-of-the-bucket"

// Job is a job of three generators with everything.
func Job() engine.Job {
	return engine.Job{
		Run: "r1", Generators: 3, TimeLimit: 90*time.Second + time.Millisecond,
		Environment: map[string]string{engine.NumberVariable: "3", "QUINTET_RUN": "r1", "TARGETS": "http://127.0.0.1:1,http://127.0.0.1:2", "BRACKETS": "$(HOME) $HOME"},
		Secrets:     map[string]string{"AWS_SECRET_ACCESS_KEY": Secret},
	}
}

// Subject is an engine under test.
type Subject struct {
	// New returns the engine, with all that it asks answering as it should.
	New func(t *testing.T) engine.Engine
	// Up, unless nil, waits until the processes of a job that was started have begun.
	Up func(t *testing.T)
	// Fail has generator 1 fail, and returns words of the reason.
	Fail func(t *testing.T) (reason string)
	// Refuse has the next start fail, and returns words of why.
	Refuse func(t *testing.T) (why string)
	// Hang has the next start hang, and returns what waits until it does; nil for an engine that calls no program or API.
	Hang func(t *testing.T) (hung func())
	// Shown is what others could read by now: command lines, objects.
	Shown func(t *testing.T) string
	// Left is what the engine has left, "" for nothing.
	Left func(t *testing.T) string
	// Broken has the engine's end fail, and returns what a user has to do then; nil for an engine that calls no program or API.
	Broken func(t *testing.T) (remedy string)
	// Missing are words of the error of a start where the engine's programs are not there; empty for one that needs none.
	Missing string
}

// Test tests what the contract asks of every engine.
func Test(t *testing.T, s Subject) {
	for name, test := range map[string]func(*testing.T, Subject){
		"Stop": stop, "Failure": failure, "Refused": refused, "Interrupted": interrupted, "Unstoppable": unstoppable, "Missing": missing, "Manifest": manifest,
	} {
		t.Run(name, func(t *testing.T) { test(t, s) })
	}
}

// start starts the job.
func (s Subject) start(t *testing.T) engine.Running {
	t.Helper()
	r, err := s.New(t).Start(t.Context(), Job())
	if err != nil {
		t.Fatal(err)
	}
	if s.Up != nil {
		s.Up(t)
	}
	return r
}

// oneLine fails for an error that is not one line with these words.
func oneLine(t *testing.T, err error, words string) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), words) || strings.Contains(err.Error(), "\n") {
		t.Errorf("error %v, want one line with %q", err, words)
	}
}

// A job that was stopped has left nothing, and can be stopped again. Its secret was nowhere to be read, and no generator is said to have failed.
func stop(t *testing.T, s Subject) {
	r := s.start(t)
	if failed, err := r.Failed(t.Context()); err != nil || len(failed) > 0 {
		t.Errorf("failed are %v, %v", failed, err)
	}
	for range 2 {
		if err := r.Stop(t.Context()); err != nil {
			t.Error(err)
		}
	}
	if left := s.Left(t); left != "" {
		t.Errorf("it has left %s", left)
	}
	if strings.Contains(s.Shown(t), Secret) {
		t.Errorf("the secret is in %s", s.Shown(t))
	}
}

// A generator that failed is named with the reason in one line, alone, and still is when it is asked again.
func failure(t *testing.T, s Subject) {
	r := s.start(t)
	defer r.Stop(t.Context())
	reason := s.Fail(t)
	var failed map[int]string
	for deadline := time.Now().Add(time.Minute); len(failed) == 0; time.Sleep(10 * time.Millisecond) {
		var err error
		if failed, err = r.Failed(t.Context()); err != nil || time.Now().After(deadline) {
			t.Fatalf("failed are %v, %v", failed, err)
		}
	}
	if len(failed) != 1 {
		t.Errorf("failed are %v", slices.Sorted(maps.Keys(failed)))
	}
	oneLine(t, errors.New(failed[1]), reason)
	if again, err := r.Failed(t.Context()); err != nil || !maps.Equal(again, failed) {
		t.Errorf("asked again, failed are %v, %v; before they were %v", again, err, failed)
	}
}

// A start that is refused says why in one line, and leaves nothing.
func refused(t *testing.T, s Subject) {
	e := s.New(t)
	why := s.Refuse(t)
	_, err := e.Start(t.Context(), Job())
	oneLine(t, err, why)
	if left := s.Left(t); left != "" {
		t.Errorf("it has left %s", left)
	}
}

// An interrupt while something is asked for ends the asking, and takes back what may be there by then.
func interrupted(t *testing.T, s Subject) {
	if s.Hang == nil {
		t.Skip("it asks nobody")
	}
	e := s.New(t)
	hung := s.Hang(t)
	ctx, cancel := context.WithCancelCause(t.Context())
	stopped := errors.New("stopped for a test")
	ended := make(chan error, 1)
	go func() {
		_, err := e.Start(ctx, Job())
		ended <- err
	}()
	hung()
	cancel(stopped)
	if err := <-ended; !errors.Is(err, stopped) {
		t.Errorf("error %v", err)
	}
	if left := s.Left(t); left != "" {
		t.Errorf("it has left %s", left)
	}
}

// What could not be ended is named with what ends it.
func unstoppable(t *testing.T, s Subject) {
	if s.Broken == nil {
		t.Skip("it asks nobody")
	}
	r := s.start(t)
	remedy := s.Broken(t)
	oneLine(t, r.Stop(t.Context()), "; what is left goes with: "+remedy)
}

// Programs that are not there are named.
func missing(t *testing.T, s Subject) {
	if s.Missing == "" {
		t.Skip("it needs none")
	}
	e := s.New(t)
	t.Setenv("PATH", t.TempDir())
	_, err := e.Start(t.Context(), Job())
	oneLine(t, err, s.Missing)
}

// What is printed is printed without any program, and has no secret.
func manifest(t *testing.T, s Subject) {
	p, ok := s.New(t).(engine.Printer)
	if !ok {
		t.Skip("it has nothing to print")
	}
	t.Setenv("PATH", t.TempDir())
	text, err := p.Manifest(t.Context(), Job())
	if err != nil || len(text) == 0 || strings.Contains(string(text), Secret) || !strings.Contains(string(text), "AWS_SECRET_ACCESS_KEY") {
		t.Errorf("%v: %s", err, text)
	}
}
