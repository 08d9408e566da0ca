package coordinator

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"quintet/bench/distributed"
	"quintet/bench/distributed/collect"
	"quintet/bench/load"
	"quintet/bench/samples"
	"quintet/bench/scenario"
)

// Trial is a trial whose load generators send.
type Trial struct {
	// Number counts from 1; each trial of a run is played once, in their order.
	Number int
	// Attack is configured as if this process were to run it: of it are taken the schedule, the targets, the callbacks, and the recorder, which gets
	// events, and hits soon after they have arrived, of several generators at once. It need not record those: Record has them.
	Attack *load.Attack
	// Operations names what Hit.Operation indexes.
	Operations []string
	// Remembered is what declared operations begin with. Recall is given what the generators still remember at their end of what requests that read
	// writes back draw from; nil when nothing is read back.
	Remembered map[string][]string
	Recall     func(map[string][]string)
	Scenario   scenario.Scenario
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
	return &player{
		Coordinator: c, trial: t, round: distributed.Round(t.Number), lost: map[int]string{}, told: make([]distributed.Progress, c.Generators),
		meter: load.NewMeter(t.Attack.Schedule, t.Operations),
	}
}

// player is one playing. Run uses it from one goroutine; Live may look at any time.
type player struct {
	*Coordinator
	trial Trial
	round distributed.Round
	// lost are the generators that have failed since the start, with the reason; told is what each told last, and named how many names of stores the
	// manifest has of it.
	lost  map[int]string
	told  []distributed.Progress
	named int
	// phasesBegun, settled and cut are what was recorded and ordered so far; cut is an offset, 0 for none.
	phasesBegun int
	settled     bool
	cut         time.Duration
	// aborted is why the load was cut off for an objective, "" when it was not.
	aborted string
	intake  *collect.Intake
	meter   *load.Meter

	mu    sync.Mutex // guards began
	began time.Time
}

var _ load.Player = (*player)(nil)

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
	p.intake = collect.Round{
		Bucket: p.bucket, Trial: p.round, Record: recording{p.trial.Record, p.trial.Attack.Writer}, Generators: p.Generators, Lost: p.lost, Clock: p.clock,
	}.Begin(work, p.arrived)
	watching := p.watch(ctx, work)
	summary, merging := p.merge(work)
	return summary, errors.Join(watching, merging)
}

// merge brings what was uploaded into the record, and sums up.
func (p *player) merge(ctx context.Context) (load.Summary, error) {
	summary := load.Summary{Began: p.began, Aborted: p.aborted}
	_ = p.readProgress(ctx) // who follows the record needs what it names; in the end the record has it from End
	list, err := p.intake.End(ctx)
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
		p.told[i] = end.Progress
		summary.Elapsed = max(summary.Elapsed, end.Ran)
		if err := p.recall(i, end.Remembered); err != nil {
			return summary, err
		}
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
	p.show(summary.Elapsed)
	return summary, p.trial.Manifest(func(m *samples.Manifest) { m.Generators = list })
}

// recall gives on what a generator still remembered at its end.
func (p *player) recall(index int, sealed []byte) error {
	if len(sealed) == 0 || p.trial.Recall == nil {
		return nil
	}
	name := p.round.End(index)
	content, err := p.Key.Open(name, sealed)
	if err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	remembered, err := distributed.Decode[map[string][]string](content)
	if err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	p.trial.Recall(remembered)
	return nil
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
