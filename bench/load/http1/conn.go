package http1

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"net"
	"strings"
	"syscall"
	"time"
)

// conn is a connection. The goroutine that has taken it from the pool owns it.
type conn struct {
	net    net.Conn // socket, or TLS over it
	socket *socket
	in     *bufio.Reader
}

// socket is a TCP connection that can be read without waiting.
type socket struct {
	*net.TCPConn
	raw syscall.RawConn
	// probing makes Read return errQuiet where it would wait.
	probing bool
}

// Read implements io.Reader.
func (s *socket) Read(b []byte) (int, error) {
	if s.probing {
		return s.readNow(b)
	}
	return s.TCPConn.Read(b)
}

// errQuiet says that a connection is open and nothing has come in. It is a temporary net.Error, so that TLS may go on after it.
var errQuiet net.Error = quiet{}

type quiet struct{}

func (quiet) Error() string   { return "nothing to read" }
func (quiet) Timeout() bool   { return true }
func (quiet) Temporary() bool { return true }

// usable reports whether an idle connection is open and silent. Records of TLS that are not the application's, such as session tickets, are
// taken in on the way.
func (c *conn) usable() bool {
	c.socket.probing = true
	_, err := c.in.Peek(1)
	c.socket.probing = false
	return err == errQuiet
}

// connect opens a connection. The deadline, and the end of the client's context, bound it.
func (t *Target) connect(deadline time.Time) (*conn, error) {
	dialer := net.Dialer{Deadline: deadline, KeepAlive: 30 * time.Second, Resolver: t.client.resolver}
	tcp, err := dial(t.client.ctx, &dialer, t.address)
	if err != nil {
		return nil, err
	}
	s := &socket{TCPConn: tcp.(*net.TCPConn)}
	if s.raw, err = s.SyscallConn(); err != nil {
		return nil, errors.Join(err, tcp.Close())
	}
	c := &conn{net: s, socket: s}
	if t.tls != nil {
		c.net = tls.Client(s, t.tls)
	}
	t.client.add(c)
	t.client.arm(c, deadline)
	if over, ok := c.net.(*tls.Conn); ok {
		if err := over.Handshake(); err != nil {
			t.client.drop(c)
			if strings.HasSuffix(err.Error(), noProtocol) {
				err = ErrHTTP2
			}
			return nil, &handshakeError{err}
		}
	}
	c.in = bufio.NewReader(c.net)
	return c, nil
}

// noProtocol ends the error of crypto/tls for the alert no_application_protocol: the server speaks none of what was offered, HTTP/1.1.
const noProtocol = "tls: no application protocol"

// dial dials all addresses of a name. Where the machine has no IPv6, dialing ::1 fails like dialing without a free local port does, and
// the error of the first address hides that of the second; IPv4 alone then tells which it was.
func dial(ctx context.Context, dialer *net.Dialer, address string) (net.Conn, error) {
	c, err := dialer.DialContext(ctx, "tcp", address)
	if errors.Is(err, syscall.EADDRNOTAVAIL) {
		var none *net.AddrError
		if c4, err4 := dialer.DialContext(ctx, "tcp4", address); err4 == nil || !errors.As(err4, &none) {
			return c4, err4
		}
	}
	return c, err
}
