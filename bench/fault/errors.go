package fault

import (
	"context"

	"quintet/api/store/faulty"
	"quintet/bench/scenario"
	"quintet/bench/stack"
)

// failing has a share of the API's calls to a store fail, inside the API.
func failing() kind {
	return kind{
		FaultKind: scenario.FaultKind{Name: "errors", Partial: true, Params: []scenario.FaultParam{
			{Name: "share", Unit: scenario.Ratio, Required: true},
		}},
		can:   has[stack.Spoiler],
		needs: func(_ stack.Service, n *stack.Needs) { n.Spoil = true },
		inject: func(_ context.Context, f scenario.Fault, s stack.Service) (force, error) {
			return spoil(s, faulty.Fault{Errors: f.Params["share"]})
		},
	}
}

// spoil has calls to a store spoiled inside the API.
func spoil(s stack.Service, f faulty.Fault) (force, error) {
	spoiler, _ := stack.As[stack.Spoiler](s)
	end, err := spoiler.Spoil(f)
	if err != nil {
		return force{}, err
	}
	return force{how: "every call that begins is subject to it", heal: func(context.Context) error { return end() }}, nil
}

// joined joins errors into one line.
func joined(errs ...error) error {
	var one error
	for _, err := range errs {
		switch {
		case err == nil:
		case one == nil:
			one = err
		default:
			one = &both{one, err}
		}
	}
	return one
}

// both is two errors on one line.
type both struct{ first, second error }

func (b *both) Error() string   { return b.first.Error() + "; " + b.second.Error() }
func (b *both) Unwrap() []error { return []error{b.first, b.second} }
