package fault

import (
	"context"

	"quintet/bench/scenario"
	"quintet/bench/stack"
)

// kill has a service die at once, by SIGKILL, and be started again on the same address and data. That is what a crash of the process
// does, not what a power failure does: what it had written to files is still in the system's memory.
func kill() kind {
	return kind{
		FaultKind: scenario.FaultKind{Name: "kill"},
		can:       has[stack.Killer],
		inject: func(_ context.Context, _ scenario.Fault, s stack.Service) (force, error) {
			killer, _ := stack.As[stack.Killer](s)
			if err := killer.Kill(); err != nil {
				return force{}, err
			}
			return force{how: "the process is gone", heal: startAgain(killer)}, nil
		},
	}
}

// startAgain starts what has ended, unless the run is given up.
func startAgain(k stack.Killer) func(ctx context.Context) error {
	return func(ctx context.Context) error {
		if ctx.Err() != nil {
			return nil
		}
		return k.Restart(ctx)
	}
}
