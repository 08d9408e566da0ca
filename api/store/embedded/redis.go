package embedded

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/alicebob/miniredis/v2"
)

// Redis is a running miniredis. Make it with OpenRedis.
type Redis struct {
	server *miniredis.Miniredis
	addr   string
	expiry *expiry
	stop   func()
}

// OpenRedis serves Redis at addr; "127.0.0.1:0" picks a free port. The context bounds only the opening.
func OpenRedis(ctx context.Context, addr string) (*Redis, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("open embedded redis: %w", err)
	}
	server := miniredis.NewMiniRedis()
	if err := server.StartAddr(addr); err != nil {
		return nil, errors.Join(fmt.Errorf("open embedded redis at %s: %w", addr, err), ctx.Err())
	}
	r := &Redis{server: server, addr: server.Addr(), expiry: newExpiry(func(key string) { server.DB(0).Del(key) }, server.DB(0).Exists)}
	server.Server().SetPreHook(r.expiry.see)
	var running sync.WaitGroup
	running.Go(r.expiry.run)
	r.stop = sync.OnceFunc(func() {
		r.server.Close()
		r.expiry.close()
		running.Wait()
	})
	return r, nil
}

// Addr is where it listens, "host:port"; after Close, where it did.
func (r *Redis) Addr() string { return r.addr }

// Close ends the server with all its connections. Idempotent.
func (r *Redis) Close() error {
	r.stop()
	return nil
}
