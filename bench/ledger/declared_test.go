package ledger_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quintet/bench/ledger"
	"quintet/bench/samples"
	"quintet/bench/scenario"
	"quintet/bench/workload"
)

// shelf is a foreign API that keeps notes by key.
type shelf struct {
	mu    sync.Mutex
	notes map[string]string
	// broken answers everything with this status; 0 does not.
	broken int
}

func (s *shelf) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	key := strings.TrimPrefix(r.URL.Path, "/notes/")
	switch note, ok := s.notes[key]; {
	case s.broken != 0:
		w.WriteHeader(s.broken)
	case r.Method == http.MethodPut:
		body, _ := io.ReadAll(r.Body)
		s.notes[key] = string(body)
	case !ok:
		w.WriteHeader(http.StatusNotFound)
	default:
		_, _ = io.WriteString(w, note)
	}
}

const shelfScenario = `name: shelf
operations:
  notes.put: {request: "PUT /notes/{key}", draw: {key: {text: "k-{n}"}}, body: '{"key": "{key}", "note": "{text:20}"}', expect: {status: 200}}
  notes.get: {request: "GET /notes/{key}", draw: {key: {remembered: note}}, expect: {status: 200, json: {$.key: "{key}"}}}
  notes.see: {request: "GET /notes/{key}", draw: {key: 1..2}, check: none}
  notes.make: {request: PUT /notes/made, check: none, remember: {note: made}}
workload: {mix: {notes.put: 1, notes.make: 1}}
load: {rate: 1/s, duration: 1s}
ledger: {write: notes.put, read: notes.get, key: "{key}", same: $.note}
`

