package http1

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

func TestConnectionsAreUsedAgain(t *testing.T) {
	s := serve(t, func(c net.Conn, r *bufio.Reader) {
		for readRequest(r) {
			io.WriteString(c, ok)
		}
	})
	target := s.target(t, Config{})
	for i := range 3 {
		began := target.client.now()
		x := get(t, target)
		if (x.Connected > 0) != (i == 0) || i == 0 && x.Connected < began || x.Written < max(x.Connected, began) || x.FirstByte < x.Written || x.End < x.FirstByte {
			t.Errorf("exchange %d from %s: connected %s, written %s, first byte %s, end %s", i, began, x.Connected, x.Written, x.FirstByte, x.End)
		}
	}
	if n := s.accepted.Load(); n != 1 || target.client.Connections() != 1 {
		t.Errorf("%d connections were opened, %d are open", n, target.client.Connections())
	}
}

// awaitClosed waits until the end of the only idle connection has reached this side.
func awaitClosed(t *testing.T, target *Target) {
	t.Helper()
	c := target.take()
	if c == nil {
		t.Fatal("no idle connection")
	}
	target.client.arm(c, time.Now().Add(time.Minute))
	for c.usable() {
		time.Sleep(time.Millisecond)
	}
	target.give(c)
}

// What the server closed before the request was written is no failure: another connection is taken, and that is counted.
func TestConnectionClosedWhileIdle(t *testing.T) {
	for name, end := range map[string]func(net.Conn){
		"closed":       func(net.Conn) {},
		"reset":        func(c net.Conn) { c.(*net.TCPConn).SetLinger(0) },
		"late garbage": func(c net.Conn) { io.WriteString(c, "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n") },
	} {
		t.Run(name, func(t *testing.T) {
			idle := make(chan bool)
			var requests atomic.Int64
			s := serve(t, func(c net.Conn, r *bufio.Reader) {
				for readRequest(r) {
					n := requests.Add(1)
					io.WriteString(c, ok)
					if n == 1 {
						<-idle
						end(c)
						return
					}
				}
			})
			target := s.target(t, Config{})
			get(t, target)
			idle <- true
			awaitClosed(t, target)
			if x := get(t, target); x.Stale != 1 || x.Connected == 0 {
				t.Errorf("%d stale connections, connected %s", x.Stale, x.Connected)
			}
			if n := requests.Load(); n != 2 || target.client.Connections() != 1 {
				t.Errorf("%d requests arrived, %d connections are open", n, target.client.Connections())
			}
		})
	}
}

