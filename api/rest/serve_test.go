package rest_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"quintet/api/admission"
	"quintet/api/rest"
	"quintet/api/store"
)

// counted waits until /metrics shows a line: a request is counted when its answer has been sent, so perhaps a moment after the
// client has read it.
func (s *service) counted(line string) {
	s.t.Helper()
	shown := ""
	for deadline := time.Now().Add(5 * time.Second); time.Now().Before(deadline); {
		shown = s.want(200, "GET", "/metrics", "").body
		if strings.Contains(shown, line+"\n") {
			return
		}
	}
	metric, _, _ := strings.Cut(line, "{")
	var near []string
	for l := range strings.Lines(shown) {
		if strings.HasPrefix(l, metric) {
			near = append(near, l)
		}
	}
	s.t.Errorf("metrics lack %s, they have\n%s", line, strings.Join(near, ""))
}

// failing is a store of users that answers as told.
type failing struct {
	store.Records
	user func(context.Context, int64) (store.User, error)
}

// User implements store.Records.
func (f failing) User(ctx context.Context, id int64) (store.User, error) { return f.user(ctx, id) }

// Unwrap implements store.Wrapper.
func (f failing) Unwrap() any { return f.Records }

// openFailing starts a service without a cache whose users are read by a function.
func openFailing(t *testing.T, user func(context.Context, int64) (store.User, error), change func(*rest.Config)) *service {
	return open(t, func(cfg *rest.Config) {
		cfg.Stores.Records, cfg.Stores.Cache = failing{cfg.Stores.Records, user}, nil
		if change != nil {
			change(cfg)
		}
	})
}

// logged keeps what was logged.
type logged struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

// Write implements io.Writer.
func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

// String returns what was logged since the last reset.
func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}

func (l *logged) reset() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.buf.Reset()
}

// TestStoreErrors maps every error of the contract.
func TestStoreErrors(t *testing.T) {
	var now error
	var log logged
	s := openFailing(t, func(context.Context, int64) (store.User, error) { return store.User{}, now }, func(cfg *rest.Config) {
		cfg.Log = slog.New(slog.NewTextHandler(&log, nil))
	})
	const secret = "dial tcp 10.0.0.7: password"
	for _, c := range []struct {
		err    error
		status int
	}{
		{store.ErrNotFound, 404}, {store.ErrConflict, 409}, {store.ErrInvalid, 422}, {store.ErrTooLarge, 413},
		{store.ErrUnavailable, 503}, {store.ErrTimeout, 504}, {context.DeadlineExceeded, 504}, {context.Canceled, 503}, {nil, 500},
	} {
		now = fmt.Errorf("read user: %w", errors.New(secret))
		if c.err != nil {
			now = fmt.Errorf("read user: %w: %w", c.err, errors.New(secret))
		}
		log.reset()
		a := s.do("GET", "/users/1", "")
		a.refused(t, c.status)
		if strings.Contains(a.body, "dial") || strings.Contains(a.body, "password") {
			t.Errorf("%v: a driver's text gets out: %s", c.err, a.body)
		}
		if retry := a.Header.Get("Retry-After"); (retry != "") != (c.status == 503) {
			t.Errorf("%v: Retry-After is %q", c.err, retry)
		}
		if text := log.String(); strings.Contains(text, secret) != (c.status == 500) {
			t.Errorf("%v: the log has %q", c.err, text)
		}
	}
}

func TestPanic(t *testing.T) {
	var log logged
	s := openFailing(t, func(context.Context, int64) (store.User, error) { panic("secret") }, func(cfg *rest.Config) {
		cfg.Log = slog.New(slog.NewTextHandler(&log, nil))
	})
	a := s.do("GET", "/users/1", "")
	a.refused(t, 500)
	if strings.Contains(a.body, "secret") || strings.Contains(a.body, "goroutine") {
		t.Errorf("the panic gets out: %s", a.body)
	}
	s.counted("http_panics_total 1")
	s.counted(`http_request_duration_seconds_count{code="500",method="GET",route="/users/{id}"} 1`)
	s.counted(`http_requests_in_flight{route="/users/{id}"} 0`)
	if text := log.String(); !strings.Contains(text, "secret") || !strings.Contains(text, "serve_test.go") {
		t.Errorf("the log lacks panic and stack: %s", text)
	}
	s.want(200, "GET", "/healthz", "")
}

// TestTimeout asks a store that answers only when its context ends.
func TestTimeout(t *testing.T) {
	s := openFailing(t, func(ctx context.Context, _ int64) (store.User, error) {
		<-ctx.Done()
		return store.User{}, store.Wrap("read user", ctx.Err())
	}, func(cfg *rest.Config) { cfg.Timeout = 50 * time.Millisecond })
	a := s.do("GET", "/users/1", "")
	a.refused(t, 504)
	if timing := a.Header.Get("Server-Timing"); !strings.HasPrefix(timing, "sqlite;dur=") {
		t.Errorf("Server-Timing is %s", timing)
	}
}

