package coordinator_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"quintet/bench/distributed"
	"quintet/bench/distributed/bucket"
	"quintet/bench/distributed/collect"
	"quintet/bench/distributed/coordinator"
	"quintet/bench/distributed/generator"
	"quintet/bench/load"
	"quintet/bench/samples"
)

// Generators record the hits that one process would, each once, and what is collected from the bucket is the very record.
func TestGeneratorsRecordTheSchedule(t *testing.T) {
	for _, arrivals := range []string{"poisson", "constant"} {
		t.Run(arrivals, func(t *testing.T) {
			t.Parallel()
			place := served(t)
			c := lead(t, place, 3, &goroutines{t: t, change: func(g *generator.Generator) bool {
				g.PartBytes = 4096
				return true
			}}, nil)
			tr := newTrial(t, constant(arrivals, 300, 3*time.Second), 3)
			player := c.Player(tr.Trial)
			sum, err := player.Run(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			record := tr.ended(t, sum)
			times, err := numbers(t, record)
			if err != nil {
				t.Fatal(err)
			}
			if uint64(len(times)) != tr.Attack.Schedule.Len() || sum.Offered != tr.Attack.Schedule.Len() {
				t.Errorf("%d hits, %d offered, want %d", len(times), sum.Offered, tr.Attack.Schedule.Len())
			}
			for n, k := range times {
				if k != 1 {
					t.Fatalf("hit %d is there %d times", n, k)
				}
			}
			if err := record.Hits(func(h *samples.Hit) error {
				if h.Due != tr.Attack.Schedule.At(h.Seq) {
					t.Fatalf("hit %d is due at %s, want %s", h.Seq, h.Due, tr.Attack.Schedule.At(h.Seq))
				}
				return nil
			}); err != nil {
				t.Fatal(err)
			}
			// The look at the end is of all hits, none of whose times is lost.
			if l := player.Live(); l.Total.Done != sum.Offered || l.Total.Sent != sum.Offered || l.Total.Failures[samples.Content] != sum.Offered || l.Total.BytesIn != 2*sum.Offered ||
				l.Operations[0].Hits != sum.Offered || l.Operations[0].P99 == 0 || l.InPhase.P50 == 0 {
				t.Errorf("the look at the end is %+v", l)
			}
			if err := c.Recorded(t.Context(), 1, tr.Dir); err != nil {
				t.Fatal(err)
			}
			collected(t, place, tr.Dir)
		})
	}
}

// collected collects the run and compares its trial with the folder in which it was recorded.
func collected(t *testing.T, place bucket.Config, recorded string) {
	t.Helper()
	dir := t.TempDir()
	b, err := bucket.Open(t.Context(), place.In("run"))
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	if err := collect.Run(t.Context(), b, dir); err != nil {
		t.Fatal(err)
	}
	files, err := os.ReadDir(recorded)
	if err != nil || len(files) < 6 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, f := range files {
		want, err := os.ReadFile(filepath.Join(recorded, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(filepath.Join(dir, "trial-001", f.Name())); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s was collected with %d bytes of %d, %v", f.Name(), len(got), len(want), err)
		}
	}
}

// The barrier names who is missing when its time is over, and what is known of those that failed at once.
func TestBarrierNamesWhoIsMissing(t *testing.T) {
	for name, c := range map[string]struct {
		change  func(g *generator.Generator) bool
		barrier time.Duration
		says    []string
	}{
		"Missing": {func(g *generator.Generator) bool { return g.Index != 1 }, 30 * time.Second, []string{"1 of 3 generators were not ready within 30s", ": 1 are missing"}},
		"OtherBuild": {func(g *generator.Generator) bool {
			if g.Index == 2 {
				g.Build.Revision = "2"
			}
			return true
		}, time.Hour, []string{"1 of 3 generators failed before the load began: 2 (", "build test of revision 2", "the coordinator is build test of revision 1", "the same build"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			co := lead(t, served(t), 3, &goroutines{t: t, change: c.change}, func(cfg *coordinator.Config) { cfg.Barrier = c.barrier })
			tr := newTrial(t, constant("poisson", 100, time.Second), 3)
			_, err := co.Player(tr.Trial).Run(t.Context())
			for _, want := range c.says {
				if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
					t.Errorf("error is %v, want %q", err, want)
				}
			}
			tr.ended(t, load.Summary{})
		})
	}
}

// Of two processes with one index the second never sends, and the run names it.
func TestIndexTwice(t *testing.T) {
	t.Parallel()
	second := make(chan error, 1)
	c := lead(t, served(t), 2, &goroutines{t: t, change: func(g *generator.Generator) bool {
		if g.Index == 1 {
			again := &generator.Generator{Environment: g.Environment, Build: g.Build, Cores: 1}
			go func() {
				// Whoever comes second: both claim the same index, and one of them gets it.
				second <- again.Run(context.WithoutCancel(t.Context()))
			}()
		}
		return true
	}}, nil)
	tr := newTrial(t, constant("poisson", 200, time.Second), 2)
	sum, err := c.Player(tr.Trial).Run(t.Context())
	if err != nil {
		// The one that the engine knows of came second, which is a failure of the start.
		if !strings.Contains(err.Error(), "another process has this index") {
			t.Fatal(err)
		}
		return
	}
	record := tr.ended(t, sum)
	if times, err := numbers(t, record); err != nil || uint64(len(times)) != sum.Offered {
		t.Errorf("%d hits of %d, %v", len(times), sum.Offered, err)
	}
	if g := record.Manifest.Generators; g[0].Twice || !g[1].Twice {
		t.Errorf("generators are %+v", g)
	}
}

// A run that is interrupted ends at one offset: each hit that was due before it is recorded once, and none that was due later.
func TestInterruptCutsAtOneOffset(t *testing.T) {
	t.Parallel()
	c := lead(t, served(t), 3, &goroutines{t: t}, nil)
	tr := newTrial(t, constant("poisson", 100, time.Hour), 3)
	ctx, interrupt := context.WithCancel(t.Context())
	tr.Attack.Begun = func(time.Time) { interrupt() }
	sum, err := c.Player(tr.Trial).Run(ctx)
	if err != nil {
		t.Fatal(err)
	}
	record := tr.ended(t, sum)
	times, err := numbers(t, record)
	if err != nil || len(times) == 0 || uint64(len(times)) != sum.Offered {
		t.Errorf("%d hits, %d offered, %v", len(times), sum.Offered, err)
	}
	for n := range sum.Offered {
		if times[n] != 1 {
			t.Fatalf("hit %d of %d is there %d times", n, sum.Offered, times[n])
		}
	}
	for _, g := range record.Manifest.Generators {
		if g.State != samples.Stopped {
			t.Errorf("generator %+v", g)
		}
	}
}

// Who asks while the load goes on sees the hits that have arrived, with their times, and can have the load end for a reason, which is that of the run. Who
// follows the record reads them there, with the names of their stores.
func TestAbortByWhatHasArrived(t *testing.T) {
	t.Parallel()
	c := lead(t, served(t), 3, &goroutines{t: t}, nil)
	tr := newTrial(t, constant("poisson", 100, time.Hour), 3)
	var arrived atomic.Int64
	tr.Attack.Writer = counting{tr.writer, func() { arrived.Add(1) }}
	follower, followed := samples.Follow(tr.Dir), 0
	tr.Attack.Abort = func(l load.Live) string {
		m, _, err := follower.Manifest()
		if err == nil {
			err = follower.Hits(func(h *samples.Hit) error {
				if followed++; h.NStores != 1 || m.Stores[h.Stores[0].Store] != "app" {
					t.Errorf("a hit has the stores %v of %v", h.Stores[:h.NStores], m.Stores)
				}
				return nil
			})
		}
		if err != nil {
			return "the record cannot be followed: " + err.Error()
		}
		if followed < 20 || l.InPhase.P99 == 0 || l.Operations[0].Hits < 50 || l.Second.Done == 0 || l.Connections == 0 || l.Total.Due < l.Total.Sent {
			return ""
		}
		return "enough"
	}
	sum, err := c.Player(tr.Trial).Run(t.Context())
	if err != nil || sum.Aborted != "enough" {
		t.Fatalf("%+v, %v", sum, err)
	}
	record := tr.ended(t, sum)
	times, err := numbers(t, record)
	if err != nil || len(times) < 50 || uint64(len(times)) != sum.Offered || int64(len(times)) != arrived.Load() {
		t.Errorf("%d hits, %d offered, %d arrived, %v", len(times), sum.Offered, arrived.Load(), err)
	}
	events, err := record.Events()
	if err != nil || !slices.ContainsFunc(events, func(e samples.Event) bool { return e.Kind == samples.Aborted && e.Detail == "enough" }) {
		t.Errorf("events are %+v, %v", events, err)
	}
}

// A run whose coordinator died is collected as far as it was uploaded: it is one that was cut off, and has what is known of its generators.
func TestCollectWithoutCoordinator(t *testing.T) {
	t.Parallel()
	place := served(t)
	c := lead(t, place, 2, &goroutines{t: t, change: func(g *generator.Generator) bool {
		g.PartBytes = 4096
		return true
	}}, nil)
	tr := newTrial(t, constant("constant", 200, 2*time.Second), 2)
	sum, err := c.Player(tr.Trial).Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	b, err := bucket.Open(t.Context(), place.In("run"))
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	dir := t.TempDir()
	if err := collect.Run(t.Context(), b, dir); err != nil {
		t.Fatal(err)
	}
	record, err := samples.OpenTrial(filepath.Join(dir, "trial-001"))
	if err != nil {
		t.Fatal(err)
	}
	times, err := numbers(t, record)
	if err != nil || uint64(len(times)) != sum.Offered || record.Manifest.State != samples.Running {
		t.Errorf("%d hits of %d, state %s, %v", len(times), sum.Offered, record.Manifest.State, err)
	}
	points := map[string]int{}
	if err := record.Points(func(p *samples.Point) error {
		points[p.Series.Source]++
		return nil
	}); err != nil || points[samples.Source(0)] == 0 || points[samples.Source(1)] == 0 || len(points) != 2 {
		t.Errorf("points are of %v, %v", points, err)
	}
	tr.ended(t, sum)
}

// A bucket that is used already, or that cannot be used, is refused in one line before anything starts.
func TestBucketThatCannotBeUsed(t *testing.T) {
	t.Parallel()
	place := served(t)
	b, err := bucket.Open(t.Context(), place.In("run"))
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	if err := b.Put(t.Context(), distributed.Claim(0), []byte("{}")); err != nil {
		t.Fatal(err)
	}
	_, err = coordinator.Open(t.Context(), coordinator.Config{Run: "run", Generators: 1, Bucket: place, Engine: &goroutines{t: t}, Build: build})
	if err == nil || !strings.Contains(err.Error(), "objects of a run run already") {
		t.Errorf("error is %v", err)
	}
}
