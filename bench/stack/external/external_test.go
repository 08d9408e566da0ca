package external_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"quintet/api/server"
	"quintet/api/store"
	"quintet/bench/stack"
	"quintet/bench/stack/external"
	"quintet/bench/stack/stacktest"
)

// variables is an environment of the tests' own.
func variables(env map[string]string) func(string) string {
	return func(name string) string { return env[name] }
}

// fiveStores are addresses of all five on this machine, at ports without a listener.
func fiveStores() map[string]string {
	return map[string]string{
		"DATABASE_HOST": "127.0.0.1", "CASSANDRA_HOST": "127.0.0.1,127.0.0.2", "NEO4J_HOST": "::1", "REDIS_HOST": "localhost",
		"STORAGE_ENDPOINT": "http://127.0.0.1:9000",
	}
}

// with is an environment with one variable changed.
func with(env map[string]string, name, value string) map[string]string {
	env[name] = value
	return env
}

func TestNew(t *testing.T) {
	const here = "http://127.0.0.1:3000"
	for name, test := range map[string]struct {
		cfg external.Config
		env map[string]string
		// want is the error's text, in part; empty for none.
		want string
		// targets are those expected.
		targets []string
	}{
		"OK":           {cfg: external.Config{Target: here, Seeded: true}, targets: []string{here}},
		"Several":      {cfg: external.Config{Target: here + "/, http://[::1]:3001 ,http://localhost:3002", Seeded: true}, targets: []string{here, "http://[::1]:3001", "http://localhost:3002"}},
		"Environment":  {cfg: external.Config{Seeded: true}, env: map[string]string{"TARGET": here}, targets: []string{here}},
		"FlagFirst":    {cfg: external.Config{Target: here, Seeded: true}, env: map[string]string{"TARGET": "http://127.0.0.1:1"}, targets: []string{here}},
		"Mapped":       {cfg: external.Config{Target: "http://[::ffff:127.0.0.1]:3000", Seeded: true}, targets: []string{"http://[::ffff:127.0.0.1]:3000"}},
		"Owned":        {cfg: external.Config{Target: "https://Bench.Example:3000", Own: "bench.example", Seeded: true}, targets: []string{"https://Bench.Example:3000"}},
		"None":         {cfg: external.Config{Seeded: true}, want: "add -target http://127.0.0.1:3000"},
		"Scheme":       {cfg: external.Config{Target: "127.0.0.1:3000", Seeded: true}, want: "want base URLs"},
		"OtherScheme":  {cfg: external.Config{Target: "ftp://127.0.0.1", Seeded: true}, want: `found "ftp://127.0.0.1", want a base URL`},
		"Path":         {cfg: external.Config{Target: here + "/v1", Seeded: true}, want: "with nothing after the port"},
		"Query":        {cfg: external.Config{Target: here + "?a=b", Seeded: true}, want: "with nothing after the port"},
		"Twice":        {cfg: external.Config{Target: here + "," + here + "/", Seeded: true}, want: "found " + here + " twice"},
		"Stranger":     {cfg: external.Config{Target: here + ",http://10.0.0.1:3000", Seeded: true}, want: "add -i-own-this-target 10.0.0.1"},
		"NotAllOwned":  {cfg: external.Config{Target: "http://a.example,http://b.example", Own: "a.example", Seeded: true}, want: "refusing to put load on b.example, which is not this machine; if you own it and nobody else is harmed, add -i-own-this-target a.example,b.example"},
		"NotExactly":   {cfg: external.Config{Target: "http://api.example.org", Own: "example.org", Seeded: true}, want: "refusing to put load on api.example.org"},
		"LooksLocal":   {cfg: external.Config{Target: "http://127.0.0.1.example.org", Seeded: true}, want: "refusing to put load on 127.0.0.1.example.org"},
		"Any":          {cfg: external.Config{Target: "http://0.0.0.0:3000", Seeded: true}, want: "refusing to put load on 0.0.0.0"},
		"Unsaid":       {cfg: external.Config{Target: here}, want: "if they do, add -seeded; to fill them, add -seed-stores"},
		"Both":         {cfg: external.Config{Target: here, Seeded: true, SeedStores: true}, want: "found -seeded and -seed-stores"},
		"Fill":         {cfg: external.Config{Target: here, SeedStores: true}, env: fiveStores(), targets: []string{here}},
		"FillUnset":    {cfg: external.Config{Target: here, SeedStores: true}, env: with(fiveStores(), "NEO4J_HOST", " "), want: "set NEO4J_HOST, "},
		"FillStranger": {cfg: external.Config{Target: here, SeedStores: true}, env: with(fiveStores(), "CASSANDRA_HOST", "127.0.0.1,10.0.0.2"), want: "refusing to write into the stores at 10.0.0.2, which"},
		"FillURL":      {cfg: external.Config{Target: here, SeedStores: true}, env: with(fiveStores(), "STORAGE_ENDPOINT", "https://s3.example:443"), want: "add -i-own-this-target s3.example"},
		"FillPort":     {cfg: external.Config{Target: here, SeedStores: true, Own: "s3.example"}, env: with(fiveStores(), "STORAGE_ENDPOINT", "s3.example:9000"), targets: []string{here}},
	} {
		t.Run(name, func(t *testing.T) {
			test.cfg.Lookup = variables(test.env)
			s, err := external.New(withBackends(test.cfg))
			switch {
			case test.want == "" && err != nil:
				t.Fatal(err)
			case test.want == "":
				if !slices.Equal(s.Targets(), test.targets) {
					t.Errorf("targets are %q, want %q", s.Targets(), test.targets)
				}
			case err == nil || !strings.Contains(err.Error(), test.want):
				t.Errorf("error is %v, want %q in it", err, test.want)
			case strings.Contains(err.Error(), "\n"):
				t.Errorf("error is not one line: %v", err)
			}
		})
	}
}

