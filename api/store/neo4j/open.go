package neo4j

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j/config"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j/notifications"

	"quintet/api/store"
	"quintet/api/store/retry"
)

// Config says which server to use and how patiently.
type Config struct {
	Host string
	// Port 0 means 7687.
	Port int
	// User and Password sign in; an empty User means a server that asks for none.
	User, Password string
	// PoolSize bounds the connections, and with them the calls at work at once; 0 means 16.
	PoolSize int
	// ConnectTimeout bounds making one connection, from dialling to being signed in; 0 means 2s.
	ConnectTimeout time.Duration
	// Timeout is the deadline of calls that bring none; 0 means 5s. Loading, which takes time in proportion to the rows, is
	// bounded by its context alone.
	Timeout time.Duration
	// RetryTime is for how long a call that failed and may be repeated is tried again; 0 means 1s, negative never.
	RetryTime time.Duration
	// Budget bounds the retries of all calls but those of loaders.
	Budget *retry.Budget
}

// database is the one that a server of the community edition has for its users.
const database = "neo4j"

// DB is a pool of connections to one database. Make it with Open.
type DB struct {
	cfg    Config
	driver neo4j.DriverWithContext
	// places has an entry for each call at work. It is as large as the driver's pool, so that no call waits there, where
	// waiting is not counted.
	places        chan struct{}
	waits, waited atomic.Int64
	// loading is held by the loader whose turn it is.
	loading chan struct{}

	close  sync.Once
	closed chan struct{}
}

var (
	_ store.Graph       = (*DB)(nil)
	_ store.GraphLoader = (*DB)(nil)
	_ store.Pinger      = (*DB)(nil)
	_ store.Counter     = (*DB)(nil)
	_ store.Versioner   = (*DB)(nil)
	_ store.Pooler      = (*DB)(nil)
)

// Open connects and makes the constraints that are missing. Several processes may open the same database at once.
func Open(ctx context.Context, cfg Config) (*DB, error) {
	d, err := connect(ctx, cfg)
	if err != nil {
		return nil, err
	}
	if err := d.constrain(ctx); err != nil {
		_ = d.Close() // has nothing to add
		return nil, fmt.Errorf("open neo4j: %w", err)
	}
	return d, nil
}

// connect makes a pool and its first connection.
func connect(ctx context.Context, cfg Config) (*DB, error) {
	if cfg.Host == "" {
		return nil, errors.New("open neo4j: no host given")
	}
	cfg.Port = cmp.Or(cfg.Port, 7687)
	cfg.PoolSize = cmp.Or(cfg.PoolSize, 16)
	cfg.ConnectTimeout = cmp.Or(cfg.ConnectTimeout, 2*time.Second)
	cfg.Timeout = cmp.Or(cfg.Timeout, 5*time.Second)
	cfg.RetryTime = cmp.Or(cfg.RetryTime, time.Second)
	d := &DB{cfg: cfg, places: make(chan struct{}, cfg.PoolSize), loading: make(chan struct{}, 1), closed: make(chan struct{})}
	token := neo4j.NoAuth()
	if cfg.User != "" {
		token = neo4j.BasicAuth(cfg.User, cfg.Password, "")
	}
	var err error
	address := net.JoinHostPort(cfg.Host, strconv.Itoa(cfg.Port))
	if d.driver, err = neo4j.NewDriverWithContext("bolt://"+address, token, d.options); err != nil {
		return nil, fmt.Errorf("open neo4j: %w", err)
	}
	if err = d.connect(ctx); err != nil {
		_ = d.Close() // has nothing to add
		return nil, fmt.Errorf("open neo4j: %w", err)
	}
	return d, nil
}

// options sets the driver's. It stays silent: its logger is one that drops everything, unless another is given.
func (d *DB) options(c *config.Config) {
	c.UserAgent = "quintet"
	c.MaxConnectionPoolSize = d.cfg.PoolSize
	c.SocketConnectTimeout = d.cfg.ConnectTimeout
	// Callers wait for a place before they come to the driver, so this bounds no more than the making of a connection.
	c.ConnectionAcquisitionTimeout = d.cfg.ConnectTimeout
	// A connection that was idle for longer is asked for a sign of life before it is used.
	c.ConnectionLivenessCheckTimeout = time.Second
	// The driver still states what may be tried again, but not when: see call.
	c.MaxTransactionRetryTime = 0
	// Every answer is bounded by the statement's LIMIT, so it comes in one piece.
	c.FetchSize = neo4j.FetchAll
	c.TelemetryDisabled = true
	c.NotificationsMinSeverity = notifications.DisabledLevel
}

// connect makes a first connection, so that a wrong address or password is told apart from a failing statement.
func (d *DB) connect(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, d.cfg.ConnectTimeout)
	defer cancel()
	return fail(ctx, "connect", d.driver.VerifyConnectivity(deadlineContext{ctx}))
}

// Close closes all connections, waiting for those in use to be given back. Later calls fail. Idempotent.
func (d *DB) Close() (err error) {
	d.close.Do(func() {
		close(d.closed)
		for range d.cfg.PoolSize {
			d.places <- struct{}{}
		}
		ctx, cancel := context.WithTimeout(context.Background(), d.cfg.ConnectTimeout)
		defer cancel()
		if err = d.driver.Close(ctx); err != nil {
			err = fmt.Errorf("close neo4j: %w", err)
		}
	})
	return err
}
