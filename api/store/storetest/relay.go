package storetest

import (
	"bytes"
	"net"
	"sync"
	"testing"
)

// Relay passes connections on to a server, as a network does. It ends with the test, when both sides have hung up.
type Relay struct {
	// Addr is where clients connect to, at Port.
	Addr string
	Port int

	mu         sync.Mutex
	wake       *sync.Cond
	held, deaf bool
	// cuts are the bytes at which a connection ends, nil for none, and ended is how many have.
	cuts  []byte
	ended int64
}

// NewRelay begins to relay to a server's address.
func NewRelay(t testing.TB, to string) *Relay {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r := &Relay{Addr: listener.Addr().String(), Port: listener.Addr().(*net.TCPAddr).Port}
	r.wake = sync.NewCond(&r.mu)
	var running sync.WaitGroup
	t.Cleanup(func() {
		r.Resume()
		listener.Close()
		running.Wait()
	})
	running.Go(func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			server, err := net.Dial("tcp", to)
			if err != nil {
				client.Close()
				continue
			}
			running.Go(func() { r.pass(client, server, true) })
			running.Go(func() { r.pass(server, client, false) })
		}
	})
	return r
}

// SetDeaf has what clients send dropped, or passed on again. Connections are accepted all the same, as by a server that hangs.
func (r *Relay) SetDeaf(deaf bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.deaf = deaf
}

// Cut ends each connection on which a client sends these bytes in one piece, at once, as a server that dies of them does; nil ends none. What was
// sent does not arrive.
func (r *Relay) Cut(at []byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.cuts = at
}

// Ended is how many connections were cut.
func (r *Relay) Ended() int64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.ended
}

// Pause keeps what both sides send until Resume, as the kernel does for a process that stands still, also when the client hangs up
// meanwhile.
func (r *Relay) Pause() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.held = true
}

// Resume passes on what was kept.
func (r *Relay) Resume() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.held = false
	r.wake.Broadcast()
}

// pass passes on what one side sends, until a side hangs up.
func (r *Relay) pass(from, to net.Conn, asked bool) {
	defer to.Close()
	buffer := make([]byte, 64<<10)
	for {
		n, err := from.Read(buffer)
		r.mu.Lock()
		for r.held {
			r.wake.Wait()
		}
		drop := asked && r.deaf
		cut := asked && r.cuts != nil && bytes.Contains(buffer[:n], r.cuts)
		if cut {
			r.ended++
		}
		r.mu.Unlock()
		if cut {
			return
		}
		if !drop {
			if _, err := to.Write(buffer[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}
