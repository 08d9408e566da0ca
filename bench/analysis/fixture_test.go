package analysis

import (
	"time"

	"quintet/bench/samples"
)

// memory is a record kept in memory: what a test says was measured.
type memory struct {
	hits   []samples.Hit
	points []samples.Point
	events []samples.Event
	// fails makes Hits end with this error after all hits.
	fails error
}

func (m *memory) Hits(f func(*samples.Hit) error) error {
	for i := range m.hits {
		h := m.hits[i]
		if err := f(&h); err != nil {
			return err
		}
	}
	return m.fails
}

func (m *memory) Points(f func(*samples.Point) error) error {
	for _, p := range m.points {
		if err := f(&p); err != nil {
			return err
		}
	}
	return nil
}

func (m *memory) Events() ([]samples.Event, error) { return m.events, nil }

const (
	ms  = time.Millisecond
	sec = time.Second
)

// manifest is a complete trial of 5 s of warm-up and 30 s of measured constant load at 100/s of two operations.
func manifest() samples.Manifest {
	return samples.Manifest{
		Format: samples.FormatVersion, RunID: "run", Scenario: "chat", Stack: "embedded", Trial: 1, Trials: 1, Repetition: 1,
		State: samples.Complete, Began: time.Date(2026, 11, 24, 12, 40, 0, 0, time.UTC), Elapsed: 35 * sec,
		Operations: []string{"messages.list", "messages.send"}, Targets: []string{"http://127.0.0.1:1"}, Stores: []string{"sqlite", "app"},
		Load: samples.Load{Arrivals: "constant", Offered: 3500, Timeout: 10 * sec},
		Phases: []samples.Phase{
			{Name: "warm-up", Shape: "constant", Start: 0, End: 5 * sec, Offered: 500},
			{Name: "steady", Shape: "constant", Start: 5 * sec, End: 35 * sec, Measure: true, Offered: 3000},
		},
		SLO: []samples.SLO{
			{Expression: "p99 < 100ms", Metric: "p99", Quantile: 0.99, Comparison: "<", Limit: 0.1},
			{Expression: "failures < 1%", Metric: "failures", Comparison: "<", Limit: 0.01},
		},
		Dataset: samples.Dataset{Volume: "1x", Rows: map[string]int64{"users": 10}, Verified: map[string]int64{"users": 10}},
		Machine: samples.Machine{Cores: 2},
	}
}

// hit of operation 0 that is due at an offset and takes so long, 60 % of it in sqlite and 30 % in the API.
func hit(due, took time.Duration) samples.Hit {
	h := samples.Hit{Due: due, Sent: due, End: due + took, Status: 200, BytesIn: 100}
	h.Stores[0], h.Stores[1] = samples.StoreTime{Store: 0, Time: took * 6 / 10}, samples.StoreTime{Store: 1, Time: took * 3 / 10}
	h.NStores = 2
	return h
}

// constant is one hit every 10 ms from 0 to the end, each as change makes it of a hit that takes 4 to 5.9 ms.
func constant(end time.Duration, change func(i int, h *samples.Hit)) []samples.Hit {
	var hits []samples.Hit
	for i := 0; time.Duration(i)*10*ms < end; i++ {
		h := hit(time.Duration(i)*10*ms, 4*ms+time.Duration(i*7%20)*100*time.Microsecond)
		h.Seq = uint64(i)
		if change != nil {
			change(i, &h)
		}
		hits = append(hits, h)
	}
	return hits
}

// cpuPoints are scrapes every second of a generator and an API that use so many cores.
func cpuPoints(end time.Duration, cores map[string]float64) []samples.Point {
	var points []samples.Point
	for at := time.Duration(0); at <= end; at += sec {
		for _, source := range []string{"api-1", GeneratorSource} {
			points = append(points,
				samples.Point{At: at, Series: samples.Series{Source: source, Metric: samples.UpMetric, Kind: "gauge"}, Value: 1},
				samples.Point{At: at, Series: samples.Series{Source: source, Metric: "process_cpu_seconds_total", Kind: "counter"}, Value: 50 + cores[source]*at.Seconds()})
		}
	}
	return points
}

// analyze a record as the only trial of a run.
func analyze(m samples.Manifest, r *memory) *Result {
	return Combine([]Trial{AnalyzeRecord(m, r, Options{})}, nil)
}

func healthy() *memory {
	return &memory{hits: constant(35*sec, nil), points: cpuPoints(36*sec, map[string]float64{"api-1": 0.5, GeneratorSource: 0.3})}
}

// underFault has a fault that kills the API in force from one instant to another, and the API serving again at the latter.
func underFault(m *samples.Manifest, r *memory, from, to time.Duration) {
	m.Hold = 2 * sec
	m.Faults = append(m.Faults, samples.Fault{Label: "kill api-1", Kind: "kill", Target: "api-1", At: from, For: to - from})
	n := len(m.Faults)
	r.events = append(r.events, samples.Event{At: from, Kind: samples.FaultInjected, Name: "kill api-1", Fault: n}, samples.Event{At: from + ms, Kind: samples.FaultEffective, Fault: n},
		samples.Event{At: to, Kind: samples.FaultHealed, Name: "kill api-1", Fault: n}, samples.Event{At: to, Kind: samples.FaultServing, Fault: n})
}
