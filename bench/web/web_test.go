package web_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"quintet/bench/web"
)

// pages are a handler as users of the package write it.
func pages() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "first "+web.Root(r)) })
	mux.HandleFunc("GET /runs/{run}/{$}", func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, r.PathValue("run")+" "+web.Root(r)) })
	mux.Handle("GET /below/", http.StripPrefix("/below", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, r.URL.Path+" "+web.Root(r)) })))
	mux.HandleFunc("GET /report", func(w http.ResponseWriter, _ *http.Request) {
		web.WholeFile(w)
		io.WriteString(w, "<style></style>")
	})
	mux.HandleFunc("POST /change", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/runs/x/", http.StatusSeeOther)
	})
	return mux
}

// serve listens and returns the address with its token.
func serve(t *testing.T, handler http.Handler) string {
	t.Helper()
	s, err := web.Listen(t.Context(), web.Config{}, handler)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	if !s.Loopback() {
		t.Errorf("%s is not of loopback", s.URL())
	}
	return s.URL()
}

// ask makes a request, follows no redirect, and returns the answer with its body.
func ask(t *testing.T, method, address string, body io.Reader, headers map[string]string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, address, body)
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range headers {
		r.Header.Set(name, value)
	}
	if host := headers["Host"]; host != "" {
		r.Host = host
	}
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer, string(text)
}

// TestGuard sends what the owner of the address sends, and what others do.
func TestGuard(t *testing.T) {
	address := serve(t, pages())
	parts := strings.Split(address, "/")
	origin := strings.Join(parts[:3], "/")
	printed := origin + "/?token=" + parts[3]
	for name, test := range map[string]struct {
		method, url string
		headers     map[string]string
		status      int
		body        string
	}{
		"first page":                   {"GET", address, nil, 200, "first ./"},
		"without the final slash":      {"GET", strings.TrimSuffix(address, "/"), nil, 303, ""},
		"page further down":            {"GET", address + "runs/x/", nil, 200, "x ../../"},
		"handler below another":        {"GET", address + "below/a", nil, 200, "/a ../"},
		"by the name localhost":        {"GET", address, map[string]string{"Host": "localhost:1"}, 200, "first"},
		"printed address":              {"GET", printed, nil, 303, ""},
		"printed address of another":   {"GET", origin + "/?token=abcdefghijklmnopqrstuvwxyz", nil, 403, "needs the address"},
		"changing at the printed one":  {"POST", printed, map[string]string{"Origin": origin}, 403, "needs the address"},
		"no token":                     {"GET", origin + "/", nil, 403, "needs the address"},
		"token of another start":       {"GET", origin + "/abcdefghijklmnopqrstuvwxyz/", nil, 403, "needs the address"},
		"beginning of the token":       {"GET", address[:len(address)-2] + "/", nil, 403, "needs the address"},
		"asset without the token":      {"GET", origin + "/static/style.css", nil, 403, "needs the address"},
		"name that was rebound":        {"GET", address, map[string]string{"Host": "evil.example"}, 421, "does not answer for that host"},
		"read by another site":         {"GET", address, map[string]string{"Origin": "http://evil.example"}, 403, "another site"},
		"read by another port":         {"GET", address, map[string]string{"Origin": "http://127.0.0.1:1"}, 403, "another site"},
		"form of its own":              {"POST", address + "change", map[string]string{"Origin": origin, "Sec-Fetch-Site": "same-origin"}, 303, ""},
		"form of another site":         {"POST", address + "change", map[string]string{"Origin": "http://evil.example"}, 403, "another site"},
		"form of a sandboxed page":     {"POST", address + "change", map[string]string{"Origin": "null"}, 403, "another site"},
		"form of another port":         {"POST", address + "change", map[string]string{"Sec-Fetch-Site": "same-site"}, 403, "another site"},
		"form of its own, no token":    {"POST", origin + "/change", map[string]string{"Origin": origin}, 403, "needs the address"},
		"changing by GET":              {"GET", address + "change", nil, 405, ""},
		"style":                        {"GET", address + "static/style.css", nil, 200, "--paper"},
		"charting library":             {"GET", address + web.UPlot[1], nil, 200, "uPlot"},
		"its style":                    {"GET", address + web.UPlot[0], nil, 200, ".uplot"},
		"its licence":                  {"GET", address + "static/uPlot.LICENSE", nil, 200, "MIT License"},
		"list of assets":               {"GET", address + "static/", nil, 404, "no such file"},
		"asset that is none":           {"GET", address + "static/no.js", nil, 404, "no such file"},
		"asset by a path that goes up": {"GET", address + "static/%2e%2e/doc.go", nil, 404, ""},
	} {
		t.Run(name, func(t *testing.T) {
			answer, body := ask(t, test.method, test.url, nil, test.headers)
			if answer.StatusCode != test.status || !strings.Contains(body, test.body) {
				t.Errorf("found %d %.200s, want %d %s", answer.StatusCode, body, test.status, test.body)
			}
			for header, part := range map[string]string{"Content-Security-Policy": "script-src 'self'", "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store", "Referrer-Policy": "same-origin"} {
				if !strings.Contains(answer.Header.Get(header), part) {
					t.Errorf("%s is %q, want %s", header, answer.Header.Get(header), part)
				}
			}
		})
	}
}

