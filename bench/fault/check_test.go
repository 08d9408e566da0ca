package fault

import (
	"slices"
	"strings"
	"testing"

	"quintet/bench/scenario"
	"quintet/bench/stack"
)

// check checks the faults of a scenario file against a stack with a Redis in a process, a SQLite inside two replicas, and a ring.
func check(t *testing.T, faults string) (stack.Needs, error) {
	t.Helper()
	text := "name: x\nworkload: {mix: {users.get: 1}}\nload: {rate: 1/s, duration: 60s}\nfaults:\n" + faults
	s, err := scenario.Parse("x.yaml", []byte(text), nil, scenario.Vocabulary{Operations: []string{"users.get"}, Faults: Kinds()})
	if err != nil {
		t.Fatal(err)
	}
	redis, _, _ := store("redis", "cache, sessions")
	sqlite, _ := inside("sqlite", "records, graph")
	ring1, _, _ := store("cassandra-1", "messages")
	ring2, _, _ := store("cassandra-2", "messages")
	api := process{&fake{name: "api-1", role: "api"}}
	return Check(s, "toy", []stack.Service{redis, ring1, ring2, sqlite, api})
}

// Every mistake is one line with the place, what was found and what would be right.
func TestCheck(t *testing.T) {
	for faults, want := range map[string]string{
		"  - {at: 1s, for: 1s, kill: postgres}\n":                                   "x.yaml:5: faults.0.kill: found `postgres`, which is no service and no role of the toy stack, want one of redis, cassandra-1, cassandra-2, sqlite, api-1, cache, sessions, messages, records, graph, api",
		"  - {at: 1s, for: 1s, kill: sqlit}\n":                                      "did you mean `sqlite`?",
		"  - {at: 1s, for: 1s, kill: sqlite}\n":                                     "x.yaml:5: faults.0.kill: found `kill` of `sqlite`, which the toy stack cannot do, want latency, blackhole, errors there",
		"  - {at: 1s, flush: api-1}\n":                                              "found `flush` of `api-1`, which the toy stack cannot do, want kill, pause, restart, cpu, full there",
		"  - {at: 1s, for: 1s, kill: records}\n":                                    "found `kill` of `sqlite`, which the toy stack cannot do",
		"  - {at: 1s, for: 5s, kill: redis}\n  - {at: 2s, for: 1s, pause: cache}\n": "x.yaml:6: faults.1.pause: found `pause cache` at 2s during `kill redis` (line 5), and both act on `redis`, want one after the other on one service",
		"  - {at: 1s, for: 5s, latency: {on: redis, delay: 10ms, jitter: 20ms}}\n":  "found a jitter above the delay",
		"  - {at: 1s, for: 5s, latency: {on: redis, delay: 10us}}\n":                "found a delay below 1ms",
		"  - {at: 1s, for: 5s, latency: {on: redis, delay: 1s, share: 0%}}\n":       "found a share of 0",
		"  - {at: 1s, for: 5s, bandwidth: {on: redis, rate: 10B/s}}\n":              "found a rate below 1kB/s",
		"  - {at: 1s, for: 5s, cpu: {on: redis, share: 100%}}\n":                    "found a share of 100%, want from `1%` to `99%`",
		"  - {at: 1s, for: 5s, exec: {inject: 'true'}}\n":                           "found a `for` without a `heal`",
		"  - {at: 1s, exec: {inject: 'true', heal: 'true'}}\n":                      "found a `heal` without a `for`",
		"  - {at: 1s, exec: {inject: 'true', timeout: 0s}}\n":                       "found a timeout of 0",
	} {
		if _, err := check(t, faults); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s found %v,\nwant %s", faults, err, want)
		}
	}
	both := "  - {at: 1s, for: 1s, kill: x}\n  - {at: 3s, for: 1s, kill: y}\n"
	if _, err := check(t, both); err == nil || strings.Count(err.Error(), "\n") != 1 {
		t.Errorf("found %v, want two lines", err)
	}
	if _, err := Check(scenario.Scenario{Faults: []scenario.Fault{{Kind: "kill", Target: "redis"}}}, "external", nil); err == nil ||
		!strings.Contains(err.Error(), "the external stack has no part that a fault could act on, want one of exec") {
		t.Errorf("found %v", err)
	}
}

// Links and the file of spoiled calls are asked for where faults need them, and nowhere else.
func TestNeeds(t *testing.T) {
	for faults, want := range map[string]stack.Needs{
		"  - {at: 1s, for: 1s, kill: redis}\n  - {at: 3s, for: 1s, cpu: {on: api, share: 5%}}\n":                  {},
		"  - {at: 1s, for: 1s, blackhole: redis}\n  - {at: 3s, for: 1s, reset: cache}\n":                          {Links: []string{"redis"}},
		"  - {at: 1s, for: 1s, latency: {on: cassandra, delay: 5ms}}\n  - {at: 5s, for: 1s, blackhole: sqlite}\n": {Links: []string{"cassandra-1", "cassandra-2"}, Spoil: true},
		"  - {at: 1s, for: 1s, errors: {on: redis, share: 5%}}\n":                                                 {Spoil: true},
		"  - {at: 1s, exec: {inject: 'true'}}\n":                                                                  {},
	} {
		got, err := check(t, faults)
		if err != nil || !slices.Equal(got.Links, want.Links) || got.Spoil != want.Spoil {
			t.Errorf("%s needs %+v (%v), want %+v", faults, got, err, want)
		}
	}
}

// A name stands for itself before it stands for nodes that are numbered after it, and those before a role.
func TestResolve(t *testing.T) {
	var services []stack.Service
	for _, name := range []string{"redis", "cassandra-1", "cassandra-2", "cassandra-x"} {
		s, _, _ := store(name, map[bool]string{true: "cache, sessions", false: "messages"}[name == "redis"])
		services = append(services, s)
	}
	for target, want := range map[string]string{
		"redis": "redis", "cache": "redis", "sessions": "redis", "cassandra-2": "cassandra-2", "cassandra": "cassandra-1 cassandra-2",
		"messages": "cassandra-1 cassandra-2 cassandra-x", "other": "", "": "",
	} {
		if got := strings.Join(Resolved(scenario.Fault{Target: target}, services), " "); got != want {
			t.Errorf("%q is %q, want %q", target, got, want)
		}
	}
}
