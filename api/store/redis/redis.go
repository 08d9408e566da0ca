package redis

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"

	"quintet/api/store"
	"quintet/api/store/retry"
)

// Config says which server to use and how patiently.
type Config struct {
	// Addr is "host:port".
	Addr string
	// Username and Password are empty when the server asks for none.
	Username, Password string
	// Software is what answers, with its version, for a server that is not Redis itself: it tells neither a version nor what its commands did.
	Software string
	// DialTimeout, ReadTimeout and WriteTimeout bound one step each; 0 means 1s, 500ms and 500ms.
	DialTimeout, ReadTimeout, WriteTimeout time.Duration
	// PoolSize bounds the connections; 0 means 10 a core. PoolTimeout is how long a call waits for one of them; 0 means 1s.
	PoolSize    int
	PoolTimeout time.Duration
	// Retries is how often a failed call is tried again; 0 means 1, negative never. Budget bounds the retries of all calls.
	Retries int
	Budget  *retry.Budget
	// Now is compared with sessions' expiry; nil means time.Now.
	Now func() time.Time
}

// Client is a pool of connections to one server. Make it with Open.
type Client struct {
	cfg    Config
	client *redis.Client
}

var (
	_ store.Sessions  = (*Client)(nil)
	_ store.Cache     = (*Client)(nil)
	_ store.Pinger    = (*Client)(nil)
	_ store.Versioner = (*Client)(nil)
	_ store.Pooler    = (*Client)(nil)
)

// Open connects and asks the server for a sign of life.
func Open(ctx context.Context, cfg Config) (*Client, error) {
	if cfg.Addr == "" {
		return nil, errors.New("open redis: no address given")
	}
	cfg.Retries = cmp.Or(cfg.Retries, 1)
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	quiet.Do(func() { redis.SetLogger(silence{}) })
	c := &Client{cfg: cfg, client: redis.NewClient(&redis.Options{
		Addr: cfg.Addr, Username: cfg.Username, Password: cfg.Password,
		DialTimeout:           cmp.Or(cfg.DialTimeout, time.Second),
		ReadTimeout:           cmp.Or(cfg.ReadTimeout, 500*time.Millisecond),
		WriteTimeout:          cmp.Or(cfg.WriteTimeout, 500*time.Millisecond),
		PoolTimeout:           cmp.Or(cfg.PoolTimeout, time.Second),
		PoolSize:              cfg.PoolSize,
		ContextTimeoutEnabled: true,
		MaxRetries:            -1, // again sees to them
		DialerRetries:         1,
		DisableIdentity:       true,
		// These are announcements of a hosted service; asking for them costs a round trip a connection.
		MaintNotificationsConfig: &maintnotifications.Config{Mode: maintnotifications.ModeDisabled},
	})}
	c.client.AddHook(again{cfg.Retries, cfg.Budget})
	if err := fail(ctx, "ping", c.client.Ping(ctx).Err()); err != nil {
		return nil, errors.Join(fmt.Errorf("open redis at %s: %w", cfg.Addr, err), c.Close())
	}
	return c, nil
}

// quiet is done once in a process, because the driver's logger is one for all clients: it would print a line for every failed
// dial, which callers learn of anyway from the error.
var quiet sync.Once

// silence is a logger of the driver.
type silence struct{}

// Printf implements the driver's logging interface.
func (silence) Printf(context.Context, string, ...any) {}

// Close closes all connections. Calls in flight fail.
func (c *Client) Close() error { return c.client.Close() }

// Pools implements store.Pooler.
func (c *Client) Pools() []store.Pool {
	s := c.client.PoolStats()
	return []store.Pool{{
		InUse: int(s.TotalConns) - int(s.IdleConns), Idle: int(s.IdleConns), Max: c.client.Options().PoolSize,
		Waits: int64(s.WaitCount), Waited: time.Duration(s.WaitDurationNs),
	}}
}

// probeKey is what Ping writes; it expires by itself.
const (
	probeKey  = "v1:probe"
	probeLife = time.Minute
)

// Ping implements store.Pinger: it sets a key. A replica, a cluster without all its slots and a server whose disk or memory is full
// answer, and refuse that.
func (c *Client) Ping(ctx context.Context) error {
	err := c.client.Set(ctx, probeKey, "", probeLife).Err()
	var refused redis.Error
	if errors.As(err, &refused) && ctx.Err() == nil {
		return fmt.Errorf("ping: %w: %w", store.ErrReadOnly, err)
	}
	return fail(ctx, "ping", err)
}

// Version implements store.Versioner: what INFO says, unless the configuration does.
func (c *Client) Version(ctx context.Context) (string, error) {
	if c.cfg.Software != "" {
		return c.cfg.Software, nil
	}
	info, err := c.client.Info(ctx, "server").Result()
	if err != nil {
		return "", fail(ctx, "read redis's version", err)
	}
	for line := range strings.Lines(info) {
		if v, ok := strings.CutPrefix(line, "redis_version:"); ok {
			return "Redis " + strings.TrimSpace(v), nil
		}
	}
	return "", fail(ctx, "read redis's version", errors.New("INFO names none"))
}

// fail sorts an error of the driver into the contract's.
func fail(ctx context.Context, act string, err error) error {
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return store.Wrap(act, ctx.Err())
	case errors.Is(err, redis.Nil):
		return store.Wrap(act, store.ErrNotFound)
	}
	var timeout interface{ Timeout() bool }
	if errors.As(err, &timeout) && timeout.Timeout() || errors.Is(err, redis.ErrPoolTimeout) {
		// The connection's deadline is the context's, and may be noticed first.
		if deadline, ok := ctx.Deadline(); ok && !time.Now().Before(deadline) {
			err = errors.Join(context.DeadlineExceeded, err)
		}
		return fmt.Errorf("%s: %w: %w", act, store.ErrTimeout, err)
	}
	return store.Wrap(act, err)
}
