package rest_test

import (
	"net/http"
	"strings"
	"testing"

	"quintet/api/rest"
)

// TestHosts sends every kind of Host to every kind of route.
func TestHosts(t *testing.T) {
	s := open(t, func(cfg *rest.Config) { cfg.Hosts = []string{"api.example.org", "Proxy", "192.0.2.7"} })
	_, port, _ := strings.Cut(strings.TrimPrefix(s.url, "http://"), ":")
	for host, status := range map[string]int{
		"127.0.0.1:" + port: 200, "127.9.9.9": 200, "localhost": 200, "LOCALHOST:80": 200, "localhost.": 200, "[::1]:3000": 200, "[::1]": 200,
		"[::ffff:127.0.0.1]:1": 200, "api.example.org": 200, "API.example.org.:8080": 200, "proxy:3000": 200, "192.0.2.7:3000": 200,
		"evil.example:" + port: 421, "evil.example": 421, "localhost.evil.example": 421, "127.0.0.1.evil.example": 421, "10.0.0.1": 421, "192.0.2.8": 421,
		"[2001:db8::1]:3000": 421, "0.0.0.0": 421, "2130706433": 421, "xapi.example.org": 421,
	} {
		for _, path := range []string{"/users", "/healthz", "/readyz", "/metrics", "/openapi.yaml", "/nowhere"} {
			r, err := http.NewRequestWithContext(t.Context(), "GET", s.url+path, nil)
			if err != nil {
				t.Fatal(err)
			}
			r.Host = host
			switch a := s.send(r); {
			case status == 421:
				if p := a.refused(t, 421); !strings.Contains(p.Detail, "ALLOWED_HOSTS") {
					t.Errorf("%s %s: %s", host, path, p.Detail)
				}
			case a.StatusCode != 200 && path != "/nowhere":
				t.Errorf("%s %s: %s", host, path, a.Status)
			}
		}
	}
}

// TestOtherOrigins writes as a page of another site would have a browser do.
func TestOtherOrigins(t *testing.T) {
	s := open(t, nil)
	body, header := form(t, `form-data; name="file"; filename="x"`, "", "x")
	for _, c := range []struct {
		header, value string
		status        int
	}{
		{"Sec-Fetch-Site", "cross-site", 403}, {"Sec-Fetch-Site", "same-site", 403}, {"Origin", "https://evil.example", 403}, {"Origin", "null", 403},
		{"Sec-Fetch-Site", "same-origin", 201}, {"Sec-Fetch-Site", "none", 201}, {"Origin", s.url, 201}, {"Accept", "*/*", 201},
	} {
		a := s.do("POST", "/storage/upload", body, "Content-Type", header, c.header, c.value)
		if a.StatusCode != c.status {
			t.Errorf("%s: %s: %s, want %d", c.header, c.value, a.Status, c.status)
		}
		if a.StatusCode == 403 {
			a.refused(t, 403)
		}
		if a := s.do("GET", "/users", "", c.header, c.value); a.StatusCode != 200 {
			t.Errorf("reading with %s: %s: %s", c.header, c.value, a.Status)
		}
	}
}
