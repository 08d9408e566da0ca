package coordinator

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"quintet/bench/distributed"
	"quintet/bench/distributed/clock"
	"quintet/bench/distributed/collect"
	"quintet/bench/load"
	"quintet/bench/samples"
	"quintet/bench/scenario"
)

// Trial is a trial whose load generators send.
type Trial struct {
	// Number counts from 1; each trial of a run is played once, in their order.
	Number int
	// Attack is configured as if this process were to run it: of it are taken the schedule, the targets, the callbacks, and the recorder for events.
	Attack   *load.Attack
	Scenario scenario.Scenario
	// DrawSeed is what arrivals, operations and keys are drawn with, Fingerprint that of the data set. Unique tells what this trial writes from what
	// others wrote.
	DrawSeed            uint64
	Fingerprint, Unique string
	// Record receives hits and points, Manifest changes the record's manifest. Dir is the folder of both.
	Record   collect.Record
	Manifest func(change func(*samples.Manifest)) error
	Dir      string
}

// Player plays the load of a trial by the generators.
func (c *Coordinator) Player(t Trial) load.Player {
	return &player{Coordinator: c, trial: t, round: distributed.Round(t.Number), lost: map[int]string{}, told: make([]distributed.Progress, c.Generators)}
}

// player is one playing. Run uses it from one goroutine; Live may look at any time.
type player struct {
	*Coordinator
	trial Trial
	round distributed.Round
	began time.Time
	// lost are the generators that have failed since the start, with the reason; ended those that have told their end.
	lost  map[int]string
	ended int
	told  []distributed.Progress
	// phasesBegun, settled and cut are what was recorded and ordered so far; cut is an offset, 0 for none.
	phasesBegun int
	settled     bool
	cut         time.Duration

	mu   sync.Mutex
	live load.Live
}

var _ load.Player = (*player)(nil)

// Live implements load.Player. It has what the generators tell of themselves: counts, and no percentiles, which could not be merged.
func (p *player) Live() load.Live {
	p.mu.Lock()
	defer p.mu.Unlock()
	l := p.live
	if !p.began.IsZero() {
		l.Elapsed = max(0, time.Since(p.began))
	}
	l.Slowest = -1
	return l
}

// Run implements load.Player.
func (p *player) Run(ctx context.Context) (load.Summary, error) {
	ready, err := p.prepare(ctx)
	if err != nil || !ready {
		return load.Summary{Began: time.Now()}, err
	}
	if err := p.start(ctx); err != nil {
		return load.Summary{Began: time.Now()}, err
	}
	if p.trial.Attack.Begun != nil {
		p.trial.Attack.Begun(p.began)
	}
	// What has begun is brought to its end also when the run is interrupted.
	work := context.WithoutCancel(ctx)
	watching := p.watch(ctx, work)
	summary, merging := p.merge(work)
	return summary, errors.Join(watching, merging)
}

// prepare has the generators make ready for the trial; false when the run was interrupted meanwhile.
func (p *player) prepare(ctx context.Context) (bool, error) {
	s := &p.trial.Scenario
	err := p.put(ctx, p.round.Plan(), distributed.Plan{
		Version: distributed.Version, Run: p.Config.Run, Trial: p.trial.Number, Generators: p.Generators, Build: p.Build, Seed: s.Seed, DrawSeed: p.trial.DrawSeed,
		Dataset: s.Dataset, Workload: s.Workload, Load: s.Load, Fingerprint: p.trial.Fingerprint, Unique: p.trial.Unique, Offered: p.trial.Attack.Schedule.Len(),
		Targets: p.trial.Attack.Targets, Own: p.Own, ScrapeInterval: s.ScrapeInterval,
	})
	if err == nil {
		err = p.Coordinator.start(ctx)
	}
	if err == nil {
		var group errgroup.Group
		group.Go(func() error { return p.barrier(ctx, p.round) })
		group.Go(func() (err error) {
			p.clock, err = clock.Measure(ctx, p.bucket.Date, &p.clock)
			return err
		})
		err = group.Wait()
	}
	if ctx.Err() != nil {
		return false, nil
	}
	return true, err
}

