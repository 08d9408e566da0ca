package redis

import (
	"context"
	"errors"
)

// Probe signs in at the server at "host:port" and returns its version. It leaves no connection open.
func Probe(ctx context.Context, addr, password string) (version string, err error) {
	c, err := Open(ctx, Config{Addr: addr, Password: password, PoolSize: 1, Retries: -1})
	if err != nil {
		return "", err
	}
	version, err = c.Version(ctx)
	return version, errors.Join(err, c.Close())
}
