package rest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/textproto"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"

	"quintet/api/metrics"
	"quintet/api/rest"
	"quintet/api/store"
	"quintet/api/store/cached"
	"quintet/api/store/embedded"
	"quintet/api/store/instrument"
	"quintet/api/store/integrity"
	"quintet/api/store/minio"
	"quintet/api/store/redis"
	"quintet/api/store/sqlite"
)

var names = instrument.Names{
	Records: "sqlite", Messages: "sqlite", Notifications: "sqlite", Graph: "sqlite", Sessions: "miniredis", Cache: "miniredis",
	Objects: "gofakes3",
}

// service is the API over embedded stores, behind a real listener.
type service struct {
	t        testing.TB
	url      string
	client   *http.Client
	registry *prometheus.Registry
	metrics  *metrics.Metrics
	db       *sqlite.DB
	redis    *redis.Client
	// stopRedis and stopS3 end the servers behind the API's back.
	stopRedis, stopS3 func() error
}

// small is the largest file of the tests.
const small = 1 << 20

// open starts a service. change may replace stores or settings; it sees the undecorated stores.
func open(t testing.TB, change func(*rest.Config)) *service {
	t.Helper()
	dir := t.TempDir()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	db, err := sqlite.Open(t.Context(), sqlite.Config{Path: filepath.Join(dir, "quintet.db")})
	must(err)
	t.Cleanup(func() { db.Close() })
	redisServer, err := embedded.OpenRedis(t.Context(), "127.0.0.1:0")
	must(err)
	t.Cleanup(func() { redisServer.Close() })
	keys, err := redis.Open(t.Context(), redis.Config{Addr: redisServer.Addr()})
	must(err)
	t.Cleanup(func() { keys.Close() })
	s3, err := embedded.OpenS3(t.Context(), embedded.S3Config{Dir: filepath.Join(dir, "objects"), AccessKey: "key", SecretKey: "secret"})
	must(err)
	t.Cleanup(func() { s3.Close() })
	objects, err := minio.Open(t.Context(), minio.Config{
		Endpoint: s3.Addr(), AccessKey: "key", SecretKey: "secret", Bucket: "files", Name: "gofakes3", Retries: 1,
	})
	must(err)
	t.Cleanup(func() { objects.Close() })

	s := &service{t: t, registry: prometheus.NewRegistry(), db: db, redis: keys, stopRedis: redisServer.Close, stopS3: s3.Close}
	var operations []metrics.Operation
	for _, o := range instrument.Operations(names) {
		operations = append(operations, metrics.Operation(o))
	}
	s.metrics, err = metrics.New(metrics.Config{
		Registerer: s.registry, Routes: rest.Routes(), Operations: operations, Outcomes: instrument.Outcomes(),
		ObjectOperations: instrument.ObjectOperations(), Directions: instrument.Directions(),
		CacheClasses: cached.Classes(), CacheResults: cached.Results(), BreakerStates: cached.BreakerStates(),
	})
	must(err)
	must(s.metrics.Pool("sqlite", db))
	must(s.metrics.Pool("miniredis", keys))
	cfg := rest.Config{
		Stores: store.Set{
			Records: db, Messages: db, Notifications: db, Graph: db, Sessions: keys, Cache: keys, Objects: objects,
		},
		Metrics: s.metrics, MaxUpload: small,
		Dependencies: []rest.Dependency{
			{Name: "sqlite", Role: "records", Ping: db.Ping}, {Name: "miniredis", Role: "sessions, cache", Ping: keys.Ping},
			{Name: "gofakes3", Role: "objects", Ping: objects.Ping},
		},
	}
	if change != nil {
		change(&cfg)
	}
	cfg.Stores = instrument.Set(cfg.Stores, names, s.metrics, nil, nil)
	cfg.Stores.Graph = integrity.Graph(cfg.Stores.Graph, cfg.Stores.Records)
	if cfg.Stores.Cache != nil {
		beside := cached.Config{Cache: cfg.Stores.Cache, Observe: s.metrics.CacheRequest}
		cfg.Stores.Records = cached.Records(cfg.Stores.Records, beside)
		cfg.Stores.Messages = cached.Messages(cfg.Stores.Messages, beside)
	}
	server := httptest.NewServer(rest.New(cfg))
	t.Cleanup(server.Close)
	s.url = server.URL
	s.client = &http.Client{
		Transport:     server.Client().Transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return s
}

// answer is a response whose body has been read.
type answer struct {
	*http.Response
	body string
}

// do sends a request; headers are pairs. A body that is not empty is JSON unless a header says otherwise.
func (s *service) do(method, path, body string, headers ...string) answer {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), method, s.url+path, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return s.send(r)
}

