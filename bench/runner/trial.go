package runner

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"hash/fnv"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"golang.org/x/sync/errgroup"

	"quintet/bench/fault"
	"quintet/bench/ledger"
	"quintet/bench/load"
	"quintet/bench/plan"
	"quintet/bench/samples"
	"quintet/bench/scrape"
	"quintet/bench/stack"
	"quintet/bench/steady"
	"quintet/bench/workload"
)

// trial is one trial while it runs.
type trial struct {
	runner   *Runner
	plan     plan.Trial
	dir      string
	writer   *record
	stack    stack.Stack
	dataset  *workload.Dataset
	workload *workload.Workload
	schedule *load.Schedule
	// tls is what the scenario asks of connections by https, nil for nothing.
	tls *tls.Config
	// kept says that the stores start on a copy of the data set, which then is only counted.
	kept bool
	// described is the manifest as it was when the load began.
	described samples.Manifest
	// ledger records the writes of the load; nil when the scenario does not ask for it.
	ledger *ledger.Recorder
	// steady is closed when a warm-up that goes on until the system is steady has ended so.
	steady chan struct{}
	// aborted states why the load ended early because of an SLO, "" when it did not.
	aborted string
}

// newTrial makes everything of a trial that needs no live system and writes its manifest.
func newTrial(r *Runner, p plan.Trial, dir string) (*trial, error) {
	s := p.Scenario
	t := &trial{runner: r, plan: p, dir: dir, steady: make(chan struct{}), dataset: workload.NewDataset(s.Dataset, s.Seed)}
	var err error
	if t.workload, err = workload.New(s.Workload, t.dataset, p.Seed); err != nil {
		return nil, fmt.Errorf("make the workload: %w", err)
	}
	if t.tls, err = workload.TLS(s.Workload); err != nil {
		return nil, fmt.Errorf("read the files of TLS: %w", err)
	}
	if t.schedule, err = load.NewSchedule(s.Load, p.Seed); err != nil {
		return nil, fmt.Errorf("make the schedule: %w", err)
	}
	if t.stack, err = r.Stack(p, dir, filepath.Join(dir, "logs")); err != nil {
		return nil, fmt.Errorf("make the stack: %w", err)
	}
	if _, keeps := t.stack.(stack.Snapshotter); !keeps {
		// What another run wrote is still there.
		t.workload.Run = runName(r.RunID, p.Number)
	}
	if t.writer, err = newRecord(dir, t.manifest(), r.Redactor); err != nil {
		return nil, err
	}
	return t, t.keepLedger()
}

// trace names the requests of the trial, nil when the scenario does not ask for it. A trial on stores that keep their rows has names of its own;
// others repeat those of their seed.
func (t *trial) trace() *samples.Trace {
	if !t.plan.Scenario.Traceparent {
		return nil
	}
	h := fnv.New64a()
	fmt.Fprint(h, t.plan.Seed, "/", t.workload.Run) // a hash takes everything
	return &samples.Trace{Seed: h.Sum64()}
}

// runName is a short text that no other trial has.
func runName(runID string, trial int) string {
	h := fnv.New64a()
	fmt.Fprint(h, runID, "/", trial) // a hash takes everything
	return strconv.FormatUint(h.Sum64(), 36)
}

// run takes the trial from up to down. Down happens in any case, and outlives an interrupt.
func (t *trial) run(ctx context.Context) (err error) {
	status := &t.runner.status
	status.stage(Starting)
	defer func() {
		status.stage(Stopping)
		err = errors.Join(err, t.stack.Down(context.WithoutCancel(ctx)))
	}()
	if err := t.up(ctx); err != nil {
		return fmt.Errorf("bring the stack up: %w", err)
	}
	services := t.stack.Services()
	if t.described, err = t.writer.Manifest(func(m *samples.Manifest) {
		m.Targets = t.stack.Targets()
		for _, s := range services {
			i := s.Info()
			m.Services = append(m.Services, samples.Service{Name: i.Name, Role: i.Role, Software: i.Software, Address: i.Address, PID: i.PID})
		}
		for i, f := range t.plan.Scenario.Faults {
			m.Faults[i].Services = fault.Resolved(f, services)
		}
		m.Backends = t.backends(m)
	}); err != nil {
		return err
	}
	if err := t.setUp(ctx); err != nil {
		return err
	}
	if len(t.described.Dataset.Verified) == 0 {
		if err := t.probe(ctx, t.stack.Targets()[0]); err != nil {
			return err
		}
	}
	if t.runner.Up != nil {
		if err := t.runner.Up(services); err != nil {
			return err
		}
	}
	return t.load(ctx, services)
}

// setUp makes the requests that the scenario has made before the load.
func (t *trial) setUp(ctx context.Context) error {
	s := t.plan.Scenario
	if len(s.Workload.Setup) == 0 {
		return nil
	}
	t.runner.status.stage(Seeding)
	client := workload.Client(s.Load.Timeout, t.tls)
	defer client.CloseIdleConnections()
	return t.workload.SetUp(ctx, client, t.stack.Targets(), s.Workload.Setup)
}

