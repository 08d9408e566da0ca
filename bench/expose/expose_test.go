package expose_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus/testutil/promlint"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"

	"quintet/api/server"
	"quintet/bench/expose"
	"quintet/bench/load"
	"quintet/bench/samples"
	"quintet/bench/scrape"
	"quintet/telemetry"
)

// everything is a look in which every source has told everything that it can.
func everything() expose.Look {
	look := expose.Look{
		Stage: "load", Loading: true,
		Load: load.Live{
			Elapsed: 3 * time.Second, Phase: 1, InFlight: 4, Connections: 5,
			Second: load.Window{Length: time.Second, Due: 70},
			Total:  load.Window{Due: 12, Sent: 11, Done: 10, Failed: 3, Failures: [samples.Failures]uint64{samples.Timeout: 2, samples.Status: 1}},
		},
		Scraped: scrape.Live{
			CPU:       map[string]float64{"generator": 0.25, "api-1": 1},
			Telemetry: map[string]bool{"postgres": true, "neo4j": false},
		},
	}
	var process, machine []scrape.Value
	for _, name := range []string{"cpu_seconds_total", "resident_memory_bytes", "threads", "open_fds", "io_read_bytes_total", "io_written_bytes_total"} {
		process = append(process, scrape.Value{Metric: "process_" + name, Counter: strings.HasSuffix(name, "_total"), Value: 1})
	}
	for _, name := range []string{"busy", "stolen"} {
		machine = append(machine, scrape.Value{Metric: "machine_cpu_" + name + "_seconds_total", Counter: true, Value: 2})
	}
	look.Latest = append(look.Latest, scrape.Latest{Source: "api-1", Values: process}, scrape.Latest{Source: "generator", Values: machine})
	for _, b := range told() {
		var values []scrape.Value
		for _, f := range b.Metrics {
			labels := map[string]string{}
			for i, name := range f.Labels {
				labels[name] = fmt.Sprint("l", i)
			}
			values = append(values, scrape.Value{Metric: f.Name, Labels: labels, Counter: f.Counter, Value: 3})
		}
		look.Latest = append(look.Latest, scrape.Latest{Source: b.Name, Values: values})
	}
	return look
}

// told are backends that tell through the harness, no two the same metric.
func told() []telemetry.Backend {
	return slices.DeleteFunc(server.Telemetry(), func(b telemetry.Backend) bool {
		return b.Scraped != nil || len(b.Metrics) == 0 || !strings.HasPrefix(b.Metrics[0].Name, b.Name)
	})
}

// whole is an exporter in the middle of a trial.
func whole(t testing.TB, look func() expose.Look) *expose.Exporter {
	t.Helper()
	e, err := expose.New(expose.Config{
		Run: "r1", Scenario: "smoke", Stack: "native", Version: "v1", Revision: "abc", Backends: server.Telemetry(), Stages: []string{"seeding", "load"},
		Look: look, Valid: func(l expose.Look) bool { return l.Load.Total.Failed < 100 },
	})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func trial(number int) samples.Manifest {
	return samples.Manifest{
		Trial: number, Repetition: 1, Configuration: map[string]string{"cache": "on", "api.replicas": "2"}, Operations: []string{"users.get", "users.list"},
		Phases: []samples.Phase{{Name: "warm-up"}, {Name: "steady"}},
		Faults: []samples.Fault{{Label: "kill redis"}, {Label: "pause minio"}, {Label: "kill redis"}},
	}
}

// scraped is what a scraper gets.
func scraped(t testing.TB, h http.Handler) string {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("GET", expose.Path, nil))
	if w.Code != http.StatusOK {
		t.Fatalf("status %d: %s", w.Code, w.Body)
	}
	return w.Body.String()
}

func want(t *testing.T, text string, lines ...string) {
	t.Helper()
	for _, line := range lines {
		if !strings.Contains("\n"+text, "\n"+line+"\n") {
			t.Errorf("no line %s", line)
		}
	}
	if t.Failed() {
		t.Log(text)
	}
}

