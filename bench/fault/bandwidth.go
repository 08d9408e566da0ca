package fault

import (
	"context"

	"quintet/bench/scenario"
	"quintet/bench/stack"
)

// bandwidth bounds the bytes per second of each connection to a service, in each direction.
func bandwidth() kind {
	return kind{
		FaultKind: scenario.FaultKind{Name: "bandwidth", Partial: true, Params: []scenario.FaultParam{
			{Name: "rate", Unit: scenario.ByteRate, Required: true},
		}},
		can:   has[stack.Linker],
		needs: linked,
		check: func(f scenario.Fault) (found, want string) {
			if f.Params["rate"] < minRate {
				return "a rate below 1kB/s", "at least `1kB/s`; nothing at all is a `blackhole`"
			}
			return "", ""
		},
		inject: func(ctx context.Context, f scenario.Fault, s stack.Service) (force, error) {
			// A probe has too few bytes to be slow.
			return disturb(ctx, s, stack.Disturbance{Kind: stack.Bandwidth, Rate: f.Params["rate"]}, acknowledged)
		},
	}
}

// minRate is the resolution of a link, in bytes per second.
const minRate = 1000
