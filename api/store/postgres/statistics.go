package postgres

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// A session adds what it counted to the server's statistics when it becomes idle, but at most once a second; what is left then is added when it
// is used again, or was idle for ten. So a burst of calls would be seen late or, in a short run, not at all. Versions from 15 on can be asked to
// add it at once, which sessions are that were used and are idle for settled; with older ones the lag stays.
const (
	settled    = 250 * time.Millisecond
	sweepEvery = 500 * time.Millisecond
	// sweepTimeout bounds a sweep; a server that hangs then costs the connections that it would cost calls anyway.
	sweepTimeout = 10 * time.Second
	// lag is how long after a call the statistics have it: a session that is used all the time adds once a second, and one that is not any more
	// is asked at the next sweep after it settled.
	lag = 2 * time.Second
)

// session is what is known of a connection's session. It is used by who has acquired the connection.
type session struct {
	// used and added are when it was last used by a call, and when it was last asked to add to the statistics, since DB.opened.
	used, added time.Duration
}

// sessionKey is what a connection has its session under.
const sessionKey = "quintet.session"

// session returns a connection's session. One that is new counted nothing.
func (d *DB) session(conn *pgx.Conn) *session {
	data := conn.PgConn().CustomData()
	s, ok := data[sessionKey].(*session)
	if !ok {
		now := time.Since(d.opened)
		s = &session{now, now}
		data[sessionKey] = s
	}
	return s
}

// use notes that a call uses a connection.
func (d *DB) use(conn *pgx.Conn) {
	now := time.Since(d.opened)
	d.session(conn).used = now
	d.usedAt.Store(int64(now))
}

// sweep has sessions add to the statistics, until ctx ends or the server is found not to know how.
func (d *DB) sweep(ctx context.Context) {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		// Taking connections that were idle since the last sweep would only make them look used.
		if time.Since(d.opened)-time.Duration(d.usedAt.Load()) < settled+2*sweepEvery && !d.addStatistics(ctx) {
			return
		}
	}
}

// addStatistics has idle sessions that settled add to the statistics, and reports whether the server can.
func (d *DB) addStatistics(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, sweepTimeout)
	defer cancel()
	var asking sync.WaitGroup
	idle := d.pool.AcquireAllIdle(ctx)
	unknown := make([]bool, len(idle))
	for i, conn := range idle {
		s := d.session(conn.Conn())
		if now := time.Since(d.opened); s.used <= s.added || now-s.used < settled {
			conn.Release()
			continue
		}
		asking.Go(func() {
			defer conn.Release()
			unknown[i] = d.addSession(ctx, conn, s)
		})
	}
	asking.Wait()
	return !slices.Contains(unknown, true)
}

// addSession asks one session, and reports whether the server does not know how.
func (d *DB) addSession(ctx context.Context, conn *pgxpool.Conn, s *session) (unknown bool) {
	_, err := conn.Exec(ctx, `SELECT pg_stat_force_next_flush()`)
	// What else goes wrong is for the next call on this connection to find.
	s.added = time.Since(d.opened)
	var said *pgconn.PgError
	return errors.As(err, &said) && said.Code == undefinedFunction
}

// undefinedFunction is what versions before 15 say.
const undefinedFunction = "42883"
