package hosts_test

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"

	"quintet/api/hosts"
)

// TestOnly sends every kind of Host to a server with names of its own, over connections that came in at 192.0.2.1.
func TestOnly(t *testing.T) {
	at := &net.TCPAddr{IP: net.IPv4(192, 0, 2, 1), Port: 9464}
	served := hosts.Only([]string{"api.example.org", "Proxy", "192.0.2.7", "[2001:db8::7]"}, http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	for host, own := range map[string]bool{
		"": true, "127.0.0.1:80": true, "127.9.9.9": true, "localhost": true, "LOCALHOST:80": true, "localhost.": true, "[::1]:3000": true, "[::1]": true,
		"[::ffff:127.0.0.1]:1": true, "api.example.org": true, "API.example.org.:8080": true, "proxy:3000": true, "192.0.2.7:3000": true,
		"192.0.2.1:9464": true, "192.0.2.1": true, "[::ffff:192.0.2.1]:9464": true, "[2001:db8::7]:1": true,
		"evil.example:9464": false, "evil.example": false, "localhost.evil.example": false, "127.0.0.1.evil.example": false, "10.0.0.1": false,
		"192.0.2.8": false, "[2001:db8::1]:3000": false, "0.0.0.0": false, "2130706433": false, "xapi.example.org": false,
	} {
		r := httptest.NewRequestWithContext(context.WithValue(t.Context(), http.LocalAddrContextKey, at), "GET", "/", nil)
		r.Host = host
		w := httptest.NewRecorder()
		served.ServeHTTP(w, r)
		if (w.Code == http.StatusOK) != own || !own && w.Code != hosts.Refused {
			t.Errorf("%q: status %d", host, w.Code)
		}
	}
}

func BenchmarkOwn(b *testing.B) {
	r := httptest.NewRequestWithContext(b.Context(), "GET", "/", nil)
	r.Host = "127.0.0.1:3000"
	for b.Loop() {
		hosts.Own(r, []string{"127.0.0.1"})
	}
}
