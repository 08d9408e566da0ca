package load_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"quintet/bench/load"
	"quintet/bench/samples"
	"quintet/bench/scenario"
	"quintet/bench/workload"
)

// tcpServer hands each connection to a handler and counts what it says of each request, by the request's path.
type tcpServer struct {
	url string

	mu       sync.Mutex
	arrived  map[string]int
	answered map[string]int
}

// fate is what becomes of one request.
type fate uint8

const (
	answered fate = iota
	// closedAfter: answered, and then the connection is closed without a word before.
	closedAfter
	// dropped: the connection is closed without an answer. reset: likewise, by a reset. truncated: within the answer.
	dropped
	reset
	truncated
)

// listenTCP hands each connection to a handler, which closes it, until the test is over.
func listenTCP(t testing.TB, handle func(net.Conn)) (url string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var serving sync.WaitGroup
	serving.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			serving.Go(func() { handle(c) })
		}
	})
	t.Cleanup(func() {
		l.Close()
		serving.Wait()
	})
	return "http://" + l.Addr().String()
}

// serveTCP decides the fate of each request by decide, which is given how many arrived on its connection and in all, from 1.
func serveTCP(t testing.TB, decide func(onConnection, inAll int) fate) *tcpServer {
	t.Helper()
	s := &tcpServer{arrived: map[string]int{}, answered: map[string]int{}}
	inAll := 0
	s.url = listenTCP(t, func(c net.Conn) {
		defer c.Close()
		r := bufio.NewReader(c)
		for n := 1; ; n++ {
			req, err := http.ReadRequest(r)
			if err != nil {
				return
			}
			if _, err := io.Copy(io.Discard, req.Body); err != nil {
				return
			}
			s.mu.Lock()
			inAll++
			fate := decide(n, inAll)
			s.arrived[req.URL.Path]++
			if fate <= closedAfter {
				s.answered[req.URL.Path]++
			}
			s.mu.Unlock()
			switch fate {
			case reset:
				c.(*net.TCPConn).SetLinger(0)
				return
			case dropped:
				return
			case truncated:
				io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe")
				return
			}
			if _, err := io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"); err != nil || fate == closedAfter {
				return
			}
		}
	})
	return s
}

// recorded plays an attack into a record on disk and reads it back.
func recorded(t testing.TB, a *load.Attack) []samples.Hit {
	t.Helper()
	run := t.TempDir()
	dir := filepath.Join(run, "trial-001")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	w, err := samples.Create(dir, samples.Manifest{Format: samples.FormatVersion})
	if err != nil {
		t.Fatal(err)
	}
	a.Writer = w
	_, err = a.Run(context.Background())
	if err := errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	opened, err := samples.OpenTrial(dir)
	if err != nil {
		t.Fatal(err)
	}
	var hits []samples.Hit
	if err := opened.Hits(func(h *samples.Hit) error { hits = append(hits, *h); return nil }); err != nil {
		t.Fatal(err)
	}
	return hits
}

// agree checks that hits and server tell the same: every hit arrived once or never, and is right exactly when it was answered.
func (s *tcpServer) agree(t testing.TB, hits []samples.Hit) (failed int) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	arrived := 0
	for _, h := range hits {
		path := "/" + strconv.FormatUint(h.Seq, 10)
		n := s.arrived[path]
		arrived += n
		if n > 1 {
			t.Errorf("hit %d was sent %d times", h.Seq, n)
		}
		if h.Failure == samples.Unsent { // on a machine too busy to send all in time
			failed++
			if n != 0 {
				t.Errorf("hit %d was not sent, and arrived %d times", h.Seq, n)
			}
			continue
		}
		if (h.Failure == samples.OK) != (s.answered[path] == 1) || h.Failure != samples.OK && h.Cause == samples.NoCause {
			t.Errorf("hit %d is %s (%s), and was answered %d times", h.Seq, h.Failure, h.Cause, s.answered[path])
		}
		if h.Failure != samples.OK {
			failed++
			if h.Connection != samples.FailedWithHit {
				t.Errorf("hit %d failed, and its connection %s", h.Seq, h.Connection)
			}
		}
		if t.Failed() {
			break
		}
	}
	if len(hits)-failed != len(s.answered) || arrived != len(s.arrived) {
		t.Errorf("%d hits, %d failed; the server answered %d of %d requests", len(hits), failed, len(s.answered), len(s.arrived))
	}
	return failed
}

