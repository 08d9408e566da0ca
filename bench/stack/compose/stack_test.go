package compose

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"quintet/api/server"
	"quintet/api/store"
	"quintet/bench/stack"
	"quintet/bench/stack/stacktest"
)

// fresh makes a stack of two replicas in folders of the test.
func fresh(t *testing.T, settings map[string]string) *Stack {
	t.Helper()
	all := map[string]string{"api.replicas": "2"}
	maps.Copy(all, settings)
	s, err := stackIn(t, stacktest.Place{Dir: t.TempDir(), LogDir: filepath.Join(t.TempDir(), "logs"), Settings: all})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Down(context.Background()) })
	return s
}

// stackIn makes a stack whose stores are embedded ones: what is opened is not what is tested here.
func stackIn(t *testing.T, p stacktest.Place) (*Stack, error) {
	return New(Config{
		File: composeFile, Dir: p.Dir, LogDir: p.LogDir, Settings: p.Settings, Backends: server.Backends(),
		OpenStores: func(ctx context.Context, lookup func(string) string) (*stack.Stores, error) {
			if lookup("DATABASE_HOST") != loopback || lookup("DATABASE_PASSWORD") == "" {
				t.Errorf("the stores are opened at %q with password %q", lookup("DATABASE_HOST"), lookup("DATABASE_PASSWORD"))
			}
			stores, err := server.OpenStores(ctx, server.Config{DataDir: t.TempDir()})
			if err != nil {
				return nil, err
			}
			return &stack.Stores{Set: stores.Set, Named: map[string]any{"postgres": stores.Set.Records}, Close: stores.Close}, nil
		},
	})
}

// TestStack runs the suite of stacks on the stand-in for docker.
func TestStack(t *testing.T) {
	var e engine
	containers := map[string]string{"postgres": "b1b1b1b1b1b1b1b1", "api-1": "a1a1a1a1a1a1a1a1", "api-2": "a2a2a2a2a2a2a2a2"}
	stacktest.Run(t, stacktest.Case{
		New: func(t *testing.T, p stacktest.Place) (stack.Stack, error) {
			e = startEngine(t)
			s, err := stackIn(t, p)
			if err != nil {
				return nil, err
			}
			return s, nil
		},
		Settings: map[string]string{"api.replicas": "2"},
		Accepted: accepted(),
		Refused: map[string]string{
			"cache=maybe":       `setting cache: found "maybe", want on or off`,
			"api.replicas=0":    `setting api.replicas: found "0", want a whole number from 1 to 64`,
			"api.replicas=two":  `setting api.replicas: found "two", want a whole number`,
			"cassandra.nodes=2": `setting cassandra.nodes: found "2", want 1 or 3`,
			"objects=minio":     "setting objects: the compose stack cannot vary it; it can vary cache, api.replicas, ",
		},
		Services: []string{"postgres", "api-1", "api-2"}, Telemetry: []string{"postgres"},
		StandIn: func(name string) bool {
			id := containers[name]
			return id != "" && !e.has("paused-"+id) && !e.has("dead-"+id)
		},
	})
}

// accepted is every setting, with a value that it can have.
func accepted() []string {
	var list []string
	for _, key := range Settings(server.Backends()) {
		value := map[string]string{"cache": "off", "prometheus": "off", "cassandra.nodes": "3", "cassandra.commitlog_sync": "batch", "postgres.synchronous_commit": "off", "redis.appendfsync": "always", "cassandra.consistency": "ONE", "cassandra.speculate_after": "50ms"}[key]
		list = append(list, strings.Replace(key, "*", "NAME", 1)+"="+cmp.Or(value, "2"))
	}
	return list
}

// nothing seeds nothing.
func nothing(context.Context, store.Set) error { return nil }

