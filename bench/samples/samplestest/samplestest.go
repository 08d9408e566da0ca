// Package samplestest has the manifest that tests of several packages begin with.
package samplestest

import (
	"time"

	"quintet/bench/samples"
)

// Manifest is that of a trial of one minute on an embedded stack, complete and valid; without operations.
func Manifest() samples.Manifest {
	return samples.Manifest{
		Format: samples.FormatVersion, Scenario: "chat-heavy", Stack: "embedded", State: samples.Complete, Seed: 42,
		Trial: 1, Trials: 1, Repetition: 1, Began: time.Date(2026, 11, 24, 12, 40, 0, 0, time.UTC), Elapsed: time.Minute,
		Settings: map[string]string{"cache": "on", "api.replicas": "1"},
		Targets:  []string{"http://127.0.0.1:40001"}, Stores: []string{"sqlite", "miniredis", "gofakes3", "app"},
		Load: samples.Load{Arrivals: "poisson", Timeout: 10 * time.Second},
		Phases: []samples.Phase{
			{Name: "warm-up", Shape: "ramp", End: 10 * time.Second},
			{Name: "steady", Shape: "constant", Start: 10 * time.Second, End: 50 * time.Second, Measure: true},
			{Name: "rush", Shape: "spike", Start: 50 * time.Second, End: 60 * time.Second, Measure: true},
		},
		SLO: []samples.SLO{
			{Expression: "p99 < 100ms", Metric: "p99", Quantile: 0.99, Comparison: "<", Limit: 0.1},
			{Expression: "p99(messages.list) < 60ms", Metric: "p99", Quantile: 0.99, Operation: "messages.list", Comparison: "<", Limit: 0.06},
			{Expression: "failures < 0.1%", Metric: "failures", Comparison: "<", Limit: 0.001},
		},
		Dataset:        samples.Dataset{Volume: "1x", Fingerprint: "7d1f0a52c9e4", Rows: map[string]int64{"users": 10000}},
		ScrapeInterval: time.Second,
		Machine:        samples.Machine{Hostname: "bench-1", OS: "Debian GNU/Linux 12 (linux/amd64)", Kernel: "6.1.0", CPU: "Xeon E5", Cores: 4, Memory: 16 << 30},
		Build:          samples.Build{Version: "devel", Revision: "4e407b0c", Go: "go1.26.8"},
		Services: []samples.Service{
			{Name: "api-1", Role: "api", Software: "quintet devel", Address: "http://127.0.0.1:40001", PID: 4711},
			{Name: "miniredis", Role: "cache", Software: "miniredis 2.40.0", Address: "127.0.0.1:40002", PID: 4712},
		},
	}
}
