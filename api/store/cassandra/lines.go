package cassandra

import (
	"context"
	"fmt"
	"net"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gocql/gocql"

	"quintet/api/store"
)

// lines makes the driver's connections, knows those that are open, and can end them all. The driver takes no context when it
// connects, and when it is closed it waits for connections that are being made; both end at once when there are no lines any more.
type lines struct {
	dialer net.Dialer
	// via has addresses to connect to in place of others.
	via   map[string]string
	ended context.Context
	end   context.CancelFunc

	// made counts the connections ever made.
	made atomic.Int64

	mu   sync.Mutex
	open []*net.TCPConn
	// why is why the last connection could not be made, nil if it could. The driver only gives it as text.
	why error
}

func newLines(timeout time.Duration) *lines {
	l := &lines{dialer: net.Dialer{Timeout: timeout}}
	ended, end := context.WithCancel(context.Background())
	l.ended = ended
	l.end = func() {
		end()
		l.mu.Lock()
		defer l.mu.Unlock()
		for _, conn := range l.open {
			conn.Close()
		}
		l.open = nil
	}
	return l
}

// DialContext implements gocql.Dialer.
func (l *lines) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(l.ended, cancel)()
	if via, ok := l.via[address]; ok {
		address = via
	}
	conn, err := l.dialer.DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := l.ended.Err(); err != nil {
		conn.Close()
		return nil, &net.OpError{Op: "dial", Net: network, Err: err}
	}
	l.open = append(slices.DeleteFunc(l.open, closed), conn.(*net.TCPConn))
	l.made.Add(1)
	// Not wrapped: the driver writes several requests with one call of the system only if it sees the connection itself.
	return conn, nil
}

// era is the time since the last connection was made, by its number. A node that lost what it had not yet written to its disk died, so
// whatever is written to it afterwards goes over a connection of a later era.
func (l *lines) era() int64 { return l.made.Load() }

// closed reports whether a connection has been closed on this side.
func closed(c *net.TCPConn) bool {
	raw, err := c.SyscallConn()
	return err != nil || raw.Control(func(uintptr) {}) != nil
}

// ObserveConnect implements gocql.ConnectObserver.
func (l *lines) ObserveConnect(o gocql.ObservedConnect) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.why = o.Err
	// A server that is silent from the start is to the driver an error like any other.
	if o.Err != nil && o.End.Sub(o.Start) >= l.dialer.Timeout {
		l.why = fmt.Errorf("%w: %w", store.ErrTimeout, o.Err)
	}
}

// connect makes a session on these lines.
func (l *lines) connect(cfg *gocql.ClusterConfig) (*gocql.Session, error) {
	session, err := cfg.CreateSession()
	if err == nil {
		return session, nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.why != nil {
		return nil, l.why
	}
	return nil, err
}
