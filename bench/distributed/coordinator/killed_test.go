package coordinator_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"quintet/bench/distributed"
	"quintet/bench/distributed/bucket"
	"quintet/bench/distributed/engine/processes"
	"quintet/bench/distributed/generator"
	"quintet/bench/load"
	"quintet/bench/samples"
	"quintet/bench/scenario"
)

// TestMain has this binary be a generator when it is started as one, with parts of a few hits.
func TestMain(m *testing.M) {
	if len(os.Args) != 2 || os.Args[1] != "generate" {
		os.Exit(m.Run())
	}
	e, err := generator.FromEnvironment(os.Getenv)
	if err == nil {
		err = (&generator.Generator{Environment: e, Build: build, Cores: 1, PartBytes: 1024}).Run(context.Background())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(3)
	}
}

// Of a generator that is killed, all that it has uploaded is in the record, to the last hit; it is named, and the others send all of their part.
func TestKilledGenerator(t *testing.T) {
	t.Parallel()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	place := served(t)
	c := lead(t, place, 3, processes.Engine{Executable: self}, nil)
	tr := newTrial(t, constant("poisson", 300, 12*time.Second), 3)
	b, err := bucket.Open(t.Context(), place.In("run"))
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	round := distributed.Round(1)
	killed := make(chan error, 1)
	tr.Attack.Begun = func(time.Time) {
		go func() { killed <- killAfterParts(t.Context(), b, round, 1, 3) }()
	}
	sum, err := c.Player(tr.Trial).Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := <-killed; err != nil {
		t.Fatal(err)
	}
	record := tr.ended(t, sum)
	own := map[int]uint64{}
	err = record.Hits(func(h *samples.Hit) error {
		own[int(h.Generator)]++
		return nil
	})
	if err == nil || !strings.Contains(err.Error(), "hits-2.bin has no end mark") || strings.Contains(err.Error(), "\n") {
		t.Errorf("reading the record: %v", err)
	}
	for i, g := range record.Manifest.Generators {
		switch {
		case i == 1 && (g.State != samples.Failed || g.Reason != "signal: killed" || own[1] == 0):
			t.Errorf("the killed one, with %d hits in the record: %+v", own[1], g)
		case i != 1 && (g.State != samples.Complete || g.Hits != own[i] || g.Offered != own[i]):
			t.Errorf("another one, with %d hits in the record: %+v", own[i], g)
		}
	}
	// The parts are its file: nothing of what came to the bucket is lost.
	list, err := b.List(t.Context(), round.Parts(distributed.HitsFile, 1))
	if err != nil {
		t.Fatal(err)
	}
	size := int64(0)
	for _, o := range list {
		size += o.Size
	}
	if info, err := os.Stat(tr.Dir + "/" + samples.HitsFile(1)); err != nil || info.Size() != size || len(list) < 3 {
		t.Errorf("%d parts of %d bytes, %v, %v", len(list), size, info, err)
	}
}

// Of a generator that is killed, one part is lost: all that it had recorded when it cut the part before is in the bucket, and it cuts one though no further
// hit comes. Here the API answers so many requests and no more until all of them are there; then it answers a few, and the generator is killed as the part that
// has the first of those is on its way.
func TestKilledGeneratorLosesOnePart(t *testing.T) {
	t.Parallel()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	const users, first = 4, 50
	place := served(t)
	own, err := bucket.Open(t.Context(), place.In("run"))
	if err != nil {
		t.Fatal(err)
	}
	defer own.Close()
	round := distributed.Round(1)
	// What reaches the bucket goes through here.
	through, err := url.Parse(place.Endpoint)
	if err != nil {
		t.Fatal(err)
	}
	forward := httputil.NewSingleHostReverseProxy(through)
	var armed atomic.Bool
	killed := make(chan struct{})
	var once sync.Once
	gate := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if armed.Load() && r.Method == http.MethodPut && strings.Contains(r.URL.Path, round.Parts(distributed.HitsFile, 0)) {
			once.Do(func() {
				if err := kill(t.Context(), own, round, 0); err != nil {
					t.Error(err)
				}
				close(killed)
			})
			return // it is lost on its way
		}
		forward.ServeHTTP(w, r)
	}))
	t.Cleanup(gate.Close) // after the coordinator
	place.Endpoint = gate.URL
	c := lead(t, place, 1, processes.Engine{Executable: self}, nil)
	tr := newTrial(t, scenario.Load{Closed: users, Timeout: time.Minute, Phases: []scenario.Phase{{Name: "steady", Duration: time.Hour, Measure: true}}}, 1)
	// tokens are the requests that are answered.
	tokens := make(chan struct{}, 2*first)
	for range first {
		tokens <- struct{}{}
	}
	var answered atomic.Int64
	tr.answer(func() {
		select {
		case <-tokens:
			answered.Add(1)
		case <-killed:
		case <-t.Context().Done():
		}
	})
	var arrived atomic.Int64
	all := make(chan struct{})
	tr.Attack.Writer = counting{tr.writer, func() {
		if arrived.Add(1) == first {
			close(all)
		}
	}}
	go func() {
		select {
		case <-all:
		case <-t.Context().Done():
			return
		}
		armed.Store(true)
		for range first / 5 {
			tokens <- struct{}{}
		}
	}()
	sum, err := c.Player(tr.Trial).Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	<-killed
	times, err := numbers(t, tr.ended(t, sum))
	if err == nil || !strings.Contains(err.Error(), "hits-1.bin has no end mark") || len(times) != first {
		t.Errorf("%d hits are in the record, want %d, %v", len(times), first, err)
	}
	t.Logf("of %d hits that were answered %d are lost", answered.Load(), answered.Load()-int64(len(times)))
}

// counting counts hits that have arrived.
type counting struct {
	load.Recorder
	count func()
}

// Hit implements load.Recorder.
func (c counting) Hit(*samples.Hit) error {
	c.count()
	return nil
}

// killAfterParts kills a generator when it has uploaded some parts.
func killAfterParts(ctx context.Context, b *bucket.Bucket, round distributed.Round, index, parts int) error {
	for {
		list, err := b.List(ctx, round.Parts(distributed.HitsFile, index))
		if err != nil {
			return err
		}
		if len(list) >= parts {
			return kill(ctx, b, round, index)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// kill kills a generator.
func kill(ctx context.Context, b *bucket.Bucket, round distributed.Round, index int) error {
	content, err := b.Get(ctx, round.Ready(index), distributed.MaxMessage)
	if err != nil {
		return err
	}
	ready, err := distributed.Decode[distributed.Ready](content)
	if err != nil {
		return err
	}
	return syscall.Kill(ready.PID, syscall.SIGKILL)
}
