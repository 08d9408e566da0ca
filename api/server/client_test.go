package server_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"quintet/api/server"
)

// api is a running server and a client of its own, so that no test waits for another's connections.
type api struct {
	*server.Server
	base   string
	client *http.Client
}

// open opens a server in a folder of the test's own unless cfg names one. It is closed at the test's end.
func open(t testing.TB, cfg server.Config) *api {
	t.Helper()
	if cfg.DataDir == "" {
		cfg.DataDir = t.TempDir()
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))
	}
	s, err := server.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	a := &api{s, "http://" + s.Addr(), &http.Client{
		Transport:     &http.Transport{MaxIdleConnsPerHost: 64},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
	t.Cleanup(func() {
		a.client.CloseIdleConnections()
		a.close(t)
	})
	return a
}

// close closes the server in order.
func (a *api) close(t testing.TB) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), time.Minute)
	defer cancel()
	if err := a.Close(ctx); err != nil {
		t.Errorf("close: %v", err)
	}
}

// answer is what came back, the body read.
type answer struct {
	*http.Response
	body []byte
}

// send sends a request; body is JSON, or empty for none. header is names and values.
func (a *api) send(t testing.TB, method, path, body string, header ...string) answer {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, a.base+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
	}
	return a.do(t, request)
}

func (a *api) do(t testing.TB, request *http.Request) answer {
	t.Helper()
	response, err := a.client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	got, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatalf("%s %s: read the answer: %v", request.Method, request.URL.Path, err)
	}
	return answer{response, got}
}

// must sends a request whose answer must have a status, and returns the answer.
func (a *api) must(t testing.TB, status int, method, path, body string, header ...string) answer {
	t.Helper()
	got := a.send(t, method, path, body, header...)
	if got.StatusCode != status {
		t.Fatalf("%s %s: status %d, want %d: %s", method, path, got.StatusCode, status, got.body)
	}
	return got
}

// field is one field of a JSON object.
func (a answer) field(t testing.TB, name string) string {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewReader(a.body))
	decoder.UseNumber()
	var object map[string]any
	if err := decoder.Decode(&object); err != nil {
		t.Fatalf("decode %s: %v", a.body, err)
	}
	switch v := object[name].(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	}
	t.Fatalf("no field %q in %s", name, a.body)
	return ""
}

// createUser creates a user and returns its path.
func (a *api) createUser(t testing.TB, name string) string {
	t.Helper()
	created := a.must(t, http.StatusCreated, "POST", "/users", `{"name":"`+name+`","email":"`+name+`@example.com"}`)
	return "/users/" + created.field(t, "id")
}

// upload uploads a file and returns its path.
func (a *api) upload(t testing.TB, name string, content []byte) string {
	t.Helper()
	body, contentType := form(t, name, content)
	request, err := http.NewRequestWithContext(t.Context(), "POST", a.base+"/storage/upload", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", contentType)
	got := a.do(t, request)
	if got.StatusCode != http.StatusCreated {
		t.Fatalf("upload: status %d: %s", got.StatusCode, got.body)
	}
	return "/storage/download/" + got.field(t, "filename")
}

// form is a multipart form with one file.
func form(t testing.TB, name string, content []byte) (body []byte, contentType string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	part, err := w.CreateFormFile("file", name)
	if err == nil {
		_, err = part.Write(content)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), w.FormDataContentType()
}

// metric is the value of one series of /metrics, and whether it is there.
func (a *api) metric(t testing.TB, series string) (float64, bool) {
	t.Helper()
	for line := range strings.Lines(string(a.must(t, http.StatusOK, "GET", "/metrics", "").body)) {
		if value, ok := strings.CutPrefix(line, series+" "); ok {
			v, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
			if err != nil {
				t.Fatalf("metric %s: %v", series, err)
			}
			return v, true
		}
	}
	return 0, false
}

// wantMetric checks one series of /metrics.
func (a *api) wantMetric(t testing.TB, series string, want float64) {
	t.Helper()
	if got, ok := a.metric(t, series); !ok || got != want {
		t.Errorf("metric %s = %v (there: %v), want %v", series, got, ok, want)
	}
}
