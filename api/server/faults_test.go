package server_test

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"testing"
	"time"

	"quintet/api/server"
	"quintet/api/store/embedded"
	"quintet/api/store/retry"
	"quintet/api/store/storetest"
)

// TestRedisDown takes the cache away behind the API: reads go on, /readyz says which store is down and why, and all is well again
// when it is back.
func TestRedisDown(t *testing.T) {
	redis, err := embedded.OpenRedis(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := redis.Addr()
	a := open(t, server.Config{Variables: map[string]string{"EMBEDDED_REDIS_ADDR": addr}})
	user := a.createUser(t, "ada")
	a.must(t, 200, "GET", user, "")
	a.must(t, 200, "GET", "/readyz", "")
	if err := redis.Close(); err != nil {
		t.Fatal(err)
	}

	t.Run("Refusing", func(t *testing.T) { degraded(t, a, user, http.StatusServiceUnavailable) })
	t.Run("Hanging", func(t *testing.T) {
		// The address is taken by something that accepts and never answers, as a server that stands still.
		silent, err := net.Listen("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		defer silent.Close()
		degraded(t, a, user, http.StatusGatewayTimeout)
	})

	redis, err = embedded.OpenRedis(t.Context(), addr)
	if err != nil {
		t.Fatal(err)
	}
	defer redis.Close()
	storetest.Eventually(t, "/readyz", func() bool { return a.send(t, "GET", "/readyz", "").StatusCode == http.StatusOK })
	storetest.Eventually(t, "a hit", func() bool {
		a.must(t, 200, "GET", user, "")
		n, _ := a.metric(t, `cache_requests_total{class="user",result="hit"}`)
		return n > 0
	})
	a.wantMetric(t, `store_breaker_state{store="miniredis"}`, 0)
}

// degraded checks an API whose Redis is away; status is that of requests that cannot do without.
func degraded(t *testing.T, a *api, user string, status int) {
	for range 8 {
		a.must(t, 200, "GET", user, "")
	}
	began := time.Now()
	got := a.must(t, 503, "GET", "/readyz", "")
	t.Logf("asked after %v: %s", time.Since(began).Round(time.Millisecond), got.body)
	if !containsAll(got.body, "miniredis", "sqlite", "gofakes3") {
		t.Errorf("/readyz does not name the stores: %s", got.body)
	}
	a.must(t, status, "GET", "/sessions/unknown", "")
	if n, _ := a.metric(t, `cache_requests_total{class="user",result="error"}`); n == 0 {
		t.Error("no failure of the cache was counted")
	}
}

// TestRetryBudget takes the sessions' store away: what needs it is tried again at first, and no more once the budget is spent.
func TestRetryBudget(t *testing.T) {
	redis, err := embedded.OpenRedis(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	a := open(t, server.Config{Variables: map[string]string{"EMBEDDED_REDIS_ADDR": redis.Addr()}, CacheOff: true, RetryBudget: 10})
	a.wantMetric(t, `store_retries_total{result="refused",store="miniredis"}`, 0)
	if err := redis.Close(); err != nil {
		t.Fatal(err)
	}
	storetest.Eventually(t, "a retry that is refused", func() bool {
		for range 2 * retry.Minimum {
			a.must(t, http.StatusServiceUnavailable, "GET", "/sessions/unknown", "")
		}
		n, ok := a.metric(t, `store_retries_total{result="refused",store="miniredis"}`)
		return ok && n > 0
	})
	if n, _ := a.metric(t, `store_retries_total{result="made",store="miniredis"}`); n < retry.Minimum {
		t.Errorf("%v retries were made, want at least %d", n, retry.Minimum)
	}
}

// upload is an upload whose second half is yet to come.
type upload struct {
	rest io.WriteCloser
	half []byte
	done chan struct{}
	// status is 0 when there was no answer.
	status int
	file   string
}

// beginUpload returns when the API reads the upload's body.
func beginUpload(t *testing.T, a *api) *upload {
	t.Helper()
	body, contentType := form(t, "slow.bin", bytes.Repeat([]byte("content "), 1000))
	r, w := io.Pipe()
	reading := make(chan struct{})
	ctx := httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{Got100Continue: func() { close(reading) }})
	request, err := http.NewRequestWithContext(ctx, "POST", a.base+"/storage/upload", r)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", contentType)
	// The server asks for the body when its handler first reads it.
	request.Header.Set("Expect", "100-continue")
	client := &http.Client{Transport: &http.Transport{ExpectContinueTimeout: time.Minute}}

	u := &upload{rest: w, half: body[len(body)/2:], done: make(chan struct{})}
	go func() {
		defer close(u.done)
		defer client.CloseIdleConnections()
		response, err := client.Do(request)
		if err != nil {
			return
		}
		defer response.Body.Close()
		u.status = response.StatusCode
		if body, err := io.ReadAll(response.Body); err == nil && u.status == http.StatusCreated {
			u.file = "/storage/download/" + answer{response, body}.field(t, "filename")
		}
	}()
	select {
	case <-reading:
	case <-u.done:
		t.Fatalf("upload ended before it began, with status %d", u.status)
	}
	if _, err := w.Write(body[:len(body)/2]); err != nil {
		t.Fatal(err)
	}
	return u
}

// finish sends the second half; the upload must succeed.
func (u *upload) finish(t *testing.T) {
	t.Helper()
	if _, err := u.rest.Write(u.half); err != nil {
		t.Fatal(err)
	}
	u.rest.Close()
	<-u.done
	if u.status != http.StatusCreated {
		t.Fatalf("upload ended with status %d", u.status)
	}
}

// TestCloseFinishesRequests closes a server in the middle of an upload.
func TestCloseFinishesRequests(t *testing.T) {
	cfg := server.Config{DataDir: t.TempDir()}
	a := open(t, cfg)
	u := beginUpload(t, a)
	closed := make(chan error, 1)
	go func() { closed <- a.Close(t.Context()) }()
	storetest.Eventually(t, "the listener's end", func() bool {
		c, err := net.Dial("tcp", a.Addr())
		if err == nil {
			c.Close()
		}
		return err != nil
	})
	select {
	case err := <-closed:
		t.Fatalf("closed with an upload in flight: %v", err)
	default:
	}
	u.finish(t)
	if err := <-closed; err != nil {
		t.Errorf("close: %v", err)
	}
	if got := open(t, cfg).must(t, 200, "GET", u.file, ""); len(got.body) != 8000 {
		t.Errorf("the file has %d bytes", len(got.body))
	}
}

// TestCloseCutsOff closes a server whose client will never finish.
func TestCloseCutsOff(t *testing.T) {
	a, err := server.Open(t.Context(), server.Config{DataDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	u := beginUpload(t, &api{Server: a, base: "http://" + a.Addr()})
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := a.Close(ctx); err == nil {
		t.Error("requests were cut off without an error")
	}
	u.rest.Close()
	<-u.done
	if u.status == http.StatusCreated {
		t.Error("half an upload was acknowledged")
	}
	<-a.Done()
}
