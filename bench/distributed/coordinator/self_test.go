package coordinator_test

import (
	"context"
	"errors"
	"io"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"quintet/bench/distributed"
	"quintet/bench/distributed/bucket"
	"quintet/bench/distributed/engine"
	"quintet/bench/distributed/engine/processes"
	"quintet/bench/load"
	"quintet/bench/samples"
)

// crowd is an engine whose generators only write to the bucket what generators write, at once: it shows what the barrier and the merge cost.
type crowd struct {
	bucket *bucket.Bucket
	trial  *trial
	of     int
	// wrote is when the last of them had written its end, in nanoseconds of the Unix clock.
	wrote atomic.Int64
	group errgroup.Group
}

// Start implements engine.Engine.
func (c *crowd) Start(ctx context.Context, j engine.Job) (engine.Running, error) {
	c.group.Go(func() error {
		round := distributed.Round(1)
		if err := c.each(func(i int) error { return c.put(ctx, round.Ready(i), distributed.Ready{Host: "node", Cores: 2}) }); err != nil {
			return err
		}
		for {
			if _, err := c.bucket.Get(ctx, round.Start(), distributed.MaxMessage); err == nil {
				break
			} else if !errors.Is(err, bucket.ErrNotFound) {
				return err
			}
			time.Sleep(100 * time.Millisecond)
		}
		err := c.each(func(i int) error { return c.generator(ctx, round, i) })
		c.wrote.Store(time.Now().UnixNano())
		return err
	})
	return c, nil
}

func (c *crowd) each(f func(int) error) error {
	var group errgroup.Group
	group.SetLimit(16)
	for i := range c.of {
		group.Go(func() error { return f(i) })
	}
	return group.Wait()
}

func (c *crowd) put(ctx context.Context, name string, message any) error {
	content, err := distributed.Encode(message)
	if err != nil {
		return err
	}
	return c.bucket.Put(ctx, name, content)
}

// nowhere takes points and drops them.
type nowhere struct{ io.Writer }

func (nowhere) Close() error { return nil }

// parts keeps what is written.
type parts struct{ content []byte }

func (p *parts) Write(b []byte) (int, error) {
	p.content = append(p.content, b...)
	return len(b), nil
}
func (*parts) Close() error { return nil }

// generator writes the hits of one of them.
func (c *crowd) generator(ctx context.Context, round distributed.Round, index int) error {
	var hits parts
	s, err := samples.NewStream(&hits, nowhere{io.Discard}, nil)
	if err != nil {
		return err
	}
	schedule := c.trial.Attack.Schedule
	store, _ := s.Store("app")
	for n := uint64(index); n < schedule.Len(); n += uint64(c.of) { // whose a hit is does not matter here
		h := samples.Hit{Seq: n, Due: schedule.At(n), Sent: schedule.At(n), End: schedule.At(n) + time.Millisecond, Status: 200, NStores: 1}
		h.Stores[0] = samples.StoreTime{Store: store, Time: time.Millisecond / 2}
		if err := s.Hit(&h); err != nil {
			return err
		}
	}
	held, err := s.Close()
	if err != nil {
		return err
	}
	return errors.Join(c.bucket.Put(ctx, round.Part(distributed.HitsFile, index, 0), hits.content), c.put(ctx, round.End(index), distributed.End{
		Progress: distributed.Progress{Stores: s.Stores(), Parts: 1}, Hits: held, Offered: held, Ran: time.Second, Phases: schedule.Phases()}))
}

// Failed implements engine.Running.
func (c *crowd) Failed(context.Context) (map[int]string, error) { return nil, nil }

// Stop implements engine.Running.
func (c *crowd) Stop(context.Context) error { return c.group.Wait() }

// A thousand generators with a million hits: how long the coordinator takes to see them ready and to merge what they uploaded, and how much
// memory it has at most, the bucket's server and the simulated generators within.
func BenchmarkSelfThousandGenerators(b *testing.B) {
	const generators = 1000
	for b.Loop() {
		place := served(b)
		own, err := bucket.Open(b.Context(), place.In("run"))
		if err != nil {
			b.Fatal(err)
		}
		tr := newTrial(b, constant("constant", 1_000_000, time.Second), generators)
		e := &crowd{bucket: own, trial: tr, of: generators}
		c := lead(b, place, generators, e, nil)
		var sampling sync.WaitGroup
		ended, end := context.WithCancel(b.Context())
		most := uint64(0)
		sampling.Go(func() {
			for ended.Err() == nil {
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				most = max(most, m.HeapAlloc)
				time.Sleep(50 * time.Millisecond)
			}
		})
		began := time.Now()
		var started time.Time
		tr.Attack.Begun = func(time.Time) { started = time.Now() }
		sum, err := c.Player(tr.Trial).Run(b.Context())
		merged := time.Now()
		end()
		sampling.Wait()
		if err != nil {
			b.Fatal(err)
		}
		if times, err := numbers(b, tr.ended(b, load.Summary{Began: sum.Began, Elapsed: sum.Elapsed, Offered: sum.Offered})); err != nil || len(times) != 1_000_000 {
			b.Fatalf("%d hits, %v", len(times), err)
		}
		b.ReportMetric((started.Sub(began) - distributed.Lead(generators)).Seconds(), "s-to-barrier")
		b.ReportMetric(merged.Sub(time.Unix(0, e.wrote.Load())).Seconds(), "s-to-collect")
		b.ReportMetric(float64(most)/(1<<20), "MiB-heap")
		own.Close()
	}
}

// Four processes that are each granted a quarter of a rate which the machine has to spare: which part of it they have answered by the end of the schedule.
func BenchmarkSelfFourProcesses(b *testing.B) {
	const generators, rate, lasts = 4, 2000, 5 * time.Second
	self, err := os.Executable()
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		c := lead(b, served(b), generators, processes.Engine{Executable: self}, nil)
		tr := newTrial(b, constant("poisson", rate, lasts), generators)
		sum, err := c.Player(tr.Trial).Run(b.Context())
		if err != nil {
			b.Fatal(err)
		}
		answered := 0
		if err := tr.ended(b, sum).Hits(func(h *samples.Hit) error {
			if h.End <= lasts {
				answered++
			}
			return nil
		}); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(answered)/float64(sum.Offered), "of-granted")
	}
}
