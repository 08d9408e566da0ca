package cassandra

import (
	"io"
	"maps"
	"net"
	"strings"
	"testing"
	"time"
)

// TestVia dials nodes: one that has another address is reached there, and only there, and one that has none at its own.
func TestVia(t *testing.T) {
	listen := func(says string) string {
		l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { l.Close() })
		go func() {
			for {
				c, err := l.Accept()
				if err != nil {
					return
				}
				_, _ = io.WriteString(c, says)
				c.Close()
			}
		}()
		return l.Addr().String()
	}
	node, inFront, other := listen("node"), listen("in front"), listen("other")
	l := newLines(time.Minute)
	defer l.end()
	l.via = via([]string{node + "=" + inFront})
	for address, want := range map[string]string{node: "in front", other: "other"} {
		c, err := l.DialContext(t.Context(), "tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		said, err := io.ReadAll(c)
		c.Close()
		if err != nil || string(said) != want {
			t.Errorf("%s: reached %q, %v; want %q", address, said, err, want)
		}
	}
	if l.era() != 2 {
		t.Errorf("%d connections were counted", l.era())
	}
}

func TestViaVariable(t *testing.T) {
	if got := via([]string{"10.0.0.1:9042=127.0.0.1:1", "[::1]:9042=localhost:2"}); !maps.Equal(got, map[string]string{
		"10.0.0.1:9042": "127.0.0.1:1", "[::1]:9042": "localhost:2",
	}) {
		t.Errorf("addresses are %v", got)
	}
	if len(via(nil)) != 0 {
		t.Error("nothing leads somewhere")
	}
	d := Describe()
	for value, right := range map[string]bool{
		"": true, "10.0.0.1:9042=127.0.0.1:1": true, "a:1=b:2, c:3=d:4": true,
		"a:1": false, "a:1=b": false, "a=b:2": false, "a:1=b:2,": false, "a:1=b:2=c:3": false, "=": false, "http://a:1=b:2": false,
	} {
		_, err := d.Read(func(name string) string { return map[string]string{"CASSANDRA_HOST": "a", viaVariable: value}[name] })
		if right != (err == nil) || err != nil && !strings.Contains(err.Error(), "HOST:PORT=HOST:PORT") {
			t.Errorf("%q: %v", value, err)
		}
	}
}
