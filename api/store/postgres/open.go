package postgres

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"quintet/api/store"
	"quintet/api/store/retry"
)

// Config says which database to use and how patiently. What it leaves empty and does not explain follows libpq's rules,
// environment (PGSSLROOTCERT, ...) and password file.
type Config struct {
	// Host is a name, an address or the directory of a Unix socket, or several of them separated by commas; of several the
	// first that takes writes is used.
	Host string
	// Port 0 means 5432.
	Port int
	// User, when empty, is the operating system's; Database, when empty, is named like the user.
	User, Password, Database string
	// SSLMode is libpq's sslmode; empty means "prefer": TLS when the server has it.
	SSLMode string
	// PoolSize bounds the connections; 0 means 16, which leaves room for several replicas below a server's usual bound of 100.
	PoolSize int
	// ConnectTimeout bounds making one connection; 0 means 2s.
	ConnectTimeout time.Duration
	// StatementTimeout is when the server ends a statement, and the deadline of calls that bring none; 0 means 5s. Loading and
	// counting, which take time in proportion to the rows, are bounded by their context alone.
	StatementTimeout time.Duration
	// Retries is how often a call that may be repeated is tried again; 0 means 2, negative never. Budget bounds the retries of all calls.
	Retries int
	Budget  *retry.Budget
}

// DB is a pool of connections to one database. Make it with Open.
type DB struct {
	cfg  Config
	pool *pgxpool.Pool
	// brokeAt is when a connection was last found broken, in nanoseconds since opened; 0 means never.
	opened  time.Time
	brokeAt atomic.Int64
	// gaveUp and gaveUpWaited count the callers that waited for a connection in vain, whom the pool's own statistics leave out.
	gaveUp, gaveUpWaited atomic.Int64
	// usedAt is when a call last used a connection, in nanoseconds since opened; endSweep ends what has sessions add to the server's statistics.
	usedAt   atomic.Int64
	endSweep func()
}

var (
	_ store.Records       = (*DB)(nil)
	_ store.RecordsLoader = (*DB)(nil)
	_ store.Pinger        = (*DB)(nil)
	_ store.Counter       = (*DB)(nil)
	_ store.Versioner     = (*DB)(nil)
	_ store.Pooler        = (*DB)(nil)
)

// Open connects and brings the schema up to date. Several processes may open the same database at once.
func Open(ctx context.Context, cfg Config) (*DB, error) {
	if cfg.Host == "" {
		return nil, errors.New("open postgres: no host given")
	}
	cfg.Port = cmp.Or(cfg.Port, 5432)
	cfg.PoolSize = cmp.Or(cfg.PoolSize, 16)
	cfg.ConnectTimeout = cmp.Or(cfg.ConnectTimeout, 2*time.Second)
	cfg.StatementTimeout = cmp.Or(cfg.StatementTimeout, 5*time.Second)
	cfg.Retries = cmp.Or(cfg.Retries, 2)
	d := &DB{cfg: cfg, opened: time.Now()}
	act := "open postgres"
	options, err := d.options()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", act, err)
	}
	if d.pool, err = pgxpool.NewWithConfig(ctx, options); err != nil {
		return nil, fmt.Errorf("%s: %w", act, err)
	}
	if err := d.migrate(ctx); err != nil {
		d.pool.Close()
		return nil, fmt.Errorf("%s: %w", act, err)
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	var sweeping sync.WaitGroup
	sweeping.Go(func() { d.sweep(ctx) })
	d.endSweep = func() {
		cancel()
		sweeping.Wait()
	}
	return d, nil
}

// Close closes all connections, waiting for those in use to be given back. Later calls fail.
func (d *DB) Close() error {
	d.endSweep()
	d.pool.Close()
	return nil
}

// options are the driver's. The password is set apart from the text that is parsed, so that no error can show it.
func (d *DB) options() (*pgxpool.Config, error) {
	settings := map[string]string{
		"host": d.cfg.Host, "port": strconv.Itoa(d.cfg.Port), "user": d.cfg.User, "dbname": d.cfg.Database,
		"sslmode": d.cfg.SSLMode, "connect_timeout": seconds(d.cfg.ConnectTimeout), "application_name": "quintet",
	}
	if strings.Contains(d.cfg.Host, ",") {
		settings["target_session_attrs"] = "read-write"
	}
	var text strings.Builder
	escape := strings.NewReplacer(`\`, `\\`, `'`, `\'`)
	for name, value := range settings {
		if value != "" {
			fmt.Fprintf(&text, "%s='%s' ", name, escape.Replace(value))
		}
	}
	options, err := pgxpool.ParseConfig(text.String())
	if err != nil {
		return nil, err
	}
	connection := options.ConnConfig
	if d.cfg.Password != "" {
		connection.Password = d.cfg.Password
	}
	connection.ConnectTimeout = d.cfg.ConnectTimeout
	connection.RuntimeParams["statement_timeout"] = strconv.FormatInt(max(d.cfg.StatementTimeout.Milliseconds(), 1), 10)
	// An idle transaction, whose client hangs, would keep its locks.
	connection.RuntimeParams["idle_in_transaction_session_timeout"] = "60000"
	options.MaxConns = int32(d.cfg.PoolSize)
	options.MinConns = int32(max(d.cfg.PoolSize/4, 1))
	options.HealthCheckPeriod = 5 * time.Second
	options.PingTimeout = d.cfg.ConnectTimeout
	options.ShouldPing = d.doubtful
	options.BeforeConnect = impatient
	return options, nil
}

// seconds rounds up, because to libpq 0 means forever.
func seconds(d time.Duration) string {
	return strconv.FormatInt(int64((d+time.Second-1)/time.Second), 10)
}
