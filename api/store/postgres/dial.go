package postgres

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// farewell is how long each step of giving up a connection may take: asking the server to cancel, then taking leave of it.
const farewell = time.Second

// impatient has a connection that is about to be made given up soon when its time comes.
//
// Subtleness ahead: when a call ends before its answer is there, the driver asks the server over a second connection to cancel the
// statement and drains the first one, in the background, for up to 15 seconds. All that time the connection keeps its place in the
// pool. A server that does not answer, or a network that lost the packets, would so keep the pool full for 15 seconds after all is
// well again. Both connections are dialled by the same function: what is dialled after the first one is made, is to cancel.
func impatient(_ context.Context, c *pgx.ConnConfig) error {
	var made atomic.Bool
	c.AfterConnect = func(context.Context, *pgconn.PgConn) error {
		made.Store(true)
		return nil
	}
	dial := c.DialFunc
	c.DialFunc = func(ctx context.Context, network, address string) (net.Conn, error) {
		var until time.Time
		if made.Load() {
			until = time.Now().Add(farewell)
			var cancel context.CancelFunc
			ctx, cancel = context.WithDeadline(ctx, until)
			defer cancel()
		}
		conn, err := dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		if err := conn.SetDeadline(until); err != nil {
			return nil, errors.Join(err, conn.Close())
		}
		return brief{conn}, nil
	}
	return nil
}

// ended reports whether the server has ended an idle connection, or is about to.
func ended(conn net.Conn) bool {
	if t, ok := conn.(*tls.Conn); ok {
		conn = t.NetConn()
	}
	b, ok := conn.(brief)
	if !ok {
		return false
	}
	s, ok := b.Conn.(syscall.Conn)
	if !ok {
		return false
	}
	raw, err := s.SyscallConn()
	return err != nil || disturbed(raw)
}

// brief is a connection with no deadline farther off than farewell. The driver sets one in the future only to drain.
type brief struct{ net.Conn }

// SetDeadline implements net.Conn.
func (c brief) SetDeadline(t time.Time) error {
	if latest := time.Now().Add(farewell); t.After(latest) {
		t = latest
	}
	return c.Conn.SetDeadline(t)
}
