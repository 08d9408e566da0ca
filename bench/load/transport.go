package load

import (
	"context"
	"errors"
	"io"
	"math"
	"net"
	"net/http"
	"os"
	"sync"
	"time"

	"quintet/bench/samples"
	"quintet/bench/workload"
)

// keptBody is how much of an answer Verify gets to see.
const keptBody = 1 << 20

// newTransport makes the HTTP transport: connections stay open between requests, as many as were ever in use at once.
func (p *play) newTransport() *http.Transport {
	dialer := &net.Dialer{KeepAlive: 30 * time.Second}
	return &http.Transport{
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			conn, err := dialer.DialContext(ctx, network, address)
			if err != nil {
				return nil, err
			}
			p.connections.Add(1)
			return &countedConn{Conn: conn, closed: sync.OnceFunc(func() { p.connections.Add(-1) })}, nil
		},
		MaxIdleConnsPerHost: math.MaxInt32,
		DisableCompression:  true,
	}
}

// countedConn says when it is closed.
type countedConn struct {
	net.Conn
	closed func()
}

func (c *countedConn) Close() error {
	c.closed()
	return c.Conn.Close()
}

// client makes the client for vegeta. Its timeout is the round trip's, which costs no goroutine for each request.
func (p *play) client() *http.Client {
	return &http.Client{
		Transport:     roundTripper{p},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// roundTripper sends a call, reads and judges its answer, and keeps all that in the call. Vegeta sees an answer without a body.
type roundTripper struct{ *play }

// RoundTrip implements http.RoundTripper.
func (p roundTripper) RoundTrip(req *http.Request) (*http.Response, error) {
	c := p.calls.of(req.URL.Fragment)
	if c == nil {
		return nil, errors.New("a request without its call")
	}
	// Vegeta's own header is nothing that a client of the API would send.
	delete(req.Header, "X-Vegeta-Seq")
	if c.request.ContentType != "" {
		req.Header["Content-Type"] = []string{c.request.ContentType}
	}
	ctx, cancel := context.WithTimeout(p.flight, p.Timeout)
	defer cancel()
	h := &c.hit
	h.BytesOut = clamp(int64(len(c.request.Body)))
	h.Sent = p.now()
	res, err := p.transport.RoundTrip(req.WithContext(ctx))
	if err != nil {
		h.End = p.now()
		h.Failure, c.why = p.classify(err)
		return nil, err
	}
	buffer := bodies.Get().(*[]byte)
	body, size, err := readBody(res.Body, (*buffer)[:0])
	h.End = p.now()
	res.Body.Close() // of a body read to its end, or of a broken connection: its error says nothing new
	h.Status, h.BytesIn = uint16(res.StatusCode), clamp(size)
	if err != nil {
		h.Failure, c.why = p.classify(err)
	} else {
		h.Failure, c.why = c.request.Verify(workload.Response{Status: res.StatusCode, Header: res.Header, Body: body, Size: size})
	}
	*buffer = body
	bodies.Put(buffer)
	for _, line := range res.Header["Server-Timing"] {
		storeTimes(h, line, p.Writer.Store)
	}
	res.Body = http.NoBody
	return res, nil
}

// classify says which failure the error of a request without a whole answer is.
func (p *play) classify(err error) (samples.Failure, string) {
	var timeout net.Error
	cut := context.Cause(p.flight)
	switch {
	case cut != nil && (errors.Is(err, cut) || errors.Is(err, context.Canceled)):
		return samples.Timeout, errCut.Error()
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return samples.Timeout, "no whole answer within " + p.Timeout.String()
	}
	return samples.Connection, err.Error()
}

// bodies are buffers for answers.
var bodies = sync.Pool{New: func() any { return new(make([]byte, 0, 4<<10)) }}

// readBody reads a body to its end and keeps its beginning in b; size is the whole.
func readBody(r io.Reader, b []byte) (kept []byte, size int64, err error) {
	for len(b) < keptBody {
		if len(b) == cap(b) {
			b = append(b, 0)[:len(b)]
		}
		n, err := r.Read(b[len(b):min(cap(b), keptBody)])
		b = b[:len(b)+n]
		if err == io.EOF {
			return b, int64(len(b)), nil
		}
		if err != nil {
			return b, int64(len(b)), err
		}
	}
	rest, err := io.Copy(io.Discard, r)
	return b, int64(len(b)) + rest, err
}

// clamp makes a size fit a hit.
func clamp(size int64) uint32 { return uint32(min(size, math.MaxUint32)) }
