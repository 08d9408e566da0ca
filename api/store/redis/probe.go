package redis

import (
	"context"
	"errors"

	"quintet/api/store"
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

// Flush has the server at "host:port" forget all keys of all databases, and returns when it has.
func Flush(ctx context.Context, addr, password string) error {
	c, err := Open(ctx, Config{Addr: addr, Password: password, PoolSize: 1, Retries: -1})
	if err != nil {
		return err
	}
	if err := c.client.FlushAll(ctx).Err(); err != nil {
		return errors.Join(store.Wrap("flush the server at "+addr, err), c.Close())
	}
	return c.Close()
}
