package workload

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"quintet/bench/samples"
	"quintet/bench/scenario"
)

const setupOperations = `  orders.get: {request: "GET /orders/{id}", draw: {id: {remembered: order}}, expect: {json: {$.id: "{id}"}}}
  orders.create: {request: POST /orders, body: '{"n": {n}}', expect: {status: 201}, remember: {order: $.id}}
setup: {orders.create: 20}`

// What a setup writes is remembered, by all targets in turn, and a copy of the workload begins with it.
func TestSetUp(t *testing.T) {
	var mu sync.Mutex
	bodies := map[string]bool{}
	asked := make([]atomic.Int64, 2)
	var targets []string
	for i := range asked {
		api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			asked[i].Add(1)
			text, err := io.ReadAll(r.Body)
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			bodies[string(text)] = true
			w.WriteHeader(http.StatusCreated)
			fmt.Fprintf(w, `{"id": %d}`, len(bodies))
		}))
		defer api.Close()
		targets = append(targets, api.URL)
	}
	s, err := shop(t, "", setupOperations, "orders.get: 1", nil)
	if err != nil {
		t.Fatal(err)
	}
	w := open(t, s.Workload, NewDataset(s.Dataset, s.Seed))
	if r, f, why := judged(w, 0, 200, `{"id": 1}`); r.Method != "" || f != samples.Content || why != "nothing is remembered under order" {
		t.Errorf("before the setup: %+v, %s %s", r, f, why)
	}
	if err := w.SetUp(t.Context(), http.DefaultClient, targets, s.Workload.Setup); err != nil {
		t.Fatal(err)
	}
	if asked[0].Load() != 10 || asked[1].Load() != 10 || len(bodies) != 20 {
		t.Errorf("the targets were asked %d and %d times, for %d different orders", asked[0].Load(), asked[1].Load(), len(bodies))
	}
	again := open(t, s.Workload, NewDataset(s.Dataset, s.Seed))
	again.Recall(w.Remembered())
	for n := range uint64(50) {
		if a, b := w.Request(n), again.Request(n); a.Path != b.Path || a.Method != http.MethodGet {
			t.Fatalf("request %d is %s %s and %s", n, a.Method, a.Path, b.Path)
		}
	}
}

// A setup ends with the first answer that is not right, and with an interrupt.
func TestSetUpFails(t *testing.T) {
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusConflict) }))
	defer api.Close()
	s, err := shop(t, "", setupOperations, "orders.get: 1", nil)
	if err != nil {
		t.Fatal(err)
	}
	w := open(t, s.Workload, NewDataset(s.Dataset, s.Seed))
	err = w.SetUp(t.Context(), http.DefaultClient, []string{api.URL}, s.Workload.Setup)
	if err == nil || !strings.HasPrefix(err.Error(), "set up with orders.create: POST "+api.URL+"/orders: status 409, want 201") {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := w.SetUp(ctx, http.DefaultClient, []string{api.URL}, s.Workload.Setup); err == nil {
		t.Error("an interrupt does not end the setup")
	}
	_, err = shop(t, "", "  a.a: {request: GET /a, draw: {id: {remembered: b}}, remember: {b: $.id}, check: none}\nsetup: {a.a: 1}", "a.a: 1", nil)
	if err == nil || !strings.Contains(err.Error(), "shop.yaml:4: setup.a.a: found `a.a`, which reads `b` before anything has filled it") {
		t.Error(err)
	}
}

// Every operation sends what authenticates, unless it has the field itself.
func TestAuthentication(t *testing.T) {
	const operation = `  o.o: {request: GET /o, headers: {X: y}, check: none}`
	env := map[string]string{"PW": "p w:1", "T": "t0ken"}
	for auth, want := range map[string]string{
		`{bearer: "${T}"}`: "X: y\r\nAuthorization: Bearer t0ken\r\n", `{cookie: "session=${T}; a=b"}`: "X: y\r\nCookie: session=t0ken; a=b\r\n",
		`{basic: {user: ada, password: "${PW}"}}`: "X: y\r\nAuthorization: Basic " + base64.StdEncoding.EncodeToString([]byte("ada:p w:1")) + "\r\n",
	} {
		if got := made(t, "", operation+"\nauth: "+auth, "o.o: 1", env).Request(0).Fields; got != want {
			t.Errorf("%s sends %q, want %q", auth, got, want)
		}
		own := strings.Replace(operation, "X: y", "authorization: own, cookie: own", 1)
		if got := made(t, "", own+"\nauth: "+auth, "o.o: 1", env).Request(0).Fields; got != "authorization: own\r\ncookie: own\r\n" {
			t.Errorf("%s sends %q beside its own", auth, got)
		}
	}
	for auth, want := range map[string]string{
		`{bearer: "${NONE}"}`: "auth.bearer: found the variable `NONE`, which is not in the environment", `{basic: {user: ada}}`: "auth.basic.password: found nothing, want a text",
		`{bearer: a, cookie: b}`: "auth: found not exactly one way", `{}`: "auth: found not exactly one way", `{bearer: "{int:1..2}"}`: "auth.bearer: found the generated value",
	} {
		if _, err := shop(t, "", operation+"\nauth: "+auth, "o.o: 1", env); err == nil || !strings.Contains(err.Error(), "shop.yaml:4: "+want) {
			t.Errorf("%s: %v", auth, err)
		}
	}
}