// TestUpAndDown follows a stack from up to down: the commands, the services, the files.
func TestUpAndDown(t *testing.T) {
	e := startEngine(t)
	s := fresh(t, map[string]string{"cassandra.nodes": "3"})
	seeded := 0
	if err := s.Up(t.Context(), func(_ context.Context, stores store.Set) error {
		seeded++
		if calls := strings.Join(e.calls(t), "\n"); strings.Contains(calls, "--scale") || !strings.Contains(calls, "cassandra-keyspace") {
			t.Errorf("seeded after\n%s", calls)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if seeded != 1 {
		t.Errorf("seeded %d times", seeded)
	}
	if want := []string{"http://127.0.0.1:20006", "http://127.0.0.1:20007"}; !slices.Equal(s.Targets(), want) {
		t.Errorf("targets are %q, want %q", s.Targets(), want)
	}
	var lines []string
	for _, service := range s.Services() {
		i := service.Info()
		lines = append(lines, strings.Join([]string{i.Name, i.Role, i.Software, i.Address, i.Metrics}, " | "))
		if i.PID != 0 {
			// The fake says 1, which is no container's here.
			t.Errorf("%s has the process %d", i.Name, i.PID)
		}
	}
	want := regexp.MustCompile(`^postgres \| records \| SQLite [\d.]+, container b1b1b1b1b1b1 \| 127.0.0.1:20000 \| 
api-1 \| api \| quintet api \(image 0123456789ab\), container a1a1a1a1a1a1 \| 127.0.0.1:20006 \| http://127.0.0.1:20006/metrics
api-2 \| api \| quintet api \(image 0123456789ab\), container a2a2a2a2a2a2 \| 127.0.0.1:20007 \| http://127.0.0.1:20007/metrics$`)
	if found := strings.Join(lines, "\n"); !want.MatchString(found) {
		t.Errorf("services are\n%s", found)
	}
	over, logs := s.project.files[1], s.cfg.LogDir
	if info, err := os.Stat(over); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file of the run's own: %v (%v)", info, err)
	}
	if err := errors.Join(s.Down(t.Context()), s.Down(t.Context())); err != nil {
		t.Error(err)
	}
	if len(s.Services()) != 0 || len(s.Targets()) != 0 {
		t.Error("services are left")
	}
	if _, err := os.Stat(over); !os.IsNotExist(err) {
		t.Errorf("the file of the run's own is left: %v", err)
	}
	if b, err := os.ReadFile(filepath.Join(logs, "q-postgres-1.log")); err != nil ||
		!strings.Contains(string(b), "log of b1b1b1b1b1b1b1b1\n") || !strings.Contains(string(b), "errors of b1b1b1b1b1b1b1b1\n") {
		t.Errorf("the log of postgres is %q (%v)", b, err)
	}
	expectCalls(t, e.calls(t))
}

// expectCalls holds the commands of a cluster's life against those expected.
func expectCalls(t *testing.T, calls []string) {
	t.Helper()
	project := regexp.MustCompile(`^compose --ansi never --project-name quintet-[a-z0-9]{10} --env-file /dev/null --file \S+/docker-compose.yml --file \S+/compose-override.json --profile cluster `)
	names := map[string]bool{}
	var found []string
	for _, call := range calls {
		if strings.HasPrefix(call, "wait ") {
			continue // they run beside the others
		}
		if begin := project.FindString(call); begin != "" {
			names[begin] = true
			call = "… " + strings.TrimPrefix(call, begin)
		}
		found = append(found, call)
	}
	if len(names) != 1 {
		t.Errorf("the commands are of %d projects: %v", len(names), names)
	}
	want := []string{
		"version --format {{.Server.Version}}", "compose version --short",
		"… build api",
		"… up --detach --wait postgres cassandra cassandra-2 cassandra-3 neo4j redis minio",
		"… run --rm -T --no-deps cassandra-keyspace",
		"… up --detach --wait --no-deps --scale api=2 api prometheus",
		"… ps --all --no-trunc --format json",
		"inspect --type container a2a2a2a2a2a2a2a2", "inspect --type container a1a1a1a1a1a1a1a1", "inspect --type container b1b1b1b1b1b1b1b1",
		"… ps --all --no-trunc --format json",
		"logs --timestamps a2a2a2a2a2a2a2a2", "logs --timestamps a1a1a1a1a1a1a1a1", "logs --timestamps b1b1b1b1b1b1b1b1", "logs --timestamps d1d1d1d1d1d1d1d1",
		"… down --volumes --remove-orphans --timeout 10",
	}
	if !slices.Equal(found, want) {
		t.Errorf("commands are\n%s\nwant\n%s", strings.Join(found, "\n"), strings.Join(want, "\n"))
	}
}

// TestUpFails: whatever fails on the way, the error states why in its words, and all that was begun is removed.
func TestUpFails(t *testing.T) {
	for name, test := range map[string]struct {
		refused, want string
		files         map[string]string
		// begun says that containers may exist by then.
		begun bool
	}{
		"NoAnswer":  {refused: "version --format", want: "the compose stack needs a running Docker Engine, and it does not answer"},
		"NoPlugin":  {refused: "compose version", want: "apt-get install docker-compose-plugin"},
		"OldEngine": {files: map[string]string{"engine": "24.0.7\n"}, want: "needs Docker Engine 25 or newer, this is 24.0.7; -stack native needs no engine"},
		"OldPlugin": {files: map[string]string{"plugin": "v2.21.0\n"}, want: "compose 2.24 or newer, this is v2.21.0"},
		"Build":     {refused: "build api", want: "docker compose build: exit status 1: first line | Error response from daemon: refused for a test", begun: true},
		"Stores":    {refused: " up --detach --wait postgres", want: "docker compose up: exit status 1", begun: true},
		"Replicas":  {refused: "--scale", want: "docker compose up: exit status 1", begun: true},
		"Few": {files: map[string]string{"ps": `[{"ID":"b1b1b1b1b1b1b1b1","Name":"q-postgres-1","Service":"postgres"}]`},
			want: "found 0 replicas of the API, want 2", begun: true},
		"List":    {files: map[string]string{"ps": "{"}, want: "read the list of containers: unexpected EOF", begun: true},
		"Inspect": {files: map[string]string{"inspect-b1b1b1b1b1b1b1b1": "[]"}, want: "the engine's answer is not one container", begun: true},
	} {
		t.Run(name, func(t *testing.T) {
			e := startEngine(t)
			if test.refused != "" {
				e.put(t, "refused", test.refused+"\n")
			}
			for file, text := range test.files {
				e.put(t, file, text)
			}
			s := fresh(t, nil)
			err := s.Up(t.Context(), nothing)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error is %v, want %q in it", err, test.want)
			}
			if first, _, _ := strings.Cut(err.Error(), "\n"); !strings.Contains(first, test.want) {
				t.Errorf("the error's first line is %q", first)
			}
			last := e.calls(t)[len(e.calls(t))-1]
			if removed := strings.HasSuffix(last, "down --volumes --remove-orphans --timeout 10"); removed != test.begun {
				t.Errorf("the last command is %q", last)
			}
			if left, _ := os.ReadDir(s.cfg.Dir); len(left) > 0 {
				t.Errorf("left are %v", left)
			}
		})
	}
}

// TestNoEngine has no docker on the PATH at all.
func TestNoEngine(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	err := fresh(t, nil).Up(t.Context(), nothing)
	want := "the compose stack needs Docker Engine 25 and Compose 2.24 or newer: there is no program docker on the PATH; -stack native needs no engine"
	if err == nil || err.Error() != want {
		t.Errorf("error is %q, want %q", err, want)
	}
}

// TestInventory: what is there is said to be, and what is not comes with what gets it.
func TestInventory(t *testing.T) {
	e := startEngine(t)
	want := []stack.Part{
		{Of: "docker", What: "Docker Engine 25 or newer, running", Found: "version 28.2.2"},
		{Of: "docker", What: "Docker's plugin compose 2.24 or newer", Found: "version 2.36.2"},
	}
	if found := Inventory(t.Context()); !slices.Equal(found, want) {
		t.Errorf("found %+v, want %+v", found, want)
	}
	e.put(t, "refused", "version --format\n")
	e.put(t, "plugin", "2.20.0")
	for _, need := range Inventory(t.Context()) {
		if need.Found != "" || need.Command == "" {
			t.Errorf("what is missing is listed as %+v", need)
		}
	}
}

// TestInterrupted ends the context while a command hangs: the command ends too, and all is removed.
func TestInterrupted(t *testing.T) {
	e := startEngine(t)
	pipe := filepath.Join(string(e), "hanging")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var reading sync.WaitGroup
	reading.Go(func() {
		// There is something to read once the command runs.
		if _, err := os.ReadFile(pipe); err != nil {
			t.Error(err)
		}
		cancel()
	})
	err := fresh(t, nil).Up(ctx, nothing)
	reading.Wait()
	if !errors.Is(err, context.Canceled) || !strings.HasPrefix(err.Error(), "docker compose up: context canceled") {
		t.Errorf("error is %v", err)
	}
	if calls := e.calls(t); !strings.HasSuffix(calls[len(calls)-1], "down --volumes --remove-orphans --timeout 10") {
		t.Errorf("commands are %q", calls)
	}
}

// TestRestartFails has a container end again before it is healthy.
func TestRestartFails(t *testing.T) {
	e := startEngine(t)
	s := fresh(t, nil)
	if err := s.Up(t.Context(), nothing); err != nil {
		t.Fatal(err)
	}
	killer := s.Services()[0].(stack.Killer)
	if err := killer.Kill(); err != nil {
		t.Fatal(err)
	}
	e.put(t, "inspect-b1b1b1b1b1b1b1b1", `[{"Id":"b1b1b1b1b1b1b1b1","State":{"Pid":0,"Health":{"Status":"unhealthy"}}}]`)
	if err := killer.Restart(t.Context()); err == nil || err.Error() != "restart postgres: it ended before it was healthy" {
		t.Errorf("error is %v", err)
	}
	e.put(t, "inspect-b1b1b1b1b1b1b1b1", `[{"Id":"b1b1b1b1b1b1b1b1","State":{"Pid":7,"Health":{"Status":"starting"}}}]`)
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if err := killer.Restart(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error is %v", err)
	}
}

// TestCrash has a container end by itself: it is noticed at once, and Down says so.
func TestCrash(t *testing.T) {
	e := startEngine(t)
	s := fresh(t, nil)
	if err := s.Up(t.Context(), nothing); err != nil {
		t.Fatal(err)
	}
	exited := s.Services()[0].(stack.Watched).Exited()
	e.put(t, "dead-b1b1b1b1b1b1b1b1", "")
	await(t, exited)
	if err := s.Down(t.Context()); err == nil || err.Error() != "postgres ended by itself: exit status 137" {
		t.Errorf("error is %v", err)
	}
}

// await waits for a channel to be closed.
func await(t *testing.T, ch <-chan struct{}) {
	t.Helper()
	select {
	case <-ch:
	case <-time.After(time.Minute):
		t.Fatal("nobody noticed that the container has ended")
	}
}
