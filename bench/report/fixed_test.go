package report

import (
	"math"
	"time"

	"quintet/bench/analysis"
	"quintet/bench/figure"
	"quintet/bench/samples"
	"quintet/bench/scraped"
	"quintet/telemetry"
)

// fixed is a small result written by hand, so that golden files change when the report does and not when the analysis does. It has
// everything a report can show, and numbers that do not exist.
func fixed() *analysis.Result {
	t := fixedTrial()
	return &analysis.Result{
		RunID: t.Manifest.RunID, Scenario: "chat-heavy", Description: t.Manifest.Description, Stack: "embedded", Began: t.Manifest.Began,
		Command: t.Manifest.Command, Valid: true, Verdict: "fail",
		Headline: analysis.Headline{Kind: analysis.HeadlineBroken, Objective: t.SLO[2], Broken: 2}, Deciding: 1,
		SLO: t.SLO, Trials: []analysis.Trial{t}, Checks: t.Checks, Warnings: t.Warnings(),
		Findings: []analysis.Finding{
			{Name: "phases", Values: rush, Figure: "latency", Trial: 1},
			{Name: "failures", Values: analysis.Failed{Failures: 2, Hits: 400, Class: "timeout", ClassCount: 2}, Figure: "failures", Trial: 1},
			{Name: "memory", Values: analysis.MemoryGrowth{Source: "api-1", From: 4e7, To: 9e7, Notable: true}, Trial: 0},
		},
	}
}

// rush is what was found in the fixed trial's phases.
var rush = analysis.PhaseRise{Phase: "rush", Before: 0.02, P99: 0.041, AtOnce: true, Recovery: analysis.Recovered, After: 3}

func share(v float64) analysis.Quantity { return analysis.Quantity{Value: v, Unit: telemetry.Ratio} }

// lag is the check of hits that left 21 ms late while such a share of the cores was busy; a doubt, or why the trial is not valid.
func lag(ok bool, busy float64) analysis.Check {
	return analysis.Check{Kind: analysis.CheckSendLag, OK: ok, Doubt: ok, Measured: analysis.Quantity{Value: 0.021, Unit: telemetry.Seconds},
		Limit: analysis.Quantity{Value: 0.01, Unit: telemetry.Seconds}, Evidence: analysis.SendLag{Busy: busy}, Trial: 1}
}

// reason is a check that makes a run invalid, with any text.
func reason(text string) analysis.Check {
	return analysis.Check{Kind: analysis.CheckUnread, Subject: text, Evidence: analysis.Unread{Error: text}}
}

