package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"quintet/bench/exitcode"
	"quintet/bench/samples"
)

// orders is an API that is not this repository's: it keeps what it is sent, asks for a token and says nothing of stores.
type orders struct {
	mu    sync.Mutex
	notes map[string]string
}

func (o *orders) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/health" {
		return
	}
	if r.Header.Get("Authorization") != "Bearer "+orderToken {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	o.mu.Lock()
	defer o.mu.Unlock()
	if r.Method == http.MethodPost {
		var order struct{ Note string }
		if err := json.NewDecoder(r.Body).Decode(&order); err != nil || order.Note == "" {
			w.WriteHeader(http.StatusUnprocessableEntity)
			return
		}
		id := strconv.Itoa(len(o.notes) + 1)
		o.notes[id] = order.Note
		w.WriteHeader(http.StatusCreated)
		// An API that repeats the secret: no file of the run may hold it.
		json.NewEncoder(w).Encode(map[string]string{"id": id, "token": r.Header.Get("Authorization")})
		return
	}
	id := strings.TrimPrefix(r.URL.Path, "/orders/")
	note, ok := o.notes[id]
	if !ok {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	json.NewEncoder(w).Encode(map[string]string{"id": id, "note": note})
}

const orderToken = "tok-58c1d3f4"

// shopFile is a scenario of the orders' API.
const shopFile = `name: small
ready: GET /health
auth: {bearer: "${ORDERS_KEY_58}"}
operations:
  orders.get:
    request: GET /orders/{id}
    draw: {id: {remembered: order, latest: 0.9}}
    expect: {status: 200, json: {$.id: "{id}", $.note: {type: string}}}
  orders.create:
    request: POST /orders
    body: '{"note": "{text:10..40}", "amount": {int:1..99}}'
    expect: {status: 201}
    remember: {order: $.id}
  health.get: {request: GET /health, check: none}
workload: {mix: {orders.get: 6, orders.create: 2, health.get: 1}}
load: {phases: [{name: warm-up, rate: 20/s, duration: 1s, measure: false}, {name: steady, rate: 40/s, duration: 2s}]}
slo: [p50(orders.get) < 20s, failures < 50%]
`

// A run against an API that is not this repository's is valid, names what was not checked and where the time is not known to have gone, and
// writes no secret.
func TestRunOfDeclaredOperations(t *testing.T) { eachWay(t, runOfDeclaredOperations) }

func runOfDeclaredOperations(t *testing.T, way []string) {
	shop := &orders{notes: map[string]string{}}
	api := httptest.NewServer(shop)
	defer api.Close()
	c := prepared(t, slices.Concat([]string{"run", "-stack", "external", "-target", api.URL, "-quiet"}, way, []string{"small.yaml"})...)
	scenarioFile(t, c, strings.Replace(shopFile, "workload:", "setup: {orders.create: 20}\nworkload:", 1))
	c.Env = append(c.Env, "ORDERS_KEY_58="+orderToken)
	var kept *servedBucket
	if way != nil {
		kept = serveBucket(t)
		c.Args = append(c.Args, "-bucket", "s3://runs/test")
		c.Env = append(c.Env, kept.environment...)
	}
	got := execute(t, c)
	dir := reported(t, c, got)
	r := jsonReport(t, dir)
	if len(r.Trials) != 1 {
		t.Fatalf("%+v", r)
	}
	if !r.ends(got.code, exitcode.OK) || r.Valid && r.Verdict != "pass" {
		t.Fatalf("%+v\n%+v", r, got)
	}
	trial := r.Trials[0]
	if trial.Failures != 0 || len(trial.Operations) != 3 || trial.Operations[0].Hits == 0 || len(trial.Operations[0].Stores) > 2 {
		t.Errorf("%+v", trial)
	}
	// The setup was made once, whoever the generators are.
	record, err := samples.OpenRun(dir)
	if err != nil {
		t.Fatal(err)
	}
	created := 20
	if err := record.Trials[0].Hits(func(h *samples.Hit) error {
		if record.Trials[0].Manifest.Operations[h.Operation] == "orders.create" && h.Status == http.StatusCreated {
			created++
		}
		return nil
	}); err != nil || len(shop.notes) != created {
		t.Errorf("%d orders were made, want %d, %v", len(shop.notes), created, err)
	}
	for store := range trial.Operations[0].Stores {
		if store != "wait" && store != "unknown" {
			t.Errorf("time is said to have gone to %s", store)
		}
	}
	page, err := os.ReadFile(filepath.Join(dir, "index.html"))
	if err != nil {
		t.Fatal(err)
	}
	for _, sentence := range []string{
		"The scenario has the answers to health.get not checked beyond their status: whether their work was done is not known.",
		"No answer has a Server-Timing header, so it is not known where inside the API the time went",
	} {
		if !strings.Contains(string(page), sentence) {
			t.Errorf("%q is not on the page", sentence)
		}
	}
	nowhere(t, orderToken, dir)
	if kept != nil {
		nowhere(t, orderToken, kept.dir)
	}
	if strings.Contains(got.stdout+got.stderr, orderToken) {
		t.Error("the token is printed")
	}
}

// nowhere fails for each file below a folder that has a secret in it.
func nowhere(t *testing.T, secret, dir string) {
	t.Helper()
	files := 0
	if err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		files++
		text, err := os.ReadFile(path)
		if strings.Contains(string(text), secret) {
			t.Errorf("the secret stands in %s", path)
		}
		return err
	}); err != nil || files == 0 {
		t.Fatalf("%d files, %v", files, err)
	}
}

