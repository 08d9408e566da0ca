package generator

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"time"

	"quintet/bench/distributed"
	"quintet/bench/distributed/bucket"
	"quintet/bench/distributed/clock"
	"quintet/bench/samples"
)

// Generator takes part in a run. Its exported fields are its configuration.
type Generator struct {
	Environment
	// Build is the program's own, Cores how many processors it may use.
	Build samples.Build
	Cores int
	// PartBytes and PartEvery bound how much is held back from the bucket: default 5 MiB and distributed.PartEvery.
	PartBytes int
	PartEvery time.Duration

	bucket *bucket.Bucket
	host   string
	// clock is the last reading, nil before the first.
	clock *clock.Reading
}

// defaultPartBytes is the default bound of a part. No part is uploaded in pieces: what of one is there is invisible until the last has come.
const defaultPartBytes = 5 << 20

// lastWords bounds what a generator still does when it was told to end.
const lastWords = 30 * time.Second

// ErrTaken is the error of a generator whose index another process has claimed.
var ErrTaken = errors.New("another process has this index: a generator that was started again never sends, since its hits would come late and twice")

// Run takes part in all rounds of the run and returns when the coordinator ends it, or with why it gave up, which the coordinator is told too.
func (g *Generator) Run(ctx context.Context) (err error) {
	g.PartBytes = cmp.Or(g.PartBytes, defaultPartBytes)
	if g.PartEvery <= 0 {
		g.PartEvery = distributed.PartEvery(g.Generators)
	}
	if g.host, err = os.Hostname(); err != nil {
		g.host = "unknown"
	}
	if g.bucket, err = bucket.Open(ctx, g.Bucket.In(g.Environment.Run)); err != nil {
		return fmt.Errorf("generator %d: %w", g.Index, err)
	}
	defer g.bucket.Close()
	defer func() {
		if err != nil {
			err = fmt.Errorf("generator %d of %d on %s: %w", g.Index, g.Generators, g.host, err)
			g.confess(ctx, err)
		}
	}()
	if err := g.claim(ctx); err != nil {
		return err
	}
	reading, err := clock.Measure(ctx, g.bucket.Date, nil)
	if err != nil {
		return fmt.Errorf("measure the clock: %w", err)
	}
	g.clock = &reading
	for round := distributed.Round(1); ; round++ {
		plan, more, err := await[distributed.Plan](ctx, g, round.Plan())
		if err != nil || !more {
			return err
		}
		if err := g.round(ctx, round, plan); err != nil {
			return err
		}
	}
}

// claim takes the index.
func (g *Generator) claim(ctx context.Context) error {
	me := distributed.Claimed{Token: rand.Text(), Host: g.host, PID: os.Getpid()}
	content, err := distributed.Encode(me)
	if err != nil {
		return err
	}
	err = g.bucket.Create(ctx, distributed.Claim(g.Index), content)
	if !errors.Is(err, bucket.ErrExists) {
		return err
	}
	// An attempt of this very process may have come through though it was answered with an error.
	if holder, err := read[distributed.Claimed](ctx, g.bucket, distributed.Claim(g.Index)); err == nil && holder.Token == me.Token {
		return nil
	}
	if err := g.bucket.Put(ctx, distributed.Doubled(g.Index), content); err != nil {
		return err
	}
	return ErrTaken
}

// confess tells the coordinator why this generator gave up. One that is not the holder of its index has done so in claim.
func (g *Generator) confess(ctx context.Context, why error) {
	if errors.Is(why, ErrTaken) {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastWords)
	defer cancel()
	if content, err := distributed.Encode(distributed.Failure{Reason: why.Error()}); err == nil {
		_ = g.bucket.Put(ctx, distributed.Failed(g.Index), content) // the error that ended it is the one to return
	}
}

// put writes a message.
func (g *Generator) put(ctx context.Context, name string, message any) error {
	content, err := distributed.Encode(message)
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return g.bucket.Put(ctx, name, content)
}

// read reads a message.
func read[T any](ctx context.Context, from *bucket.Bucket, name string) (message T, err error) {
	content, err := from.Get(ctx, name, distributed.MaxMessage)
	if err != nil {
		return message, err
	}
	if message, err = distributed.Decode[T](content); err != nil {
		return message, fmt.Errorf("read %s: %w", name, err)
	}
	return message, nil
}

// await reads a message as soon as it is there; false when the run ends before.
func await[T any](ctx context.Context, g *Generator, name string) (message T, more bool, err error) {
	every := time.NewTicker(distributed.PollInterval(g.Generators))
	defer every.Stop()
	for {
		message, err = read[T](ctx, g.bucket, name)
		if !errors.Is(err, bucket.ErrNotFound) {
			return message, err == nil, err
		}
		if stopped, err := g.stopped(ctx); stopped || err != nil {
			return message, false, err
		}
		select {
		case <-every.C:
		case <-ctx.Done():
			// An engine ends its processes when the run has ended, which is no failure.
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastWords)
			defer cancel()
			if stopped, err := g.stopped(last); stopped || err != nil {
				return message, false, err
			}
			return message, false, errors.New("it was told to end before the run had ended")
		}
	}
}

// stopped reports whether the run has ended.
func (g *Generator) stopped(ctx context.Context) (bool, error) {
	_, err := g.bucket.Get(ctx, distributed.Stop, distributed.MaxMessage)
	if errors.Is(err, bucket.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}
