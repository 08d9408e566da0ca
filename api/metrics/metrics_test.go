package metrics_test

import (
	"fmt"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
	dto "github.com/prometheus/client_model/go"

	"quintet/api/admission"
	"quintet/api/metrics"
	"quintet/api/rest"
	"quintet/api/store"
	"quintet/api/store/cached"
	"quintet/api/store/instrument"
)

var names = instrument.Names{
	Records: "postgres", Messages: "cassandra", Notifications: "cassandra", Graph: "neo4j", Sessions: "redis", Cache: "redis", Objects: "minio",
}

// whole is how the API sets its metrics up.
func whole() metrics.Config {
	cfg := metrics.Config{
		Registerer: prometheus.NewRegistry(), Routes: rest.Routes(), Outcomes: instrument.Outcomes(),
		ObjectOperations: instrument.ObjectOperations(), Directions: instrument.Directions(),
		CacheClasses: cached.Classes(), CacheResults: cached.Results(), BreakerStates: cached.BreakerStates(),
		Version: "1.2.3", Revision: "abc", Stack: "test",
	}
	for _, o := range instrument.Operations(names) {
		cfg.Operations = append(cfg.Operations, metrics.Operation(o))
	}
	return cfg
}

func open(t testing.TB, cfg metrics.Config) (*metrics.Metrics, *prometheus.Registry) {
	t.Helper()
	m, err := metrics.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return m, cfg.Registerer.(*prometheus.Registry)
}

// text is what a scraper reads.
func text(m *metrics.Metrics, accept string) string {
	r := httptest.NewRequest("GET", "/metrics", nil)
	r.Header.Set("Accept", accept)
	w := httptest.NewRecorder()
	m.Handler().ServeHTTP(w, r)
	return w.Body.String()
}

func lines(text string) (series []string) {
	for l := range strings.Lines(text) {
		if !strings.HasPrefix(l, "#") {
			series = append(series, strings.TrimSpace(l))
		}
	}
	return series
}

func want(t *testing.T, m *metrics.Metrics, series ...string) {
	t.Helper()
	shown := lines(text(m, "text/plain"))
	for _, s := range series {
		if !slices.Contains(shown, s) {
			metric, _, _ := strings.Cut(s, "{")
			near := slices.DeleteFunc(slices.Clone(shown), func(l string) bool { return !strings.HasPrefix(l, metric) })
			t.Errorf("there is no %s among\n%s", s, strings.Join(near[:min(len(near), 30)], "\n"))
		}
	}
}

// fakePool is a store whose pools are given.
type fakePool []store.Pool

// Pools implements store.Pooler.
func (f fakePool) Pools() []store.Pool { return f }

