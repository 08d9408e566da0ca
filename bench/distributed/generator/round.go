package generator

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"quintet/bench/distributed"
	"quintet/bench/distributed/clock"
	"quintet/bench/ledger"
	"quintet/bench/load"
	"quintet/bench/redact"
	"quintet/bench/samples"
	"quintet/bench/scrape"
	"quintet/bench/steady"
	"quintet/bench/workload"
)

// round is a generator's part of a trial.
type round struct {
	*Generator
	distributed.Round
	plan     distributed.Plan
	source   *workload.Workload
	schedule *load.Schedule
	stream   *samples.Stream
	attack   *load.Attack
	uploads  *uploads
	detector *steady.Detector
	// steady says that the detector has seen the system steady.
	steady atomic.Bool
	// cut and settled carry what the coordinator has ordered to the attack, once each.
	cut, settled chan time.Duration
	// ordered says that the coordinator has cut the load off.
	ordered bool
	late    time.Duration
	// tls is what declared operations ask of connections by https, and redactor hides what they took of the environment.
	tls      *tls.Config
	redactor *redact.Redactor
	// cores returns how many this process uses.
	cores   func() float64
	telling sync.Mutex
}

// round plays one trial.
func (g *Generator) round(ctx context.Context, number distributed.Round, plan distributed.Plan) error {
	r := &round{Generator: g, Round: number, plan: plan, cut: make(chan time.Duration, 1), settled: make(chan time.Duration, 1)}
	declared, err := r.declared(ctx)
	if err != nil {
		return err
	}
	if err := r.prepare(declared); err != nil {
		return err
	}
	if err := g.put(ctx, number.Ready(g.Index), distributed.Ready{Host: g.host, PID: os.Getpid(), Cores: g.Cores, Clock: *g.clock}); err != nil {
		return err
	}
	start, more, err := await[distributed.Start](ctx, g, number.Start())
	if err != nil || !more {
		return err
	}
	return r.play(ctx, time.Now().Add(time.Until(start.At.Add(-g.clock.Offset))))
}

// declared reads what declared operations are made from; of a plan without any it is the plan's workload alone.
func (r *round) declared(ctx context.Context) (distributed.Declared, error) {
	d := distributed.Declared{Workload: r.plan.Workload}
	if !r.plan.Declared {
		return d, nil
	}
	sealed, err := r.bucket.Get(ctx, r.Declared(), distributed.MaxDeclared)
	if err != nil {
		return d, err
	}
	content, err := r.Key.Open(r.Declared(), sealed)
	if err == nil {
		d, err = distributed.Decode[distributed.Declared](content)
	}
	if err != nil {
		return d, fmt.Errorf("read %s: %w", r.Declared(), err)
	}
	workload.Surroundings{Environment: d.Environment, Files: d.Files}.Surround(&d.Workload)
	return d, nil
}

// prepare makes workload and schedule, and refuses a plan that this program would not play as the coordinator means it.
func (r *round) prepare(declared distributed.Declared) error {
	p := &r.plan
	switch {
	case p.Version != distributed.Version || p.Build != r.Build:
		return fmt.Errorf("this is %s, and the coordinator is %s: start generators of the same build", describe(r.Build), describe(p.Build))
	case p.Generators != r.Generators:
		return fmt.Errorf("the environment says %d generators, the plan %d", r.Generators, p.Generators)
	case p.Trial != int(r.Round):
		return fmt.Errorf("the plan of round %d is that of trial %d", r.Round, p.Trial)
	}
	for _, target := range p.Targets {
		if err := own(target, p.Own); err != nil {
			return err
		}
	}
	dataset := workload.NewDataset(p.Dataset, p.Seed)
	if f := dataset.Fingerprint(); f != p.Fingerprint {
		return fmt.Errorf("this program makes the data set %s, the coordinator %s: start generators of the same build", f, p.Fingerprint)
	}
	var err error
	if r.source, err = workload.New(declared.Workload, dataset, p.DrawSeed); err != nil {
		return fmt.Errorf("make the workload: %w", err)
	}
	r.source.Run = p.Unique
	r.source.Recall(declared.Remembered)
	if r.tls, err = workload.TLS(declared.Workload); err != nil {
		return err
	}
	r.redactor = redact.New()
	for _, value := range declared.Environment {
		r.redactor.Learn("secret", value)
	}
	if r.schedule, err = load.NewSchedule(p.Load, p.DrawSeed); err != nil {
		return err
	}
	if n := r.schedule.Len(); n != p.Offered {
		return fmt.Errorf("this program makes a schedule of %d hits, the coordinator of %d: start generators of the same build", n, p.Offered)
	}
	return r.schedule.Take(load.Share{Index: r.Index, Of: r.Generators})
}

// describe names a build.
func describe(b samples.Build) string {
	text := "build " + b.Version
	if b.Revision != "" {
		text += " of revision " + b.Revision
	}
	if b.Modified {
		text += " with changes"
	}
	return text + " (" + b.Go + ")"
}

// own refuses a target that is neither this machine nor named as owned: who can write to the bucket must not be able to have a stranger
// put under load.
func own(target string, owned []string) error {
	u, err := url.Parse(target)
	if err != nil {
		return fmt.Errorf("the plan's target %q: %w", target, err)
	}
	host := strings.ToLower(u.Hostname())
	if address, err := netip.ParseAddr(host); host == "localhost" || err == nil && address.IsLoopback() || slices.Contains(owned, host) {
		return nil
	}
	return fmt.Errorf("refusing to put load on %s, which is not this machine and is not among the hosts that the run says it owns", host)
}

