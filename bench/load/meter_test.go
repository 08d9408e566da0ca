package load_test

import (
	"testing"
	"time"

	"quintet/bench/load"
	"quintet/bench/samples"
	"quintet/bench/scenario"
)

// A meter shows what players report, a second as the difference of two reports, and times of the hits that have arrived: of this phase those that ended in
// it, of an operation those that were due in measured phases.
func TestMeter(t *testing.T) {
	s := schedule(t, scenario.Load{Arrivals: "constant", Phases: []scenario.Phase{
		{Name: "warm-up", Duration: time.Second, Shape: "constant", Params: map[string]float64{"rate": 100}}, constantPhase("steady", 200, 10*time.Second),
	}}, 1)
	m := load.NewMeter(s, []string{"users.get", "users.create"})
	if l := m.Live(0); l.Slowest != -1 || l.Total != (load.Window{}) || l.Elapsed != 0 {
		t.Errorf("before the load: %+v", l)
	}
	hit := func(due, took time.Duration, operation uint16) {
		h := samples.Hit{Due: due, Sent: due + time.Millisecond, End: due + took, Operation: operation, Status: 200}
		m.Hit(&h)
	}
	m.Phase(0, 0)
	hit(500*time.Millisecond, 10*time.Millisecond, 0)
	report := load.Report{At: time.Second, Sent: 90, Total: load.Window{Done: 80, BytesIn: 800, BytesOut: 8}, Connections: 7, Cores: 1.5}
	m.Report(report)
	m.Phase(1, time.Second)
	hit(990*time.Millisecond, 5*time.Millisecond, 0) // it ended before the phase began
	for range 100 {
		hit(1500*time.Millisecond, 40*time.Millisecond, 1)
	}
	report.At, report.Sent, report.Total.Done = 2*time.Second, 280, 270
	report.Total.Failures[samples.Timeout] = 3
	m.Report(report)
	l := m.Live(2500 * time.Millisecond)
	if l.Elapsed != 2500*time.Millisecond || l.Phase != 1 || l.Connections != 7 || l.Cores != 1.5 || l.InFlight != 10 || l.Slowest != 1 {
		t.Errorf("%+v", l)
	}
	if w := l.Total; w.Due != 300 || w.Sent != 280 || w.Done != 270 || w.Failed != 3 || w.Failures[samples.Timeout] != 3 || w.BytesIn != 800 || w.BytesOut != 8 {
		t.Errorf("in all: %+v", w)
	}
	if w := l.Second; w.Length != time.Second || w.Due != 200 || w.Sent != 190 || w.Done != 190 || w.Failed != 3 {
		t.Errorf("in the last second: %+v", w)
	}
	near := func(d, want time.Duration) bool { return (d - want).Abs() <= want/50 }
	if w := l.InPhase; !near(w.P50, 40*time.Millisecond) || !near(w.P99, 40*time.Millisecond) || w.Max != 40*time.Millisecond || !near(w.Lag, time.Millisecond) {
		t.Errorf("in the phase: %+v", w)
	}
	if a, b := l.Operations[0], l.Operations[1]; a.Hits != 0 || a.PhaseP99 != 0 || b.Hits != 100 || !near(b.P99, 40*time.Millisecond) || !near(b.PhaseP99, 40*time.Millisecond) {
		t.Errorf("operations: %+v", l.Operations)
	}
}