func TestValues(t *testing.T) {
	m, _ := open(t, whole())
	m.Observe("postgres", "get_user", "ok", 2*time.Millisecond)
	m.Observe("postgres", "get_user", "ok", 4*time.Second)
	m.Observe("postgres", "get_user", "timeout", time.Minute)
	m.Observe("postgres", "get_user", "never heard of", time.Second)
	m.Observe("minio", "put_object", "ok", time.Second)
	m.Observe("minio", "put_object", "unavailable", time.Second)
	m.Bytes("read", 100)
	m.Bytes("read", 23)
	m.Bytes("written", 7)
	m.CacheRequest("user", "hit")
	m.CacheRequest("user", "hit")
	m.CacheRequest("messages", "bypass")
	m.Breaker("redis", "closed")
	m.Breaker("other", "half-open")
	m.Breaker("redis", "open")
	m.Breaker("redis", "ajar")
	m.Panic()
	if err := m.Pool("sqlite", fakePool{{Name: "read", InUse: 3, Idle: 2, Max: 8, Waits: 5, Waited: 1500 * time.Millisecond}, {Name: "write", Max: 1}}); err != nil {
		t.Fatal(err)
	}
	if err := m.Pool("redis", fakePool{{InUse: 1}}); err != nil {
		t.Fatal(err)
	}
	if err := m.Pool("redis", fakePool{}); err == nil {
		t.Error("the pools of one store were taken twice")
	}
	counts := func() (made, refused int64) { return 3, 4 }
	if err := m.Retries("postgres", counts); err != nil {
		t.Fatal(err)
	}
	if err := m.Retries("postgres", counts); err == nil {
		t.Error("the retries of one store were taken twice")
	}
	gate, err := admission.Open(admission.Config{MaxInFlight: 1})
	if err == nil {
		err = m.Gate(gate)
	}
	if err != nil {
		t.Fatal(err)
	}
	gate.Enter()
	gate.Enter()
	get := m.Route("/users/{id}", "GET", 200)
	post := m.Route("/users", "POST", 201)
	for range 2 {
		get.Begin()
	}
	get.End(metrics.Request{Method: "GET", Code: 200, Took: 3 * time.Millisecond, Sent: 300})
	post.Begin()
	post.End(metrics.Request{Method: "POST", Code: 422, Took: time.Millisecond, Received: 5000, Sent: 20})
	other := m.Route("", "", 0)
	other.Begin()
	other.End(metrics.Request{Method: "BREW", Code: 404, Took: time.Second, Received: 1, Sent: 10})

	want(t, m,
		`store_operation_duration_seconds_count{operation="get_user",outcome="ok",store="postgres"} 2`,
		`store_operation_duration_seconds_sum{operation="get_user",outcome="ok",store="postgres"} 4.002`,
		`store_operation_duration_seconds_bucket{operation="get_user",outcome="ok",store="postgres",le="0.001"} 0`,
		`store_operation_duration_seconds_bucket{operation="get_user",outcome="ok",store="postgres",le="0.0025"} 1`,
		`store_operation_duration_seconds_bucket{operation="get_user",outcome="ok",store="postgres",le="10"} 2`,
		`store_operation_duration_seconds_bucket{operation="get_user",outcome="timeout",store="postgres",le="10"} 0`,
		`store_operation_duration_seconds_bucket{operation="get_user",outcome="timeout",store="postgres",le="+Inf"} 1`,
		`store_operation_duration_seconds_count{operation="get_user",outcome="error",store="postgres"} 1`,
		`store_operation_duration_seconds_count{operation="list_users",outcome="ok",store="postgres"} 0`,
		`storage_operation_duration_seconds_count{operation="put_object"} 2`,
		`storage_operation_duration_seconds_count{operation="read_object"} 0`,
		`storage_io_bytes_total{direction="read"} 123`,
		`storage_io_bytes_total{direction="written"} 7`,
		`cache_requests_total{class="user",result="hit"} 2`,
		`cache_requests_total{class="messages",result="bypass"} 1`,
		`cache_requests_total{class="group",result="negative_hit"} 0`,
		`store_retries_total{result="made",store="postgres"} 3`,
		`store_retries_total{result="refused",store="postgres"} 4`,
		`http_requests_shed_total{reason="in_flight"} 1`,
		`http_requests_shed_total{reason="queue"} 0`,
		`http_queue_wait_seconds 0`,
		`store_breaker_state{store="redis"} 2`,
		`store_breaker_state{store="other"} 1`,
		`store_pool_in_use{pool="read",store="sqlite"} 3`,
		`store_pool_idle{pool="read",store="sqlite"} 2`,
		`store_pool_max{pool="read",store="sqlite"} 8`,
		`store_pool_waits_total{pool="read",store="sqlite"} 5`,
		`store_pool_wait_seconds_total{pool="read",store="sqlite"} 1.5`,
		`store_pool_max{pool="write",store="sqlite"} 1`,
		`store_pool_in_use{pool="",store="redis"} 1`,
		`http_requests_in_flight{route="/users/{id}"} 1`,
		`http_requests_in_flight{route="other"} 0`,
		`http_request_duration_seconds_count{code="200",method="GET",route="/users/{id}"} 1`,
		`http_request_duration_seconds_sum{code="200",method="GET",route="/users/{id}"} 0.003`,
		`http_request_duration_seconds_count{code="201",method="POST",route="/users"} 0`,
		`http_request_duration_seconds_count{code="422",method="POST",route="/users"} 1`,
		`http_request_duration_seconds_count{code="404",method="other",route="other"} 1`,
		`http_request_size_bytes_sum{route="/users"} 5000`,
		`http_request_size_bytes_bucket{route="/users",le="4096"} 0`,
		`http_request_size_bytes_sum{route="other"} 1`,
		`http_response_size_bytes_sum{route="/users/{id}"} 300`,
		`http_response_size_bytes_sum{route="other"} 10`,
		`http_panics_total 1`,
		`app_build_info{revision="abc",stack="test",version="1.2.3"} 1`,
	)
}

func TestLint(t *testing.T) {
	m, registry := open(t, whole())
	m.Breaker("redis", "closed")
	if err := m.Pool("redis", fakePool{{}}); err != nil {
		t.Fatal(err)
	}
	problems, err := testutil.GatherAndLint(registry)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Errorf("%s: %s", p.Metric, p.Text)
	}
}

// TestFormats reads all metrics as text, OpenMetrics and protobuf; the last holds native histograms.
func TestFormats(t *testing.T) {
	m, registry := open(t, whole())
	m.Observe("postgres", "get_user", "ok", time.Millisecond)
	r := m.Route("/users", "POST", 201)
	r.Begin()
	r.End(metrics.Request{Method: "POST", Code: 201, Took: time.Millisecond, Received: 1, Sent: 1})
	if open := text(m, "application/openmetrics-text; version=1.0.0"); !strings.HasSuffix(open, "# EOF\n") {
		t.Errorf("OpenMetrics end with %q", open[max(0, len(open)-20):])
	}
	protobuf := text(m, "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited")
	if !strings.Contains(protobuf, "http_panics_total") || strings.Contains(protobuf, "# HELP") {
		t.Error("protobuf is not served")
	}
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	native := 0
	for _, f := range families {
		if f.GetType() != dto.MetricType_HISTOGRAM || strings.HasPrefix(f.GetName(), "go_") {
			continue
		}
		h := f.GetMetric()[0].GetHistogram()
		if len(h.GetBucket()) == 0 || h.Schema == nil || h.GetSchema() < 3 {
			t.Errorf("%s is not classic and native at once: %d buckets, schema %d", f.GetName(), len(h.GetBucket()), h.GetSchema())
		}
		native++
	}
	if native != 5 {
		t.Errorf("%d histograms, want 5", native)
	}
}

