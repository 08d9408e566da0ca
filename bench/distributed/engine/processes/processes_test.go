package processes_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"quintet/bench/distributed/engine"
	"quintet/bench/distributed/engine/enginetest"
	"quintet/bench/distributed/engine/processes"
)

// program writes a shell script that stands for the harness's binary.
func program(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "bench")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+text), 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}

// eventually waits for what is not announced.
func eventually(t *testing.T, what string, done func() bool) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); !done(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited in vain for %s", what)
		}
	}
}

// What the contract asks of every engine.
func TestEngine(t *testing.T) {
	var dir string
	var e *processes.Engine
	pids := func() (list []int) {
		for i := range 3 {
			if text, err := os.ReadFile(filepath.Join(dir, strconv.Itoa(i))); err == nil {
				pid, err := strconv.Atoi(strings.Fields(string(text))[0])
				if err != nil {
					t.Fatal(err)
				}
				list = append(list, pid)
			}
		}
		return list
	}
	enginetest.Test(t, enginetest.Subject{
		New: func(t *testing.T) engine.Engine {
			dir = t.TempDir()
			e = &processes.Engine{Executable: program(t, `cd `+dir+`; echo "$$ $*" > new.$QUINTET_INDEX; mv new.$QUINTET_INDEX $QUINTET_INDEX
while [ ! -e fail.$QUINTET_INDEX ]; do sleep 0.02; done; echo "bench: no such bucket" >&2; exit 3`)}
			return e
		},
		Up: func(t *testing.T) { eventually(t, "three processes", func() bool { return len(pids()) == 3 }) },
		Fail: func(t *testing.T) string {
			enginetest.StandIn(dir).Put(t, "fail.1", "")
			return "no such bucket (exit status 3)"
		},
		Refuse: func(t *testing.T) string {
			e.Executable = filepath.Join(dir, "absent")
			return "start generator 0: "
		},
		Shown: func(*testing.T) string {
			return enginetest.StandIn(dir).Read("0") + enginetest.StandIn(dir).Read("1") + enginetest.StandIn(dir).Read("2")
		},
		Left: func(*testing.T) string {
			for _, pid := range pids() {
				if syscall.Kill(pid, 0) == nil {
					return "process " + strconv.Itoa(pid)
				}
			}
			return ""
		},
	})
}

// Every process gets its index and the job's environment, the secrets too, and no secret stands on its command line.
func TestEnvironment(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("JOB_COMPLETION_INDEX", "9")
	e := processes.Engine{Executable: program(t, `echo "$* $QUINTET_INDEX $JOB_COMPLETION_INDEX $PLACE $KEY" > `+dir+`/new.$QUINTET_INDEX; mv `+dir+`/new.$QUINTET_INDEX `+dir+`/$QUINTET_INDEX`)}
	r, err := e.Start(t.Context(), engine.Job{Run: "run", Generators: 3, Environment: map[string]string{"PLACE": "here"}, Secrets: map[string]string{"KEY": "secret"}, TimeLimit: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 3 {
		want := "generate " + strconv.Itoa(i) + "  here secret\n"
		eventually(t, "process "+strconv.Itoa(i), func() bool {
			text, err := os.ReadFile(filepath.Join(dir, strconv.Itoa(i)))
			return err == nil && string(text) == want
		})
	}
	if err := errors.Join(r.Stop(t.Context()), r.Stop(t.Context())); err != nil {
		t.Error(err)
	}
	if failed, err := r.Failed(t.Context()); len(failed) > 0 || err != nil {
		t.Errorf("failed are %v, %v", failed, err)
	}
}

// A process that fails is named with its last words; one that ends as it should, or because it was asked to, is not.
func TestFailed(t *testing.T) {
	e := processes.Engine{Executable: program(t, `case $QUINTET_INDEX in 1) echo before >&2; echo "bench: generator 1: no bucket" >&2; exit 3;; 2) kill -9 $$;; 3) exec sleep 600;; esac`)}
	r, err := e.Start(t.Context(), engine.Job{Run: "run", Generators: 4, TimeLimit: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	var failed map[int]string
	eventually(t, "two failures", func() bool {
		failed, err = r.Failed(t.Context())
		return err != nil || len(failed) == 2
	})
	if err != nil || failed[1] != "generator 1: no bucket (exit status 3)" || failed[2] != "signal: killed" {
		t.Errorf("failed are %v, %v", failed, err)
	}
	if err := r.Stop(t.Context()); err != nil {
		t.Error(err)
	}
	if failed, err := r.Failed(t.Context()); err != nil || len(failed) != 2 {
		t.Errorf("failed are %v, %v", failed, err)
	}
}

// Nothing is left: neither of processes that do not end when they are asked to, nor past the time limit, nor of a start that failed.
func TestNothingIsLeft(t *testing.T) {
	dir := t.TempDir()
	stubborn := program(t, `trap "" TERM; echo $$ > `+dir+`/new.$QUINTET_INDEX; mv `+dir+`/new.$QUINTET_INDEX `+dir+`/$QUINTET_INDEX; while :; do sleep 0.01; done`)
	pids := func() (list []int) {
		for i := range 2 {
			path := filepath.Join(dir, strconv.Itoa(i))
			var text []byte
			eventually(t, "a process", func() (ok bool) {
				var err error
				text, err = os.ReadFile(path)
				return err == nil
			})
			pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
			if err != nil {
				t.Fatal(err)
			}
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
			list = append(list, pid)
		}
		return list
	}
	gone := func(list []int) {
		for _, pid := range list {
			eventually(t, "the end of a process", func() bool { return errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) })
		}
	}
	r, err := processes.Engine{Executable: stubborn, Grace: time.Millisecond}.Start(t.Context(), engine.Job{Run: "run", Generators: 2, TimeLimit: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	list := pids()
	if err := r.Stop(t.Context()); err != nil {
		t.Error(err)
	}
	gone(list)

	r, err = processes.Engine{Executable: stubborn}.Start(t.Context(), engine.Job{Run: "run", Generators: 2, TimeLimit: 200 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, "the time limit", func() bool {
		failed, err := r.Failed(t.Context())
		return err == nil && len(failed) == 2
	})
	if err := r.Stop(context.WithoutCancel(t.Context())); err != nil {
		t.Error(err)
	}

	if _, err := (processes.Engine{Executable: filepath.Join(dir, "absent")}).Start(t.Context(), engine.Job{Run: "run", Generators: 2, TimeLimit: time.Hour}); err == nil ||
		!strings.Contains(err.Error(), "start generator 0") {
		t.Errorf("error is %v", err)
	}
}
