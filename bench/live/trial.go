package live

import (
	"context"
	"slices"
	"time"

	"quintet/bench/analysis"
	"quintet/bench/samples"
	"quintet/bench/scraped"
	"quintet/telemetry"
)

// trial is a trial that is followed.
type trial struct {
	dir      string
	backends []telemetry.Backend
	pace     pace

	follower *samples.Follower
	manifest samples.Manifest
	// sum is nil until there is a manifest.
	sum    *analysis.Growing
	tracks *scraped.Tracks
	events []samples.Event
	// ended says that its axis is that of how far it got, and not of the whole schedule.
	ended bool
	// scraped is the latest point, unsent says that there are hits that were never sent, whose response time depends on how far it got.
	scraped time.Duration
	unsent  bool
	// drawn is what scraped was when rows were last made.
	drawn time.Duration
	// inFlight is how many hits are, as each generator said last.
	inFlight map[string]float64
	// latest has the last value of the processes and caches, from the latest scrapes.
	latest scraped.Lines
}

func followTrial(ctx context.Context, dir string, backends []telemetry.Backend) *trial {
	return &trial{dir: dir, backends: backends, pace: pace{ctx: ctx}, follower: samples.Follow(dir), inFlight: map[string]float64{}}
}

// look brings what is drawn of the trial up to date: rows from the first slot that may have changed on.
func (t *trial) look(all []chart, c *columns) update {
	in := t.sum.At(t.reached(), t.events)
	axis := t.sum.Axis()
	// A counter's growth between two scrapes is shared by the slots between them.
	first := min(in.First, axis.Slot(t.drawn-2*max(t.manifest.ScrapeInterval, time.Second)))
	t.drawn = t.scraped
	lines := t.tracks.LinesFrom(first, analysis.Elsewhere(&t.manifest)...)
	t.latest.CPU, t.latest.StorageIO, t.latest.CacheHitRatio = merge(t.latest.CPU, lines.CPU), merge(t.latest.StorageIO, lines.StorageIO), merge(t.latest.CacheHitRatio, lines.CacheHitRatio)
	rows := c.rows(all, t.sum, in.Timeline, &lines, first)
	return update{columns: c.list, rows: rows, first: first, now: t.present(in)}
}

// advance takes what is new of the record. fresh says that the trial was read anew from its beginning: its time axis is another.
func (t *trial) advance() (fresh bool, err error) {
	m, changed, err := t.follower.Manifest()
	if err != nil {
		return false, err
	}
	if changed {
		fresh = t.apply(m)
	}
	t.pace.begin()
	if err := t.follower.Hits(t.hit); err != nil {
		return fresh, err
	}
	if err := t.follower.Points(t.point); err != nil {
		return fresh, err
	}
	events, err := t.follower.Events()
	t.events = append(t.events, events...)
	return fresh, err
}

// apply takes a new manifest, and begins from the beginning where its phases, or how far the trial got, are others than were thought.
func (t *trial) apply(m samples.Manifest) (fresh bool) {
	ended := m.Elapsed > 0
	fresh = t.sum == nil || !slices.EqualFunc(m.Phases, t.manifest.Phases, func(a, b samples.Phase) bool { return a.Start == b.Start && a.End == b.End }) ||
		ended && !t.ended && (t.unsent || !t.sum.Axis().Reaches(m.Elapsed))
	m.Backends = slices.Clone(m.Backends)
	for _, name := range m.Stores {
		// The manifest describes those that answers named last when the load has ended.
		if b := telemetry.Find(t.backends, name); b != nil && telemetry.Find(m.Backends, name) == nil {
			m.Backends = append(m.Backends, *b)
		}
	}
	t.manifest = m
	if !fresh {
		t.sum.Stores(m)
		return false
	}
	t.ended = ended
	reached := m.Elapsed
	t.sum = analysis.NewGrowing(m, reached)
	t.tracks = scraped.Follow(t.sum.Axis(), m.Backends)
	t.events, t.scraped, t.drawn, t.unsent = nil, 0, 0, false
	// The manifest is known; the files are read once more.
	again := samples.Follow(t.dir)
	if _, _, err := again.Manifest(); err == nil {
		t.follower = again
	}
	return true
}

func (t *trial) hit(h *samples.Hit) error {
	if err := t.pace.step(); err != nil {
		return err
	}
	t.unsent = t.unsent || h.Failure == samples.Unsent
	return t.sum.Hit(h)
}

func (t *trial) point(p *samples.Point) error {
	if err := t.pace.step(); err != nil {
		return err
	}
	t.scraped = max(t.scraped, p.At)
	if p.Series.Metric == samples.InFlightMetric {
		t.inFlight[p.Series.Source] = p.Value
	}
	return t.tracks.Add(p)
}

// reached is how far the trial is: where its load ended, or the latest instant of which anything is recorded.
func (t *trial) reached() time.Duration {
	if t.manifest.Elapsed > 0 {
		return t.manifest.Elapsed
	}
	return max(t.sum.Last(), t.scraped)
}

// over reports whether all of the trial has been read.
func (t *trial) over() bool {
	return t.manifest.State != samples.Running && t.manifest.State != "" && t.manifest.Files != nil
}

// pace has long work be done in turns of working and sleeping, so that whoever serves requests or measures gets a processor meanwhile. It ends
// with its context.
type pace struct {
	ctx   context.Context
	since time.Time
	steps int
	// worked is how long the work took, without the sleep.
	worked time.Duration
}

const (
	// turn is how long is worked before as long is slept; stepsPerLook is after how many steps the clock is looked at.
	turn         = 10 * time.Millisecond
	stepsPerLook = 1024
)

func (p *pace) begin() { p.since, p.worked = time.Now(), 0 }

// step is one piece of the work, a hit or a point.
func (p *pace) step() error {
	if p.steps++; p.steps%stepsPerLook != 0 {
		return nil
	}
	if took := time.Since(p.since); took > turn {
		p.worked += took
		time.Sleep(turn)
		p.since = time.Now()
	}
	return p.ctx.Err()
}

// end returns how long was worked since begin.
func (p *pace) end() time.Duration { return p.worked + time.Since(p.since) }