// storm tells of every combination of labels that there can be, and of many that there cannot.
func storm(m *metrics.Metrics) {
	for _, o := range instrument.Operations(names) {
		for _, outcome := range append(instrument.Outcomes(), "x", "y") {
			m.Observe(o.Store, o.Name, outcome, time.Millisecond)
		}
	}
	for i := range 1000 {
		m.Observe(fmt.Sprint("store", i), fmt.Sprint("operation", i), fmt.Sprint("outcome", i), time.Millisecond)
	}
	routes := rest.Routes()
	routes["/made-up"] = []string{"GET"}
	for template, methods := range routes {
		for _, method := range methods {
			r := m.Route(template, method, 200)
			for code := 200; code < 600; code++ {
				for _, asked := range []string{method, "HEAD", "BREW", fmt.Sprint("X", code)} {
					r.Begin()
					r.End(metrics.Request{Method: asked, Code: code, Received: 1, Sent: 1})
				}
			}
		}
	}
}

// TestBoundedSeries counts what a scraper stores after everything has happened that can.
func TestBoundedSeries(t *testing.T) {
	m, _ := open(t, whole())
	for template, methods := range rest.Routes() {
		for _, method := range methods {
			m.Route(template, method, 200)
		}
	}
	before := len(lines(text(m, "text/plain")))
	for _, s := range []string{"sqlite", "redis", "postgres", "cassandra", "neo4j"} {
		m.Breaker(s, "open")
		if err := m.Pool(s, fakePool{{Name: "read"}, {Name: "write"}}); err != nil {
			t.Fatal(err)
		}
	}
	storm(m)
	after := len(lines(text(m, "text/plain")))
	t.Logf("%d series at first, %d after every combination", before, after)
	if after >= 3000 {
		t.Errorf("%d series, want less than 3,000", after)
	}
	storm(m)
	if again := len(lines(text(m, "text/plain"))); again != after {
		t.Errorf("%d series after the same again, want %d", again, after)
	}
	// What found no room is counted all the same.
	total, wanted := 0.0, 2*(len(instrument.Operations(names))*(len(instrument.Outcomes())+2)+1000)
	for _, l := range lines(text(m, "text/plain")) {
		if strings.HasPrefix(l, "store_operation_duration_seconds_count") {
			var n float64
			if _, err := fmt.Sscan(l[strings.LastIndexByte(l, ' ')+1:], &n); err != nil {
				t.Fatal(err)
			}
			total += n
		}
	}
	if total != float64(wanted) {
		t.Errorf("%v calls are counted, want %d", total, wanted)
	}
}

func TestConcurrentUse(t *testing.T) {
	m, _ := open(t, whole())
	var running sync.WaitGroup
	for range 4 {
		running.Go(func() {
			for i := range 200 {
				m.Observe("postgres", "get_user", instrument.Outcomes()[i%8], time.Millisecond)
				r := m.Route("/users/{id}", "GET", 200)
				r.Begin()
				r.End(metrics.Request{Method: "GET", Code: 200 + i%300, Sent: 1})
			}
			text(m, "")
		})
	}
	running.Wait()
	want(t, m, `store_operation_duration_seconds_count{operation="get_user",outcome="ok",store="postgres"} 100`, `http_requests_in_flight{route="/users/{id}"} 0`)
}

func TestNewRefuses(t *testing.T) {
	cfg := whole()
	open(t, cfg)
	if _, err := metrics.New(cfg); err == nil {
		t.Error("metrics were registered twice")
	}
	if _, err := metrics.New(metrics.Config{Registerer: prometheus.WrapRegistererWithPrefix("x_", prometheus.NewRegistry())}); err == nil {
		t.Error("took a registerer that cannot be read")
	}
	if m, err := metrics.New(metrics.Config{}); err != nil {
		t.Error(err)
	} else if !strings.Contains(text(m, ""), "process_cpu_seconds_total") {
		t.Error("the process has no metrics")
	}
	// Nil metrics count nothing and break nothing.
	var none *metrics.Metrics
	r := none.Route("/users", "GET", 200)
	r.Begin()
	r.End(metrics.Request{})
	none.Panic()
}

func BenchmarkObserve(b *testing.B) {
	m, _ := open(b, whole())
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			m.Observe("postgres", "get_user", "ok", time.Millisecond)
		}
	})
}

func BenchmarkScrape(b *testing.B) {
	m, _ := open(b, whole())
	h, r := m.Handler(), httptest.NewRequest("GET", "/metrics", nil)
	b.ReportAllocs()
	for b.Loop() {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
	}
}
