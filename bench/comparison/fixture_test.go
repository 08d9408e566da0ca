package comparison

import (
	"time"

	"quintet/bench/analysis"
	"quintet/bench/samples"
	"quintet/telemetry"
)

// fixedTrial is a trial with what a comparison reads of one.
func fixedTrial() analysis.Trial {
	return analysis.Trial{
		Manifest: samples.Manifest{
			Format: samples.FormatVersion, Scenario: "chat-heavy", Stack: "embedded", State: samples.Complete,
			Trial: 1, Trials: 1, Repetition: 1, Began: time.Date(2026, 11, 24, 12, 40, 0, 0, time.UTC), Elapsed: time.Minute, Seed: 42,
			Settings: map[string]string{"cache": "on", "api.replicas": "1", "env.DATABASE_PASSWORD": "(hidden:f7c4889c)"},
			Targets:  []string{"http://127.0.0.1:40001"}, Stores: []string{"sqlite", "miniredis", "gofakes3", "app"},
			Operations: []string{"messages.list", "files.download"}, Mix: map[string]float64{"messages.list": 0.75, "files.download": 0.25},
			Load: samples.Load{Arrivals: "poisson", Timeout: 10 * time.Second, Offered: 600},
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
		},
		Measured: 4, Offered: 400, Completed: 398, Failures: 2, Throughput: 99.5, Goodput: 99, Valid: true, Reached: 14, Planned: 14,
		All: analysis.Operation{Hits: 400}, Operations: []analysis.Operation{{Name: "messages.list"}, {Name: "files.download"}},
		MeanCPU: map[string]float64{"api-1": 0.9, "generator": 0.4},
		Checks: []analysis.Check{
			{Kind: analysis.CheckScrapes, OK: true, Doubt: true, Evidence: analysis.Scrapes{Made: 30, Missed: 2}},
			{Kind: analysis.CheckSendLag, OK: true, Doubt: true, Measured: analysis.Quantity{Value: 0.021, Unit: telemetry.Seconds}, Evidence: analysis.SendLag{Busy: 0.4}},
		},
	}
}