// visits is an API whose users log in, send orders with the cookie that they were given, and see them with a token that any of them was given.
type visits struct {
	mu sync.Mutex
	// sent is how many orders each session sent, notes are the orders, traced how often each value of traceparent came.
	sent   map[string]int
	notes  map[string]string
	traced map[string]int
}

func (v *visits) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if parent := r.Header.Get("traceparent"); parent != "" { // what is asked before and after the load has none
		v.traced[parent]++
	}
	switch {
	case r.URL.Path == "/login":
		session := strconv.Itoa(len(v.sent) + 1)
		v.sent[session] = 0
		http.SetCookie(w, &http.Cookie{Name: "session", Value: session, Path: "/"})
		fmt.Fprintf(w, `{"token": "token-of-%s"}`, session)
	case r.URL.Path == "/send":
		c, err := r.Cookie("session")
		var order struct{ Note string }
		if err = errors.Join(err, json.NewDecoder(r.Body).Decode(&order)); err != nil {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		v.sent[c.Value]++
		id := strconv.Itoa(len(v.notes) + 1)
		v.notes[id] = order.Note
		w.WriteHeader(http.StatusCreated)
		fmt.Fprintf(w, `{"id": %q}`, id)
	case strings.HasPrefix(r.URL.Path, "/orders/"):
		id := strings.TrimPrefix(r.URL.Path, "/orders/")
		session, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer token-of-")
		if _, known := v.sent[session]; !ok || !known {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		fmt.Fprintf(w, `{"id": %q, "note": %q}`, id, v.notes[id])
	}
}

// A sequence logs in, thinks and sends with the cookie that it was given; it is one hit of the load on the page, and its steps are told from it. Every
// request names its trace, and every order is read back with what the load remembered of its answers.
func TestRunOfSequences(t *testing.T) { eachWay(t, runOfSequences) }

func runOfSequences(t *testing.T, way []string) {
	users := &visits{sent: map[string]int{}, notes: map[string]string{}, traced: map[string]int{}}
	api := httptest.NewServer(users)
	defer api.Close()
	c := prepared(t, slices.Concat([]string{"run", "-stack", "external", "-target", api.URL, "-quiet"}, way, []string{"small.yaml"})...)
	scenarioFile(t, c, `name: small
operations:
  users.login: {request: POST /login, expect: {status: 200, header: {Set-Cookie: session=}}, remember: {token: $.token}}
  orders.send: {request: POST /send, body: '{"note": "{text:10..40}"}', expect: {status: 201}}
  orders.get:
    request: GET /orders/{id}
    headers: {Authorization: "Bearer {token}"}
    draw: {token: {remembered: token}, id: 1..9}
    expect: {status: 200, json: {$.id: "{id}"}}
  health.get: {request: GET /health, expect: {status: 200}}
sequences:
  visit: [users.login, {think: 20ms..50ms}, orders.send, orders.send]
workload: {mix: {visit: 1, health.get: 1}}
load: {rate: 50/s, duration: 2s}
traceparent: on
ledger: {write: orders.send, read: orders.get, key: $.id, value: id, same: [$.note]}
slo: [p50(visit) < 20s, p50(orders.send) < 20s, failures < 50%, lost = 0]
`)
	got := execute(t, c)
	dir := reported(t, c, got)
	r := jsonReport(t, dir)
	if len(r.Trials) != 1 || !r.sound() || r.Valid && r.Verdict != "pass" {
		t.Fatalf("%+v\n%+v", r, got)
	}
	hits := map[string]uint64{}
	for _, o := range r.Trials[0].Operations {
		hits[o.Name] = o.Hits
	}
	if r.Trials[0].Failures != 0 || hits["visit"] == 0 || hits["visit"]+hits["health.get"] != r.Trials[0].Offered || hits["users.login"] != hits["visit"] {
		t.Errorf("%d hits were offered, and those by operation are %v", r.Trials[0].Offered, hits)
	}
	users.mu.Lock()
	defer users.mu.Unlock()
	for session, sent := range users.sent {
		if sent != 2 {
			t.Errorf("session %s sent %d times", session, sent)
		}
	}
	page, err := os.ReadFile(filepath.Join(dir, "index.html"))
	if err != nil || !strings.Contains(string(page), "A sequence counts as one hit, from when it was due") {
		t.Errorf("the page does not tell steps from sequences: %v", err)
	}
	record, err := samples.OpenRun(dir)
	if err != nil {
		t.Fatal(err)
	}
	trial := record.Trials[0]
	if l := trial.Manifest.ReadBack; l == nil || l.Acknowledged != uint64(len(users.notes)) || l.Confirmed != l.Acknowledged || l.Reason != "" {
		t.Errorf("of %d orders the ledger says %+v", len(users.notes), l)
	}
	requests := 0
	if err := trial.Hits(func(h *samples.Hit) error {
		if trial.Manifest.Operations[h.Operation] == "visit" {
			return nil
		}
		requests++
		if parent := trial.Manifest.Trace.Parent(h.Seq, h.Step); users.traced[parent] != 1 {
			t.Errorf("step %d of hit %d: %d requests came with traceparent %s", h.Step, h.Seq, users.traced[parent], parent)
		}
		return nil
	}); err != nil || requests != len(users.traced) {
		t.Errorf("%d requests are recorded, %d came with a traceparent, %v", requests, len(users.traced), err)
	}
}

// An endpoint that the scenario names is on the page with its panels, and in report.json; one that does not answer is said before the load.
func TestRunScrapesEndpoints(t *testing.T) {
	var asked atomic.Int64
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/metrics" {
			asked.Add(1)
			return
		}
		fmt.Fprintf(w, "# TYPE shop_requests_total counter\nshop_requests_total{code=\"200\",store=\"x\"} %d\nshop_heap_bytes 4096\ncache_requests_total{result=\"hit\"} 7\n", asked.Load())
	}))
	defer api.Close()
	scenario := `name: small
operations: {health.get: {request: GET /health, expect: {status: 200}}}
workload: {mix: {health.get: 1}}
load: {rate: 50/s, duration: 3s}
scrape:
  - name: shop
    url: TARGET/metrics
    panels: [{title: Requests by code, rate: shop_requests_total, by: code}, {gauge: [shop_heap_bytes, shop_absent]}]
`
	c := prepared(t, "run", "-stack", "external", "-target", api.URL, "-quiet", "small.yaml")
	scenarioFile(t, c, strings.Replace(scenario, "TARGET", api.URL, 1))
	got := execute(t, c)
	dir := reported(t, c, got)
	if r := jsonReport(t, dir); !r.sound() {
		t.Fatalf("%+v\n%+v", r, got)
	}
	var document struct {
		Trials []struct {
			Cache  struct{ Hits float64 }
			Stores []struct {
				Name   string
				Absent []string
				Panels []struct {
					Title, Unit string
					Lines       []struct{ Name string }
				}
				Told []struct {
					Metric string
					Last   float64
				}
			}
		}
	}
	text, err := os.ReadFile(filepath.Join(dir, "report.json"))
	if err = errors.Join(err, json.Unmarshal(text, &document)); err != nil {
		t.Fatal(err)
	}
	if len(document.Trials) != 1 || len(document.Trials[0].Stores) != 1 {
		t.Fatalf("%+v", document)
	}
	shop := document.Trials[0].Stores[0]
	if shop.Name != "shop" || !slices.Equal(shop.Absent, []string{"shop_absent"}) || len(shop.Panels) != 2 || shop.Panels[0].Title != "Requests by code" ||
		shop.Panels[0].Unit != "per second" || len(shop.Panels[0].Lines) != 1 || shop.Panels[0].Lines[0].Name != "200" || shop.Panels[1].Unit != "bytes" || len(shop.Told) != 2 {
		t.Errorf("%+v", shop)
	}
	if document.Trials[0].Cache.Hits != 0 {
		t.Error("what an endpoint tells is taken for the API's own cache")
	}
	page, err := os.ReadFile(filepath.Join(dir, "index.html"))
	if err != nil || !strings.Contains(string(page), "Scraped: shop") || !strings.Contains(string(page), "It never showed shop_absent.") {
		t.Errorf("the page has no section of the endpoint: %v", err)
	}

	gone := httptest.NewServer(http.NotFoundHandler())
	defer gone.Close()
	c = prepared(t, "run", "-stack", "external", "-target", api.URL, "-quiet", "small.yaml")
	scenarioFile(t, c, strings.Replace(scenario, "TARGET", gone.URL, 1))
	if got := execute(t, c); got.code != exitcode.Invalid || !strings.Contains(got.stderr, "small.yaml:6: scrape "+gone.URL+"/metrics: answered 404 Not Found") {
		t.Errorf("%+v", got)
	}
}

