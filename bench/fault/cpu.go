package fault

import (
	"context"
	"fmt"

	"quintet/bench/scenario"
	"quintet/bench/stack"
)

// cpu leaves a service a share of the processor time that it would take.
func cpu() kind {
	return kind{
		FaultKind: scenario.FaultKind{Name: "cpu", Partial: true, Params: []scenario.FaultParam{
			{Name: "share", Unit: scenario.Ratio, Required: true},
		}},
		can: has[stack.Throttler],
		check: func(f scenario.Fault) (found, want string) {
			if share := f.Params["share"]; share < minShare || share > maxShare {
				return fmt.Sprintf("a share of %g%%", 100*share), "from `1%` to `99%`; nothing at all is a `pause`"
			}
			return "", ""
		},
		inject: func(_ context.Context, f scenario.Fault, s stack.Service) (force, error) {
			throttler, _ := stack.As[stack.Throttler](s)
			restore, err := throttler.Throttle(f.Params["share"])
			if err != nil {
				return force{}, err
			}
			return force{how: "the share holds", heal: func(context.Context) error { return restore() }}, nil
		},
	}
}

// The shares that can be given.
const (
	minShare = 0.01
	maxShare = 0.99
)