// Handlers redirect to paths of their own; the reader is led below the token.
func TestRedirectsKeepTheToken(t *testing.T) {
	address := serve(t, pages())
	for _, from := range []string{"POST change", "GET runs/x//", "GET runs/x"} {
		method, path, _ := strings.Cut(from, " ")
		answer, _ := ask(t, method, address+path, nil, nil)
		to, err := answer.Location()
		if err != nil || to.String() != address+"runs/x/" {
			t.Errorf("%s leads to %v (%v), want %sruns/x/", from, to, err, address)
		}
	}
}

// A file with its style inline is shown as it is, and can run nothing.
func TestWholeFileRunsNoScript(t *testing.T) {
	answer, _ := ask(t, "GET", serve(t, pages())+"report", nil, nil)
	if p := answer.Header.Get("Content-Security-Policy"); !strings.Contains(p, "style-src 'unsafe-inline'") || strings.Contains(p, "script-src") || !strings.Contains(p, "default-src 'none'") {
		t.Errorf("the policy is %q", p)
	}
}

func TestAddressTaken(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	_, err = web.Listen(t.Context(), web.Config{Addr: taken.Addr().String()}, pages())
	if err == nil || !strings.Contains(err.Error(), taken.Addr().String()) || !strings.Contains(err.Error(), "port 0 for a free one") {
		t.Errorf("found %v", err)
	}
}

// Pages load their assets from where they stand, and the problem of a request is a page too.
func TestProblemStandsOnAPage(t *testing.T) {
	w := httptest.NewRecorder()
	web.Problem(w, httptest.NewRequest("GET", "/a/b", nil), http.StatusNotFound, "There is no run <x>.")
	for _, want := range []string{`href="../static/style.css"`, "There is no run &lt;x&gt;.", `<a href="../">`} {
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("there is no %s in %s", want, w.Body)
		}
	}
	if strings.Contains(w.Body.String(), "<style>") || w.Code != 404 {
		t.Errorf("found %d %s", w.Code, w.Body)
	}
}

// Closing ends streams that wait for something to send.
func TestCloseEndsStreams(t *testing.T) {
	began := make(chan struct{})
	ended := make(chan error, 1)
	s, err := web.Listen(context.Background(), web.Config{}, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, err := web.OpenStream(w)
		close(began)
		<-r.Context().Done()
		ended <- err
	}))
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.Get(s.URL())
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	<-began
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// A page of this server may show another one in a frame, where both allow it.
func TestFrames(t *testing.T) {
	address := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/outer":
			web.AllowFrame(w)
		case "/inner":
			web.AllowFraming(w)
		case "/report":
			web.WholeFile(w)
			web.AllowFraming(w)
		}
	}))
	for path, want := range map[string][2]bool{"": {}, "outer": {true, false}, "inner": {false, true}, "report": {false, true}} {
		answer, _ := ask(t, "GET", address+path, nil, nil)
		policy := answer.Header.Get("Content-Security-Policy")
		if found := [2]bool{strings.Contains(policy, "frame-src 'self'"), strings.Contains(policy, "frame-ancestors 'self'")}; found != want || found[1] == strings.Contains(policy, "frame-ancestors 'none'") {
			t.Errorf("%q: %s", path, policy)
		}
	}
}

// The printed address leads to the first page.
func TestPrintedAddress(t *testing.T) {
	s, err := web.Listen(t.Context(), web.Config{}, pages())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	answer, err := http.Get(s.Address())
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK || answer.Request.URL.String() != s.URL() {
		t.Errorf("%s leads to %s: %s", s.Address(), answer.Request.URL, answer.Status)
	}
}