// methods makes every other request a POST.
func methods(n uint64, r *workload.Request) {
	if n%2 == 1 {
		r.Method, r.Body, r.ContentType = http.MethodPost, []byte(`{"a":1}`), "application/json"
	}
}

// A proxy that closes every connection which was used before, without an answer: each second request is dropped, whatever its method,
// and none is sent twice.
func TestProxyThatDropsEveryUsedConnection(t *testing.T) {
	s := serveTCP(t, func(onConnection, _ int) fate {
		if onConnection > 1 {
			return dropped
		}
		return answered
	})
	// With fewer workers than hits some connection is used again, on whatever machine.
	a := &load.Attack{Schedule: schedule(t, steady(2000, 500*time.Millisecond), 1), Source: asks{methods}, Targets: []string{s.url}, MaxWorkers: 100}
	hits := recorded(t, a)
	failed := s.agree(t, hits)
	if len(hits) != 1000 || len(s.arrived) != 1000 || failed == 0 || failed > 500 {
		t.Errorf("%d hits, %d arrived, %d failed", len(hits), len(s.arrived), failed)
	}
	opened := 0
	for _, h := range hits {
		if h.Connected > 0 {
			opened++
		}
		if h.Failure != samples.OK && (h.Failure != samples.Connection || h.Cause != samples.Closed || h.Connected != 0) {
			t.Fatalf("hit %+v", h)
		}
	}
	if opened != 1000-failed {
		t.Errorf("%d connections were opened for %d hits that did not fail", opened, 1000-failed)
	}
}

// One that drops every eleventh request fails every eleventh hit, reads and writes alike: reads and writes take turns, so an odd distance
// meets both.
func TestProxyThatDropsEveryEleventhRequest(t *testing.T) {
	s := serveTCP(t, func(_, inAll int) fate {
		if inAll%11 == 0 {
			return dropped
		}
		return answered
	})
	a := &load.Attack{Schedule: schedule(t, steady(2000, 500*time.Millisecond), 1), Source: asks{methods}, Targets: []string{s.url}}
	hits := recorded(t, a)
	byMethod := [2]int{}
	for _, h := range hits {
		if h.Failure != samples.OK {
			byMethod[h.Operation]++
		}
	}
	if failed := s.agree(t, hits); failed != 90 || byMethod[0] == 0 || byMethod[1] == 0 {
		t.Errorf("%d of %d hits failed: %d of GET, %d of POST", failed, len(hits), byMethod[0], byMethod[1])
	}
}

// A server that closes each connection after an answer, with or without a word before, makes no hit fail. Without a word the hit that comes
// next may take the connection before its end has arrived here, so hits come one at a time and leave it time.
func TestConnectionsThatEndAfterTheirAnswer(t *testing.T) {
	s := serveTCP(t, func(int, int) fate { return closedAfter })
	stale := 0
	// On a busy machine all hits may come at once, each on a connection of its own.
	for try := 0; try < 20 && stale == 0; try++ {
		a := &load.Attack{Schedule: schedule(t, steady(20, 500*time.Millisecond), 1), Source: asks{}, Targets: []string{s.url}}
		for i, h := range recorded(t, a) {
			stale += int(h.Stale)
			if h.Failure != samples.OK && h.Cause != samples.Closed && h.Cause != samples.Reset || h.Failure == samples.OK && h.Connected == 0 {
				t.Errorf("hit %d: %+v", i, h)
			}
		}
	}
	if stale == 0 {
		t.Error("no connection was found closed")
	}
	polite := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Connection", "close") })
	a := &load.Attack{Schedule: schedule(t, steady(200, 100*time.Millisecond), 1), Source: asks{}, Targets: []string{polite}}
	for _, h := range recorded(t, a) {
		if h.Failure != samples.OK || h.Connected == 0 || h.Connection != samples.ClosedByServer || h.Stale != 0 {
			t.Errorf("hit %+v", h)
		}
	}
}