var serverTiming = regexp.MustCompile(`^([a-z0-9]+;dur=[0-9.]+, )*app;dur=[0-9.]+$`)

// send checks what every answer has.
func (s *service) send(r *http.Request) answer {
	s.t.Helper()
	response, err := s.client.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		s.t.Fatalf("%s %s: %v", r.Method, r.URL, err)
	}
	if got := response.Header.Get("Server-Timing"); !serverTiming.MatchString(got) {
		s.t.Errorf("%s %s: Server-Timing is %q", r.Method, r.URL, got)
	}
	return answer{response, string(body)}
}

// get, post and the others fail the test unless the status is the wanted one.
func (s *service) want(status int, method, path, body string) answer {
	s.t.Helper()
	a := s.do(method, path, body)
	if a.StatusCode != status {
		s.t.Fatalf("%s %s: %s %s, want %d", method, path, a.Status, a.body, status)
	}
	return a
}

// user creates a user.
func (s *service) user(n int) store.User {
	s.t.Helper()
	return decode[store.User](s.t, s.want(201, "POST", "/users", fmt.Sprintf(`{"name":"User %d","email":"user%d@example.org"}`, n, n)))
}

func (s *service) group(name string) store.Group {
	s.t.Helper()
	return decode[store.Group](s.t, s.want(201, "POST", "/groups", fmt.Sprintf(`{"name":%q,"description":"for tests"}`, name)))
}

func decode[T any](t testing.TB, a answer) (v T) {
	t.Helper()
	if err := json.Unmarshal([]byte(a.body), &v); err != nil {
		t.Fatalf("%s: %v", a.body, err)
	}
	return v
}

// form makes a form with one part; disposition is its Content-Disposition.
func form(t testing.TB, disposition, contentType, content string) (body, header string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	h := textproto.MIMEHeader{"Content-Disposition": {disposition}}
	if contentType != "" {
		h.Set("Content-Type", contentType)
	}
	part, err := w.CreatePart(h)
	if err == nil {
		_, err = io.WriteString(part, content)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.String(), w.FormDataContentType()
}

// file is what an upload is answered with.
type file struct {
	Filename, ETag, URL string
	Size                int64
}

// inQuotes is a quoted-string of HTTP.
func inQuotes(name string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(name) + `"`
}

func (s *service) upload(name, contentType, content string) file {
	s.t.Helper()
	body, header := form(s.t, `form-data; name="file"; filename=`+inQuotes(name), contentType, content)
	a := s.do("POST", "/storage/upload", body, "Content-Type", header)
	if a.StatusCode != 201 {
		s.t.Fatalf("upload %s: %s %s", name, a.Status, a.body)
	}
	return decode[file](s.t, a)
}

// problem is an error as clients read it.
type problem struct {
	Type, Title, Detail, Instance string
	Status                        int
	Errors                        []struct{ Field, Message string }
}

// refused checks that an answer is a problem of a status and says so consistently.
func (a answer) refused(t testing.TB, status int) problem {
	t.Helper()
	if a.StatusCode != status || a.Header.Get("Content-Type") != "application/problem+json" {
		t.Errorf("got %s, %s: %s, want a problem %d", a.Status, a.Header.Get("Content-Type"), a.body, status)
		return problem{}
	}
	p := decode[problem](t, a)
	if p.Status != status || p.Title != http.StatusText(status) || p.Detail == "" || p.Type == "" || p.Instance != a.Request.URL.EscapedPath() {
		t.Errorf("problem does not fit its answer: %s", a.body)
	}
	return p
}

// pinger answers as told.
func pinger(err error) func(context.Context) error { return func(context.Context) error { return err } }
