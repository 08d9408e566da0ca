package http1

import (
	"cmp"
	"context"
	"crypto/tls"
	"net"
	"sync"
	"time"
)

// Config is the configuration of a Client.
type Config struct {
	// Epoch is the instant that all instants of an Exchange are offsets from; it must be set.
	Epoch time.Time
	// Timeout bounds an exchange, from its beginning to the last byte of the answer; 0 means 30 s.
	Timeout time.Duration
	// TLS is for targets of https; nil means the roots of the system. Sessions are resumed unless SessionTicketsDisabled is set.
	TLS *tls.Config
}

// Client sends requests to any number of targets. Make it with New and Close it.
type Client struct {
	Config
	// ctx ends all exchanges when it is done.
	ctx    context.Context
	unhook func() bool
	// resolver is the system's when nil.
	resolver *net.Resolver

	mu   sync.Mutex // guards open
	open map[*conn]struct{}
}

// New makes a client. When ctx is done, the exchanges that are under way end as if their time were over, and so does every later one.
func New(ctx context.Context, cfg Config) *Client {
	cfg.Timeout = cmp.Or(cfg.Timeout, 30*time.Second)
	c := &Client{Config: cfg, ctx: ctx, open: map[*conn]struct{}{}}
	c.unhook = context.AfterFunc(ctx, c.cutOff)
	return c
}

// Close closes all connections. No exchange may be under way.
func (c *Client) Close() {
	c.unhook()
	c.mu.Lock()
	open := c.open
	c.open = map[*conn]struct{}{}
	c.mu.Unlock()
	for conn := range open {
		conn.net.Close()
	}
}

// Connections is how many connections are open.
func (c *Client) Connections() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.open)
}

// past is a deadline that is over.
var past = time.Unix(1, 0)

// cutOff ends all reads and writes that are under way, by deadlines in the past.
func (c *Client) cutOff() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for conn := range c.open {
		conn.net.SetDeadline(past)
	}
}

// arm sets the deadline of a connection.
func (c *Client) arm(conn *conn, deadline time.Time) {
	conn.net.SetDeadline(deadline)
	// The deadline stands before ctx is asked: whichever comes second, this or cutOff, sees the other.
	if c.ctx.Err() != nil {
		conn.net.SetDeadline(past)
	}
}

func (c *Client) add(conn *conn) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.open[conn] = struct{}{}
}

// drop closes a connection.
func (c *Client) drop(conn *conn) {
	c.mu.Lock()
	delete(c.open, conn)
	c.mu.Unlock()
	conn.net.Close()
}

func (c *Client) now() time.Duration { return time.Since(c.Epoch) }
