package fault

import (
	"context"

	"quintet/api/store/faulty"
	"quintet/bench/scenario"
	"quintet/bench/stack"
)

// blackhole lets connections to a service stand and nothing pass; where no network is in front of it, every call hangs.
func blackhole() kind {
	return kind{
		FaultKind: scenario.FaultKind{Name: "blackhole"},
		can:       linkOrSpoil,
		needs:     needLinkOrSpoil,
		inject: func(ctx context.Context, f scenario.Fault, s stack.Service) (force, error) {
			if !has[stack.Linker](s) {
				return spoil(s, faulty.Fault{Hang: 1})
			}
			return disturb(ctx, s, stack.Disturbance{Kind: stack.Blackhole}, hangs(f))
		},
	}
}
