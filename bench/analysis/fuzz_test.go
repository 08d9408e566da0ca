package analysis_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"quintet/bench/analysis"
	"quintet/bench/samples"
	"quintet/bench/words"
)

// drawn is a record whose hits, points and events are made of bytes, as a reader that checked them may give them.
type drawn struct {
	bytes      []byte
	operations int
}

// parts are the bytes by eights, the last ones filled up with zeros.
func (d drawn) parts(f func(i int, b [8]byte) error) error {
	for i := 0; i*8 < len(d.bytes) && i < 200; i++ {
		var b [8]byte
		copy(b[:], d.bytes[i*8:])
		if err := f(i, b); err != nil {
			return err
		}
	}
	return nil
}

// Hits implements analysis.Record.
func (d drawn) Hits(f func(*samples.Hit) error) error {
	return d.parts(func(i int, b [8]byte) error {
		h := samples.Hit{Seq: uint64(i) ^ uint64(b[7]>>6), Due: time.Duration(b[0]) << (b[1] % 50), Status: uint16(b[2]) * 3, Failure: samples.Failure(int(b[3]) % samples.Failures),
			Cause: samples.Cause(int(b[3]) % samples.Causes), Connection: samples.ConnectionEnd(int(b[4]) % samples.ConnectionEnds), BytesIn: uint32(b[2]) << 20, NStores: b[5] % 3}
		h.Sent = h.Due + time.Duration(b[4])<<(b[5]%40)
		h.End = h.Sent + time.Duration(b[6])<<(b[7]%40)
		if b[1]%2 == 0 {
			h.Connected, h.Written, h.FirstByte = h.Sent, h.Sent, h.End
		}
		h.Operation, h.Target = uint16(b[2])%uint16(max(1, d.operations)), b[6]
		for s := range h.Stores[:h.NStores] {
			h.Stores[s] = samples.StoreTime{Store: b[s], Time: time.Duration(b[s+1]) << (b[5] % 40)}
		}
		return f(&h)
	})
}

// metrics are some that the analysis looks at.
var metrics = []samples.Series{
	{Source: analysis.GeneratorSource, Metric: samples.UpMetric, Kind: "gauge"}, {Source: "api-1", Metric: samples.UpMetric, Kind: "gauge"},
	{Source: "redis", Metric: samples.TelemetryUpMetric, Kind: "gauge"}, {Source: "api-1", Metric: "process_cpu_seconds_total", Kind: "counter"},
	{Source: "api-1", Metric: "cache_requests_total", Labels: `class="user",result="hit"`, Kind: "counter"},
	{Source: "api-1", Metric: "cache_requests_total", Labels: `class="user",result="miss"`, Kind: "counter"},
	{Source: "api-1", Metric: "store_operation_duration_seconds_bucket", Labels: `le="0.1",operation="User",store="sqlite"`, Kind: "histogram"},
	{Source: analysis.GeneratorSource, Metric: "machine_cpu_busy_seconds_total", Kind: "counter"},
}

// Points implements analysis.Record.
func (d drawn) Points(f func(*samples.Point) error) error {
	at := time.Duration(0)
	return d.parts(func(i int, b [8]byte) error {
		at += time.Duration(b[0]) << (b[1] % 35)
		return f(&samples.Point{At: at, Series: metrics[int(b[2])%len(metrics)], Value: float64(b[3]) * float64(b[4])})
	})
}

// Events implements analysis.Record.
func (d drawn) Events() (events []samples.Event, err error) {
	kinds := []samples.EventKind{samples.PhaseBegan, samples.FaultInjected, samples.FaultHealed, samples.ServiceExited, samples.FailureExample, "other"}
	err = d.parts(func(i int, b [8]byte) error {
		if i < 20 {
			events = append(events, samples.Event{At: time.Duration(b[0])<<(b[1]%50) - time.Second, Kind: kinds[int(b[2])%len(kinds)], Name: string(b[3:5]), Detail: string(b[5:])})
		}
		return nil
	})
	return events, err
}

// Whatever a manifest says that can be read, and whatever was recorded: there is a result, and sentences without a number that does not exist.
func FuzzAnalyze(f *testing.F) {
	m := samples.Manifest{Format: 2, RunID: "run", Scenario: "chat", State: samples.Complete, Trial: 1, Trials: 1, Elapsed: 5 * time.Second,
		Operations: []string{"users.get", "files.download"}, Stores: []string{"sqlite", "app"}, Load: samples.Load{Arrivals: "poisson", Offered: 100},
		Phases: []samples.Phase{{Name: "warm-up", Shape: "ramp", End: time.Second, Offered: 20}, {Name: "steady", Shape: "constant", Start: time.Second, End: 5 * time.Second, Measure: true, Offered: 80}},
		SLO: []samples.SLO{{Expression: "p99 < 100ms", Metric: "p99", Quantile: 0.99, Comparison: "<", Limit: 0.1},
			{Expression: "failures < 1%", Metric: "failures", Comparison: "<", Limit: 0.01}, {Expression: "throughput > 5/s", Metric: "throughput", Comparison: ">", Limit: 5}},
		Dataset: samples.Dataset{Rows: map[string]int64{"users": 10}}, Machine: samples.Machine{Cores: 2}}
	for _, change := range []func(*samples.Manifest){
		func(*samples.Manifest) {},
		func(m *samples.Manifest) { m.Load = samples.Load{Closed: 4}; m.State = samples.Stopped },
		func(m *samples.Manifest) {
			m.Search = &samples.Search{From: 10, To: 100, Resolution: 0.1}
			m.Trials = 0
		},
		func(m *samples.Manifest) { m.State, m.Elapsed, m.Phases = samples.Running, 0, nil },
	} {
		c := m
		change(&c)
		text, err := json.Marshal(&c)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text, []byte("\x05\x1d\x40\x00\x03\x11\x09\x17some hits that look like these, and a few more of them, to the end"))
	}
	f.Fuzz(func(t *testing.T, manifest, record []byte) {
		m, err := samples.DecodeManifest(manifest)
		if err != nil {
			return
		}
		r := analysis.Combine([]analysis.Trial{analysis.AnalyzeRecord(m, drawn{record, len(m.Operations)}, analysis.Options{})}, nil)
		sentences := append([]string{words.Headline(r)}, words.RunDetails(r, r.Warnings)...)
		sentences = append(sentences, words.RunDetails(r, r.InvalidReasons)...)
		for i := range r.Findings {
			sentences = append(sentences, words.Finding(r, &r.Findings[i]))
		}
		for i := range r.Trials {
			for _, values := range r.Trials[i].Captions {
				sentences = append(sentences, words.Caption(values))
			}
		}
		for _, s := range sentences {
			// The manifest's own names may be anything.
			if s == "" || strings.Contains(s, "%!") && !strings.Contains(string(manifest), "%!") || strings.Contains(s, "NaN") && !strings.Contains(string(manifest), "NaN") {
				t.Errorf("malformed sentence %q", s)
			}
		}
	})
}