// TestSecretsUnsaid gives passwords where none belong: no error repeats them.
func TestSecretsUnsaid(t *testing.T) {
	for name, cfg := range map[string]external.Config{
		"Target": {Target: "http://ada:hunter2@127.0.0.1", Seeded: true, Lookup: variables(nil)},
		"Store": {Target: "http://127.0.0.1:3000", SeedStores: true,
			Lookup: variables(with(fiveStores(), "STORAGE_ENDPOINT", "http://ada:hunter2@127.0.0.1"))},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := external.New(withBackends(cfg)); err == nil || strings.Contains(err.Error(), "hunter2") {
				t.Errorf("error is %v", err)
			}
		})
	}
}

// openAPI serves the real API on embedded stores.
func openAPI(t *testing.T) *server.Server {
	t.Helper()
	api, err := server.Open(t.Context(), server.Config{DataDir: t.TempDir(), Stack: "test"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		if err := api.Close(ctx); err != nil {
			t.Error(err)
		}
	})
	return api
}

// never is a seed that must not be called.
func never(t *testing.T) func(context.Context, store.Set) error {
	return func(context.Context, store.Set) error {
		t.Error("seeded")
		return nil
	}
}

// up makes a stack of targets that are said to be seeded and brings it up.
func up(t *testing.T, targets ...string) (*external.Stack, error) {
	t.Helper()
	s, err := external.New(external.Config{Target: strings.Join(targets, ","), Seeded: true, Lookup: variables(nil), Patience: time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	return s, s.Up(t.Context(), never(t))
}

// TestUnseeded is refused by the real API while it has no users.
func TestUnseeded(t *testing.T) {
	target := "http://" + openAPI(t).Addr()
	if _, err := up(t, target); err == nil || !strings.Contains(err.Error(), target+" has no users, so it is not seeded") {
		t.Fatalf("error is %v", err)
	}
}

// TestStack runs the suite of stacks against the real API with a user in it.
func TestStack(t *testing.T) {
	target := "http://" + openAPI(t).Addr()
	response, err := http.Post(target+"/users", "application/json", strings.NewReader(`{"name":"Grace","email":"grace@example.org"}`))
	if err != nil {
		t.Fatal(err)
	}
	if err := response.Body.Close(); err != nil || response.StatusCode != http.StatusCreated {
		t.Fatalf("posting a user: status %d (%v)", response.StatusCode, err)
	}
	stacktest.Run(t, stacktest.Case{
		New: func(_ *testing.T, p stacktest.Place) (stack.Stack, error) {
			s, err := external.New(withBackends(external.Config{Target: target, Seeded: true, Lookup: variables(nil), Settings: p.Settings}))
			if err != nil {
				return nil, err
			}
			return s, nil
		},
		Refused:  map[string]string{"cache=off": "setting cache: the external stack cannot vary it, nor anything else"},
		Services: []string{"sqlite", "miniredis", "gofakes3", "api-1"},
		Foreign:  true,
	})
	s, err := up(t, target)
	if err != nil {
		t.Fatal(err)
	}
	for _, service := range s.Services() {
		i := service.Info()
		if i.PID != 0 {
			t.Errorf("%s is said to be the process %d of this machine", i.Name, i.PID)
		}
		if i.Role == "api" && (i.Address != target || i.Metrics != target+"/metrics" || !strings.HasPrefix(i.Software, "quintet api devel")) {
			t.Errorf("the API is %+v", i)
		}
	}
}

// TestEmbeddedCannotBeFilled has the API keep its rows within itself.
func TestEmbeddedCannotBeFilled(t *testing.T) {
	s, err := external.New(external.Config{Target: "http://" + openAPI(t).Addr(), SeedStores: true, Lookup: variables(fiveStores()), Backends: server.Backends()})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Up(t.Context(), never(t)); err == nil || !strings.Contains(err.Error(), "which is inside the API: fill it with bench seed") {
		t.Errorf("error is %v", err)
	}
}

// fake is a target that answers what it is told to, for what the real API cannot be made to say at will.
type fake map[string]struct {
	status int
	body   string
}

func (f fake) serve(t *testing.T) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer, ok := f[r.URL.Path]
		if !ok {
			answer.status = http.StatusNotFound
		}
		if answer.status == http.StatusFound {
			w.Header().Set("Location", "/elsewhere")
		}
		w.WriteHeader(answer.status)
		if _, err := w.Write([]byte(answer.body)); err != nil {
			t.Error(err)
		}
	}))
	t.Cleanup(s.Close)
	return s.URL
}

