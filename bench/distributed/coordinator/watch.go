package coordinator

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"quintet/bench/distributed"
	"quintet/bench/distributed/collect"
	"quintet/bench/load"
	"quintet/bench/samples"
)

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
	var asked, read, judged time.Time
	for {
		elapsed := time.Since(p.began)
		if err := p.beginPhases(elapsed); err != nil {
			return err
		}
		if time.Since(read) >= max(time.Second, distributed.PollInterval(p.Generators)) {
			read = time.Now()
			// What cannot be read now is read at the next look.
			if p.readProgress(work) == nil {
				p.show(elapsed)
			}
		}
		if time.Since(judged) >= cmp.Or(p.trial.Attack.Interval, time.Second) {
			judged = time.Now()
			if err := p.abort(work); err != nil {
				return err
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
		// A hit waits for its turn until it times out, and a sequence is played to its end.
		l, w := &p.trial.Scenario.Load, &p.trial.Scenario.Workload
		limit := schedule.Duration() + l.Timeout + w.Longest(l.Timeout) + overdue
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
			if err := p.order(work, samples.Interrupted, "the load was interrupted"); err != nil {
				return err
			}
		}
	}
}

// abort cuts the load off when an objective can no longer hold.
func (p *player) abort(ctx context.Context) error {
	if p.trial.Attack.Abort == nil || p.cut > 0 {
		return nil
	}
	if p.aborted = p.trial.Attack.Abort(p.Live()); p.aborted == "" {
		return nil
	}
	return p.order(ctx, samples.Aborted, p.aborted)
}

// order cuts the load off at an offset that all generators reach after they have read it.
func (p *player) order(ctx context.Context, kind samples.EventKind, why string) error {
	if p.cut > 0 {
		return nil // it ends soon
	}
	now := max(0, time.Since(p.began))
	p.cut = now + distributed.Lead(p.Generators)
	if err := p.put(ctx, p.round.Cut(), distributed.Cut{At: p.cut, Reason: why}); err != nil {
		return err
	}
	return p.trial.Attack.Writer.Event(samples.Event{At: now, Kind: kind, Detail: why})
}

// beginPhases records the phases that have begun by an offset.
func (p *player) beginPhases(by time.Duration) error {
	phases := p.trial.Attack.Schedule.Phases()
	for ; p.phasesBegun < len(phases) && phases[p.phasesBegun].Start <= by; p.phasesBegun++ {
		if err := p.trial.Attack.Writer.Event(load.BeginOf(phases[p.phasesBegun])); err != nil {
			return err
		}
		p.meter.Phase(p.phasesBegun, phases[p.phasesBegun].Start)
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