// play sends the share from an instant on, and uploads what comes of it.
func (r *round) play(ctx context.Context, begin time.Time) (err error) {
	// What was recorded reaches the bucket also when this process is told to end.
	work, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	r.uploads = newUploads(work, r)
	if r.stream, err = samples.NewStream(r.uploads.sink(distributed.HitsFile), r.uploads.sink(distributed.PointsFile), r.uploads.sink(distributed.WritesFile)); err != nil {
		return err
	}
	r.attack = &load.Attack{
		Schedule: r.schedule, Source: r.source, Targets: r.plan.Targets, Timeout: r.plan.Load.Timeout, TLS: r.tls, Trace: r.plan.Trace,
		MaxWorkers: r.workers(), Writer: r.stream, Begin: begin, CutAt: r.cut, SettleAt: r.settled,
	}
	if r.plan.Ledger {
		recorder, err := ledger.NewRecorder(r.stream, r.Key.For(r.LedgerPurpose(), ledger.KeySize))
		if err != nil {
			return err
		}
		r.attack.Ledger = recorder.Write
	}
	if r.detector = steady.New(r.stream, r.schedule.Phases()); r.detector != nil {
		r.attack.Writer = r.detector
	}
	scraper := scrape.New(scrape.Config{Interval: r.plan.ScrapeInterval, Write: r.stream.Point, Connections: func() int { return r.attack.Live().Connections }})
	r.cores = func() float64 { return scraper.Live().CPU[scrape.Generator] }
	r.uploads.begin(r.stream.Flush)
	side, end := context.WithCancel(work)
	defer end()
	var group errgroup.Group
	r.attack.Begun = func(began time.Time) {
		r.late = max(0, time.Since(began))
		group.Go(func() error { return scraper.Run(side, began) })
	}
	group.Go(func() error {
		r.listen(side)
		return nil
	})
	summary, err := r.attack.Run(ctx)
	end()
	err = errors.Join(err, group.Wait())
	hits, closing := r.stream.Close()
	if err = errors.Join(err, closing, r.uploads.wait()); err == nil && ctx.Err() != nil && !r.ordered {
		err = errors.New("it was told to end while it sent load")
	}
	return errors.Join(err, r.end(work, summary, hits, err))
}

// workers is this generator's part of the requests that may be in flight.
func (r *round) workers() int {
	if n := r.plan.Load.MaxWorkers; n > 0 {
		return max(1, n/r.Generators)
	}
	return 0
}

// end tells how the round ended. why is why it broke off, nil when it did not.
func (r *round) end(ctx context.Context, summary load.Summary, hits uint64, why error) error {
	ctx, cancel := context.WithTimeout(ctx, lastWords)
	defer cancel()
	if err := r.putEvents(ctx); err != nil {
		return err
	}
	e := distributed.End{
		Progress: r.progress(), Late: r.late, Hits: hits, Offered: summary.Offered, Ran: summary.Elapsed, Cut: r.ordered, Phases: r.schedule.Phases(),
	}
	if why != nil {
		e.Error = why.Error()
	}
	var err error
	if e.Remembered, err = r.remembered(); err != nil {
		return fmt.Errorf("write %s: %w", r.End(r.Index), err)
	}
	reading, err := clock.Measure(ctx, r.bucket.Date, r.clock)
	if err != nil {
		return fmt.Errorf("measure the clock: %w", err)
	}
	r.clock, e.Clock = &reading, reading
	return r.put(ctx, r.End(r.Index), e)
}

// remembered is what the coordinator needs of what this generator remembers to read its writes back, sealed; nil when it needs nothing.
func (r *round) remembered() ([]byte, error) {
	newest := r.source.ToReadBack()
	if !r.plan.Ledger || len(newest) == 0 {
		return nil, nil
	}
	content, err := distributed.Encode(newest)
	if err != nil {
		return nil, err
	}
	return r.Key.Seal(r.End(r.Index), content)
}

// progress is how far the load is.
func (r *round) progress() distributed.Progress {
	l := r.attack.Live()
	return distributed.Progress{
		Elapsed: l.Elapsed, Stores: r.stream.Stores(), Parts: r.uploads.parts(distributed.HitsFile), Sent: l.Total.Sent, Done: l.Total.Done,
		Failures: l.Total.Failures, BytesIn: l.Total.BytesIn, BytesOut: l.Total.BytesOut, Connections: l.Connections, Cores: r.cores(),
		Steady: r.steady.Load(),
	}
}

// listen looks for the coordinator's orders until ctx ends, and tells how far the load is. What cannot be read or written is tried again at the
// next look: when the bucket is gone, the uploads say so.
func (r *round) listen(ctx context.Context) {
	every := time.NewTicker(distributed.PollInterval(r.Generators))
	defer every.Stop()
	cut, settled := r.cut, r.settled
	for {
		select {
		case <-ctx.Done():
			return
		case <-every.C:
		}
		if cut != nil {
			if order, err := read[distributed.Cut](ctx, r.bucket, r.Cut()); err == nil {
				r.ordered = true
				cut <- order.At
				cut = nil
			}
		}
		if settled != nil && r.detector != nil {
			if order, err := read[distributed.Settled](ctx, r.bucket, r.Settled()); err == nil {
				settled <- order.At
				settled = nil
			}
		}
		if elapsed := r.attack.Live().Elapsed; elapsed > 0 {
			if r.detector != nil && r.detector.Steady(elapsed) {
				r.steady.Store(true)
			}
			_ = r.tell(ctx)
		}
	}
}

// tell writes how far the load is, never less far than it did before.
func (r *round) tell(ctx context.Context) error {
	r.telling.Lock()
	defer r.telling.Unlock()
	return r.put(ctx, r.Progress(r.Index), r.progress())
}
