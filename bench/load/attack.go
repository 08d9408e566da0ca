package load

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"quintet/bench/load/http1"
	"quintet/bench/samples"
	"quintet/bench/workload"
)

// Attack plays a Schedule against an API. Its exported fields are its configuration and must not change while it runs. It runs once.
type Attack struct {
	// Schedule says when, Source what, Targets whom: the base URLs of the API's replicas, asked in turn.
	Schedule *Schedule
	Source   Source
	Targets  []string
	// Timeout of one request, from sent to the last byte of its answer; default 30s. After the schedule's end hits that are still
	// waiting for a worker have as long to be sent.
	Timeout time.Duration
	// TLS is for targets of https; nil means the roots of the system and no certificate of the client.
	TLS *tls.Config
	// Trace has each request name its trace in a field traceparent; nil sends none.
	Trace *samples.Trace
	// MaxWorkers bounds the requests in flight of an open loop; 0 means 10,000, so that a server that stands still does not take the
	// generator down with it: past the bound hits wait, and their response time, from the instant they were due, tells.
	MaxWorkers int
	// Writer receives what happens.
	Writer Recorder
	// Ledger receives what became of every request that writes and was sent, before its hit is recorded; nil drops it. It is safe for
	// concurrent use and keeps nothing of the Write. An error ends the load.
	Ledger func(*samples.Write) error
	// Begin is the instant of offset 0; zero means the instant at which Run is called, and one that is past has the first hits leave late.
	Begin time.Time
	// CutAt receives the offset at which the load is to be cut off: no hit that is due then or later is sent, however late this is read.
	// SettleAt receives the offset at which the phase that goes on until the system is steady ends. Either may be nil; from each one value is
	// taken that is still ahead.
	CutAt, SettleAt <-chan time.Duration
	// Interval is how often Abort is asked; default 1s.
	Interval time.Duration
	// Abort ends the load early when it returns a reason. It is called from one goroutine; nil never aborts.
	Abort func(Live) string
	// Steady is asked in a phase that goes on until the system is steady, at every Interval once the phase lasted as long as it must; true
	// ends the phase. Settled is told the phases as they are then, before a hit of the next one is sent; it must not take long. Either may be
	// nil. Both are called from one goroutine.
	Steady  func() bool
	Settled func([]samples.Phase)
	// Begun is called once with the instant of offset 0, before the first hit is sent; it must not take long. May be nil.
	Begun func(time.Time)

	playing atomic.Pointer[play]
}

// Player plays a load: an *Attack does so in this process.
type Player interface {
	// Run plays it once, and returns as Attack.Run does.
	Run(ctx context.Context) (Summary, error)
	// Live looks at it, safely at any time.
	Live() Live
}

var _ Player = (*Attack)(nil)

// Source makes requests. It is safe for concurrent use; *workload.Workload is one.
type Source interface {
	// Request makes the n-th request, n from 0. Requests are asked for once, nearly in order.
	Request(n uint64) workload.Request
	// Operations names what Request.Operation indexes.
	Operations() []string
}

// Recorder is where hits and events go; *samples.Writer is one. It is safe for concurrent use, and the Hit is not kept after the
// call. An error ends the load.
type Recorder interface {
	Hit(*samples.Hit) error
	Event(samples.Event) error
	// Store returns the index of a store's name, which it may keep. It is false when there is no room for another.
	Store(name string) (uint8, bool)
}

// Summary is how a load went as a whole.
type Summary struct {
	// Began is the instant of offset 0.
	Began time.Time
	// Elapsed is how long the load ran: until the last answer, or until it was interrupted or aborted.
	Elapsed time.Duration
	// Offered is how many hits were due, which is how many were recorded: of the share that is sent, and less than that when it was not
	// played to its end. In a closed loop it is 0.
	Offered uint64
	// Aborted is the reason that Abort gave, "" when it gave none.
	Aborted string
}

// defaultWorkers is how many requests may be in flight by default: ten times what a rate of 1,000/s has waiting after a second.
const defaultWorkers = 10_000

// grace is how long requests in flight may take when the load is cut off.
const grace = 2 * time.Second

// Run plays the schedule to its end, until ctx is done, or until Abort says so, and returns when every hit has been recorded. An
// interrupt is no error: an event says so, as for an abort. An error is one of the configuration, before anything was sent, the
// Recorder's, or that of a target that speaks HTTP/2 alone; the Summary is true in that case too.
func (a *Attack) Run(ctx context.Context) (Summary, error) {
	if err := a.check(); err != nil {
		return Summary{}, fmt.Errorf("load: %w", err)
	}
	flight, cutOff := context.WithCancelCause(context.WithoutCancel(ctx))
	defer cutOff(nil)
	p, err := newPlay(a, flight, a.begin(ctx))
	if err != nil {
		return Summary{}, fmt.Errorf("load: %w", err)
	}
	defer p.client.Close()
	if p.Begun != nil {
		p.Begun(p.began)
	}
	p.playing.Store(p)
	done := make(chan struct{})
	p.ordered()
	p.start(p.most())
	go func() {
		p.workers.Wait()
		close(done)
	}()
	p.conduct(ctx, done, cutOff)
	return p.finish()
}

// begin waits for the instant of offset 0 and returns it: the present one when ctx ends before.
func (a *Attack) begin(ctx context.Context) time.Time {
	if a.Begin.IsZero() {
		return time.Now()
	}
	timer := time.NewTimer(time.Until(a.Begin))
	defer timer.Stop()
	select {
	case <-timer.C:
		return a.Begin
	case <-ctx.Done():
		return time.Now()
	}
}

// most is how many requests may be in flight.
func (a *Attack) most() int {
	switch {
	case a.Schedule.Closed():
		return a.Schedule.users
	case a.MaxWorkers > 0:
		return a.MaxWorkers
	}
	return defaultWorkers
}

// check refuses what could not be played, and fills in defaults.
func (a *Attack) check() error {
	switch {
	case a.Schedule == nil || a.Source == nil || a.Writer == nil:
		return errors.New("schedule, source and writer must be given")
	case len(a.Targets) == 0:
		return errors.New("no targets")
	case len(a.Targets) > 1<<8:
		return fmt.Errorf("%d targets, want at most %d", len(a.Targets), 1<<8)
	case a.MaxWorkers < 0:
		return fmt.Errorf("at most %d workers, want 0 for the default or more", a.MaxWorkers)
	}
	for _, t := range a.Targets {
		if _, err := http1.ParseBase(t); err != nil {
			return err
		}
	}
	a.Timeout = cmp.Or(a.Timeout, 30*time.Second)
	a.Interval = cmp.Or(a.Interval, time.Second)
	return nil
}
