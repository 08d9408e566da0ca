package fault

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"quintet/bench/samples"
	"quintet/bench/scenario"
	"quintet/bench/stack"
)

const ms = time.Millisecond

var whole = []samples.EventKind{samples.FaultInjected, samples.FaultEffective, samples.FaultHealed, samples.FaultServing}

// play plays faults on services with a load that does not end before they do.
func playAll(t *testing.T, faults []scenario.Fault, services ...stack.Service) *log {
	t.Helper()
	l := &log{}
	timeline := Timeline{Faults: faults, Services: services, Record: l.record}
	if err := timeline.Run(t.Context(), t.Context(), time.Now()); err != nil {
		t.Fatal(err)
	}
	return l
}

// Every kind is done to its service, seen to hold and taken back, and its instants come in order, none before it was planned.
func TestEveryKind(t *testing.T) {
	for kind, want := range map[string]struct {
		params map[string]float64
		did    []string
	}{
		"kill":      {nil, []string{"kill", "start"}},
		"pause":     {nil, []string{"pause", "resume"}},
		"restart":   {nil, []string{"stop", "start"}},
		"latency":   {map[string]float64{"delay": 0.01, "share": 1}, []string{"disturb latency", "restore latency"}},
		"blackhole": {nil, []string{"disturb blackhole", "restore blackhole"}},
		"reset":     {nil, []string{"disturb reset", "restore reset"}},
		"bandwidth": {map[string]float64{"rate": 64 << 10}, []string{"disturb bandwidth", "restore bandwidth"}},
		"flush":     {nil, []string{"flush"}},
		"cpu":       {map[string]float64{"share": 0.2}, []string{"throttle", "unthrottle"}},
		"full":      {nil, []string{"fill", "free"}},
		"errors":    {map[string]float64{"share": 0.1}, []string{"spoil", "unspoil"}},
	} {
		t.Run(kind, func(t *testing.T) {
			k, ok := find(kind)
			if !ok {
				t.Fatal("not in the table")
			}
			service, did, _ := store("redis", "cache, sessions")
			f := scenario.Fault{At: 5 * ms, Kind: kind, Target: "cache", Params: want.params}
			if k.For == scenario.Required {
				f.For = 30 * ms
			}
			l := playAll(t, []scenario.Fault{f}, service)
			if got := l.of(1); !slices.Equal(got, whole) {
				t.Errorf("events %q: %+v", got, l.events)
			}
			if got := did.done(); !slices.Equal(got, want.did) {
				t.Errorf("done %q, want %q", got, want.did)
			}
			for i, e := range l.events {
				if e.Name != kind+" cache" || i > 0 && e.At < l.events[i-1].At || e.At < f.At || e.Kind == samples.FaultHealed && e.At < f.End() {
					t.Errorf("event %d: %+v of a fault from %s to %s", i, e, f.At, f.End())
				}
			}
		})
	}
	if len(kinds()) != 12 {
		t.Errorf("%d kinds, and this test has 11 and exec", len(kinds()))
	}
}

// What no network is in front of is delayed, hangs and fails inside the API.
func TestStoreInsideTheAPI(t *testing.T) {
	for _, kind := range []string{"latency", "blackhole", "errors"} {
		service, did := inside("sqlite", "records")
		l := playAll(t, []scenario.Fault{{For: ms, Kind: kind, Target: "sqlite", Params: map[string]float64{"delay": 1, "share": 1}}}, service)
		if got := l.of(1); !slices.Equal(got, whole) || !slices.Equal(did.done(), []string{"spoil", "unspoil"}) {
			t.Errorf("%s: events %q, done %q", kind, got, did.done())
		}
	}
}

// A role acts on all replicas at once, and a service serves when a probe is answered.
func TestRoleAndServing(t *testing.T) {
	one, first, _ := store("api-1", "api")
	two, second, _ := store("api-2", "api")
	first.away = 3
	l := playAll(t, []scenario.Fault{{For: ms, Kind: "kill", Target: "api"}}, one, two)
	if !slices.Equal(first.done(), []string{"kill", "start"}) || !slices.Equal(second.done(), []string{"kill", "start"}) || first.away != 0 {
		t.Errorf("done %q and %q, %d probes left", first.done(), second.done(), first.away)
	}
	if got := l.of(1); !slices.Equal(got, whole) || l.events[0].Detail != "api-1, api-2" {
		t.Errorf("events %+v", l.events)
	}
}

