package main

import (
	"context"
	"errors"
	"io"
	"math"
	"net/http"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/procfs"

	"quintet/api/server"
	"quintet/api/store"
	"quintet/bench/expose"
	"quintet/bench/load"
	"quintet/bench/runner"
	"quintet/bench/samples"
	"quintet/bench/scenario"
	"quintet/bench/scrape"
	"quintet/bench/seed"
	"quintet/bench/stack/child"
	"quintet/bench/stack/embedded"
	"quintet/bench/stats"
	"quintet/bench/workload"
)

// rig is an embedded stack under the load of a scenario, with or without anybody looking.
type rig struct {
	scenario scenario.Scenario
	stack    *embedded.Stack
	dataset  *workload.Dataset
	sources  map[string]store.TelemetrySource
	exporter *expose.Exporter
	// attack and scraper are those of the turn.
	mu      sync.Mutex
	attack  *load.Attack
	scraper *scrape.Scraper
}

func newRig(b *testing.B) *rig {
	b.Helper()
	s, err := scenario.Parse("small.yaml", []byte(small), nil, vocabulary())
	if err != nil {
		b.Fatal(err)
	}
	r := &rig{scenario: s, dataset: workload.NewDataset(s.Dataset, s.Seed)}
	dir := b.TempDir()
	if r.stack, err = embedded.New(embedded.Config{Executable: binary, Dir: dir, LogDir: dir, Backends: server.Backends(), OpenStores: child.OpenStores}); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := r.stack.Down(context.Background()); err != nil {
			b.Error(err)
		}
	})
	err = r.stack.Up(b.Context(), func(ctx context.Context, stores store.Set) error { return seed.Load(ctx, stores, r.dataset, nil) })
	if err != nil {
		b.Fatal(err)
	}
	sources, end, err := r.stack.TelemetrySources(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := end(); err != nil {
			b.Error(err)
		}
	})
	r.sources = sources
	if r.exporter, err = expose.New(expose.Config{Run: "bench", Backends: server.Telemetry(), Stages: []string{string(runner.Loading)}, Look: r.look}); err != nil {
		b.Fatal(err)
	}
	return r
}

func (r *rig) look() expose.Look {
	r.mu.Lock()
	defer r.mu.Unlock()
	return expose.Look{Loading: true, Load: r.attack.Live(), Scraped: r.scraper.Live(), Latest: r.scraper.Latest()}
}

// cpu is the processor time so far of everything that takes part: the stack's processes and the load generator.
func (r *rig) cpu(b *testing.B) (seconds float64) {
	b.Helper()
	pids := []int{os.Getpid()}
	for _, s := range r.stack.Services() {
		if pid := s.Info().PID; pid != 0 {
			pids = append(pids, pid)
		}
	}
	for _, pid := range pids {
		p, err := procfs.NewProc(pid)
		if err != nil {
			b.Fatal(err)
		}
		stat, err := p.Stat()
		if err != nil {
			b.Fatal(err)
		}
		seconds += stat.CPUTime()
	}
	return seconds
}

