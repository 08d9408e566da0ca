package live

import (
	"context"
	"sync"
	"time"

	"quintet/bench/analysis"
	"quintet/bench/report"
	"quintet/bench/samples"
	"quintet/bench/words"
)

// look is the verdict so far.
type look struct {
	// Headline is its first sentence, State "good" or "bad"; AsOf says of which instant it is.
	Headline string `json:"headline"`
	State    string `json:"state"`
	AsOf     string `json:"as_of"`
	// HTML are the sections of the report so far, made by its templates.
	HTML string `json:"html"`
	// Boards are the small figures of stores and faults.
	Boards []board `json:"boards,omitempty"`
}

const (
	// firstLook is how long a trial's load has gone on at its first verdict.
	firstLook = 2 * time.Second
	// share of one core is what all looks together may take. A generator that sends 10,000/s takes about 0.4 of one.
	share = 0.003
)

// looker works out verdicts beside whoever follows the trial.
type looker struct {
	opts analysis.Options
	// rest is until when there is none: the last one, if any, must have cost no more than its share of the time since.
	rest time.Time
	busy bool
	// done has what is to be done by who follows the trial when one is ready.
	done    chan func()
	working sync.WaitGroup
}

// begin works out a verdict from what has been followed of a trial, when it is time to. publish takes it.
func (l *looker) begin(ctx context.Context, t *trial, publish func(look) error, failed func(error)) {
	reached := t.reached()
	if l.busy || time.Now().Before(l.rest) || reached < firstLook || t.sum.Measured() == 0 {
		return
	}
	l.busy = true
	m, record := t.manifest, t.follower.Record()
	l.working.Go(func() {
		p := &pace{ctx: ctx}
		p.begin()
		verdict, err := lookAt(m, paced{record, p}, reached, l.opts)
		if err == nil {
			err = publish(verdict)
		}
		cost := p.end()
		l.done <- func() {
			l.busy, l.rest = false, time.Now().Add(time.Duration(float64(cost)/share))
			if err != nil {
				failed(err)
			}
		}
	})
}

// lookAt works out the verdict at an instant.
func lookAt(m samples.Manifest, r analysis.Record, reached time.Duration, opts analysis.Options) (look, error) {
	t, open := analysis.SoFar(m, r, reached, opts)
	so, err := report.OfTrial(t, open)
	if err != nil {
		return look{}, err
	}
	return look{Headline: so.Headline, State: so.State, AsOf: words.LiveAsOf(reached.Seconds()), HTML: string(so.HTML), Boards: boards(&t)}, nil
}

// paced is a record that is read in turns.
type paced struct {
	*samples.Followed
	pace *pace
}

// Hits implements analysis.Record.
func (p paced) Hits(f func(*samples.Hit) error) error {
	return p.Followed.Hits(func(h *samples.Hit) error {
		if err := p.pace.step(); err != nil {
			return err
		}
		return f(h)
	})
}

// Points implements analysis.Record.
func (p paced) Points(f func(*samples.Point) error) error {
	return p.Followed.Points(func(x *samples.Point) error {
		if err := p.pace.step(); err != nil {
			return err
		}
		return f(x)
	})
}
