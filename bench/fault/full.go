package fault

import (
	"context"
	"errors"

	"quintet/bench/scenario"
	"quintet/bench/stack"
)

// full refuses a service every further byte on its disk. One that ends because of that is started again when it is over.
func full() kind {
	return kind{
		FaultKind: scenario.FaultKind{Name: "full"},
		can:       func(s stack.Service) bool { return has[stack.Filler](s) && has[stack.Killer](s) },
		inject: func(_ context.Context, _ scenario.Fault, s stack.Service) (force, error) {
			filler, _ := stack.As[stack.Filler](s)
			killer, _ := stack.As[stack.Killer](s)
			how, err := filler.Fill()
			if err != nil {
				return force{}, joined(err, filler.Free())
			}
			return force{how: how, heal: func(ctx context.Context) error {
				if err := filler.Free(); err != nil {
					return err
				}
				if !ended(s) {
					return nil
				}
				return errors.Join(killer.Kill(), startAgain(killer)(ctx))
			}}, nil
		},
	}
}

// ended reports whether the process of a service has.
func ended(s stack.Service) bool {
	watched, ok := stack.As[stack.Watched](s)
	if !ok {
		return false
	}
	select {
	case <-watched.Exited():
		return true
	default:
		return false
	}
}
