package clock

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Reading is what was found of a clock: the reference's time is this machine's plus Offset, to within Uncertainty either way.
type Reading struct{ Offset, Uncertainty time.Duration }

// Ask asks the reference for its time, in whole seconds. sent and received are of this machine's clock.
type Ask func(ctx context.Context) (date, sent, received time.Time, err error)

// Resolution is that of the reference's answers.
const Resolution = time.Second

const (
	// probes are made in each second, at most maxPasses seconds long.
	probes    = 8
	maxPasses = 6
	// fine is an uncertainty that needs no more answers.
	fine = 5 * time.Millisecond
	// drift is how far a clock may have gone since it was measured before.
	drift = 50 * time.Millisecond
)

// ErrJumped is the error of a clock that was set while it was measured: two answers contradict one another.
var ErrJumped = errors.New("a clock was set while the two were compared: no offset agrees with all answers")

// Measure finds the offset of this machine's clock. before is an earlier reading, which makes it quicker and has no part in the result; nil when
// there is none. It takes three seconds or so. An error is the reference's when it does not answer, or ErrJumped.
func Measure(ctx context.Context, ask Ask, before *Reading) (Reading, error) {
	b := bounds{}
	around := Reading{Uncertainty: Resolution / 2}
	if before != nil {
		around = Reading{before.Offset, before.Uncertainty + drift}
	} else {
		first, err := b.ask(ctx, ask)
		if err != nil {
			return Reading{}, err
		}
		around = first
	}
	for range maxPasses {
		if err := b.pass(ctx, ask, around); err != nil {
			return Reading{}, err
		}
		was := around.Uncertainty
		around = b.reading()
		if around.Uncertainty <= max(fine, b.quickest) || around.Uncertainty > was*3/4 && was <= Resolution/2 {
			break // fine enough, or as fine as this machine and that server allow
		}
	}
	return around, nil
}

// bounds are those of the offset so far.
type bounds struct {
	low, high time.Duration
	answers   int
	// quickest is the time of the shortest exchange.
	quickest time.Duration
}

func (b *bounds) reading() Reading {
	return Reading{Offset: b.low + (b.high-b.low)/2, Uncertainty: (b.high - b.low) / 2}
}

// ask narrows the bounds by one answer.
func (b *bounds) ask(ctx context.Context, ask Ask) (Reading, error) {
	date, sent, received, err := ask(ctx)
	if err != nil {
		return Reading{}, err
	}
	// Round takes the monotonic clocks away: the wall clocks are what is compared.
	low, high := date.Sub(received.Round(0)), date.Add(Resolution).Sub(sent.Round(0))
	if b.answers == 0 || received.Sub(sent) < b.quickest {
		b.quickest = received.Sub(sent)
	}
	if b.answers == 0 {
		b.low, b.high = low, high
	}
	b.low, b.high = max(b.low, low), min(b.high, high)
	b.answers++
	if b.low > b.high {
		return Reading{}, fmt.Errorf("%w", ErrJumped)
	}
	return b.reading(), nil
}

// pass asks at instants spread over the window in which the reference's next second begins, if its offset is as is thought.
func (b *bounds) pass(ctx context.Context, ask Ask, around Reading) error {
	now := time.Now()
	reference := now.Add(around.Offset)
	begin := reference.Truncate(Resolution).Add(Resolution).Sub(reference) // from now, when the offset is that in the middle
	window := 2 * around.Uncertainty
	first := begin - around.Uncertainty
	if first < 0 {
		first += Resolution
	}
	for i := range probes {
		at := now.Add(first + window*time.Duration(2*i+1)/(2*probes) - b.quickest/2)
		timer := time.NewTimer(time.Until(at))
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return ctx.Err()
		}
		if _, err := b.ask(ctx, ask); err != nil {
			return err
		}
	}
	return nil
}