// What is wrong is said in one line before the load: a missing secret, answers that fail their check, a target that sends elsewhere.
func TestRefusedRunOfDeclaredOperations(t *testing.T) {
	api := httptest.NewServer(&orders{notes: map[string]string{}})
	defer api.Close()
	elsewhere := httptest.NewServer(http.RedirectHandler("https://login.example/", http.StatusFound))
	defer elsewhere.Close()
	for name, test := range map[string]struct {
		target, env, old, new string
		code                  int
		want                  string
	}{
		"NoSecret":  {api.URL, "", "", "", exitcode.Usage, "small.yaml:3: auth.bearer: found the variable `ORDERS_KEY_58`, which is not in the environment, want it set, with export ORDERS_KEY_58"},
		"Elsewhere": {elsewhere.URL, orderToken, "", "", exitcode.Invalid, " sends to another address, https://login.example"},
		"NotReady":  {api.URL, orderToken, "/health\n", "/orders/0\n", exitcode.Invalid, " is not ready: GET /orders/0: status 404"},
		"WrongCheck": {api.URL, orderToken, "{request: GET /health, check: none}", "{request: GET /health, expect: {json: [$.up]}}", exitcode.Invalid,
			"20 of 20 answers of " + api.URL + " to health.get fail their check ($.up cannot be looked for"},
	} {
		t.Run(name, func(t *testing.T) {
			c := prepared(t, "run", "-stack", "external", "-target", test.target, "-quiet", "small.yaml")
			scenarioFile(t, c, strings.Replace(shopFile, test.old, test.new, 1))
			if test.env != "" {
				c.Env = append(c.Env, "ORDERS_KEY_58="+test.env)
			}
			if got := execute(t, c); got.code != test.code || !strings.Contains(got.stderr, test.want) {
				t.Errorf("%+v", got)
			}
		})
	}
}