// Against a server that closes, resets, breaks off and delays at random every hit is answered or failed, none is sent twice, and the server
// counts the same. QUINTET_SOAK=1000000 makes it a million hits.
func TestSoak(t *testing.T) {
	hits := 20_000
	if n := os.Getenv("QUINTET_SOAK"); n != "" {
		var err error
		if hits, err = strconv.Atoi(n); err != nil {
			t.Fatal(err)
		}
	}
	rng := rand.New(rand.NewPCG(1, 2)) // decide is called by one goroutine at a time
	s := serveTCP(t, func(int, int) fate {
		switch n := rng.IntN(100); {
		case n < 90:
			if n == 0 {
				time.Sleep(time.Millisecond)
			}
			return answered
		case n < 94:
			return closedAfter
		case n < 96:
			return dropped
		case n < 98:
			return reset
		default:
			return truncated
		}
	})
	for _, closed := range []int{0, 16} {
		t.Run(fmt.Sprint("users ", closed), func(t *testing.T) {
			s.mu.Lock()
			clear(s.arrived)
			clear(s.answered)
			s.mu.Unlock()
			l := steady(5000, time.Duration(hits/2)*time.Second/5000)
			a := &load.Attack{Source: asks{methods}, Targets: []string{s.url}, Interval: time.Millisecond}
			if closed > 0 {
				l = scenario.Load{Closed: closed, Phases: []scenario.Phase{{Name: "all", Duration: time.Hour, Measure: true}}}
				a.Abort = func(l load.Live) string {
					if l.Total.Done >= uint64(hits/2) {
						return "enough"
					}
					return ""
				}
			}
			a.Schedule = schedule(t, l, 1)
			got := recorded(t, a)
			failed := s.agree(t, got)
			causes, stale, fates := map[string]int{}, 0, 0
			for _, h := range got {
				causes[h.Cause.String()]++
				stale += int(h.Stale)
				if h.Failure != samples.OK {
					fates++
				}
			}
			if len(got) < hits/2 || fates != failed || failed < len(got)/50 || causes["reset"] == 0 || causes["closed without an answer"] == 0 || causes["closed within the answer"] == 0 || stale == 0 {
				t.Errorf("%d hits, %d failed %v, %d stale", len(got), failed, causes, stale)
			}
			t.Logf("%d hits, %d failed (%v), %d idle connections found closed", len(got), failed, causes, stale)
		})
	}
}

// A target that speaks HTTP/2 alone ends the load with an error that says so.
func TestTargetOfHTTP2EndsTheLoad(t *testing.T) {
	url := listenTCP(t, func(c net.Conn) {
		io.WriteString(c, "\x00\x00\x00\x04\x00\x00\x00\x00\x00")
		io.Copy(io.Discard, c)
		c.Close()
	})
	var r record
	a := &load.Attack{Schedule: schedule(t, steady(100, time.Hour), 1), Source: asks{}, Targets: []string{url}, Writer: &r}
	if _, err := a.Run(context.Background()); err == nil || !strings.Contains(err.Error(), "HTTP/2") {
		t.Errorf("error %v", err)
	}
	if r.hits[0].Failure != samples.Connection || r.hits[0].Cause != samples.Protocol {
		t.Errorf("hit %+v", r.hits[0])
	}
}
