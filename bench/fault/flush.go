package fault

import (
	"context"
	"time"

	"quintet/bench/scenario"
	"quintet/bench/stack"
)

// flush has a service forget all that it holds: a cache that begins anew.
func flush() kind {
	return kind{
		FaultKind: scenario.FaultKind{Name: "flush", For: scenario.Refused},
		can:       has[stack.Flusher],
		inject: func(ctx context.Context, _ scenario.Fault, s stack.Service) (force, error) {
			flusher, _ := stack.As[stack.Flusher](s)
			for {
				err := flusher.Flush(ctx)
				if err == nil {
					break
				}
				// It is asked by a client with a time, and may be busy.
				if !until(ctx, time.Now().Add(askPause)) {
					return force{}, err
				}
			}
			return force{how: "the service says that it is empty"}, nil
		},
	}
}
