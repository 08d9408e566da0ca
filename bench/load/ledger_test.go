package load_test

import (
	"io"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"quintet/bench/load"
	"quintet/bench/samples"
	"quintet/bench/workload"
)

// The ledger is given every write that was sent, with its outcome and the instants of its hit, and nothing of reads.
func TestLedgerOfEveryWrite(t *testing.T) {
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/0":
			w.WriteHeader(http.StatusCreated)
		case "/1":
			w.WriteHeader(http.StatusConflict)
		case "/2":
			w.WriteHeader(http.StatusServiceUnavailable)
		case "/3":
			w.Header().Set("Content-Length", "1000")
			w.WriteHeader(http.StatusCreated)
			io.WriteString(w, "cut off within an answer that says created")
		case "/4":
			panic(http.ErrAbortHandler)
		case "/5":
			w.WriteHeader(http.StatusNotModified)
		}
	})
	var mu sync.Mutex
	var writes []samples.Write
	a := &load.Attack{
		Schedule: schedule(t, steady(100, 80*time.Millisecond), 1), Targets: []string{url},
		Source: asks{func(n uint64, r *workload.Request) {
			switch {
			case n < 6:
				r.Method, r.Write = http.MethodPost, &samples.Write{Row: int64(n) + 1}
				r.Verify = func(workload.Response) (samples.Failure, string) {
					return samples.Content, "another than was asked for"
				}
			case n == 6: // a write that cannot be sent
				r.Method, r.Path, r.Write = "NO GOOD", "/6", &samples.Write{Row: 7}
			}
		}},
		Ledger: func(w *samples.Write) error {
			mu.Lock()
			defer mu.Unlock()
			writes = append(writes, *w)
			return nil
		},
	}
	r := &record{}
	run(t, t.Context(), a, r)
	slices.SortFunc(writes, func(a, b samples.Write) int { return int(a.Seq) - int(b.Seq) })
	want := []samples.Outcome{samples.Acknowledged, samples.Denied, samples.Indeterminate, samples.Indeterminate, samples.Indeterminate, samples.Indeterminate}
	if len(writes) != len(want) {
		t.Fatalf("%d writes, want %d: %+v", len(writes), len(want), writes)
	}
	for i, w := range writes {
		h := r.hits[i]
		if w.Outcome != want[i] || w.Row != int64(i)+1 || w.Seq != h.Seq || w.Operation != h.Operation || w.Sent != h.Sent || w.Ended != h.End {
			t.Errorf("write %d is %+v, its hit %+v, want outcome %d", i, w, h, want[i])
		}
	}
}

// A write that found no server may be counted as having happened or not; a ledger that cannot be written ends the load.
func TestLedgerOfNoServer(t *testing.T) {
	source := asks{func(n uint64, r *workload.Request) { r.Write = &samples.Write{} }}
	outcomes := make(chan samples.Outcome, 100)
	a := &load.Attack{Schedule: schedule(t, steady(100, 50*time.Millisecond), 1), Targets: []string{nobody}, Source: source,
		Ledger: func(w *samples.Write) error { outcomes <- w.Outcome; return nil }}
	run(t, t.Context(), a, &record{})
	if len(outcomes) != 5 {
		t.Errorf("%d writes, want 5", len(outcomes))
	}
	for range len(outcomes) {
		if got := <-outcomes; got != samples.Indeterminate {
			t.Errorf("outcome %d", got)
		}
	}
	a = &load.Attack{Schedule: schedule(t, steady(100, 50*time.Millisecond), 1), Targets: []string{nobody}, Source: source, Writer: &record{},
		Ledger: func(*samples.Write) error { return errFull }}
	if _, err := a.Run(t.Context()); err == nil || !slices.Contains([]string{"load: disk full"}, err.Error()) {
		t.Errorf("the load ended with %v, want that the disk is full", err)
	}
}
