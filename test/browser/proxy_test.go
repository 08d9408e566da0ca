package browser

import (
	"bytes"
	"io"
	"net"
	"net/url"
	"strings"
	"sync"
	"testing"
)

// proxy stands between a browser and bench, and can cut their connections.
type proxy struct {
	address string

	target   string
	listener net.Listener
	mu       sync.Mutex
	down     bool
	conns    map[net.Conn]bool
	asked    bytes.Buffer
}

// newProxy leads to an address.
func newProxy(t *testing.T, address string) *proxy {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{target: u.Host, conns: map[net.Conn]bool{}}
	if p.listener, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	p.address = strings.Replace(address, u.Host, p.listener.Addr().String(), 1)
	go p.serve()
	t.Cleanup(func() {
		p.listener.Close()
		p.cut()
	})
	return p
}

func (p *proxy) serve() {
	for {
		from, err := p.listener.Accept()
		if err != nil {
			return
		}
		to, err := net.Dial("tcp", p.target)
		p.mu.Lock()
		refused := p.down || err != nil
		if !refused {
			p.conns[from], p.conns[to] = true, true
		}
		p.mu.Unlock()
		if refused {
			from.Close()
			if err == nil {
				to.Close()
			}
			continue
		}
		go func() { io.Copy(to, io.TeeReader(from, p)); to.Close() }()
		go func() { io.Copy(from, to); from.Close() }()
	}
}

// Write keeps what the browser sends.
func (p *proxy) Write(text []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.asked.Write(text)
}

// sent reports whether the browser has sent a text.
func (p *proxy) sent(text string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return strings.Contains(p.asked.String(), text)
}

// cut ends all connections and takes no more, mend takes some again.
func (p *proxy) cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.down = true
	for c := range p.conns {
		c.Close()
	}
	clear(p.conns)
}

func (p *proxy) mend() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.down = false
}
