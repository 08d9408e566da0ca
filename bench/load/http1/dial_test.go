package http1

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"
)

// nameServer answers that every name has the addresses 127.0.0.1 and ::1, as localhost has on most machines.
func nameServer(t *testing.T) *net.Resolver {
	t.Helper()
	c, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var serving sync.WaitGroup
	serving.Go(func() {
		b := make([]byte, 1500)
		for {
			n, from, err := c.ReadFrom(b)
			if err != nil {
				return
			}
			var m dnsmessage.Message
			if err := m.Unpack(b[:n]); err != nil || len(m.Questions) != 1 {
				continue
			}
			q := m.Questions[0]
			h := dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class}
			switch q.Type {
			case dnsmessage.TypeA:
				m.Answers = []dnsmessage.Resource{{Header: h, Body: &dnsmessage.AResource{A: [4]byte{127, 0, 0, 1}}}}
			case dnsmessage.TypeAAAA:
				m.Answers = []dnsmessage.Resource{{Header: h, Body: &dnsmessage.AAAAResource{AAAA: [16]byte{15: 1}}}}
			}
			m.Response, m.Additionals = true, nil
			if packed, err := m.Pack(); err == nil {
				c.WriteTo(packed, from)
			}
		}
	})
	t.Cleanup(func() {
		c.Close()
		serving.Wait()
	})
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "udp", c.LocalAddr().String())
	}}
}

// A name with two addresses is served by whichever of them has a server, and refused only when neither has.
func TestNameWithTwoAddresses(t *testing.T) {
	resolver := nameServer(t)
	named := func(address string) *Target {
		_, port, err := net.SplitHostPort(address)
		if err != nil {
			t.Fatal(err)
		}
		c := New(context.Background(), Config{Epoch: time.Now()})
		t.Cleanup(c.Close)
		c.resolver = resolver
		target, err := c.Target("http://two.example:" + port)
		if err != nil {
			t.Fatal(err)
		}
		return target
	}
	for _, address := range []string{"127.0.0.1:0", "[::1]:0"} {
		t.Run(address, func(t *testing.T) {
			l, err := net.Listen("tcp", address)
			if err != nil {
				t.Skip("no such address on this machine: ", err)
			}
			l.Close()
			s := serveOn(t, address, func(c net.Conn, r *bufio.Reader) {
				for readRequest(r) {
					io.WriteString(c, ok)
				}
			})
			get(t, s.target(t, Config{})) // by its number
			get(t, named(strings.TrimPrefix(s.url, "http://")))
		})
	}
	var x Exchange
	if err := named("127.0.0.1:1").Do(&Request{Method: "GET", Path: "/"}, &x); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("error %v, want a refusal whether or not this machine has IPv6", err)
	}
}

func TestTargets(t *testing.T) {
	c := New(context.Background(), Config{Epoch: time.Now()})
	defer c.Close()
	for base, want := range map[string][3]string{
		"http://127.0.0.1:3000":          {"127.0.0.1:3000", "", "Host: 127.0.0.1:3000\r\nUser-Agent: quintet\r\n"},
		"http://Example.org":             {"Example.org:80", "", "Host: Example.org\r\nUser-Agent: quintet\r\n"},
		"https://example.org/a%20b/":     {"example.org:443", "/a%20b", "Host: example.org\r\nUser-Agent: quintet\r\n"},
		"http://[::1]:80/":               {"[::1]:80", "", "Host: [::1]:80\r\nUser-Agent: quintet\r\n"},
		"http://[fe80::1%25eth0]:80":     {"[fe80::1%eth0]:80", "", "Host: [fe80::1]:80\r\nUser-Agent: quintet\r\n"},
		"http://ann:b%3Ac@example.org:1": {"example.org:1", "", "Host: example.org:1\r\nUser-Agent: quintet\r\nAuthorization: Basic YW5uOmI6Yw==\r\n"},
	} {
		target, err := c.Target(base)
		if err != nil {
			t.Fatal(err)
		}
		if got := [3]string{target.address, target.prefix, target.fields}; got != want {
			t.Errorf("%s: %q, want %q", base, got, want)
		}
	}
	for _, base := range []string{"", "127.0.0.1:80", "ftp://x", "http://", "http://:80", "http://x?y", "http://x#y", "http://exa mple", "http://b\u00fccher", "http://u:secret@x?y", "http://u:secret@exa mple"} {
		if _, err := c.Target(base); err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v", base, err)
		}
	}
}

func TestRequestsAsWritten(t *testing.T) {
	target := &Target{prefix: "/base", fields: "Host: x\r\n"}
	for want, r := range map[string]Request{
		"GET /base/a?b=%23 HTTP/1.1\r\nHost: x\r\n\r\n":                                         {Method: "GET", Path: "/a?b=%23"},
		"POST /base/ HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n":                          {Method: "POST", Path: "/"},
		"PUT /base/ HTTP/1.1\r\nHost: x\r\nContent-Type: a/b; c=d\r\nContent-Length: 3\r\n\r\n": {Method: "PUT", Path: "/", ContentType: "a/b; c=d", Body: []byte("abc")},
		"DELETE /base/ HTTP/1.1\r\nHost: x\r\n\r\n":                                             {Method: "DELETE", Path: "/"},
		"DELETE /base/ HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n":                        {Method: "DELETE", Path: "/", Body: []byte("x")},
	} {
		if err := r.check(); err != nil {
			t.Error(err)
		}
		if got := string(target.appendHead(nil, &r)); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// What would be no request, or more than one, is refused before anything is sent.
func TestRequestsThatAreNone(t *testing.T) {
	s := serve(t, func(net.Conn, *bufio.Reader) {})
	target := s.target(t, Config{})
	for want, r := range map[string]Request{
		`invalid method ""`:                {Path: "/"},
		`invalid method "GET "`:            {Method: "GET ", Path: "/"},
		`invalid path ""`:                  {Method: "GET"},
		`invalid path "x"`:                 {Method: "GET", Path: "x"},
		`invalid path "/a b"`:              {Method: "GET", Path: "/a b"},
		`invalid path "/a\r\nX: y"`:        {Method: "GET", Path: "/a\r\nX: y"},
		`invalid path "/a#b"`:              {Method: "GET", Path: "/a#b"},
		`invalid path "/\u00e4"`:           {Method: "GET", Path: "/\u00e4"},
		`invalid URL escape "%zz"`:         {Method: "GET", Path: "/%41%zz"},
		`invalid URL escape "%4"`:          {Method: "GET", Path: "/%4"},
		`invalid content type "a\r\nX: y"`: {Method: "GET", Path: "/", ContentType: "a\r\nX: y"},
	} {
		var x Exchange
		var failed *Error
		if err := target.Do(&r, &x); !errors.As(err, &failed) || failed.Stage != Preparing || !strings.Contains(strings.ReplaceAll(err.Error(), "ä", `\u00e4`), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
	if s.accepted.Load() != 0 {
		t.Error("a connection was opened")
	}
}