// A delay that is longer than the driver waits is seen by the probe having no answer.
func TestLatencyBeyondTheDriversTimeout(t *testing.T) {
	service, did, w := store("redis", "cache")
	w.timeout = true
	l := playAll(t, []scenario.Fault{{For: ms, Kind: "latency", Target: "redis", Params: map[string]float64{"delay": 60, "share": 1}}}, service)
	if got := l.of(1); !slices.Equal(got, whole) || !strings.Contains(l.events[1].Detail, "had no answer within") {
		t.Errorf("events %+v", l.events)
	}
	if got := did.done(); !slices.Equal(got, []string{"disturb latency", "restore latency"}) {
		t.Errorf("done %q", got)
	}
}

// A fault that is not seen to hold is a failure with its reason, and is taken back.
func TestFaultWithoutEffect(t *testing.T) {
	for kind, want := range map[string]string{
		"latency": "want at least 1m0s", "blackhole": "was answered, want that it hangs", "reset": "was answered, want that it is refused",
	} {
		service, did, w := store("redis", "cache")
		w.broken = true
		l := playAll(t, []scenario.Fault{{For: 30 * ms, Kind: kind, Target: "redis", Params: map[string]float64{"delay": 60, "share": 1}}}, service)
		got := l.of(1)
		if len(got) < 2 || got[1] != samples.FaultFailed || slices.Contains(got, samples.FaultEffective) || !strings.Contains(l.events[1].Detail, want) {
			t.Errorf("%s: events %+v", kind, l.events)
		}
		if !slices.Contains(did.done(), "restore "+kind) {
			t.Errorf("%s: done %q", kind, did.done())
		}
	}
	service, did, _ := store("redis", "cache")
	did.fails["pause"] = errors.New("no such process")
	l := playAll(t, []scenario.Fault{{For: ms, Kind: "pause", Target: "redis"}}, service)
	if l.events[1].Kind != samples.FaultFailed || l.events[1].Detail != "no such process" || !slices.Contains(did.done(), "resume") {
		t.Errorf("events %+v, done %q", l.events, did.done())
	}
}

// What cannot be taken back is said, and nothing is said to serve.
func TestFaultThatStays(t *testing.T) {
	service, did, _ := store("redis", "cache")
	did.fails["start"] = errors.New("its port is taken")
	l := playAll(t, []scenario.Fault{{For: ms, Kind: "kill", Target: "redis"}}, service)
	want := []samples.EventKind{samples.FaultInjected, samples.FaultEffective, samples.FaultHealed, samples.FaultFailed}
	if got := l.of(1); !slices.Equal(got, want) || l.events[3].Detail != "not taken back: its port is taken" {
		t.Errorf("events %+v", l.events)
	}
}

// A server that ended because its disk was full is started again.
func TestFullThatEndsTheServer(t *testing.T) {
	service, did, _ := store("postgres", "records")
	close(did.exited)
	playAll(t, []scenario.Fault{{For: ms, Kind: "full", Target: "postgres"}}, service)
	if got := did.done(); !slices.Equal(got, []string{"fill", "free", "kill", "start"}) {
		t.Errorf("done %q", got)
	}
}

// The end of the load ends a fault, and one that was not due is not injected.
func TestLoadEnds(t *testing.T) {
	service, did, _ := store("redis", "cache")
	l := &log{}
	load, end := context.WithCancel(t.Context())
	timeline := Timeline{Services: []stack.Service{service}, Record: func(e samples.Event) error {
		if e.Kind == samples.FaultEffective {
			end()
		}
		return l.record(e)
	}, Faults: []scenario.Fault{{For: time.Hour, Kind: "kill", Target: "redis"}, {At: time.Hour, For: ms, Kind: "pause", Target: "redis"}}}
	if err := timeline.Run(t.Context(), load, time.Now()); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(l.of(1), whole) || len(l.of(2)) != 0 || !slices.Equal(did.done(), []string{"kill", "start"}) {
		t.Errorf("events %+v, done %q", l.events, did.done())
	}
}

