package postgres

import (
	"net"
	"testing"
)

// TestEnded looks at a connection while somebody reads from it, as the driver does in the background after a slow write, when something has
// come, and when the other side has closed it.
func TestEnded(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	pair := func() (client brief, server net.Conn) {
		conn, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { conn.Close() })
		if server, err = l.Accept(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { server.Close() })
		return brief{conn}, server
	}
	client, server := pair()
	if ended(client) {
		t.Error("a connection that is open has ended")
	}
	read := make(chan error, 1)
	began := make(chan struct{})
	go func() {
		close(began)
		_, err := client.Read(make([]byte, 1))
		read <- err
	}()
	<-began
	for range 1000 { // the reader is in the system's call at some time
		if ended(client) {
			t.Fatal("a connection that is read from has ended")
		}
	}
	if _, err := server.Write([]byte("x")); err != nil {
		t.Fatal(err)
	}
	if err := <-read; err != nil {
		t.Fatal(err)
	}
	if ended(client) {
		t.Error("a connection whose data was read has ended")
	}
	closing, other := pair()
	if err := other.Close(); err != nil {
		t.Fatal(err)
	}
	for !ended(closing) { // the end arrives by itself
	}
	saying, other := pair()
	if _, err := other.Write([]byte("bye")); err != nil {
		t.Fatal(err)
	}
	for !ended(saying) {
	}
}