const (
	onFive = `{"status":"ready","stores":[{"name":"postgres","role":"records"},{"name":"cassandra","role":"messages, notifications"},
{"name":"neo4j","role":"graph"},{"name":"redis","role":"sessions, cache"},{"name":"minio","role":"objects"}]}`
	build = "# TYPE app_build_info gauge\napp_build_info{revision=\"0a1b\",stack=\"compose\",version=\"v1.2.3\"} 1\n"
)

func TestUpRefused(t *testing.T) {
	five := fake{"/readyz": {200, onFive}, "/users": {200, `[{"id":1}]`}}
	for name, test := range map[string]struct {
		targets []string
		want    string
	}{
		"StoreDown": {[]string{fake{"/readyz": {503, "{\"stores\":[\n{\"name\":\"redis\",\"up\":false}]}"}}.serve(t)}, `is not ready: {"stores":[ {"name":"redis","up":false}]}`},
		"NotTheAPI": {[]string{fake{}.serve(t)}, "answers /readyz with status 404, want 200: is it the API?"},
		"NoStores":  {[]string{fake{"/readyz": {200, "ok"}}.serve(t)}, "without naming its stores"},
		"Elsewhere": {[]string{fake{"/readyz": {302, ""}, "/elsewhere": {200, onFive}}.serve(t)}, "with status 302"},
		"Nobody":    {[]string{"http://127.0.0.1:1"}, "nothing answers at http://127.0.0.1:1 (dial tcp 127.0.0.1:1: connect: connection refused): start the server, or give its own address as -target"},
		"NoUsers":   {[]string{fake{"/readyz": {200, onFive}, "/users": {500, ""}}.serve(t)}, "status 500, want 200"},
		"Different": {[]string{five.serve(t), fake{"/readyz": {200, `{"stores":[{"name":"sqlite","role":"records"}]}`}}.serve(t)}, "no replicas of one API"},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := up(t, test.targets...)
			if err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("error is %v, want %q in its one line", err, test.want)
			}
			if len(s.Services()) != 0 {
				t.Errorf("services are listed: %v", s.Services())
			}
		})
	}
}

