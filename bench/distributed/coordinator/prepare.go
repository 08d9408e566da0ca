package coordinator

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"quintet/bench/distributed"
	"quintet/bench/distributed/clock"
	"quintet/bench/distributed/collect"
	"quintet/bench/samples"
	"quintet/bench/scenario"
	"quintet/bench/workload"
)

// prepare has the generators make ready for the trial; false when the run was interrupted meanwhile.
func (p *player) prepare(ctx context.Context) (bool, error) {
	s := &p.trial.Scenario
	plan := distributed.Plan{
		Version: distributed.Version, Run: p.Config.Run, Trial: p.trial.Number, Generators: p.Generators, Build: p.Build, Seed: s.Seed, DrawSeed: p.trial.DrawSeed,
		Dataset: s.Dataset, Workload: s.Workload, Load: s.Load, Trace: p.trial.Attack.Trace, Declared: len(s.Workload.Operations) > 0, Ledger: s.Ledger,
		Fingerprint: p.trial.Fingerprint, Unique: p.trial.Unique, Offered: p.trial.Attack.Schedule.Len(), Targets: p.trial.Attack.Targets, Own: p.Own, ScrapeInterval: s.ScrapeInterval,
	}
	var err error
	if plan.Declared {
		plan.Workload = scenario.Workload{} // it may have secrets
		err = p.declare(ctx)
	}
	if err == nil {
		err = p.put(ctx, p.round.Plan(), plan)
	}
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

// declare writes what the generators make declared operations from.
func (p *player) declare(ctx context.Context) error {
	w := p.trial.Scenario.Workload
	from, err := workload.SurroundingsOf(w)
	if err != nil {
		return err
	}
	content, err := json.Marshal(distributed.Declared{Workload: w, Environment: from.Environment, Files: from.Files, Remembered: p.trial.Remembered})
	if err != nil {
		return fmt.Errorf("write %s: %w", p.round.Declared(), err)
	}
	if len(content) > distributed.MaxDeclared {
		return fmt.Errorf("operations: the files that they name have %d MiB together, encoded, and at most %d MiB go through the bucket: use smaller ones, or leave -generators out",
			len(content)>>20, distributed.MaxDeclared>>20)
	}
	sealed, err := p.Key.Seal(p.round.Declared(), content)
	if err != nil {
		return fmt.Errorf("write %s: %w", p.round.Declared(), err)
	}
	return p.bucket.Put(ctx, p.round.Declared(), sealed)
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