// start names the instant of offset 0 and waits for it.
func (p *player) start(ctx context.Context) error {
	at := time.Now().Add(distributed.Lead(p.Generators))
	if err := p.put(ctx, p.round.Start(), distributed.Start{At: at.Round(0).Add(p.clock.Offset)}); err != nil {
		return err
	}
	timer := time.NewTimer(time.Until(at))
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done(): // the generators begin all the same, and are told to end
	}
	p.mu.Lock()
	p.began = at
	p.mu.Unlock()
	if err := p.trial.Manifest(func(m *samples.Manifest) { m.Began = at }); err != nil {
		return err
	}
	return collect.Upload(ctx, p.bucket, p.round, p.trial.Dir, false)
}

const (
	// overdue is how long after its load can have ended a generator may take to upload what is left and to tell its end.
	overdue = 90 * time.Second
	// readAtOnce is how many objects are read at once.
	readAtOnce = 16
)

// watch keeps the time of a trial until every generator has told its end or is lost: phases, orders, failures. ctx is the user's.
func (p *player) watch(ctx, work context.Context) error {
	schedule := p.trial.Attack.Schedule
	look := time.NewTicker(distributed.PollInterval(p.Generators))
	defer look.Stop()
	interrupt := ctx.Done()
	var asked, read time.Time
	for {
		elapsed := time.Since(p.began)
		if err := p.beginPhases(elapsed); err != nil {
			return err
		}
		if time.Since(read) >= time.Second {
			read = time.Now()
			// What cannot be read now is read at the next look.
			if p.readProgress(work) == nil {
				p.show(elapsed)
			}
		}
		if err := p.settle(work, elapsed); err != nil {
			return err
		}
		if time.Since(asked) >= askEngine {
			asked = time.Now()
			p.noteLost(work)
		}
		missing, err := p.missing(work)
		if err == nil && len(missing) == 0 {
			return p.beginPhases(min(elapsed, schedule.Duration()))
		}
		limit := schedule.Duration() + p.trial.Scenario.Load.Timeout + overdue
		if p.cut > 0 {
			limit = p.cut + overdue
		}
		if elapsed > limit {
			if err != nil {
				return err
			}
			for _, i := range missing {
				p.lost[i] = fmt.Sprintf("it has not told its end %s after its load must have ended", overdue)
			}
			return nil
		}
		select {
		case <-look.C:
		case <-interrupt:
			interrupt = nil
			if err := p.order(work, "the run was interrupted"); err != nil {
				return err
			}
		}
	}
}

// order cuts the load off at an offset that all generators reach after they have read it.
func (p *player) order(ctx context.Context, why string) error {
	p.cut = max(0, time.Since(p.began)) + distributed.Lead(p.Generators)
	if err := p.put(ctx, p.round.Cut(), distributed.Cut{At: p.cut, Reason: why}); err != nil {
		return err
	}
	return p.trial.Attack.Writer.Event(samples.Event{At: max(0, time.Since(p.began)), Kind: samples.Interrupted, Detail: "the load was interrupted"})
}

// beginPhases records the phases that have begun by an offset.
func (p *player) beginPhases(by time.Duration) error {
	phases := p.trial.Attack.Schedule.Phases()
	for ; p.phasesBegun < len(phases) && phases[p.phasesBegun].Start <= by; p.phasesBegun++ {
		if err := p.trial.Attack.Writer.Event(load.BeginOf(phases[p.phasesBegun])); err != nil {
			return err
		}
	}
	return nil
}

// missing are the generators that neither have told their end nor are lost.
func (p *player) missing(ctx context.Context) ([]int, error) {
	ends, err := p.bucket.List(ctx, p.round.EndPrefix())
	if err != nil {
		return nil, err
	}
	var missing []int
	for _, i := range collect.Missing(ends, p.Generators) {
		if p.lost[i] == "" {
			missing = append(missing, i)
		}
	}
	p.ended = len(ends)
	return missing, nil
}

// noteLost notes the generators that have failed; the others go on, so that what they measure can be looked at.
func (p *player) noteLost(ctx context.Context) {
	failed, err := p.failed(ctx)
	if err != nil {
		return
	}
	for i, why := range failed {
		if i < p.Generators && p.lost[i] == "" {
			p.lost[i] = why
			p.Note(fmt.Sprintf("generator %d of %d is lost: %s", i, p.Generators, why))
		}
	}
}