// TestClientGone leaves while the store works.
func TestClientGone(t *testing.T) {
	asked, ended := make(chan struct{}), make(chan error, 1)
	s := openFailing(t, func(ctx context.Context, _ int64) (store.User, error) {
		close(asked)
		<-ctx.Done()
		ended <- ctx.Err()
		return store.User{}, store.Wrap("read user", ctx.Err())
	}, nil)
	ctx, cancel := context.WithCancel(t.Context())
	r, err := http.NewRequestWithContext(ctx, "GET", s.url+"/users/1", nil)
	if err != nil {
		t.Fatal(err)
	}
	var running sync.WaitGroup
	running.Go(func() {
		if response, err := s.client.Do(r); err == nil {
			response.Body.Close()
			t.Error("got an answer")
		}
	})
	<-asked
	cancel()
	running.Wait()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("the store's context ended with %v", err)
	}
	s.counted(`http_request_duration_seconds_count{code="499",method="GET",route="/users/{id}"} 1`)
}

// TestSlowBody announces a body and does not send it. On a busy machine the requests after it may take longer than they have; then they have more.
func TestSlowBody(t *testing.T) {
	for timeout := 50 * time.Millisecond; !slowBody(t, timeout); timeout *= 4 {
		if timeout > time.Minute {
			t.Fatal("a connection whose body came in time is not used again")
		}
	}
}

// slowBody reports whether the requests whose body comes at once are answered with a user.
func slowBody(t *testing.T, timeout time.Duration) bool {
	s := open(t, func(cfg *rest.Config) { cfg.Timeout = timeout })
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, "POST /users HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"); err != nil {
		t.Fatal(err)
	}
	answer, err := io.ReadAll(conn)
	if err != nil || !strings.HasPrefix(string(answer), "HTTP/1.1 408 ") {
		t.Errorf("got %q, %v", answer, err)
	}
	// A connection whose body came in time is used again, after the deadline too.
	made := func(email string) bool {
		return s.do("POST", "/users", `{"name":"a","email":"`+email+`"}`).StatusCode == http.StatusCreated
	}
	if !made("a@example.org") {
		return false
	}
	time.Sleep(timeout + 10*time.Millisecond)
	return made("b@example.org")
}

// TestShedding fills the API and asks for more.
func TestShedding(t *testing.T) {
	const most = 3
	asked, answer := make(chan struct{}), make(chan struct{})
	gate, err := admission.Open(admission.Config{MaxInFlight: most})
	if err != nil {
		t.Fatal(err)
	}
	s := openFailing(t, func(context.Context, int64) (store.User, error) {
		asked <- struct{}{}
		<-answer
		return store.User{ID: 1}, nil
	}, func(cfg *rest.Config) { cfg.Gate = gate })
	var running sync.WaitGroup
	for range most {
		running.Go(func() { s.do("GET", "/users/1", "") })
	}
	for range most {
		<-asked
	}
	s.counted(fmt.Sprintf(`http_requests_in_flight{route="/users/{id}"} %d`, most))
	for _, path := range []string{"/users/1", "/groups", "/sessions/x"} {
		a := s.do("GET", path, "")
		a.refused(t, 503)
		if a.Header.Get("Retry-After") == "" {
			t.Errorf("%s: no Retry-After", path)
		}
	}
	for _, path := range []string{"/healthz", "/readyz", "/metrics"} {
		s.want(200, "GET", path, "")
	}
	close(answer)
	running.Wait()
	s.want(200, "GET", "/groups", "")
}

// TestDeleteIsHealed lets the graph fail while a user is deleted, and deletes again.
func TestDeleteIsHealed(t *testing.T) {
	var broken atomic.Bool
	s := open(t, func(cfg *rest.Config) { cfg.Stores.Graph = &brittle{cfg.Stores.Graph, &broken} })
	s.user(1)
	s.user(2)
	s.want(204, "PUT", "/users/1/friends/2", "")
	broken.Store(true)
	s.do("DELETE", "/users/2", "").refused(t, 503)
	broken.Store(false)
	s.do("DELETE", "/users/2", "").refused(t, 404)
	if got := s.want(200, "GET", "/users/1/friends", "").body; got != "[]" {
		t.Errorf("friends are %s", got)
	}
}

// brittle is a graph that can be told to fail.
type brittle struct {
	store.Graph
	broken *atomic.Bool
}

// RemoveUser implements store.Graph.
func (b *brittle) RemoveUser(ctx context.Context, user int64) error {
	if b.broken.Load() {
		return store.Wrap("remove user", errors.New("broken"))
	}
	return b.Graph.RemoveUser(ctx, user)
}

// TestServerTiming names the stores that a request waited for, and no others.
func TestServerTiming(t *testing.T) {
	s := open(t, nil)
	s.user(1)
	for _, c := range []struct{ path, stores string }{
		{"/users/1", "miniredis sqlite app"}, // a miss
		{"/users/1", "miniredis app"},
		{"/users", "sqlite app"},
		{"/healthz", "app"},
		{"/nothing", "app"},
		{"/users/x", "app"},
		{"/storage/download/x", "gofakes3 app"},
		{"/metrics", "app"},
	} {
		var stores []string
		for entry := range strings.SplitSeq(s.do("GET", c.path, "").Header.Get("Server-Timing"), ", ") {
			name, _, _ := strings.Cut(entry, ";")
			stores = append(stores, name)
		}
		if got := strings.Join(stores, " "); got != c.stores {
			t.Errorf("%s waited for %s, want %s", c.path, got, c.stores)
		}
	}
}