// On a load whose warm-up takes longer than it must, faults come as much later; one that ends in its warm-up has none.
func TestLater(t *testing.T) {
	service, _, _ := store("redis", "cache")
	l := &log{}
	timeline := Timeline{Services: []stack.Service{service}, Record: l.record, Faults: []scenario.Fault{{At: ms, For: ms, Kind: "pause", Target: "redis"}},
		Later: func(context.Context, time.Time) (time.Duration, bool) { return 200 * ms, true }}
	if err := timeline.Run(t.Context(), t.Context(), time.Now()); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(l.of(1), whole) || l.events[0].At < 201*ms {
		t.Errorf("events %+v", l.events)
	}
	timeline.Later, l.events = func(context.Context, time.Time) (time.Duration, bool) { return 0, false }, nil
	if err := timeline.Run(t.Context(), t.Context(), time.Now()); err != nil || len(l.events) > 0 {
		t.Errorf("%v, %+v", err, l.events)
	}
}

// A run that is given up takes back what would stay, and starts nothing.
func TestRunIsGivenUp(t *testing.T) {
	for kind, want := range map[string][]string{
		"kill": {"kill"}, "pause": {"pause", "resume"}, "cpu": {"throttle", "unthrottle"}, "full": {"fill", "free"}, "errors": {"spoil", "unspoil"},
		"blackhole": {"disturb blackhole"},
	} {
		service, did, _ := store("redis", "cache")
		l := &log{}
		ctx, give := context.WithCancel(t.Context())
		timeline := Timeline{Services: []stack.Service{service}, Record: func(e samples.Event) error {
			if e.Kind == samples.FaultEffective {
				give()
			}
			return l.record(e)
		}, Faults: []scenario.Fault{{For: time.Hour, Kind: kind, Target: "redis", Params: map[string]float64{"share": 0.5}}}}
		// A black hole is seen to hold after half a second at most.
		if err := timeline.Run(ctx, ctx, time.Now()); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(did.done(), want) || slices.Contains(l.of(1), samples.FaultFailed) {
			t.Errorf("%s: done %q, want %q; %+v", kind, did.done(), want, l.events)
		}
	}
}

// An event that cannot be recorded ends the run, and the fault is taken back all the same.
func TestRecordFails(t *testing.T) {
	service, did, _ := store("redis", "cache")
	full := errors.New("the disk is full")
	timeline := Timeline{Services: []stack.Service{service}, Faults: []scenario.Fault{{For: ms, Kind: "pause", Target: "redis"}},
		Record: func(e samples.Event) error {
			if e.Kind == samples.FaultEffective {
				return full
			}
			return nil
		}}
	if err := timeline.Run(t.Context(), t.Context(), time.Now()); !errors.Is(err, full) || !slices.Equal(did.done(), []string{"pause", "resume"}) {
		t.Errorf("found %v, done %q", err, did.done())
	}
}

// Commands are run in a shell: what fails or hangs is said with what it said last, and is healed.
func TestExec(t *testing.T) {
	dir := t.TempDir()
	file := func(name string) string { return filepath.Join(dir, name) }
	exists := func(name string) bool { _, err := os.Stat(file(name)); return err == nil }
	command := func(inject, heal string, timeout float64) *log {
		return playAll(t, []scenario.Fault{{For: ms, Kind: "exec", Params: map[string]float64{"timeout": timeout},
			Commands: map[string]string{"inject": inject, "heal": heal}}})
	}
	l := command("touch "+file("a"), "touch "+file("b"), 60)
	if got := l.of(1); !slices.Equal(got, whole[:3]) || !exists("a") || !exists("b") {
		t.Errorf("events %+v", l.events)
	}
	l = command("echo first; echo no such pod >&2; exit 3", "touch "+file("c"), 60)
	if got := l.events[1]; got.Kind != samples.FaultFailed || !strings.Contains(got.Detail, "exit status 3: no such pod") || !exists("c") {
		t.Errorf("events %+v, healed %v", l.events, exists("c"))
	}
	l = command("sleep 3600 & sleep 3600", "touch "+file("d"), 0.05)
	if got := l.events[1]; got.Kind != samples.FaultFailed || !strings.Contains(got.Detail, "had not ended after 50ms and was killed") {
		t.Errorf("events %+v", l.events)
	}
	l = command("true", "exit 1", 60)
	if got := l.events[len(l.events)-1]; got.Kind != samples.FaultFailed || !strings.Contains(got.Detail, "not taken back: heal: `exit 1`") {
		t.Errorf("events %+v", l.events)
	}
}