// Once a request may have been written it is never sent again, whatever its method and however used the connection is.
func TestDroppedRequestIsAnError(t *testing.T) {
	for name, c := range map[string]struct {
		end  func(net.Conn)
		want error
	}{
		"closed": {func(net.Conn) {}, ErrClosed},
		"reset":  {func(c net.Conn) { c.(*net.TCPConn).SetLinger(0) }, syscall.ECONNRESET},
		"broken": {func(c net.Conn) { io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\no") }, io.ErrUnexpectedEOF},
	} {
		for _, method := range []string{"GET", "POST"} {
			t.Run(name+" "+method, func(t *testing.T) {
				var requests atomic.Int64
				s := serve(t, func(conn net.Conn, r *bufio.Reader) {
					for readRequest(r) {
						if requests.Add(1)%2 == 0 {
							c.end(conn)
							return
						}
						io.WriteString(conn, ok)
					}
				})
				target := s.target(t, Config{})
				for range 3 {
					get(t, target)
					var x Exchange
					err := target.Do(&Request{Method: method, Path: "/"}, &x)
					if !errors.Is(err, c.want) || x.Ending != Failed || x.Stale != 0 || x.Written == 0 {
						t.Errorf("error %v, ending %d, %d stale, written %s", err, x.Ending, x.Stale, x.Written)
					}
				}
				if n := requests.Load(); n != 6 || target.client.Connections() != 0 {
					t.Errorf("%d requests arrived, want 6; %d connections are open", n, target.client.Connections())
				}
			})
		}
	}
}

func TestWhatFollowsAnAnswerEndsItsConnection(t *testing.T) {
	s := serve(t, func(c net.Conn, r *bufio.Reader) {
		for readRequest(r) {
			io.WriteString(c, ok+"HTTP/1.1 500 Unasked\r\n\r\n")
		}
	})
	target := s.target(t, Config{})
	for range 3 {
		if x := get(t, target); x.Ending != Excess && x.Stale == 0 && x.Connected == 0 {
			t.Errorf("ending %d", x.Ending)
		}
	}
	if s.accepted.Load() != 3 {
		t.Errorf("%d connections", s.accepted.Load())
	}
}

// A server may refuse an upload before it has read it.
func TestEarlyAnswerToALargeUpload(t *testing.T) {
	const refusal = "HTTP/1.1 413 Content Too Large\r\nContent-Length: 2\r\n"
	body := bytes.Repeat([]byte("x"), 64<<20)
	for name, c := range map[string]struct {
		wire   string
		reads  bool // to the end, after it has answered
		closes bool
	}{
		"closed after it":        {refusal + "Connection: close\r\n\r\nno", false, true},
		"closed without a word":  {refusal + "\r\nno", false, true},
		"not read":               {refusal + "\r\nno", false, false},
		"read after all":         {refusal + "\r\nno", true, false},
		"read after all, closed": {refusal + "Connection: close\r\n\r\nno", true, true},
	} {
		t.Run(name, func(t *testing.T) {
			over := make(chan bool)
			s := serve(t, func(conn net.Conn, r *bufio.Reader) {
				req, err := http.ReadRequest(r)
				if err != nil {
					t.Error(err)
					return
				}
				io.WriteString(conn, c.wire)
				if c.reads {
					io.Copy(io.Discard, req.Body)
				}
				if !c.closes {
					<-over
				}
			})
			t.Cleanup(func() { close(over) })
			target := s.target(t, Config{Timeout: time.Minute})
			var x Exchange
			err := target.Do(&Request{Method: "PUT", Path: "/", Body: body}, &x)
			if err != nil || x.Status != 413 || string(x.Body) != "no" {
				t.Fatalf("status %d, %q, %v", x.Status, x.Body, err)
			}
			if x.Ending == Early && x.Written != 0 || x.Ending != Early && (!c.reads || x.Written == 0 || x.Written > x.FirstByte) {
				t.Errorf("ending %d, written %s, first byte %s", x.Ending, x.Written, x.FirstByte)
			}
			if open := target.client.Connections(); open != 0 && x.Ending != Kept {
				t.Errorf("%d connections are open", open)
			}
		})
	}
}

func TestLargeUploadArrivesWhole(t *testing.T) {
	body := bytes.Repeat([]byte("0123456789abcdef"), 1<<16)
	var got [][]byte
	s := serve(t, func(c net.Conn, r *bufio.Reader) {
		for {
			req, err := http.ReadRequest(r)
			if err != nil {
				return
			}
			b, _ := io.ReadAll(req.Body)
			got = append(got, b)
			io.WriteString(c, ok)
		}
	})
	target := s.target(t, Config{})
	for i, size := range []int{smallBody, smallBody + 1, len(body)} {
		var x Exchange
		if err := target.Do(&Request{Method: "PUT", Path: "/", Body: body[:size]}, &x); err != nil || x.Ending != Kept || x.Written == 0 || x.Written > x.FirstByte {
			t.Fatalf("%d bytes: %v, ending %d, written %s, first byte %s", size, err, x.Ending, x.Written, x.FirstByte)
		}
		if !bytes.Equal(got[i], body[:size]) {
			t.Errorf("of %d bytes %d arrived", size, len(got[i]))
		}
	}
	if s.accepted.Load() != 1 {
		t.Errorf("%d connections", s.accepted.Load())
	}
}

// Each stage has its own end when the time is over.
func TestTimeoutNamesItsStage(t *testing.T) {
	var release chan bool
	silent := func(net.Conn, *bufio.Reader) { <-release }
	saying := func(begin string) func(net.Conn, *bufio.Reader) {
		return func(c net.Conn, r *bufio.Reader) {
			readRequest(r)
			io.WriteString(c, begin)
			<-release
		}
	}
	large := bytes.Repeat([]byte("x"), 64<<20)
	for name, c := range map[string]struct {
		handle func(net.Conn, *bufio.Reader)
		scheme string
		body   []byte
		want   Stage
	}{
		"connecting": {silent, "https", nil, Connecting},
		"writing":    {silent, "http", large, Writing},
		"waiting":    {silent, "http", nil, Waiting},
		"in a head":  {saying("HTTP/1.1 200 OK\r\nCont"), "http", nil, Reading},
		"in a body":  {saying("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhell"), "http", nil, Reading},
		"in a chunk": {saying("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhell"), "http", nil, Reading},
	} {
		t.Run(name, func(t *testing.T) {
			release = make(chan bool)
			s := serve(t, c.handle)
			t.Cleanup(func() { close(release) }) // before the server's own end, which waits for its handlers
			s.url = strings.Replace(s.url, "http", c.scheme, 1)
			// On a busy machine the time may be over before the stage is reached; then there is more of it.
			for timeout := 40 * time.Millisecond; ; timeout *= 4 {
				target := s.target(t, Config{Timeout: timeout})
				began := target.client.now()
				var x Exchange
				err := target.Do(&Request{Method: "PUT", Path: "/", Body: c.body}, &x)
				var failed *Error
				if !errors.As(err, &failed) || !timedOut(err) {
					t.Fatalf("error %v", err)
				}
				if x.End-began < timeout || x.Ending != Failed || target.client.Connections() != 0 {
					t.Errorf("after %s, ending %d, %d connections are open", x.End-began, x.Ending, target.client.Connections())
				}
				if failed.Stage == c.want {
					return
				}
				if failed.Stage > c.want || timeout > time.Minute {
					t.Fatalf("error %v at stage %d, want %d", err, failed.Stage, c.want)
				}
			}
		})
	}
}

// A context that is done ends what is under way, at every stage.
func TestCutOffEndsExchanges(t *testing.T) {
	release, arrived := make(chan bool), make(chan bool, 100)
	s := serve(t, func(c net.Conn, r *bufio.Reader) {
		arrived <- true
		if readRequest(r) {
			io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhell")
		}
		<-release
	})
	t.Cleanup(func() { close(release) })
	ctx, cancel := context.WithCancel(context.Background())
	c := New(ctx, Config{Epoch: time.Now(), Timeout: time.Hour})
	defer c.Close()
	var all sync.WaitGroup
	for i := range 10 {
		base := s.url
		if i%2 == 0 {
			base = strings.Replace(s.url, "http", "https", 1) // and the handshake waits
		}
		target, err := c.Target(base)
		if err != nil {
			t.Fatal(err)
		}
		all.Go(func() {
			var x Exchange
			if err := target.Do(&Request{Method: "GET", Path: "/"}, &x); err == nil || !timedOut(err) && !errors.Is(err, context.Canceled) {
				t.Errorf("error %v", err)
			}
		})
	}
	for range 10 {
		<-arrived
	}
	cancel()
	all.Wait()
	if c.Connections() != 0 {
		t.Errorf("%d connections are open", c.Connections())
	}
}

func TestRefusedAndUnknown(t *testing.T) {
	c := New(context.Background(), Config{Epoch: time.Now()})
	defer c.Close()
	target, err := c.Target("http://127.0.0.1:1")
	if err != nil {
		t.Fatal(err)
	}
	var x Exchange
	var failed *Error
	if err := target.Do(&Request{Method: "GET", Path: "/"}, &x); !errors.Is(err, syscall.ECONNREFUSED) || !errors.As(err, &failed) || failed.Stage != Connecting || x.Written != 0 || x.End == 0 {
		t.Errorf("%v, %+v", err, x)
	}
}

// Many goroutines share a target, and each gets the answer to what it asked.
func TestManyAtOnce(t *testing.T) {
	s := serve(t, func(c net.Conn, r *bufio.Reader) {
		for n := 0; ; n++ {
			req, err := http.ReadRequest(r)
			if err != nil {
				return
			}
			(&http.Response{ProtoMajor: 1, ProtoMinor: 1, StatusCode: 200, ContentLength: int64(len(req.URL.Path)), Close: n == 7,
				Body: io.NopCloser(strings.NewReader(req.URL.Path))}).Write(c)
			if n == 7 {
				return
			}
		}
	})
	target := s.target(t, Config{})
	const workers, each = 8, 50
	var all sync.WaitGroup
	var opened atomic.Int64
	for i := range workers {
		all.Go(func() {
			var x Exchange
			for j := range each {
				path := "/" + strings.Repeat("x", i) + "/" + strings.Repeat("y", j)
				if err := target.Do(&Request{Method: "GET", Path: path}, &x); err != nil || string(x.Body) != path {
					t.Errorf("%s: %q, %v", path, x.Body, err)
				}
				if x.Connected > 0 {
					opened.Add(1)
				}
				x.Release()
			}
		})
	}
	all.Wait()
	if n := s.accepted.Load(); n != opened.Load() || n < workers*each/8 {
		t.Errorf("%d connections accepted, %d opened", n, opened.Load())
	}
}
