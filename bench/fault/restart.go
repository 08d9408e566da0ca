package fault

import (
	"context"

	"quintet/bench/scenario"
	"quintet/bench/stack"
)

// restart ends a service in its own orderly way and starts it again at once.
func restart() kind {
	return kind{
		FaultKind: scenario.FaultKind{Name: "restart", For: scenario.Refused},
		can:       func(s stack.Service) bool { return has[stack.Stopper](s) && has[stack.Killer](s) },
		inject: func(_ context.Context, _ scenario.Fault, s stack.Service) (force, error) {
			stopper, _ := stack.As[stack.Stopper](s)
			killer, _ := stack.As[stack.Killer](s)
			if err := stopper.Stop(); err != nil {
				return force{}, err
			}
			return force{how: "the process has ended in order", heal: startAgain(killer)}, nil
		},
	}
}
