package runner

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"quintet/api/server"
	"quintet/api/store"
	"quintet/bench/samples"
	"quintet/bench/scrape"
	"quintet/bench/stack"
)

// sourced is a stack whose stores tell what the test says.
type sourced struct {
	stack.Stack
	stores map[string]store.TelemetrySource
	err    error
	closed bool
}

func (s *sourced) TelemetrySources(context.Context) (map[string]store.TelemetrySource, func() error, error) {
	return s.stores, func() error { s.closed = true; return nil }, s.err
}

type source struct {
	readings []store.Reading
	err      error
}

func (t source) Telemetry(context.Context) ([]store.Reading, error) { return t.readings, t.err }

func collected(t *testing.T, collectors []scrape.Collector) map[string][]scrape.Value {
	t.Helper()
	values := map[string][]scrape.Value{}
	for _, c := range collectors {
		v, err := c.Collect(t.Context())
		if err != nil {
			v = nil
		}
		values[c.Name] = v
	}
	return values
}

// Each store is a collector of its own; one that fails or tells nothing is a gap of its own.
func TestTelemetry(t *testing.T) {
	s := &sourced{stores: map[string]store.TelemetrySource{
		"redis": source{readings: []store.Reading{
			{Name: "redis_keyspace_hits_total", Value: 7}, {Name: "redis_commands_total", Labels: map[string]string{"cmd": "get"}, Value: 9},
			{Name: "redis_connected_clients", Value: 2},
		}},
		"neo4j": source{err: store.ErrUnavailable}, "postgres": source{},
	}}
	collectors, end := (&trial{stack: s, runner: &Runner{Backends: server.Backends()}}).telemetry(t.Context())
	want := map[string][]scrape.Value{
		"redis": {
			{Metric: "redis_keyspace_hits_total", Counter: true, Value: 7},
			{Metric: "redis_commands_total", Labels: map[string]string{"cmd": "get"}, Counter: true, Value: 9},
			{Metric: "redis_connected_clients", Value: 2},
		},
		"neo4j": nil, "postgres": nil,
	}
	if diff := cmp.Diff(want, collected(t, collectors)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if err := end(); err != nil || !s.closed {
		t.Errorf("closed is %v, %v", s.closed, err)
	}
}

// Stores that could not be opened are one gap, and a stack that cannot open any has none.
func TestTelemetryUnopened(t *testing.T) {
	refused := errors.New("refused")
	collectors, end := (&trial{stack: &sourced{err: refused}, runner: &Runner{}}).telemetry(t.Context())
	if len(collectors) != 1 {
		t.Fatalf("%d collectors", len(collectors))
	}
	if _, err := collectors[0].Collect(t.Context()); !errors.Is(err, refused) {
		t.Errorf("the gap is %v, want %v", err, refused)
	}
	if err := end(); err != nil {
		t.Error(err)
	}
	if collectors, _ := (&trial{stack: struct{ stack.Stack }{}, runner: &Runner{}}).telemetry(t.Context()); len(collectors) > 0 {
		t.Errorf("%d collectors of a stack that opens no stores", len(collectors))
	}
}

// taps notes what it is told.
type taps struct {
	hits, events int
	trials       []samples.Manifest
}

func (n *taps) Phases([]samples.Phase) {}

func (n *taps) Trial(m samples.Manifest) { n.trials = append(n.trials, m) }
func (n *taps) Hit(*samples.Hit)         { n.hits++ }
func (n *taps) Event(samples.Event)      { n.events++ }

// Taps get what is recorded, and the recorder as before.
func TestTap(t *testing.T) {
	recorder, told := &sink{}, &taps{}
	r := tap(recorder, []Tap{told, told})
	if err := errors.Join(r.Hit(&samples.Hit{}), r.Event(samples.Event{})); err != nil {
		t.Fatal(err)
	}
	if recorder.hits != 1 || told.hits != 2 || told.events != 2 {
		t.Errorf("recorded %d hits, told of %d hits and %d events", recorder.hits, told.hits, told.events)
	}
	if r := tap(recorder, nil); r != recorder {
		t.Error("nobody taps, and the recorder is another one")
	}
}