// readProgress reads how far the generators are.
func (p *player) readProgress(ctx context.Context) error {
	there, err := p.bucket.List(ctx, p.round.ProgressPrefix())
	if err != nil {
		return err
	}
	var group errgroup.Group
	group.SetLimit(readAtOnce)
	for _, o := range there {
		i := distributed.Index(o.Name)
		if i < 0 || i >= p.Generators {
			continue
		}
		group.Go(func() error {
			progress, err := read[distributed.Progress](ctx, p.Coordinator, o.Name)
			if err == nil {
				p.told[i] = progress
			}
			return err
		})
	}
	return group.Wait()
}

// settle ends the warm-up that goes on until the system is steady, when every generator that lives sees nothing drift.
func (p *player) settle(ctx context.Context, elapsed time.Duration) error {
	open, ok := p.trial.Attack.Schedule.Open()
	at := elapsed + distributed.Lead(p.Generators)
	if !ok || p.settled || p.cut > 0 || at >= open.End || elapsed < open.Start+open.UntilSteady.AtLeast {
		return nil
	}
	for i := range p.told {
		if p.lost[i] == "" && !p.told[i].Steady {
			return nil
		}
	}
	p.settled = true
	if err := p.put(ctx, p.round.Settled(), distributed.Settled{At: at}); err != nil {
		return err
	}
	p.trial.Attack.Schedule.Settle(at)
	if p.trial.Attack.Settled != nil {
		p.trial.Attack.Settled(p.trial.Attack.Schedule.Phases())
	}
	return nil
}

// show makes the look at the load of what the generators have told.
func (p *player) show(elapsed time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	before := p.live.Total
	total := load.Window{Length: elapsed}
	for _, t := range p.told {
		total.Sent, total.Done, total.Failed = total.Sent+t.Sent, total.Done+t.Done, total.Failed+t.Failed
	}
	if !p.trial.Attack.Schedule.Closed() {
		total.Due = p.trial.Attack.Schedule.DueBefore(elapsed)
	}
	p.live.Second = load.Window{Length: elapsed - before.Length, Due: total.Due - min(total.Due, before.Due), Sent: total.Sent - min(total.Sent, before.Sent),
		Done: total.Done - min(total.Done, before.Done), Failed: total.Failed - min(total.Failed, before.Failed)}
	p.live.Total, p.live.Phase = total, max(0, p.phasesBegun-1)
	p.live.InFlight = int(total.Sent - min(total.Sent, total.Done))
}

// merge brings what was uploaded into the record, and sums up.
func (p *player) merge(ctx context.Context) (load.Summary, error) {
	summary := load.Summary{Began: p.began}
	list, err := collect.Merge(ctx, collect.Round{
		Bucket: p.bucket, Trial: p.round, Record: p.trial.Record, Generators: p.Generators, Lost: p.lost, Clock: p.clock,
	})
	if err != nil {
		return summary, err
	}
	schedule := p.trial.Attack.Schedule
	for i := range list {
		if list[i].State == samples.Failed {
			continue
		}
		end, err := read[distributed.End](ctx, p.Coordinator, p.round.End(i))
		if err != nil {
			return summary, err
		}
		summary.Elapsed = max(summary.Elapsed, end.Ran)
		if !samePhases(end.Phases, schedule.Phases()) {
			list[i].State, list[i].Reason = samples.Failed, "it learned too late when the warm-up ended, and has sent another schedule since"
		}
	}
	if !schedule.Closed() {
		summary.Offered = schedule.Len()
		if p.cut > 0 && p.cut < schedule.Duration() {
			summary.Offered = schedule.DueBefore(p.cut)
		}
	}
	if summary.Elapsed == 0 {
		summary.Elapsed = min(time.Since(p.began), schedule.Duration())
	}
	return summary, p.trial.Manifest(func(m *samples.Manifest) { m.Generators = list })
}

// samePhases reports whether two schedules have their phases at the same offsets.
func samePhases(a, b []samples.Phase) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].Start != b[i].Start || a[i].End != b[i].End || a[i].Offered != b[i].Offered {
			return false
		}
	}
	return true
}
