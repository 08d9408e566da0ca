package http1

import (
	"crypto/tls"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
)

// overTLS starts net/http's server with TLS, and returns it as a target that trusts it.
func overTLS(t *testing.T, cfg *tls.Config, h http.HandlerFunc, change func(*Config)) (*Target, *httptest.Server) {
	t.Helper()
	s := httptest.NewUnstartedServer(h)
	s.TLS, s.Config.ErrorLog = cfg, discardLog
	s.StartTLS()
	t.Cleanup(s.Close)
	c := Config{TLS: &tls.Config{RootCAs: s.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs}}
	if change != nil {
		change(&c)
	}
	return (&server{url: s.URL}).target(t, c), s
}

func TestTLSSessions(t *testing.T) {
	for name, c := range map[string]struct {
		version        uint16
		server, client bool // whether they want to resume
	}{
		"TLS 1.3":                              {tls.VersionTLS13, true, true},
		"TLS 1.2":                              {tls.VersionTLS12, true, true},
		"a server without tickets":             {tls.VersionTLS13, false, true},
		"a client that does not want to":       {tls.VersionTLS13, true, false},
		"TLS 1.2 and a server without tickets": {tls.VersionTLS12, false, true},
	} {
		t.Run(name, func(t *testing.T) {
			var mu sync.Mutex
			var resumed []bool
			server := &tls.Config{MaxVersion: c.version, SessionTicketsDisabled: !c.server}
			target, _ := overTLS(t, server, func(w http.ResponseWriter, r *http.Request) {
				mu.Lock()
				defer mu.Unlock()
				resumed = append(resumed, r.TLS.DidResume)
				if len(resumed) == 2 {
					w.Header().Set("Connection", "close")
				}
				io.WriteString(w, "ok")
			}, func(cfg *Config) { cfg.TLS.SessionTicketsDisabled = !c.client })
			for i := range 4 {
				if x := get(t, target); (x.Connected > 0) != (i == 0 || i == 2) {
					t.Errorf("exchange %d connected at %s", i, x.Connected)
				}
			}
			if both := c.server && c.client; !slices.Equal(resumed, []bool{false, false, both, both}) {
				t.Errorf("resumed %t, want the second connection to be: %t", resumed, both)
			}
		})
	}
}

// The end of an idle connection is noticed through TLS too, and what is in TLS's own records is no excess.
func TestTLSConnectionClosedWhileIdle(t *testing.T) {
	target, s := overTLS(t, nil, func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "ok") }, nil)
	get(t, target)
	if x := get(t, target); x.Connected != 0 || x.Stale != 0 {
		t.Errorf("connected at %s, %d stale", x.Connected, x.Stale)
	}
	s.CloseClientConnections()
	awaitClosed(t, target)
	if x := get(t, target); x.Connected == 0 || x.Stale != 1 {
		t.Errorf("connected at %s, %d stale", x.Connected, x.Stale)
	}
}

func TestTLSIsRefusedWithItsReason(t *testing.T) {
	fine := func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "ok") }
	for name, c := range map[string]struct {
		server *tls.Config
		change func(*Config)
	}{
		"unknown authority": {nil, func(c *Config) { c.TLS = nil }},
		"another name":      {nil, func(c *Config) { c.TLS.ServerName = "other.example" }},
		"old version":       {&tls.Config{MaxVersion: tls.VersionTLS12}, func(c *Config) { c.TLS.MinVersion = tls.VersionTLS13 }},
	} {
		t.Run(name, func(t *testing.T) {
			target, _ := overTLS(t, c.server, fine, c.change)
			var x Exchange
			var failed *Error
			if err := target.Do(&Request{Method: "GET", Path: "/"}, &x); !errors.Is(err, ErrHandshake) || !errors.As(err, &failed) || failed.Stage != Connecting || target.client.Connections() != 0 {
				t.Errorf("error %v, %d connections", err, target.client.Connections())
			}
		})
	}
}

// listenTLS hands one connection after another to a handler until the test is over.
func listenTLS(t *testing.T, cfg *tls.Config, handle func(*tls.Conn)) (url string) {
	t.Helper()
	l, err := tls.Listen("tcp", "127.0.0.1:0", cfg)
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
			handle(c.(*tls.Conn))
			c.Close()
		}
	})
	t.Cleanup(func() {
		l.Close()
		serving.Wait()
	})
	return "https://" + l.Addr().String()
}

// A server that speaks HTTP/2 alone is refused with words that say so.
func TestHTTP2OnlyIsRefusedWithWords(t *testing.T) {
	target, s := overTLS(t, nil, nil, nil) // for its certificate
	// This server speaks nothing but HTTP/2 to whoever asks, as a proxy in front of gRPC does.
	only, err := target.client.Target(listenTLS(t, &tls.Config{Certificates: s.TLS.Certificates, NextProtos: []string{"h2"}}, func(c *tls.Conn) {
		io.WriteString(c, "\x00\x00\x00\x04\x00\x00\x00\x00\x00")
		io.Copy(io.Discard, c)
	}))
	if err != nil {
		t.Fatal(err)
	}
	var x Exchange
	if err := only.Do(&Request{Method: "GET", Path: "/"}, &x); !errors.Is(err, ErrHTTP2) {
		t.Errorf("error %v", err)
	}
	// One that knows ALPN refuses the handshake.
	refusing, err := target.client.Target(listenTLS(t, &tls.Config{Certificates: s.TLS.Certificates, NextProtos: []string{"grpc-exp"}}, func(c *tls.Conn) { c.Handshake() }))
	if err != nil {
		t.Fatal(err)
	}
	if err := refusing.Do(&Request{Method: "GET", Path: "/"}, &x); !errors.Is(err, ErrHTTP2) || !errors.Is(err, ErrHandshake) {
		t.Errorf("error %v", err)
	}
}
