package fault

import (
	"context"

	"quintet/bench/scenario"
	"quintet/bench/stack"
)

// pause has a service stand still: its connections stand, and nothing answers.
func pause() kind {
	return kind{
		FaultKind: scenario.FaultKind{Name: "pause"},
		can:       has[stack.Pauser],
		inject: func(_ context.Context, _ scenario.Fault, s stack.Service) (force, error) {
			pauser, _ := stack.As[stack.Pauser](s)
			if err := pauser.Pause(); err != nil {
				// Some of its processes may stand still.
				return force{}, joined(err, pauser.Resume())
			}
			return force{how: "the process stands still", heal: func(context.Context) error { return pauser.Resume() }}, nil
		},
	}
}