// The files of TLS are read: those of a server that is not known to the system, and what is no certificate is said.
func TestTLS(t *testing.T) {
	api := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "hello") }))
	defer api.Close()
	dir := t.TempDir()
	ca := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: api.Certificate().Raw})
	for name, text := range map[string][]byte{"ca.pem": ca, "none.pem": []byte("nothing")} {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	const operation = `  o.o: {request: GET /o, check: none}`
	s, err := shop(t, dir, operation+"\ntls: {ca: \"${CA}\"}", "o.o: 1", map[string]string{"CA": "ca.pem"})
	if err != nil {
		t.Fatal(err)
	}
	cfg, err := TLS(s.Workload)
	if err != nil {
		t.Fatal(err)
	}
	client := Client(0, cfg)
	defer client.CloseIdleConnections()
	if a, err := Ask(t.Context(), client, api.URL, Request{Method: "GET", Path: "/"}, 3); err != nil || string(a.Body) != "hel" || a.Size != 5 {
		t.Errorf("%+v, %v", a, err)
	}
	for files, want := range map[string]string{
		`{ca: none.pem}`: "tls.ca: found a file without a certificate", `{ca: absent.pem}`: "tls.ca: found `absent.pem`: no such file", `{cert: ca.pem}`: "tls: found one of `cert` and `key`, want both, or neither",
		`{cert: ca.pem, key: ca.pem}`: "tls.cert: found a certificate and a key that do not fit",
	} {
		if _, err := shop(t, dir, operation+"\ntls: "+files, "o.o: 1", nil); err == nil || !strings.Contains(err.Error(), "shop.yaml:4: "+want) {
			t.Errorf("%s: %v", files, err)
		}
	}
	if cfg, err := TLS(scenario.Workload{}); cfg != nil || err != nil {
		t.Errorf("without a word on it: %v, %v", cfg, err)
	}
}

// A workload that takes its surroundings from a copy makes the requests of the original where neither variables nor files are, and what was remembered goes
// with it, the newest value as the newest.
func TestSurroundings(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "ids.txt"), []byte("17\n18\n19\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := shop(t, dir, `  orders.get: {request: "GET /orders/{id}", draw: {id: {file: ids.txt}}, headers: {Authorization: "Bearer ${KEY}"}, expect: {status: 200}}
  orders.last: {request: "GET /orders/{id}", draw: {id: {remembered: order}}, expect: {status: 200}}
  orders.create: {request: POST /orders, body: '{"n": {n}}', expect: {status: 201}, remember: {order: $.id}}`,
		"orders.get: 1, orders.last: 1, orders.create: 1", map[string]string{"KEY": "tok-58c1d3f4"})
	if err != nil {
		t.Fatal(err)
	}
	from, err := SurroundingsOf(s.Workload)
	if err != nil || from.Environment["KEY"] != "tok-58c1d3f4" || string(from.Files["ids.txt"]) != "17\n18\n19\n" || len(from.Files) != 1 || len(from.Environment) != 1 {
		t.Fatalf("%+v, %v", from, err)
	}
	dataset := NewDataset(s.Dataset, s.Seed)
	whole := open(t, s.Workload, dataset)
	for i := range remembered + 5 {
		whole.memories["order"].add(fmt.Sprint(i))
	}
	bare := s.Workload
	bare.Dir, bare.Lookup = "/nowhere", nil
	from.Surround(&bare)
	copied := open(t, bare, dataset)
	copied.Recall(whole.Remembered())
	for n := range uint64(200) {
		a, b := whole.Request(n), copied.Request(n)
		if a.Method != b.Method || a.Path != b.Path || a.Fields != b.Fields || !bytes.Equal(a.Body, b.Body) || a.Operation != b.Operation {
			t.Fatalf("request %d is %+v, of the copy %+v", n, a, b)
		}
	}
	if newest, held, _ := copied.memories["order"].newest(0); newest != fmt.Sprint(remembered+4) || held != remembered {
		t.Errorf("the newest of %d is %s", held, newest)
	}
	delete(from.Files, "ids.txt")
	if _, err := New(bare, dataset, 1); err == nil || !strings.Contains(err.Error(), "`ids.txt`, which has not come with the scenario") {
		t.Errorf("without its file: %v", err)
	}
}