// bench validate needs no secret and no network, and bench list shows what a scenario declares.
func TestDeclaredOperationsAreListed(t *testing.T) {
	c := prepared(t, "validate", "small.yaml")
	scenarioFile(t, c, shopFile)
	got := execute(t, c)
	const want = "small: 3 operations, 2 objectives, 3s of load, 100 requests\n  not checked: health.get\n  needs $ORDERS_KEY_58 from the environment: NOT SET\n"
	if got.code != exitcode.OK || !strings.HasSuffix(got.stdout, strings.SplitAfterN(want, "\n", 2)[1]) {
		t.Errorf("%+v", got)
	}
	// Steps are hits of their operation, and constant arrivals are 40/s for two seconds.
	c = prepared(t, "validate", "-set", "load.arrivals=constant", "-set", "slo=[p99(orders.get) < 1s, p90(visit) < 1s, p50 < 1s, failures < 1%]", "-set", "sequences.visit=[orders.create, orders.get]",
		"-set", "workload.mix={orders.get: 1, visit: 3}", "small.yaml")
	scenarioFile(t, c, shopFile)
	got = execute(t, c)
	for _, want := range []string{
		"small: 2 operations and 1 sequence, 4 objectives, 3s of load, 100 requests or sequences\n",
		"  too short to show p99(orders.get) < 1s: it needs 368 hits, and the measured phases hold about 80 in 2s; at this rate 10s would do\n",
		"  too short to show failures < 1%: it needs 381 hits, and the measured phases hold about 80 in 2s; at this rate 10s would do\n",
	} {
		if got.code != exitcode.OK || !strings.Contains(got.stdout, want) || strings.Count(got.stdout, "too short") != 2 {
			t.Errorf("%+v\nlacks %s", got, want)
		}
	}
	c = prepared(t, "list")
	if err := os.MkdirAll(filepath.Join(c.Dir, "scenarios"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(c.Dir, "scenarios", "small.yaml"), []byte(shopFile), 0o644); err != nil {
		t.Fatal(err)
	}
	if got := execute(t, c); got.code != exitcode.OK || !strings.Contains(got.stdout, "declares orders.get, orders.create, health.get") {
		t.Errorf("%+v", got)
	}
}

// documentServer serves a text at its root, and returns its address.
func documentServer(t *testing.T, text []byte) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/" {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		w.Write(text)
	}))
	t.Cleanup(s.Close)
	return s.URL
}
