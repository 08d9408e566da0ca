package fault

import (
	"context"

	"quintet/bench/scenario"
	"quintet/bench/stack"
)

// reset has every connection to a service reset and refuses new ones.
func reset() kind {
	return kind{
		FaultKind: scenario.FaultKind{Name: "reset"},
		can:       has[stack.Linker],
		needs:     linked,
		inject: func(ctx context.Context, _ scenario.Fault, s stack.Service) (force, error) {
			return disturb(ctx, s, stack.Disturbance{Kind: stack.Reset}, refused)
		},
	}
}
