package comparison

import (
	"encoding/json"
	"fmt"
	"io"
	"testing"
	"time"

	"quintet/bench/analysis"
	"quintet/bench/compare"
	"quintet/bench/page"
	"quintet/bench/samples"
	"quintet/bench/words"
)

// even is a record of a hit every 50 ms for five seconds, of one operation after another.
type even struct {
	operations int
	took       time.Duration
}

// Hits implements analysis.Record.
func (e even) Hits(f func(*samples.Hit) error) error {
	for i := range 100 {
		due := time.Duration(i) * 50 * time.Millisecond
		h := samples.Hit{Seq: uint64(i), Due: due, Sent: due, End: due + e.took + time.Duration(i%7)*time.Millisecond, Status: 200, Operation: uint16(i % max(1, e.operations))}
		if err := f(&h); err != nil {
			return err
		}
	}
	return nil
}

// Points implements analysis.Record.
func (e even) Points(f func(*samples.Point) error) error {
	for i := range 6 {
		if err := f(&samples.Point{At: time.Duration(i) * time.Second, Value: 1, Series: samples.Series{Source: analysis.GeneratorSource, Metric: samples.UpMetric, Kind: "gauge"}}); err != nil {
			return err
		}
	}
	return nil
}

// Events implements analysis.Record.
func (e even) Events() ([]samples.Event, error) { return nil, nil }

// trialsOf is a side of as many trials as repetitions, with the given manifest.
func trialsOf(name string, m samples.Manifest, took time.Duration, repetitions int) compare.Side {
	var trials []analysis.Trial
	for i := range repetitions {
		m.Trial, m.Trials, m.Repetition = i+1, repetitions, i+1
		trials = append(trials, analysis.AnalyzeRecord(m, even{len(m.Operations), took + time.Duration(i)*time.Millisecond}, analysis.Options{}))
	}
	return compare.Side{Name: name, Runs: []*analysis.Result{analysis.Combine(trials, nil)}}
}

// Whatever the manifests of a run say that can be read: it is compared, or refused in words, and a comparison can be written in all its forms.
func FuzzComparison(f *testing.F) {
	m := samples.Manifest{Format: 2, RunID: "base", Scenario: "chat", Stack: "embedded", State: samples.Complete, Elapsed: 5 * time.Second,
		Operations: []string{"users.get", "files.download"}, Load: samples.Load{Arrivals: "constant", Offered: 100}, Settings: map[string]string{"cache": "on"},
		Phases:  []samples.Phase{{Name: "steady", Shape: "constant", End: 5 * time.Second, Measure: true, Offered: 100}},
		SLO:     []samples.SLO{{Expression: "p50 < 100ms", Metric: "p50", Quantile: 0.5, Comparison: "<", Limit: 0.1}, {Expression: "failures < 1%", Metric: "failures", Comparison: "<", Limit: 0.01}},
		Dataset: samples.Dataset{Rows: map[string]int64{"users": 10}}, Machine: samples.Machine{Cores: 2}}
	base := trialsOf("base", m, 5*time.Millisecond, 3)
	for _, change := range []func(*samples.Manifest){
		func(*samples.Manifest) {},
		func(m *samples.Manifest) { m.Configuration, m.Settings = map[string]string{"cache": "off"}, nil },
		func(m *samples.Manifest) { m.Search = &samples.Search{From: 10, To: 100, Resolution: 0.1} },
		func(m *samples.Manifest) {
			m.Load = samples.Load{Closed: 4}
			m.Scenario, m.Machine.Cores, m.SLO = "other", 0, nil
		},
	} {
		c := m
		change(&c)
		text, err := json.Marshal(&c)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text, uint8(3), true)
		f.Add(text, uint8(2), false)
	}
	f.Fuzz(func(t *testing.T, manifest []byte, repetitions uint8, force bool) {
		m, err := samples.DecodeManifest(manifest)
		if err != nil {
			return
		}
		head := trialsOf("head", m, 6*time.Millisecond, 1+int(repetitions)%4)
		c, err := compare.Runs(base, []compare.Side{head}, compare.Options{Force: force})
		if err != nil {
			if refused, ok := err.(*compare.NotComparable); ok && words.NotComparable(refused) == "" || fmt.Sprint(err) == "" {
				t.Error("refused without words")
			}
			return
		}
		for name, encode := range map[string]func(*compare.Comparison) ([]byte, error){"page": encodePage, "document": encodeDocument, "markdown": encodeMarkdown} {
			if text, err := encode(c); err != nil || len(text) == 0 {
				t.Errorf("%s: %d bytes, %v", name, len(text), err)
			}
		}
		if err := Terminal(io.Discard, c, page.Terminal{}); err != nil {
			t.Error(err)
		}
	})
}