// turn plays a closed loop and returns how many hits a second were done, and how many a second of processor time. looking scrapes and collects as every run does; shown
// serves the run's own metrics too, with a Prometheus's worth of scrapes of them and of the API every second.
func (r *rig) turn(b *testing.B, lasting time.Duration, looking, shown bool) (rate, perCPU float64) {
	b.Helper()
	schedule, err := load.NewSchedule(scenario.Load{Closed: 8, Phases: []scenario.Phase{{Name: "all", Duration: lasting, Measure: true}}}, 1)
	if err != nil {
		b.Fatal(err)
	}
	source, err := workload.New(r.scenario.Workload, r.dataset, uint64(time.Now().UnixNano()))
	if err != nil {
		b.Fatal(err)
	}
	w, err := samples.Create(b.TempDir(), samples.Manifest{Format: samples.FormatVersion})
	if err != nil {
		b.Fatal(err)
	}
	a := &load.Attack{Schedule: schedule, Source: source, Targets: r.stack.Targets(), Writer: w}
	cfg := scrape.Config{Write: w.Point}
	for _, s := range r.stack.Services() {
		i := s.Info()
		t := scrape.Target{Name: i.Name, URL: i.Metrics}
		if i.PID != 0 {
			t.PID = func() int { return i.PID }
		}
		cfg.Targets = append(cfg.Targets, t)
	}
	for name, source := range r.sources {
		cfg.Collectors = append(cfg.Collectors, scrape.Collector{Name: name, Collect: func(ctx context.Context) ([]scrape.Value, error) {
			readings, err := source.Telemetry(ctx)
			var values []scrape.Value
			for _, t := range readings {
				values = append(values, scrape.Value{Metric: t.Name, Labels: t.Labels, Value: t.Value})
			}
			return values, err
		}})
	}
	scraper := scrape.New(cfg)
	r.mu.Lock()
	r.attack, r.scraper = a, scraper
	r.mu.Unlock()
	if shown {
		a.Writer = tapping{w, r.exporter}
		r.exporter.Trial(samples.Manifest{Trial: 1, Operations: source.Operations(), Phases: schedule.Phases()})
	}
	side, end := context.WithCancel(b.Context())
	var beside sync.WaitGroup
	a.Begun = func(began time.Time) {
		if looking {
			beside.Go(func() { err = errors.Join(err, scraper.Run(side, began)) })
		}
		if shown {
			l, listening := expose.Listen(side, "127.0.0.1:0", nil, r.exporter.Handler())
			if listening != nil {
				b.Error(listening)
				return
			}
			for _, address := range []string{l.URL(), r.stack.Targets()[0] + "/metrics"} {
				beside.Go(func() { everySecond(side, address) })
			}
			beside.Go(func() { <-side.Done(); l.Close() })
		}
	}
	used := r.cpu(b)
	sum, broken := a.Run(b.Context())
	end()
	beside.Wait()
	used = r.cpu(b) - used
	if err := errors.Join(err, broken, w.Close()); err != nil {
		b.Fatal(err)
	}
	live := a.Live()
	if live.Total.Failed > live.Total.Done/100 {
		b.Fatalf("%d of %d hits failed", live.Total.Failed, live.Total.Done)
	}
	return float64(live.Total.Done) / sum.Elapsed.Seconds(), float64(live.Total.Done) / used
}

// tapping is a recorder with a tap.
type tapping struct {
	load.Recorder
	tap runner.Tap
}

func (t tapping) Hit(h *samples.Hit) error {
	t.tap.Hit(h)
	return t.Recorder.Hit(h)
}

func everySecond(ctx context.Context, address string) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if r, err := http.NewRequestWithContext(ctx, "GET", address, nil); err == nil {
			if response, err := http.DefaultClient.Do(r); err == nil {
				_, _ = io.Copy(io.Discard, response.Body)
				response.Body.Close()
			}
		}
	}
}

// BenchmarkSelfLooking prints how many hits a second the API on the embedded stack does when it is looked at, as a part of those when it
// is not: with every look that a run takes (endpoints and processes every second, stores every five), and with the run shown to a
// Prometheus besides. Turns go A B B A, in a closed loop on one stack, and each four give one ratio, so that what drifts cancels; low
// and high are its 95 % interval. The load generator shares the cores, so its own work is in it. A turn of two seconds has more looks
// than two seconds of a run have, one of each kind at its beginning and at its end. per-CPU is the same of hits a second of processor
// time of all that takes part, which other programs on the machine disturb less.
func BenchmarkSelfLooking(b *testing.B) {
	const blocks, lasting = 30, 2 * time.Second
	for name, shown := range map[string]bool{"Looking": false, "Shown": true} {
		b.Run(name, func(b *testing.B) {
			r := newRig(b)
			r.turn(b, lasting, true, shown) // warms up what there is to warm up
			for range b.N {
				var rates, perCPU []float64
				for range blocks {
					a1, c1 := r.turn(b, lasting, false, false)
					b1, d1 := r.turn(b, lasting, true, shown)
					b2, d2 := r.turn(b, lasting, true, shown)
					a2, c2 := r.turn(b, lasting, false, false)
					rates, perCPU = append(rates, math.Log((b1+b2)/(a1+a2))), append(perCPU, math.Log((d1+d2)/(c1+c2)))
				}
				for unit, logs := range map[string][]float64{"of-unseen": rates, "per-CPU": perCPU} {
					mean, half := interval(logs)
					b.ReportMetric(math.Exp(mean), unit)
					b.ReportMetric(math.Exp(mean-half), unit+"-low")
					b.ReportMetric(math.Exp(mean+half), unit+"-high")
				}
			}
		})
	}
}

// interval is a mean and half its 95 % interval.
func interval(x []float64) (mean, half float64) {
	n, square := float64(len(x)), 0.0
	for _, v := range x {
		mean += v / n
	}
	for _, v := range x {
		square += (v - mean) * (v - mean)
	}
	return mean, stats.HalfWidth(square/(n-1)/n, n-1, 0.95)
}
