package neo4j

import (
	"context"
	"errors"
)

// Probe reads a node, as the API would, and returns the server's version. Unlike Open it makes no constraints.
func Probe(ctx context.Context, cfg Config) (version string, err error) {
	cfg.PoolSize, cfg.RetryTime = 1, -1
	d, err := connect(ctx, cfg)
	if err != nil {
		return "", err
	}
	if err = d.Ping(ctx); err == nil {
		version, err = d.Version(ctx)
	}
	return version, errors.Join(err, d.Close())
}