func fixedTrial() analysis.Trial {
	m := madeManifest()
	m.Mix = map[string]float64{"messages.list": 0.75, "files.download": 0.25}
	m.Operations = []string{"messages.list", "files.download"}
	m.Load.Offered = 600
	nan, inf := math.NaN(), math.Inf(1)
	nothing := analysis.Needed{Hits: nan, Seconds: nan, Distance: nan}
	q := func(ms float64) analysis.Quantiles {
		return analysis.Quantiles{Mean: ms / 1000, P50: ms / 1250, P90: ms / 500, P95: ms / 400, P99: ms / 150, P999: ms / 40, P9999: ms / 25, Max: ms / 20}
	}
	none := analysis.Quantiles{Mean: nan, P50: nan, P90: nan, P95: nan, P99: nan, P999: nan, P9999: nan, Max: nan}
	operation := func(name string, hits, failures uint64, ms float64, store string) analysis.Operation {
		return analysis.Operation{
			Name: name, Hits: hits, Failures: failures, FailureRatio: float64(failures) / float64(hits), FailureInterval: analysis.Interval{Low: 0.0014, High: 0.018}, Response: q(ms), Service: q(ms * 0.9), Effective: float64(hits) / 2,
			Intervals: map[string]analysis.Interval{
				"p50": {Low: ms / 1300, High: ms / 1200}, "p90": {Low: ms / 520, High: ms / 480}, "p95": {Low: ms / 410, High: ms / 390},
				"p99": {Low: ms / 160, High: inf}, "p999": {Low: ms / 45, High: inf},
			},
			Stores:     map[string]float64{store: ms / 2000, "app": ms / 4000, "no answer": ms / 100},
			TailStores: map[string]float64{store: ms / 150}, TailHits: hits / 100, BytesIn: 3100, BytesOut: 20,
		}
	}
	steady := samples.Phase{Name: "steady", Shape: "constant", Start: 10 * time.Second, End: 14 * time.Second, Measure: true, Offered: 400}
	return analysis.Trial{
		Manifest: m, Measured: 4, Offered: 400, Completed: 398, Failures: 2, Throughput: 99.5, Goodput: 99, Valid: true,
		All:        operation("", 400, 2, 4, "sqlite"),
		Operations: []analysis.Operation{operation("messages.list", 300, 2, 3, "sqlite"), operation("files.download", 100, 0, 7, "gofakes3")},
		Phases: []analysis.Phase{
			{Phase: samples.Phase{Name: "warm-up", Shape: "ramp", End: 10 * time.Second, Offered: 200}, Response: none, Throughput: nan},
			{Phase: steady, Hits: 400, Failures: 2, Throughput: 99.5, Response: q(4)},
		},
		Timeline: analysis.Timeline{Width: 2, Due: []float64{100, 100}, Sent: []float64{100, 100}, Done: []float64{99, 100}, Failed: []float64{1, 0},
			Goodput: []float64{99, 99}, InFlight: []float64{1, 0}, P50: []float64{0.003, nan}, P90: []float64{0.008, nan}, P99: []float64{0.02, nan},
			P999: []float64{0.05, nan}, Max: []float64{0.09, nan}, ByOperation: map[string][]float64{"messages.list": {0.02, nan}},
			Stores: map[string][]float64{"sqlite": {0.002, nan}}, SendLagP99: []float64{0.0003, nan}, ReadBytes: []float64{3100, 0}, WrittenBytes: []float64{20, 0}},
		Heatmap: analysis.Heatmap{Width: 2, Bounds: []float64{0.001, 0.01, 0.1}, Cells: [][]float64{{190, 10}, {200, 0}}},
		Curve:   []analysis.CurvePoint{{Quantile: 0.5, Response: 0.0032, Service: 0.0029}, {Quantile: 0.99, Response: 0.0267, Service: 0.024}},
		Failed: []analysis.FailureClass{{Class: "timeout", Count: 2, ByOp: map[string]uint64{"messages.list": 2}, ByStatus: map[int]uint64{0: 2},
			Examples: []string{"messages.list GET /messages/4f1 -> no answer in 10s"}}},
		Cache: scraped.Cache{Known: true, On: true, Hits: 280, Misses: 18, NegativeHits: 2, HitRatio: 0.94, Classes: []scraped.CacheClass{
			{Class: "messages", Hits: 280, Misses: 18, NegativeHits: 2, HitRatio: 0.94}, {Class: "user", HitRatio: nan}}},
		Storage: analysis.Storage{ReadBytes: 9e6, Sizes: []analysis.SizeClass{{Operation: "files.download", Class: "16–64 KiB", Hits: 100, Response: q(7)}}},
		StoreLatency: []scraped.StoreLatency{
			{Store: "sqlite", Operation: "messages_list", Count: 20, Errors: 0, Mean: 0.0011, P50: 0.0009, P99: inf},
		},
		Stores: []analysis.Store{
			{Name: "postgres", Software: "PostgreSQL 15.18", Role: "records", Asked: 3, Missed: 1,
				Latency: []scraped.StoreLatency{{Store: "postgres", Operation: "get_user", Count: 40, Errors: 1, Mean: 0.002, P50: 0.0019, P99: 0.004}},
				Panels:  []scraped.StorePanel{{Title: "CPU", Unit: telemetry.Cores, Lines: []scraped.Series{{Name: "postgres", T: []float64{0, 2}, V: []float64{0.1, nan}}}}},
				Readings: []scraped.Reading{
					{Metric: "postgres_locks", Help: "Locks that are held or waited for in the database, by mode.", Labels: `mode="a"`, First: nan, Last: 2, PerSecond: nan}, {Metric: "postgres_locks", Labels: `mode="b"`, First: 0, Last: 0, PerSecond: nan},
					{Metric: "postgres_stat_wal_bytes_total", Help: "Bytes written to the write-ahead log.", Unit: telemetry.Bytes, Counter: true, Last: 12_000, PerSecond: 3000},
				},
				Processes: []analysis.Process{{Name: "postgres", CPU: 0.1, Memory: 7e7, ReadPerSecond: nan, WrittenPerSecond: 2e6}}},
			{Name: "sqlite", Latency: []scraped.StoreLatency{{Store: "sqlite", Operation: "messages_list", Count: 20, Mean: 0.0011, P50: 0.0009, P99: inf}}},
		},
		Scraped: scraped.Lines{Scrapes: 30, Missed: 2, Gaps: []scraped.Gap{{Source: "api-1", At: 11}, {Source: "api-1", At: 12}},
			CPU: []scraped.Series{{Name: "api-1", T: []float64{0, 2}, V: []float64{0.9, nan}}}},
		Events:  []samples.Event{{Kind: samples.PhaseBegan, Name: "warm-up"}, {At: 10 * time.Second, Kind: samples.PhaseBegan, Name: "steady"}},
		SendLag: q(0.2), GeneratorCPU: 0.4, MeanCPU: map[string]float64{"api-1": 0.9, "generator": 0.4}, WarmupEnd: nan,
		Reached: 14, Planned: 14,
		SLO: []analysis.SLOResult{
			{SLO: m.SLO[0], Measured: 0.0213, Low: 0.0207, High: 0.0221, Needed: nothing, Margin: 0.787, OK: true, Trial: 1},
			{SLO: m.SLO[1], Measured: 0.02, Low: 0.018, High: inf, Needed: analysis.Needed{Hits: 368, Seconds: 9.2, Distance: 0.012}, Margin: 0.667, OK: true, Trial: 1},
			{SLO: m.SLO[2], Measured: 0.005, Low: 0.0014, High: 0.018, Needed: nothing, Margin: -4, OK: false, Trial: 1},
			{SLO: m.SLO[3], Measured: nan, Low: nan, High: nan, Needed: nothing, Margin: nan, OK: false, Trial: 1},
		},
		Checks: []analysis.Check{
			{Kind: analysis.CheckSent, OK: true, Measured: share(1), Limit: share(0.99), Evidence: analysis.Sent{Sent: 400, Offered: 400}, Trial: 1},
			{Kind: analysis.CheckScrapes, OK: true, Doubt: true, Measured: share(2.0 / 30), Limit: share(0.05), Evidence: analysis.Scrapes{Made: 30, Missed: 2}, Trial: 1},
			lag(true, 0.4),
		},
		Tail: analysis.Tail{Hits: 12, From: 0.024, Store: "sqlite", Share: 0.71, Usual: 0.4, Operations: map[string]uint64{"messages.list": 12},
			Places: []analysis.TailPlace{{Place: "sqlite", Share: 0.71, Interval: analysis.Interval{Low: 0.68, High: 0.74}, Usual: 0.4, Time: 0.021, UsualTime: 0.0011}}},
		Captions: map[string][]analysis.Values{"latency": {rush}},
	}
}

// fixedImages stand for drawn figures: one over time, one by operation, one that is words.
func fixedImages() []figure.Image {
	png := []byte("\x89PNG\r\n\x1a\n+/not a picture, but nobody looks")
	return []figure.Image{
		{Name: "percentiles", Trial: 1, Title: "Response time by operation", File: "percentiles.png", PNG: png, Width: 960, Height: 200},
		{Name: "latency", Trial: 1, Title: "Response time over time", Caption: "p99 doubles when rush begins and is back after 3 s.", File: "latency.png", PNG: png, Width: 960, Height: 244},
		{Name: figure.StoreName("postgres"), Trial: 1, Title: "postgres over time", Caption: "It was called.", File: "store-postgres.png", PNG: png, Width: 960, Height: 300},
		{Name: "pools", Trial: 1, Title: "Connections of the stores in use", Empty: "No store reported a pool of connections."},
		{Name: "failures", Trial: 1, Title: "Failures by operation and class", File: "failures.png", PNG: png, Width: 960, Height: 180},
	}
}