// withBackends adds the table of backends.
func withBackends(cfg external.Config) external.Config {
	cfg.Backends = server.Backends()
	return cfg
}

// TestPatience has a target that becomes ready when it is asked for the third time, and one that never does while the harness is
// interrupted.
func TestPatience(t *testing.T) {
	asked := 0
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	never := false
	target := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/readyz":
			if asked++; asked < 3 || never {
				w.WriteHeader(http.StatusServiceUnavailable)
			}
			if asked > 5 {
				cancel()
			}
			io.WriteString(w, onFive)
		case "/users":
			io.WriteString(w, `[{"id":1}]`)
		}
	}))
	defer target.Close()
	s, err := external.New(external.Config{Target: target.URL, Seeded: true, Lookup: variables(nil)})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Up(ctx, nil); err != nil || asked != 3 {
		t.Errorf("asked %d times, error %v", asked, err)
	}
	never = true
	if err := s.Up(ctx, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("error is %v", err)
	}
}

// TestSeedStores fills what the environment names. What is opened is embedded, for the real stores are not everywhere.
func TestSeedStores(t *testing.T) {
	replicas := []string{
		fake{"/readyz": {200, onFive}, "/users": {200, `[{"id":1}]`}, "/metrics": {200, build}}.serve(t),
		fake{"/readyz": {200, onFive}, "/users": {200, `[{"id":1}]`}}.serve(t),
	}
	opened, closed, filled := 0, 0, 0
	var failure error
	cfg := external.Config{
		Target: strings.Join(replicas, ","), SeedStores: true, Lookup: variables(fiveStores()), Backends: server.Backends(),
		OpenStores: func(ctx context.Context, lookup func(string) string) (*stack.Stores, error) {
			opened++
			if lookup("NEO4J_HOST") != "::1" {
				t.Errorf("the stores are opened at other addresses: %q", lookup("NEO4J_HOST"))
			}
			stores, err := server.OpenStores(ctx, server.Config{DataDir: t.TempDir()})
			if err != nil {
				return nil, err
			}
			return &stack.Stores{Set: stores.Set, Named: map[string]any{"postgres": stores.Set.Records}, Close: func() error {
				closed++
				return stores.Close()
			}}, nil
		},
	}
	s, err := external.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	fill := func(_ context.Context, stores store.Set) error {
		if stores.Records == nil || stores.Graph == nil || closed != 0 {
			t.Errorf("the stores to fill are not open: %+v", stores)
		}
		filled++
		return failure
	}
	if err := s.Up(t.Context(), fill); err != nil {
		t.Fatal(err)
	}
	if opened != 1 || filled != 1 || closed != 1 {
		t.Errorf("opened %d times, filled %d, closed %d; want once each", opened, filled, closed)
	}
	software, metrics := map[string]string{}, 0
	for _, service := range s.Services() {
		i := service.Info()
		software[i.Name] = i.Software
		if i.Metrics != "" {
			metrics++
		}
	}
	if !strings.HasPrefix(software["postgres"], "SQLite 3.") || software["api-1"] != "quintet api v1.2.3 (revision 0a1b)" ||
		software["api-2"] != "quintet api (version unknown)" || metrics != 1 {
		t.Errorf("services are %q, %d of them with metrics", software, metrics)
	}

	closed, failure = 0, errors.New("disk full")
	if err := s.Up(t.Context(), fill); !errors.Is(err, failure) || closed != 1 {
		t.Errorf("filling failed: error %v, closed %d times", err, closed)
	}
	failure = nil
	cfg.Target = fake{"/readyz": {200, onFive}, "/users": {200, "[]"}}.serve(t)
	if s, err = external.New(withBackends(cfg)); err != nil {
		t.Fatal(err)
	}
	closed = 0
	if err := s.Up(t.Context(), fill); err == nil || !strings.Contains(err.Error(), "not on the stores that the environment names") {
		t.Errorf("other stores were filled: error %v", err)
	}
}