func TestValues(t *testing.T) {
	look := everything()
	e := whole(t, func() expose.Look { return look })
	want(t, scraped(t, e.Handler()), `bench_run_info{revision="abc",run="r1",scenario="smoke",stack="native",version="v1"} 1`,
		`bench_stage{run="r1",stage="load"} 1`, `bench_stage{run="r1",stage="seeding"} 0`)

	e.Trial(trial(1))
	e.Hit(&samples.Hit{Operation: 0, Due: 0, Sent: time.Millisecond, End: 3 * time.Millisecond})
	e.Hit(&samples.Hit{Operation: 1, Due: 0, Sent: 2 * time.Millisecond, End: 2 * time.Millisecond, Failure: samples.Unsent})
	e.Hit(&samples.Hit{Operation: 9, End: time.Second})
	want(t, scraped(t, e.Handler()),
		`bench_trial_info{configuration="api.replicas=2, cache=on",repetition="1",run="r1",trial="1"} 1`,
		`bench_phase{phase="steady",run="r1",trial="1"} 1`, `bench_phase{phase="warm-up",run="r1",trial="1"} 0`,
		`bench_due_total{run="r1",trial="1"} 12`, `bench_sent_total{run="r1",trial="1"} 11`, `bench_done_total{run="r1",trial="1"} 10`,
		`bench_failed_total{class="timeout",run="r1",trial="1"} 2`, `bench_failed_total{class="status",run="r1",trial="1"} 1`,
		`bench_failed_total{class="missing",run="r1",trial="1"} 0`,
		`bench_offered_rate{run="r1",trial="1"} 70`, `bench_in_flight{run="r1",trial="1"} 4`, `bench_connections{run="r1",trial="1"} 5`,
		`bench_generator_cpu_cores{run="r1"} 0.25`, `bench_valid{run="r1"} 1`,
		`bench_response_time_seconds_count{operation="users.get",run="r1",trial="1"} 1`,
		`bench_response_time_seconds_sum{operation="users.get",run="r1",trial="1"} 0.003`,
		`bench_response_time_seconds_bucket{operation="users.get",run="r1",trial="1",le="0.0025"} 0`,
		`bench_response_time_seconds_bucket{operation="users.get",run="r1",trial="1",le="0.005"} 1`,
		`bench_response_time_seconds_count{operation="users.list",run="r1",trial="1"} 1`,
		// One was never sent, so it has no lag; the one of no known operation has.
		`bench_send_lag_seconds_count{run="r1",trial="1"} 2`, `bench_send_lag_seconds_sum{run="r1",trial="1"} 0.001`,
		`bench_process_cpu_seconds_total{run="r1",service="api-1"} 1`, `bench_machine_cpu_busy_seconds_total{run="r1"} 2`,
		`redis_keyspace_hits_total{run="r1",store="redis"} 3`,
		`cassandra_coordinator_read_latency_seconds{node="l0",percentile="l1",run="r1",store="cassandra",table="l2"} 3`,
		`telemetry_up{run="r1",store="postgres"} 1`, `telemetry_up{run="r1",store="neo4j"} 0`,
	)

	// A fault is in force from when it was asked for until its end was, whatever becomes of others of its label.
	faults := func(kind samples.EventKind, number int, kill, pause string) {
		t.Helper()
		e.Event(samples.Event{Kind: kind, Fault: number})
		want(t, scraped(t, e.Handler()), `bench_fault{fault="kill redis",run="r1",trial="1"} `+kill, `bench_fault{fault="pause minio",run="r1",trial="1"} `+pause)
	}
	faults(samples.PhaseBegan, 0, "0", "0")
	faults(samples.FaultInjected, 1, "1", "0")
	faults(samples.FaultEffective, 1, "1", "0")
	faults(samples.FaultInjected, 2, "1", "1")
	faults(samples.FaultInjected, 3, "1", "1")
	faults(samples.FaultHealed, 1, "1", "1")
	faults(samples.FaultHealed, 3, "0", "1")

	// After the load its numbers stay, and what is of an instant does not.
	look.Loading, look.Stage = false, "seeding"
	e.Judged(false)
	want(t, scraped(t, e.Handler()), `bench_done_total{run="r1",trial="1"} 10`, `bench_offered_rate{run="r1",trial="1"} 0`,
		`bench_in_flight{run="r1",trial="1"} 0`, `bench_phase{phase="steady",run="r1",trial="1"} 0`, `bench_valid{run="r1"} 0`)

	// The next trial has series of its own, and none of the one before.
	e.Trial(trial(2))
	text := scraped(t, e.Handler())
	want(t, text, `bench_response_time_seconds_count{operation="users.get",run="r1",trial="2"} 0`)
	if strings.Contains(text, `trial="1"`) {
		t.Error("trial 1 is still there")
	}
}

// The table, what is emitted, and the rules of naming.
func TestTable(t *testing.T) {
	e := whole(t, everything)
	e.Trial(trial(1))
	text := scraped(t, e.Handler())
	problems, err := promlint.New(strings.NewReader(text)).Lint()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Errorf("%s: %s", p.Metric, p.Text)
	}
	parser := expfmt.NewTextParser(model.UTF8Validation)
	families, err := parser.TextToMetricFamilies(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	listed := map[string][]string{}
	for _, m := range expose.Metrics(server.Telemetry()) {
		if _, twice := listed[m.Name]; twice {
			t.Errorf("%s is listed twice", m.Name)
		}
		listed[m.Name] = slices.Sorted(slices.Values(append(slices.Clone(m.Labels), expose.RunLabel)))
	}
	emitted := map[string][]string{}
	for name, f := range families {
		for _, l := range f.Metric[0].Label {
			emitted[name] = append(emitted[name], l.GetName())
		}
		slices.Sort(emitted[name])
		if f.GetHelp() == "" {
			t.Errorf("%s has no help", name)
		}
	}
	if diff := cmp.Diff(listed, emitted); diff != "" {
		t.Errorf("listed and emitted (-listed +emitted):\n%s", diff)
	}
	if len(families) < 100 {
		t.Errorf("only %d metrics", len(families))
	}
}

// TestHosts asks a listener by every kind of name: metrics are for who knows this machine's address, not for pages in a browser.
func TestHosts(t *testing.T) {
	l, err := expose.Listen(t.Context(), "127.0.0.1:0", []string{"bench.example.org"}, whole(t, everything).Handler())
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	for host, status := range map[string]int{l.Addr(): 200, "localhost:9464": 200, "bench.example.org:9464": 200, "evil.example": 421, "evil.example:9464": 421, "192.0.2.1": 421} {
		r, err := http.NewRequestWithContext(t.Context(), "GET", l.URL(), nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Host = host
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != status {
			t.Errorf("asked for %s: %s, want %d", host, answer.Status, status)
		}
	}
}
