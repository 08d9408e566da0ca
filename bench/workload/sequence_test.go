package workload

import (
	"strings"
	"testing"
	"time"

	"quintet/bench/samples"
	"quintet/bench/scenario"
)

const visitOperations = `  users.enter: {request: "POST /login", headers: {Cookie: "theme=dark"}, body: '{"name": "{text:8}"}', expect: {status: 200}, remember: {token: $.token}}
  orders.list: {request: "GET /orders?token={token}&n={n}", draw: {token: {remembered: token}}, expect: {status: 200}}
sequences:
  visit: [users.enter, {think: 2s..5s}, orders.list, orders.list]`

// next makes the next request of a sequence and has it answered.
func next(t *testing.T, s *Sequence, body string, cookies ...string) (Request, time.Duration) {
	t.Helper()
	r, think, ok := s.Next("http://127.0.0.1:1")
	if !ok {
		t.Fatal("there is no further step")
	}
	if f, why := r.Verify(Response{Status: 200, Body: []byte(body), Size: int64(len(body)), Head: header{"Set-Cookie": cookies}}); f != samples.OK {
		t.Fatal(f, why)
	}
	return r, think
}

// Two users' sequences have their own cookies and values, whatever others have got in the meantime.
func TestSequenceKeepsWhatIsItsOwn(t *testing.T) {
	w := made(t, "", visitOperations, "visit: 1", nil)
	a, b := w.Request(1).Sequence, w.Request(2).Sequence
	first, _ := next(t, a, `{"token": "a1"}`, "session=1; Path=/; HttpOnly", "lost=x; Path=/elsewhere", "=bad", "far=1; Domain=example.com")
	next(t, b, `{"token": "b1"}`, "session=2; Path=/")
	if first.Fields != "Cookie: theme=dark\r\n" {
		t.Errorf("the first request has the fields %q", first.Fields)
	}
	paths := map[string]bool{}
	for range 2 {
		r, think := next(t, a, "[]", "session=9; Path=/")
		if len(paths) == 0 && (think < 2*time.Second || think > 5*time.Second) || len(paths) == 1 && think != 0 {
			t.Errorf("the user thinks for %s", think)
		}
		want := "Cookie: session=1\r\n"
		if len(paths) == 1 {
			want = "Cookie: session=9\r\n"
		}
		if !strings.HasPrefix(r.Path, "/orders?token=a1&") || r.Fields != want {
			t.Errorf("%s with the fields %q", r.Path, r.Fields)
		}
		if paths[r.Path] {
			t.Errorf("two steps have the number of %s", r.Path)
		}
		paths[r.Path] = true
	}
	if r, _ := next(t, b, "[]"); !strings.HasPrefix(r.Path, "/orders?token=b1&") || r.Fields != "Cookie: session=2\r\n" {
		t.Errorf("%s with the fields %q", r.Path, r.Fields)
	}
	if _, _, ok := a.Next("http://127.0.0.1:1"); ok {
		t.Error("a sequence of three steps has a fourth")
	}
}

// Cookies that a step itself sends stand in one field with those that were set.
func TestSequenceMergesCookies(t *testing.T) {
	w := made(t, "", strings.Replace(visitOperations, "orders.list]", "users.enter]", 1), "visit: 1", nil)
	s := w.Request(0).Sequence
	next(t, s, `{"token": "a"}`, "a=1", "b=2")
	next(t, s, "[]")
	if r, _ := next(t, s, `{"token": "a"}`); r.Fields != "Cookie: theme=dark; a=1; b=2\r\n" {
		t.Errorf("the fields are %q", r.Fields)
	}
}

// The same seed and number give the same sequence, times to think included, and operations that are only steps have names behind the mix.
func TestSequenceDependsOnSeedAndNumber(t *testing.T) {
	w, again := made(t, "", visitOperations, "visit: 1", nil), made(t, "", visitOperations, "visit: 1", nil)
	if got := strings.Join(w.Operations(), " "); got != "visit users.enter orders.list" {
		t.Errorf("operations are %s", got)
	}
	thinks := map[time.Duration]bool{}
	for n := range uint64(20) {
		a, b := w.Request(n), again.Request(n)
		if a.Operation != 0 {
			t.Errorf("a sequence is of operation %d", a.Operation)
		}
		for step := range 3 {
			x, thinkX := next(t, a.Sequence, `{"token": "t"}`)
			y, thinkY := next(t, b.Sequence, `{"token": "t"}`)
			if x.Path != y.Path || string(x.Body) != string(y.Body) || thinkX != thinkY || x.Operation != uint16(min(1+step, 2)) {
				t.Fatalf("step %d of %d is %s of operation %d after %s, and %s after %s", step, n, x.Path, x.Operation, thinkX, y.Path, thinkY)
			}
			thinks[thinkX] = true
		}
	}
	if len(thinks) < 15 {
		t.Errorf("%d different times to think", len(thinks))
	}
}

// Shipped operations can be steps, and a value that no step remembered comes from what others did.
func TestSequenceOfShippedOperations(t *testing.T) {
	s, err := shop(t, "", "  x.get: {request: \"GET /x/{v}\", draw: {v: {remembered: seen}}, check: none}\n  x.put: {request: PUT /x, body: a, check: none, remember: {seen: a1}}\nsequences: {visit: [sessions.create, sessions.get, x.get]}", "visit: 1, x.put: 1", nil)
	if err != nil {
		t.Fatal(err)
	}
	w := open(t, s.Workload, NewDataset(s.Dataset, s.Seed))
	w.memories["seen"].add("a1")
	for n := range uint64(50) {
		r := w.Request(n)
		if r.Sequence == nil {
			continue
		}
		var paths []string
		for range 3 {
			r, _, _ := r.Sequence.Next("http://127.0.0.1:1")
			paths = append(paths, r.Method+" "+r.Path)
		}
		if paths[0] != "POST /sessions" || paths[1] != "POST /sessions" && !strings.HasPrefix(paths[1], "GET /sessions/") || paths[2] != "GET /x/a1" {
			t.Errorf("the steps are %s", paths)
		}
		return
	}
	t.Error("no sequence was drawn")
}

// Steps need what operations of the mix need.
func TestSequenceNeedsRows(t *testing.T) {
	w := scenario.Workload{Mix: []scenario.Weight{{Operation: "visit", Weight: 1}}, Sequences: []scenario.Sequence{{Name: "visit", Steps: []scenario.Step{{Operation: "users.get"}}}}}
	if _, err := New(w, NewDataset(scenario.Dataset{}, 1), 1); err == nil || err.Error() != "workload: users.get needs users, and the data set has none" {
		t.Error(err)
	}
	w.Sequences[0].Steps[0].Operation = "users.gone"
	if _, err := New(w, NewDataset(scenario.Dataset{}, 1), 1); err == nil || err.Error() != `workload: unknown operation "users.gone"` {
		t.Error(err)
	}
}

// A request that is a sequence is made by the engine only step by step.
func TestSequenceFailsWithItsAnswer(t *testing.T) {
	s := made(t, "", visitOperations, "visit: 1", nil).Request(0).Sequence
	r, _, _ := s.Next("http://127.0.0.1:1")
	if f, _ := r.Verify(Response{Status: 500, Head: header{"Set-Cookie": {"a=1"}}}); f != samples.Status || s.cookies != nil {
		t.Errorf("the failure is %s, cookies %v", f, s.cookies)
	}
}
