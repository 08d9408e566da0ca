package child

import (
	"context"

	"quintet/api/server"
	"quintet/bench/stack"
)

// OpenStores opens the stores that the program api would open in an environment, in this process: to fill them, or to look at what they
// hold beside it. It is the stack.OpenStores of every stack.
func OpenStores(ctx context.Context, lookup func(name string) string) (*stack.Stores, error) {
	cfg, err := server.FromEnv(lookup)
	if err != nil {
		return nil, err
	}
	stores, err := server.OpenStores(ctx, cfg)
	if err != nil {
		return nil, err
	}
	return &stack.Stores{Set: stores.Set, Named: stores.Named(), Close: stores.Close}, nil
}

var _ stack.OpenStores = OpenStores
