package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"testing"

	"quintet/bench/samples"
)

// startForeign starts this repository's API as a process of its own, of which a run knows nothing but the address. It returns that and the
// process.
func startForeign(t *testing.T) (url string, process *os.Process) {
	t.Helper()
	cmd := exec.Command(binary, "api")
	cmd.Env = append(os.Environ(), "PORT=0", "DATA_DIR="+t.TempDir())
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.StdoutPipe()
	if err = errors.Join(err, cmd.Start()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		// A paused one is woken first: it is to end by itself.
		if err := errors.Join(cmd.Process.Signal(syscall.SIGCONT), cmd.Process.Signal(syscall.SIGTERM), cmd.Wait()); err != nil {
			t.Errorf("api: %v\n%s", err, &said)
		}
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	address, ok := strings.CutPrefix(strings.TrimSpace(line), "listening ")
	if !ok {
		t.Fatalf("the API said %q, %v\n%s", line, err, &said)
	}
	return "http://" + address, cmd.Process
}

// A fault on an API that somebody else runs is done by commands: it is on the timeline, hits wait while it is in force, and every write that was
// acknowledged is read back by the operation that the scenario names.
func TestFaultsOfForeignAPI(t *testing.T) {
	t.Parallel()
	url, process := startForeign(t)
	c := prepared(t, "run", "-stack", "external", "-target", url, "-quiet", "small.yaml")
	scenarioFile(t, c, fmt.Sprintf(`name: small
ready: GET /readyz
operations:
  people.create:
    request: POST /users
    body: '{"name": "{text:10..20}", "email": "{run}-{n}@example.com"}'
    expect: {status: 201}
    remember: {person: $.id}
  people.get:
    request: GET /users/{id}
    draw: {id: {remembered: person, latest: 0.9}}
    expect: {status: 200, json: {$.id: "{id}"}}
workload: {mix: {people.create: 2, people.get: 3}}
load: {rate: 40/s, duration: 4s}
hold: 1s
faults:
  - {at: 1s, for: 700ms, exec: {inject: 'kill -STOP %[1]d', heal: 'kill -CONT %[1]d'}}
ledger: {write: people.create, read: people.get, key: $.id, same: [$.name, $.email]}
slo: [lost = 0, failures < 90%%]
`, process.Pid))
	got := execute(t, c)
	dir := reported(t, c, got)
	m := manifestOf(t, dir)
	kinds, failed := eventsOf(t, dir)
	if want := []samples.EventKind{samples.FaultInjected, samples.FaultEffective, samples.FaultHealed}; !slices.Equal(kinds[1], want) {
		t.Errorf("the fault has the events %q, want %q (%s)", kinds[1], want, failed[1])
	}
	if l := m.ReadBack; l == nil || l.Acknowledged == 0 || l.Confirmed != l.Acknowledged || l.Reason != "" || len(l.Kinds) != 1 || l.Kinds[0].Kind != "declared writes" {
		t.Errorf("the ledger is %+v", m.ReadBack)
	}
	// Whoever was due while the process stood still waited for its end, whatever the machine's speed.
	run, err := samples.OpenRun(dir)
	if err != nil {
		t.Fatal(err)
	}
	events, err := run.Trials[0].Events()
	if err != nil {
		t.Fatal(err)
	}
	at := func(kind samples.EventKind) samples.Event {
		return events[slices.IndexFunc(events, func(e samples.Event) bool { return e.Kind == kind })]
	}
	from, to, waited := at(samples.FaultEffective).At, at(samples.FaultHealed).At, 0
	if err := run.Trials[0].Hits(func(h *samples.Hit) error {
		if h.Sent > from && h.Sent < to {
			waited++
			if h.End < to {
				t.Errorf("a hit that was sent at %s, while the API stood still until %s, was answered at %s", h.Sent, to, h.End)
			}
		}
		return nil
	}); err != nil || waited == 0 {
		t.Errorf("%d hits waited, %v", waited, err)
	}
}
