package http1

import (
	"bufio"
	"context"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// server is a server of which the test writes every byte.
type server struct {
	url      string
	accepted atomic.Int64
}

// serve hands each connection to handle, which is to read requests from r, and closes it afterwards.
func serve(t *testing.T, handle func(c net.Conn, r *bufio.Reader)) *server {
	t.Helper()
	return serveOn(t, "127.0.0.1:0", handle)
}

func serveOn(t *testing.T, address string, handle func(c net.Conn, r *bufio.Reader)) *server {
	t.Helper()
	l, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	s := &server{url: "http://" + l.Addr().String()}
	var serving sync.WaitGroup
	var mu sync.Mutex
	open := map[net.Conn]bool{}
	serving.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			s.accepted.Add(1)
			mu.Lock()
			open[c] = true
			mu.Unlock()
			serving.Go(func() {
				handle(c, bufio.NewReader(c))
				c.Close()
			})
		}
	})
	t.Cleanup(func() {
		l.Close()
		mu.Lock()
		for c := range open {
			c.Close()
		}
		mu.Unlock()
		serving.Wait()
	})
	return s
}

// readRequest reads one request to its end; false when there is none.
func readRequest(r *bufio.Reader) bool {
	req, err := http.ReadRequest(r)
	if err != nil {
		return false
	}
	_, err = io.Copy(io.Discard, req.Body)
	return err == nil
}

// target is the server as a target of a client that lives as long as the test.
func (s *server) target(t *testing.T, cfg Config) *Target {
	t.Helper()
	if cfg.Epoch.IsZero() {
		cfg.Epoch = time.Now()
	}
	c := New(context.Background(), cfg)
	t.Cleanup(c.Close)
	target, err := c.Target(s.url)
	if err != nil {
		t.Fatal(err)
	}
	return target
}

// discardLog takes what net/http's server has to say on clients that go away.
var discardLog = log.New(io.Discard, "", 0)

const ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

// get asks for "/" and checks that the answer is ok.
func get(t *testing.T, target *Target) *Exchange {
	t.Helper()
	var x Exchange
	if err := target.Do(&Request{Method: "GET", Path: "/"}, &x); err != nil || x.Status != 200 || string(x.Body) != "ok" {
		t.Fatalf("status %d, body %q, %v", x.Status, x.Body, err)
	}
	return &x
}
