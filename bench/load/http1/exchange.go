package http1

import (
	"errors"
	"io"
	"net"
	"net/http"
	"sync"
	"time"
)

// Exchange is what became of one request. It may be used again. Instants are offsets from the client's Epoch; those that did not come
// are 0.
type Exchange struct {
	// Connected is when a connection had been opened, TLS included; 0 when one was open.
	Connected time.Duration
	// Written is when the last byte of the request had been handed to the operating system.
	Written time.Duration
	// FirstByte is when the final answer began to come in, End when its last byte had, or when the exchange had failed.
	FirstByte, End time.Duration
	// Stale is how many idle connections turned out to be closed before one was used.
	Stale int
	// Ending is why the connection was not kept.
	Ending Ending

	Status int
	// Body is the whole body, or its first MiB when Size is larger. It is valid until Release or the next use.
	Body []byte
	Size int64

	head   head
	buffer *[]byte // of Body
}

// Ending is why a connection ended with an exchange.
type Ending uint8

// The endings.
const (
	// Kept: the connection is open and idle.
	Kept Ending = iota
	// Failed: the exchange failed, and with it the connection; or there was none.
	Failed
	// Announced: the server said that it closes, or marked the end of the body by closing.
	Announced
	// Excess: more came than the answer.
	Excess
	// Early: the answer came before the request had been written.
	Early
)

// smallBody is the largest body that is written together with the head of its request, which never waits for the server to read.
const smallBody = 16 << 10

// Do makes one attempt: it asks, and reads the answer to its end or to the deadline. Its error is an *Error. x holds what came until then.
func (t *Target) Do(r *Request, x *Exchange) error {
	x.Release()
	*x = Exchange{head: x.head}
	began := t.client.now()
	err := t.do(r, x, t.client.Epoch.Add(began+t.client.Timeout))
	x.End = t.client.now()
	if err != nil {
		x.Ending = Failed
		return err
	}
	return nil
}

// do makes one attempt: it takes or opens a connection, writes the request and reads the answer, which may come before the request is written
// whole. An *Error names the stage at which it failed. The connection is given back only when nothing on it is left over.
func (t *Target) do(r *Request, x *Exchange, deadline time.Time) error {
	if err := r.check(); err != nil {
		return &Error{Preparing, err}
	}
	c, err := t.connection(x, deadline)
	if err != nil {
		return &Error{Connecting, err}
	}
	writing, written := t.write(c, r, x)
	stage, err := t.read(c, r.Method, x)
	if writing != nil {
		written = finish(c, writing, x)
	}
	switch {
	case err != nil:
		t.client.drop(c)
		// A connection that broke while it was written to has no more to say on why it cannot be read.
		if written != nil && !errors.Is(written, errUnfinished) && stage <= Waiting || errors.Is(written, errUnfinished) && timedOut(err) {
			stage = Writing
			if !errors.Is(written, errUnfinished) {
				err = written
			}
		}
		return &Error{stage, err}
	case written != nil:
		x.Ending = Early
	case x.head.close:
		x.Ending = Announced
	case c.in.Buffered() > 0:
		x.Ending = Excess
	default:
		t.give(c)
		return nil
	}
	t.client.drop(c)
	return nil
}

// connection takes an idle connection that can be used, or opens one.
func (t *Target) connection(x *Exchange, deadline time.Time) (*conn, error) {
	for c := t.take(); c != nil; c = t.take() {
		if err := t.client.ctx.Err(); err != nil {
			t.client.drop(c)
			return nil, err
		}
		t.client.arm(c, deadline)
		if c.usable() {
			return c, nil
		}
		t.client.drop(c)
		x.Stale++
	}
	c, err := t.connect(deadline)
	if err == nil {
		x.Connected = t.client.now()
	}
	return c, err
}

// write writes a request. A large body goes on being written after it has returned; writing then gives the outcome, once.
func (t *Target) write(c *conn, r *Request, x *Exchange) (writing chan error, err error) {
	buffer := buffers.Get().(*[]byte)
	b := t.appendHead((*buffer)[:0], r)
	if len(r.Body) <= smallBody {
		b = append(b, r.Body...)
		if _, err = c.net.Write(b); err == nil {
			x.Written = t.client.now()
		}
		*buffer = b
		buffers.Put(buffer)
		return nil, err
	}
	writing = make(chan error, 1)
	go func() {
		_, err := c.net.Write(b)
		*buffer = b
		buffers.Put(buffer)
		if err == nil {
			_, err = c.net.Write(r.Body)
		}
		if err == nil {
			x.Written = t.client.now() // finish waits for it
		}
		writing <- err
	}()
	return writing, nil
}

// errUnfinished says that the rest of a request was not written, since the exchange was over.
var errUnfinished = errors.New("the request was not written to its end")

// finish ends the writing of a request when the exchange is over.
func finish(c *conn, writing chan error, x *Exchange) error {
	var err error
	select {
	case err = <-writing:
	default:
		// Ends a write that waits; one that has just ended stays as it is.
		c.net.SetWriteDeadline(past)
		if err = <-writing; timedOut(err) {
			err = errUnfinished
		}
	}
	if x.FirstByte > 0 {
		x.Written = min(x.Written, x.FirstByte)
	}
	return err
}

// read reads one final answer. The stage is that of the error.
func (t *Target) read(c *conn, method string, x *Exchange) (Stage, error) {
	for budget := maxHead; ; {
		if _, err := c.in.Peek(1); err != nil {
			if err == io.EOF {
				err = ErrClosed
			}
			return Waiting, err
		}
		x.FirstByte = t.client.now()
		if err := x.head.read(c.in, &budget); err != nil {
			return Reading, err
		}
		if x.head.status >= 200 || x.head.status == http.StatusSwitchingProtocols {
			break
		}
	}
	x.Status = x.head.status
	return Reading, x.readBody(c.in, method)
}

// timedOut reports whether an error is that of a deadline.
func timedOut(err error) bool {
	var timeout net.Error
	return errors.As(err, &timeout) && timeout.Timeout()
}

// buffers hold requests while they are written, and bodies of answers.
var buffers = sync.Pool{New: func() any { return new(make([]byte, 0, 4<<10)) }}

// Release gives back what an exchange holds of memory. Its Body is gone then.
func (x *Exchange) Release() {
	if x.buffer != nil {
		*x.buffer = x.Body[:0]
		buffers.Put(x.buffer)
		x.Body, x.buffer = nil, nil
	}
}