// load plays the schedule while scraping and watching the services.
func (t *trial) load(ctx context.Context, services []stack.Service) error {
	s := t.plan.Scenario
	recorder := t.recorder()
	attack := &load.Attack{
		Schedule: t.schedule, Source: t.workload, Targets: t.stack.Targets(), Timeout: s.Load.Timeout, TLS: t.tls, Trace: t.trace(),
		MaxWorkers: s.Load.MaxWorkers, Writer: recorder, Interval: s.ScrapeInterval,
	}
	if t.ledger != nil {
		attack.Ledger = t.ledger.Write
	}
	if s.Abort {
		w := newWatch(t)
		w.Recorder = recorder
		attack.Writer, attack.Abort = w, w.broken
	}
	attack.Settled = t.settled
	if w := steady.New(attack.Writer, t.schedule.Phases()); w != nil && t.runner.Remote == nil { // generators look by themselves
		attack.Writer, attack.Steady = w, func() bool { return w.Steady(attack.Live().Elapsed) }
	}
	player, self := t.player(attack)
	endpoints, err := t.scraped(ctx)
	if err != nil {
		return err
	}
	collectors, endTelemetry := t.telemetry(ctx)
	// What goes wrong here changes nothing that was measured.
	defer func() { _ = endTelemetry() }()
	scraper := scrape.New(scrape.Config{
		Targets: scrapeTargets(services), Collectors: append(collectors, endpoints...), Interval: s.ScrapeInterval, Write: t.writer.Point, Self: self,
		Connections: func() int { return player.Live().Connections }, InFlight: func() int { return player.Live().InFlight },
	})
	t.runner.status.update(func(st *Status) { st.Load, st.Scraper, st.Phases = player, scraper, t.schedule.Phases() })
	t.runner.status.stage(Loading)

	// Scraping and watching end when the load does, faults when they are taken back, and none of them outlives this function.
	side, end := context.WithCancel(context.WithoutCancel(ctx))
	var group errgroup.Group
	attack.Begun = func(began time.Time) {
		t.described.Began = began
		for _, to := range t.runner.Taps {
			to.Trial(t.described)
		}
		group.Go(func() error { return scraper.Run(side, began) })
		group.Go(func() error { return t.watch(side, services, began, recorder) })
		group.Go(func() error { return t.noteSteady(side) })
		faults := fault.Timeline{Faults: s.Faults, Services: services, Record: recorder.Event, Later: t.later}
		group.Go(func() error { return faults.Run(ctx, side, began) })
	}
	summary, err := player.Run(ctx)
	end()
	err = errors.Join(err, group.Wait())
	t.aborted = summary.Aborted
	_, written := t.writer.Manifest(func(m *samples.Manifest) {
		m.Began, m.Elapsed, m.Load.Offered, m.Phases = summary.Began, summary.Elapsed, summary.Offered, t.schedule.Phases()
		for i := range m.Faults {
			m.Faults[i].At += extension(m.Phases)
		}
		m.Backends = t.backends(m)
	})
	if err = errors.Join(err, written); err != nil || ctx.Err() != nil {
		return err
	}
	return t.readBack(ctx, summary.Began)
}

// extension is how much longer than it must the warm-up takes that goes on until the system is steady.
func extension(phases []samples.Phase) time.Duration {
	for _, p := range phases {
		if p.UntilSteady != nil {
			return p.End - p.Start - p.UntilSteady.AtLeast
		}
	}
	return 0
}

// later waits until the warm-up is over, steady or not, and returns by how much it was longer than it must be. It is false when ctx is done
// before.
func (t *trial) later(ctx context.Context, began time.Time) (time.Duration, bool) {
	i := slices.IndexFunc(t.schedule.Phases(), func(p samples.Phase) bool { return p.UntilSteady != nil })
	if i < 0 {
		return 0, true
	}
	end := time.NewTimer(time.Until(began.Add(t.schedule.Phases()[i].End)))
	defer end.Stop()
	select {
	case <-end.C:
	case <-t.steady:
	case <-ctx.Done():
		return 0, false
	}
	return extension(t.schedule.Phases()), true
}

// settled notes that the warm-up has ended with the system steady, and when what comes after it will be.
func (t *trial) settled(phases []samples.Phase) {
	close(t.steady)
	t.runner.status.update(func(st *Status) { st.Phases = phases })
	for _, to := range t.runner.Taps {
		to.Phases(phases)
	}
}

// noteSteady writes the phases into the manifest when a warm-up that goes on until the system is steady has ended so, for who follows the record.
func (t *trial) noteSteady(ctx context.Context) error {
	select {
	case <-t.steady:
	case <-ctx.Done():
		return nil
	}
	_, err := t.writer.Manifest(func(m *samples.Manifest) { m.Phases = t.schedule.Phases() })
	return err
}

// close gives the manifest its final state and closes the files.
func (t *trial) close(state samples.State, reason string) error {
	_, err := t.writer.Manifest(func(m *samples.Manifest) { m.State, m.Reason = state, reason })
	return errors.Join(err, t.writer.Close())
}
