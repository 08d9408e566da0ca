package coordinator_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"quintet/api/store/embedded"
	"quintet/bench/distributed"
	"quintet/bench/distributed/bucket"
	"quintet/bench/distributed/coordinator"
	"quintet/bench/distributed/engine"
	"quintet/bench/distributed/generator"
	"quintet/bench/load"
	"quintet/bench/samples"
	"quintet/bench/scenario"
	"quintet/bench/workload"
)

// served starts a bucket for the test.
func served(t testing.TB) bucket.Config {
	t.Helper()
	server, err := embedded.OpenS3(t.Context(), embedded.S3Config{Dir: t.TempDir(), AccessKey: "key", SecretKey: "secret"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	})
	cfg := bucket.Config{URL: "s3://runs", Endpoint: "http://" + server.Addr(), AccessKey: "key", SecretKey: "secret"}
	made, err := bucket.Make(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(made.Close)
	return cfg
}

// build is that of the programs of these tests.
var build = samples.Build{Version: "test", Revision: "1"}

// goroutines is an engine whose generators are goroutines of the test.
type goroutines struct {
	t testing.TB
	// change changes a generator; nil or false leaves it out.
	change func(g *generator.Generator) (start bool)

	running sync.WaitGroup
	end     context.CancelFunc
	mu      sync.Mutex
	failed  map[int]string
}

// Start implements engine.Engine.
func (e *goroutines) Start(ctx context.Context, j engine.Job) (engine.Running, error) {
	ctx, e.end = context.WithCancel(context.WithoutCancel(ctx))
	e.failed = map[int]string{}
	for i := range j.Generators {
		all := maps.Clone(j.Environment)
		maps.Copy(all, j.Secrets)
		all[engine.IndexVariable] = fmt.Sprint(i)
		environment, err := generator.FromEnvironment(func(name string) string { return all[name] })
		if err != nil {
			return nil, err
		}
		g := &generator.Generator{Environment: environment, Build: build, Cores: 1}
		if e.change != nil && !e.change(g) {
			continue
		}
		e.running.Go(func() {
			if err := g.Run(ctx); err != nil && !errors.Is(err, context.Canceled) {
				e.mu.Lock()
				defer e.mu.Unlock()
				e.failed[g.Index] = err.Error()
			}
		})
	}
	return e, nil
}

// Failed implements engine.Running.
func (e *goroutines) Failed(context.Context) (map[int]string, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return maps.Clone(e.failed), nil
}

// Stop implements engine.Running.
func (e *goroutines) Stop(context.Context) error {
	e.end()
	e.running.Wait()
	return nil
}

// trial is a trial of users.get at some rate against a server of the test, and its record.
type trial struct {
	coordinator.Trial
	writer *samples.Writer
	// waits is called before each answer of the API.
	waits atomic.Pointer[func()]
}

// answer has the API call a function before each answer.
func (tr *trial) answer(f func()) { tr.waits.Store(&f) }

// newTrial makes a trial of a load; change may be nil.
func newTrial(t testing.TB, l scenario.Load, generators int) *trial {
	t.Helper()
	made := &trial{}
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if wait := made.waits.Load(); wait != nil {
			(*wait)()
		}
		w.Header().Set("Server-Timing", "app;dur=0.1")
		fmt.Fprint(w, "{}")
	}))
	t.Cleanup(api.Close)
	s := scenario.Scenario{
		Name: "test", Seed: 1, ScrapeInterval: 100 * time.Millisecond, Load: l,
		Dataset:  scenario.Dataset{Users: 10, ContentBytes: scenario.Distribution{Kind: "constant", Median: 1}, FileBytes: scenario.Distribution{Kind: "constant", Median: 1}},
		Workload: scenario.Workload{Mix: []scenario.Weight{{Operation: "users.get", Weight: 1}}},
	}
	schedule, err := load.NewSchedule(s.Load, 2)
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "trial-001")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	m := samples.Manifest{
		Format: samples.FormatVersion, RunID: "run", State: samples.Running, Trial: 1, Trials: 1, Operations: []string{"users.get"}, Phases: schedule.Phases(),
		Targets: []string{api.URL}, ScrapeInterval: s.ScrapeInterval, Load: samples.Load{Arrivals: l.Arrivals, Closed: l.Closed},
	}
	for i := range generators {
		m.Generators = append(m.Generators, samples.LoadGenerator{Index: i, State: samples.Running})
	}
	w, err := samples.Create(dir, m)
	if err != nil {
		t.Fatal(err)
	}
	made.writer = w
	made.Trial = coordinator.Trial{
		Number: 1, Scenario: s, DrawSeed: 2, Fingerprint: workload.NewDataset(s.Dataset, s.Seed).Fingerprint(), Record: w, Manifest: w.Manifest, Dir: dir,
		Operations: []string{"users.get"}, Attack: &load.Attack{Schedule: schedule, Targets: []string{api.URL}, Writer: w},
	}
	return made
}

// ended gives the record its end, as a run does, and opens it.
func (tr *trial) ended(t testing.TB, sum load.Summary) *samples.Trial {
	t.Helper()
	if err := tr.writer.Manifest(func(m *samples.Manifest) {
		m.State, m.Began, m.Elapsed, m.Load.Offered, m.Phases = samples.Complete, sum.Began, sum.Elapsed, sum.Offered, tr.Attack.Schedule.Phases()
	}); err != nil {
		t.Fatal(err)
	}
	if err := tr.writer.Close(); err != nil {
		t.Fatal(err)
	}
	record, err := samples.OpenTrial(tr.Dir)
	if err != nil {
		t.Fatal(err)
	}
	return record
}

// lead opens a coordinator with an engine.
func lead(t testing.TB, place bucket.Config, generators int, e engine.Engine, change func(*coordinator.Config)) *coordinator.Coordinator {
	t.Helper()
	cfg := coordinator.Config{Run: "run", Generators: generators, Bucket: place, Engine: e, Key: distributed.NewKey(), TimeLimit: time.Hour, Barrier: time.Minute, Build: build}
	if change != nil {
		change(&cfg)
	}
	c, err := coordinator.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	})
	return c
}

// constant is a load of one phase.
func constant(arrivals string, rate float64, lasts time.Duration) scenario.Load {
	return scenario.Load{Arrivals: arrivals, Timeout: 10 * time.Second, Phases: []scenario.Phase{
		{Name: "steady", Duration: lasts, Measure: true, Shape: "constant", Params: map[string]float64{"rate": rate}}}}
}

// numbers counts how often each number of a hit is in a record.
func numbers(t testing.TB, record *samples.Trial) (times map[uint64]int, err error) {
	t.Helper()
	times = map[uint64]int{}
	return times, record.Hits(func(h *samples.Hit) error {
		times[h.Seq]++
		return nil
	})
}
