package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"quintet/api/store"
)

// Config says which file to open and how.
type Config struct {
	// Path of the database file; its folder must exist. Beside it SQLite keeps two more files, "-wal" and "-shm".
	Path string
	// Readers is how many connections read; 0 means as many as there are cores, but at least 4.
	Readers int
	// Synchronous is when a commit is flushed to the disk, one of Synchronous(); empty means the first.
	Synchronous string
	// BusyTimeout is how long a write waits for a writer in another process before it is ErrUnavailable; 0 means 5s.
	BusyTimeout time.Duration
	// Now gives creation times; nil means time.Now.
	Now func() time.Time
}

// DB is an open database. Make it with Open.
type DB struct {
	cfg           Config
	writer, reads *sql.DB
	statements
}

var (
	_ store.Records             = (*DB)(nil)
	_ store.Messages            = (*DB)(nil)
	_ store.Notifications       = (*DB)(nil)
	_ store.Graph               = (*DB)(nil)
	_ store.RecordsLoader       = (*DB)(nil)
	_ store.MessagesLoader      = (*DB)(nil)
	_ store.NotificationsLoader = (*DB)(nil)
	_ store.GraphLoader         = (*DB)(nil)
	_ store.Counter             = (*DB)(nil)
	_ store.Pinger              = (*DB)(nil)
	_ store.Versioner           = (*DB)(nil)
	_ store.Pooler              = (*DB)(nil)
)

// Open opens or creates the database and brings its schema up to date. Several processes may open the same file at once.
func Open(ctx context.Context, cfg Config) (*DB, error) {
	if cfg.Path == "" {
		return nil, errors.New("open sqlite: no path given")
	}
	path, err := filepath.Abs(cfg.Path)
	if err != nil {
		return nil, fmt.Errorf("open sqlite: %w", err)
	}
	cfg.Readers = cmp.Or(cfg.Readers, max(4, runtime.NumCPU()))
	if cfg.Synchronous == "" {
		cfg.Synchronous = Synchronous()[0]
	}
	if !slices.Contains(Synchronous(), cfg.Synchronous) {
		return nil, fmt.Errorf("open sqlite: found synchronous %q, want one of %s", cfg.Synchronous, strings.Join(Synchronous(), ", "))
	}
	cfg.BusyTimeout = cmp.Or(cfg.BusyTimeout, 5*time.Second)
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if err := private(path); err != nil {
		return nil, fmt.Errorf("open sqlite: %w", err)
	}
	d := &DB{cfg: cfg}
	if d.writer, err = connect(path, 1, "synchronous("+cfg.Synchronous+")", "wal_autocheckpoint(2000)", "journal_size_limit(67108864)"); err != nil {
		return nil, fmt.Errorf("open sqlite: %w", err)
	}
	if err = d.migrate(ctx); err != nil {
		return nil, errors.Join(store.Wrap("open sqlite: migrate", err), d.writer.Close())
	}
	if d.reads, err = connect(path, cfg.Readers, "query_only(1)"); err != nil {
		return nil, errors.Join(fmt.Errorf("open sqlite: %w", err), d.writer.Close())
	}
	if err = d.prepare(ctx); err != nil {
		return nil, errors.Join(store.Wrap("open sqlite: prepare", err), d.Close())
	}
	return d, nil
}

// Synchronous are the values of Config.Synchronous, the default first: normal flushes the log when it is put into the database, full with every
// commit, off never. A process that is killed loses nothing with any of them.
func Synchronous() []string { return []string{"normal", "full", "off"} }

// private makes the file, unless it is there, for its owner alone: SQLite would make it readable for everyone. Its two others get the rights
// of this one. A file that is there is not even opened, because closing it would give up the locks that this process has on it.
func private(path string) error {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return file.Close()
}

// shortWait is SQLite's own busy wait in milliseconds: short, because it cannot be cancelled; whoever is still busy after it is
// retried in Go.
const shortWait = 10

// connect makes a pool of connections that all have the pragmas.
func connect(path string, connections int, pragmas ...string) (*sql.DB, error) {
	q := url.Values{"_txlock": {"immediate"}}
	q.Add("_pragma", fmt.Sprintf("busy_timeout(%d)", shortWait))
	q.Add("_pragma", "cache_size(-16384)")
	q.Add("_pragma", "temp_store(MEMORY)")
	for _, p := range pragmas {
		q.Add("_pragma", p)
	}
	db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Path: path, RawQuery: q.Encode()}).String())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	return db, nil
}

// Close closes the database. Calls in flight fail.
func (d *DB) Close() error {
	var errs []error
	errs = append(errs, d.statements.close())
	if d.reads != nil {
		errs = append(errs, d.reads.Close())
	}
	// The writer closes last: the last connection of all processes folds the write-ahead log into the file.
	errs = append(errs, d.writer.Close())
	return errors.Join(errs...)
}

// Pools implements store.Pooler with the pools "write" and "read".
func (d *DB) Pools() []store.Pool {
	return []store.Pool{pool("write", d.writer.Stats()), pool("read", d.reads.Stats())}
}

func pool(name string, s sql.DBStats) store.Pool {
	return store.Pool{Name: name, InUse: s.InUse, Idle: s.Idle, Max: s.MaxOpenConnections, Waits: s.WaitCount, Waited: s.WaitDuration}
}

// Ping implements store.Pinger: it reads through the schema, and writes what the file's head has anyway.
func (d *DB) Ping(ctx context.Context) error {
	const act = "ping sqlite"
	var n int
	if err := d.ping.QueryRowContext(ctx).Scan(&n); err != nil {
		return fail(ctx, act, err)
	}
	_, err := d.exec(ctx, d.probe)
	if refusesWrites(err) && ctx.Err() == nil {
		return fmt.Errorf("%s: %w: %w", act, store.ErrReadOnly, err)
	}
	return fail(ctx, act, err)
}

// Version implements store.Versioner.
func (d *DB) Version(ctx context.Context) (string, error) {
	var v string
	if err := d.reads.QueryRowContext(ctx, "SELECT sqlite_version()").Scan(&v); err != nil {
		return "", fail(ctx, "read sqlite's version", err)
	}
	return "SQLite " + v, nil
}

// Counts implements store.Counter for users, groups, messages, notifications, friendships and memberships. It reads the tables
// through, so it takes time in proportion to the rows.
func (d *DB) Counts(ctx context.Context) (map[string]int64, error) {
	counts := map[string]int64{}
	for kind, from := range map[string]string{
		"users": "users", "groups": "groups", "messages": "messages", "notifications": "notifications",
		"friendships": "friendships WHERE user_id < friend_id", "memberships": "memberships",
	} {
		var n int64
		if err := d.reads.QueryRowContext(ctx, "SELECT COUNT(*) FROM "+from).Scan(&n); err != nil {
			return nil, fail(ctx, "count "+kind, err)
		}
		counts[kind] = n
	}
	return counts, nil
}
