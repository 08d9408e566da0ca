package compare

import (
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"quintet/bench/analysis"
	"quintet/bench/samples"
	"quintet/bench/stats"
)

// made is a trial as an analysis leaves it, with hits drawn around a level: p99 is tail, all else in proportion.
func made(tail, goodput float64, change func(*analysis.Trial)) analysis.Trial {
	m := manifest()
	m.Seed = 42
	m.Settings = map[string]string{"cache": "on"}
	m.Mix = map[string]float64{"messages.list": 0.9, "messages.send": 0.1}
	m.Asks = map[string]string{"sequences.visit": "[messages.list, messages.send]"}
	m.Machine = samples.Machine{Hostname: "bench-1", CPU: "Xeon E5", Cores: 4, Memory: 16 << 30, Kernel: "6.1.0"}
	m.Build = samples.Build{Revision: "4e407b0c", Go: "go1.26.8"}
	q := analysis.Quantiles{Mean: tail / 5, P50: tail / 8, P90: tail / 3, P95: tail / 2, P99: tail, P999: 2 * tail, P9999: 3 * tail, Max: 3 * tail}
	var times stats.Distribution
	for i := range 300 {
		times.Values = append(times.Values, time.Duration(tail*1e9*math.Log(300/(299.5-float64(i)))/math.Log(100)))
		times.Counts = append(times.Counts, 10)
	}
	all := analysis.Operation{Hits: 3000, Response: q, Service: q, Effective: 3000, Times: times}
	one, two := all, all
	one.Name, two.Name, two.Hits = "messages.list", "messages.send", 50
	t := analysis.Trial{Manifest: m, Measured: 30, Offered: 3000, Completed: 3000, Throughput: goodput, Goodput: goodput, All: all,
		Operations: []analysis.Operation{one, two}, MeanCPU: map[string]float64{"api-1": 0.5, analysis.GeneratorSource: 3}, Valid: true}
	if change != nil {
		change(&t)
	}
	for _, o := range t.Manifest.SLO {
		r := analysis.SLOResult{SLO: o, Measured: t.All.Response.P99, OK: true}
		if o.Metric == "failures" {
			r.Measured = failureRatio(&t)
		}
		t.SLO = append(t.SLO, r)
	}
	return t
}

// runOf makes a run of trials that began at a minute, one every two minutes so that another run fits between.
func runOf(id string, minute int, trials ...analysis.Trial) *analysis.Result {
	for i := range trials {
		m := &trials[i].Manifest
		m.RunID, m.Trial, m.Trials, m.Repetition = id, i+1, len(trials), i+1
		m.Began = m.Began.Add(time.Duration(2*i)*time.Minute + time.Duration(minute)*time.Minute)
	}
	return analysis.Combine(trials, nil)
}

// noisy is a side of n trials whose levels differ between runs by a share of spread around factor times 20 ms.
func noisy(rng *rand.Rand, name string, minute, n int, factor, spread float64, change func(*analysis.Trial)) Side {
	var trials []analysis.Trial
	for range n {
		level := factor * math.Exp(spread*rng.NormFloat64())
		trials = append(trials, made(0.02*level, 100*math.Exp(spread*rng.NormFloat64()/10), func(t *analysis.Trial) {
			t.All.Failures = uint64(rng.IntN(3))
			if change != nil {
				change(t)
			}
		}))
	}
	return Side{Name: name, Runs: []*analysis.Result{runOf(name, minute, trials...)}}
}

func mustCompare(base Side, head Side, opts Options) *Comparison {
	c, err := Runs(base, []Side{head}, opts)
	if err != nil {
		panic(fmt.Sprint("compare: ", err))
	}
	return c
}

// row finds a row of the first pair over all operations.
func row(c *Comparison, name string) *Row {
	for i := range c.Heads[0].Pairs[0].Rows {
		if r := &c.Heads[0].Pairs[0].Rows[i]; r.Metric == name && r.Operation == "" {
			return r
		}
	}
	return nil
}

// manifest is that of a complete trial of 5 s of warm-up and 30 s of constant load at 100/s of two operations.
func manifest() samples.Manifest {
	return samples.Manifest{
		Format: samples.FormatVersion, RunID: "run", Scenario: "chat", Stack: "embedded", Trial: 1, Trials: 1, Repetition: 1,
		State: samples.Complete, Began: time.Date(2026, 11, 24, 12, 40, 0, 0, time.UTC), Elapsed: 35 * time.Second,
		Operations: []string{"messages.list", "messages.send"}, Targets: []string{"http://127.0.0.1:1"}, Stores: []string{"sqlite", "app"},
		Load: samples.Load{Arrivals: "constant", Offered: 3500, Timeout: 10 * time.Second},
		Phases: []samples.Phase{
			{Name: "warm-up", Shape: "constant", End: 5 * time.Second, Offered: 500},
			{Name: "steady", Shape: "constant", Start: 5 * time.Second, End: 35 * time.Second, Measure: true, Offered: 3000},
		},
		SLO: []samples.SLO{
			{Expression: "p99 < 100ms", Metric: "p99", Quantile: 0.99, Comparison: "<", Limit: 0.1},
			{Expression: "failures < 1%", Metric: "failures", Comparison: "<", Limit: 0.01},
		},
		Dataset: samples.Dataset{Volume: "1x", Rows: map[string]int64{"users": 10}, Verified: map[string]int64{"users": 10}},
		Machine: samples.Machine{Cores: 2},
	}
}

// with is a configuration: with("cache", "on", "rate", "100/s").
func with(pairs ...string) map[string]string {
	values := map[string]string{}
	for i := 0; i < len(pairs); i += 2 {
		values[pairs[i]] = pairs[i+1]
	}
	return values
}
