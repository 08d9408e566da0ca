package coordinator

import (
	"context"
	"fmt"
	"time"

	"quintet/bench/distributed"
	"quintet/bench/distributed/collect"
	"quintet/bench/distributed/engine"
)

// barrier waits until all generators are ready for a trial. The error names those that are not: at once when one has failed, since it will not
// be, and otherwise when the time is over.
func (c *Coordinator) barrier(ctx context.Context, round distributed.Round) error {
	over := time.NewTimer(c.Barrier)
	defer over.Stop()
	look := time.NewTicker(distributed.PollInterval(c.Generators))
	defer look.Stop()
	var asked time.Time
	for {
		ready, err := c.bucket.List(ctx, round.ReadyPrefix())
		if err != nil {
			return err
		}
		missing := collect.Missing(ready, c.Generators)
		if len(missing) == 0 {
			return nil
		}
		if time.Since(asked) >= askEngine {
			asked = time.Now()
			failed, err := c.failed(ctx)
			if err != nil {
				return err
			}
			if len(failed) > 0 {
				return fmt.Errorf("%d of %d generators failed before the load began: %s", len(failed), c.Generators, named(indices(failed), failed))
			}
		}
		select {
		case <-look.C:
		case <-ctx.Done():
			return ctx.Err()
		case <-over.C:
			var why map[int]string
			if w, ok := c.running.(engine.Waiter); ok {
				if why, err = w.Waiting(ctx); err != nil {
					why = nil // that they are missing is known all the same
				}
			}
			return fmt.Errorf("%d of %d generators were not ready within %s, and nothing was sent: %s are missing; see whether the engine could start them, "+
				"or give them more time with -barrier", len(missing), c.Generators, c.Barrier, named(missing, why))
		}
	}
}
