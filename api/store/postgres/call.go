package postgres

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"quintet/api/store"
)

// read runs f, which changes nothing or may be done twice, and does it again when its connection broke.
func (d *DB) read(ctx context.Context, act string, f func(context.Context, *pgx.Conn) error) error {
	ctx, cancel := store.Bounded(ctx, d.cfg.StatementTimeout)
	defer cancel()
	return d.call(ctx, act, true, f)
}

// write runs f, which must not be done twice, and tries again only when it cannot have been done.
func (d *DB) write(ctx context.Context, act string, f func(context.Context, *pgx.Conn) error) error {
	ctx, cancel := store.Bounded(ctx, d.cfg.StatementTimeout)
	defer cancel()
	return d.call(ctx, act, false, f)
}

// call runs f on a connection, again if need be, and sorts its error.
func (d *DB) call(ctx context.Context, act string, repeatable bool, f func(context.Context, *pgx.Conn) error) error {
	return fail(ctx, act, d.cfg.Budget.Do(ctx, func(attempt int) (bool, error) {
		again, err := d.once(ctx, repeatable, f)
		return again && attempt < d.cfg.Retries, err
	}))
}

// once runs f on a connection and reports whether it may be tried again.
func (d *DB) once(ctx context.Context, repeatable bool, f func(context.Context, *pgx.Conn) error) (again bool, err error) {
	conn, err := d.acquire(ctx)
	if err != nil {
		// The server cannot be reached: trying at once again would only make it harder for it to come back.
		return false, err
	}
	defer conn.Release()
	d.use(conn.Conn())
	err = f(ctx, conn.Conn())
	var said *pgconn.PgError
	if errors.As(err, &said) && said.Code == featureNotSupported && said.Routine == planOfOldSchema {
		// Nothing was done, and the driver has forgotten the statement: the same connection prepares it anew, where another one may hold an
		// old plan too.
		err = f(ctx, conn.Conn())
	}
	if err == nil {
		return false, nil
	}
	switch broken := conn.Conn().IsClosed(); {
	case broken && ctx.Err() == nil:
		d.brokeAt.Store(int64(time.Since(d.opened)))
		return repeatable || pgconn.SafeToRetry(err), err
	case errors.As(err, &said):
		return said.Code == serializationFailure || said.Code == deadlockDetected, err
	}
	return false, err
}

// acquire takes a connection from the pool, waiting for one if need be.
func (d *DB) acquire(ctx context.Context) (*pgxpool.Conn, error) {
	began := time.Now()
	conn, err := d.pool.Acquire(ctx)
	if err != nil && ctx.Err() != nil {
		d.gaveUp.Add(1)
		d.gaveUpWaited.Add(int64(time.Since(began)))
	}
	return conn, err
}

// doubtful reports whether a connection is asked for a sign of life before it is used: when the server has ended it, when it was idle for long,
// or since before another one broke. The first of these is what a server that restarts leaves behind, and costs no exchange to find out.
func (d *DB) doubtful(_ context.Context, c pgxpool.ShouldPingParams) bool {
	// Who has sessions add to the statistics takes connections from the pool as well, which does not count as use.
	idle := max(c.IdleDuration, time.Since(d.opened)-d.session(c.Conn).used)
	if idle > time.Second || ended(c.Conn.PgConn().Conn()) {
		return true
	}
	broke := d.brokeAt.Load()
	return broke != 0 && idle > time.Since(d.opened)-time.Duration(broke)
}

// Pools implements store.Pooler with one pool.
func (d *DB) Pools() []store.Pool {
	s := d.pool.Stat()
	return []store.Pool{{
		InUse: int(s.AcquiredConns()), Idle: int(s.IdleConns()), Max: int(s.MaxConns()),
		Waits:  s.EmptyAcquireCount() + d.gaveUp.Load(),
		Waited: s.EmptyAcquireWaitTime() + time.Duration(d.gaveUpWaited.Load()),
	}}
}
