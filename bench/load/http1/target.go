package http1

import (
	"cmp"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
	"sync"
)

// Target is one server, with its pool of connections. It is safe for concurrent use.
type Target struct {
	client *Client
	// address is host and port to dial, prefix what stands before each path, fields the header lines of every request.
	address, prefix, fields string
	tls                     *tls.Config // nil for plain HTTP

	mu   sync.Mutex
	idle []*conn
}

// Target returns the target with a base URL such as http://127.0.0.1:3000 or https://host/base. User and password of the URL go out
// as basic authentication. The error states what is wrong with the URL, without its password.
func (c *Client) Target(base string) (*Target, error) {
	u, err := ParseBase(base)
	if err != nil {
		return nil, err
	}
	host := u.Host
	if name, zone, ok := strings.Cut(host, "%"); ok { // the zone of an IPv6 address is this machine's own matter
		host = name + zone[strings.IndexByte(zone, ']'):]
	}
	t := &Target{client: c, prefix: strings.TrimRight(u.EscapedPath(), "/"), fields: "Host: " + host + "\r\nUser-Agent: quintet\r\n"}
	port := u.Port()
	if u.Scheme == "https" {
		t.tls = c.tlsConfig(u.Hostname())
		port = cmp.Or(port, "443")
	} else if port == "" {
		port = "80"
	}
	t.address = net.JoinHostPort(u.Hostname(), port)
	if u.User != nil {
		password, _ := u.User.Password()
		t.fields += "Authorization: Basic " + base64.StdEncoding.EncodeToString([]byte(u.User.Username()+":"+password)) + "\r\n"
	}
	return t, nil
}

// ParseBase reads a base URL and refuses what is none.
func ParseBase(base string) (*url.URL, error) {
	u, err := url.Parse(base)
	if err != nil {
		var parse *url.Error
		if errors.As(err, &parse) {
			err = parse.Err // without the URL, which may hold a password
		}
		return nil, fmt.Errorf("target: %w", err)
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.RawQuery != "" || u.Fragment != "" || !plain(u.Host) {
		return nil, fmt.Errorf("target %q, want a base URL such as http://127.0.0.1:3000", u.Redacted())
	}
	return u, nil
}

func (c *Client) tlsConfig(host string) *tls.Config {
	cfg := &tls.Config{}
	if c.TLS != nil {
		cfg = c.TLS.Clone()
	}
	if cfg.ServerName == "" {
		cfg.ServerName, _, _ = strings.Cut(host, "%")
	}
	if cfg.ClientSessionCache == nil && !cfg.SessionTicketsDisabled {
		cfg.ClientSessionCache = tls.NewLRUClientSessionCache(0)
	}
	cfg.NextProtos = []string{"http/1.1"}
	return cfg
}

// take pops the idle connection that was used last; nil when there is none.
func (t *Target) take() *conn {
	t.mu.Lock()
	defer t.mu.Unlock()
	n := len(t.idle)
	if n == 0 {
		return nil
	}
	c := t.idle[n-1]
	t.idle[n-1] = nil
	t.idle = t.idle[:n-1]
	return c
}

func (t *Target) give(c *conn) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.idle = append(t.idle, c)
}
