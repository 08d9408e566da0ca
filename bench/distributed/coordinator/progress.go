package coordinator

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"quintet/bench/distributed"
	"quintet/bench/distributed/collect"
	"quintet/bench/load"
	"quintet/bench/samples"
)

// Live implements load.Player. Its numbers are those that the generators told last, its times those of the hits that have arrived: both are a second or
// two old.
func (p *player) Live() load.Live {
	p.mu.Lock()
	began := p.began
	p.mu.Unlock()
	if began.IsZero() {
		return load.Live{Slowest: -1}
	}
	return p.meter.Live(max(0, time.Since(began)))
}

// recording is the record of a trial whose events go the way of all others.
type recording struct {
	collect.Record
	events load.Recorder
}

// Event implements collect.Record.
func (r recording) Event(e samples.Event) error { return r.events.Event(e) }

// arrived shows a hit that has arrived to all who look at hits. It is safe for concurrent use.
func (p *player) arrived(h *samples.Hit) {
	p.meter.Hit(h)
	_ = p.trial.Attack.Writer.Hit(h) // it is in the record already
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
	return errors.Join(group.Wait(), p.takeOver())
}

// takeOver has the hits taken over that the generators have reported. The names that those refer to are in the manifest before, for who follows the
// record.
func (p *player) takeOver() error {
	names := 0
	for i := range p.told {
		names += len(p.told[i].Stores)
	}
	if names > p.named {
		for i := range p.told {
			for _, name := range p.told[i].Stores {
				if _, ok := p.trial.Record.Store(name); !ok {
					return fmt.Errorf("take over hits: no room for the store %q", name)
				}
			}
		}
		if err := p.trial.Manifest(func(m *samples.Manifest) {
			m.Generators = slices.Clone(m.Generators) // whoever has the manifest as it was has the old ones
			for i := range p.told {
				m.Generators[i].Stores = p.told[i].Stores
			}
		}); err != nil {
			return err
		}
		p.named = names
	}
	for i := range p.told {
		p.intake.Arrived(i, p.told[i].Parts)
	}
	return nil
}

// show has the look at the load show what the generators have told.
func (p *player) show(elapsed time.Duration) {
	all := load.Report{At: elapsed}
	for _, t := range p.told {
		all.Sent += t.Sent
		all.Total.Done += t.Done
		all.Total.BytesIn += t.BytesIn
		all.Total.BytesOut += t.BytesOut
		for class, n := range t.Failures {
			all.Total.Failures[class] += n
		}
		all.Connections += t.Connections
		all.Cores += t.Cores
	}
	p.meter.Report(all)
}