// shelfWorkload is the workload of the shelf's scenario.
func shelfWorkload(t *testing.T) *workload.Workload {
	t.Helper()
	s, err := scenario.Parse("shelf.yaml", []byte(shelfScenario), nil, scenario.Vocabulary{Operations: workload.Operations(), CheckOperations: workload.CheckOperations,
		Shapes: map[string]map[string]scenario.Unit{"constant": {"rate": scenario.Rate}}})
	if err != nil {
		t.Fatal(err)
	}
	w, err := workload.New(s.Workload, workload.NewDataset(s.Dataset, 1), 1)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// Declared writes are read back by the operation that the scenario names: each class of the ledger, as the API really has them.
func TestDeclaredWritesAreReadBack(t *testing.T) {
	api := &shelf{notes: map[string]string{}}
	server := httptest.NewServer(api)
	defer server.Close()
	w, b := shelfWorkload(t), newBook(t)
	var keys []string
	for n := uint64(0); len(keys) < 9; n++ {
		r := w.Request(n)
		if r.Write == nil {
			continue // notes.make is not read back
		}
		answer, err := workload.Ask(t.Context(), http.DefaultClient, server.URL, r, 1000)
		if err != nil {
			t.Fatal(err)
		}
		if f, why := r.Verify(answer); f != samples.OK {
			t.Fatal(why)
		}
		e := *r.Write
		e.Seq, e.Operation, e.Sent, e.Ended = n, r.Operation, time.Duration(n)*time.Millisecond, time.Duration(n)*time.Millisecond+100
		e.Outcome = []samples.Outcome{0, 0, 0, 0, samples.Denied, samples.Denied, samples.Indeterminate, samples.Indeterminate, 0}[len(keys)]
		keys = append(keys, e.Name)
		if err := b.Write(&e); err != nil {
			t.Fatal(err)
		}
	}
	// The second is lost, the third has an older note, the fourth another key, the sixth and the eighth are not there.
	delete(api.notes, keys[1])
	api.notes[keys[2]] = strings.Replace(api.notes[keys[2]], `"note": "`, `"note": "older `, 1)
	api.notes[keys[3]] = `{"key": "another", "note": "x"}`
	delete(api.notes, keys[5])
	delete(api.notes, keys[7])
	got, err := ledger.ReadBack(t.Context(), ledger.Config{Recorder: b.Recorder, Targets: []string{server.URL}, Dataset: workload.NewDataset(scenario.Dataset{}, 1),
		Operations: w.Operations(), Began: time.Now(), ReadDeclared: w.ReadBack})
	if err != nil {
		t.Fatal(err)
	}
	want := samples.LedgerCounts{Acknowledged: 5, Confirmed: 2, Lost: 1, Stale: 2, Phantom: 1, IndeterminateFound: 1, IndeterminateMissing: 1, Refused: 2}
	if diff := cmp.Diff(want, got.LedgerCounts); diff != "" || got.Reason != "" {
		t.Error(diff, got.Reason)
	}
	for _, e := range got.Examples {
		if e.Class == "lost" && (e.Key != keys[1] || e.Operation != "notes.put") {
			t.Errorf("the lost write is %+v", e)
		}
	}
}

// Of several writes of one key the last acknowledged one must be there, and a refused one beside them is no phantom.
func TestDeclaredWritesOfOneKey(t *testing.T) {
	const old, now = `{"key": "k", "note": "old"}`, `{"key": "k", "note": "now"}`
	for name, c := range map[string]struct {
		stored string
		want   samples.LedgerCounts
	}{
		"last":   {now, samples.LedgerCounts{Acknowledged: 2, Confirmed: 2, Refused: 1}},
		"older":  {old, samples.LedgerCounts{Acknowledged: 2, Confirmed: 1, Stale: 1, Refused: 1}},
		"absent": {"", samples.LedgerCounts{Acknowledged: 2, Confirmed: 1, Lost: 1, Refused: 1}},
	} {
		t.Run(name, func(t *testing.T) {
			api := &shelf{notes: map[string]string{}}
			if c.stored != "" {
				api.notes["k"] = c.stored
			}
			server := httptest.NewServer(api)
			defer server.Close()
			w, b := shelfWorkload(t), newBook(t)
			reading, _ := w.ReadBack(&samples.Write{Kind: samples.WroteDeclared, Name: "k"})
			for i, e := range []samples.Write{{Content: reading.Content([]byte(old))}, {Content: reading.Content([]byte(now))}, {Content: reading.Content([]byte(now)), Outcome: samples.Denied}} {
				e.Kind, e.Name, e.Seq, e.Sent, e.Ended = samples.WroteDeclared, "k", uint64(i), time.Duration(i)*time.Second, time.Duration(i)*time.Second+1
				if err := b.Write(&e); err != nil {
					t.Fatal(err)
				}
			}
			got, err := ledger.ReadBack(t.Context(), ledger.Config{Recorder: b.Recorder, Targets: []string{server.URL}, Dataset: workload.NewDataset(scenario.Dataset{}, 1),
				Operations: w.Operations(), Began: time.Now(), ReadDeclared: w.ReadBack})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got.LedgerCounts); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// What cannot be looked for is unchecked with the reason: a status that is neither the expected one nor 404, an answer that named no key.
func TestDeclaredWritesUnchecked(t *testing.T) {
	for name, c := range map[string]struct {
		key, why string
	}{
		"status": {"k", "read back: GET /notes/k: status 401, want 200: "},
		"no key": {"", "an acknowledged write of a declared operation has no key: its answer did not name it"},
	} {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(&shelf{notes: map[string]string{}, broken: http.StatusUnauthorized})
			defer server.Close()
			w, b := shelfWorkload(t), newBook(t)
			if err := b.Write(&samples.Write{Kind: samples.WroteDeclared, Name: c.key}); err != nil {
				t.Fatal(err)
			}
			got, err := ledger.ReadBack(t.Context(), ledger.Config{Recorder: b.Recorder, Targets: []string{server.URL}, Dataset: workload.NewDataset(scenario.Dataset{}, 1),
				Operations: w.Operations(), Began: time.Now(), ReadDeclared: w.ReadBack})
			if err != nil || got.Unchecked != 1 || got.Reason != c.why {
				t.Errorf("%+v, %v", got, err)
			}
		})
	}
}

// The key of a write whose answer names it is in its entry; the ledger's file keeps it.
func TestKeyOfAnAnswer(t *testing.T) {
	text := strings.Replace(shelfScenario, `key: "{key}", same: $.note`, "key: $.id", 1)
	s, err := scenario.Parse("shelf.yaml", []byte(text), nil, scenario.Vocabulary{CheckOperations: workload.CheckOperations,
		Shapes: map[string]map[string]scenario.Unit{"constant": {"rate": scenario.Rate}}})
	if err != nil {
		t.Fatal(err)
	}
	w, err := workload.New(s.Workload, workload.NewDataset(s.Dataset, 1), 1)
	if err != nil {
		t.Fatal(err)
	}
	for n := uint64(0); ; n++ {
		r := w.Request(n)
		if r.Write == nil {
			continue
		}
		body, _ := json.Marshal(map[string]int{"id": 77})
		if f, why := r.Verify(workload.Response{Status: 200, Body: body}); f != samples.OK || r.Write.Name != "77" {
			t.Errorf("%s %s: %+v", f, why, r.Write)
		}
		if f, why := w.Request(n).Verify(workload.Response{Status: 200, Body: []byte("{}")}); f != samples.Missing || why != "no key to read it back by in the answer: {}" {
			t.Errorf("%s %s", f, why)
		}
		return
	}
}
