package samples

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// draw makes a hit of which any field may have any value.
func draw(rng *rand.Rand, seq uint64) Hit {
	h := Hit{
		Seq: seq, Due: time.Duration(rng.Int64N(1e12)), Operation: uint16(rng.Uint32()), Target: uint8(rng.Uint32()), Status: uint16(rng.IntN(maxStatus + 1)),
		Failure: Failure(rng.IntN(Failures)), Cause: Cause(rng.IntN(Causes)), BytesIn: rng.Uint32(), BytesOut: rng.Uint32(), NStores: uint8(rng.IntN(MaxStores + 1)),
	}
	h.Sent = max(0, h.Due+time.Duration(rng.Int64N(1e9)-1e6))
	h.End = h.Sent + time.Duration(rng.Int64N(1e10))
	for _, instant := range []*time.Duration{&h.Connected, &h.Written, &h.FirstByte} {
		if rng.IntN(3) > 0 {
			*instant = h.Sent + time.Duration(rng.Int64N(int64(h.End-h.Sent)+1)) // in any order
		}
	}
	if rng.IntN(2) == 0 {
		h.Stale, h.Connection = uint8(rng.Uint32()), ConnectionEnd(rng.IntN(ConnectionEnds))
	}
	if rng.IntN(2) == 0 {
		h.Target, h.BytesOut, h.Failure, h.Cause = 0, 0, OK, NoCause
	}
	if rng.IntN(4) == 0 {
		h.Step = uint8(rng.Uint32())
	}
	for i := range h.Stores[:h.NStores] {
		h.Stores[i] = StoreTime{Store: uint8(rng.Uint32()), Time: time.Duration(rng.Int64N(1e9))}
	}
	return h
}

func create(t testing.TB, dir string) *Writer {
	t.Helper()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	w, err := Create(dir, Manifest{Format: FormatVersion, State: Running, Stores: []string{"app"}})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// open opens the run whose only trial lies in dir.
func open(t testing.TB, dir string) *Trial {
	t.Helper()
	run, err := OpenRun(filepath.Dir(dir))
	if err != nil {
		t.Fatal(err)
	}
	if len(run.Trials) != 1 || len(run.Unread) != 0 {
		t.Fatalf("%d trials, unread %q", len(run.Trials), run.Unread)
	}
	return run.Trials[0]
}

func hitsOf(trial *Trial) (hits []Hit, err error) {
	err = trial.Hits(func(h *Hit) error {
		hits = append(hits, *h)
		return nil
	})
	return hits, err
}

func TestHitsComeBackAsWritten(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "trial-001")
	w := create(t, dir)
	rng := rand.New(rand.NewPCG(1, 2))
	var want []Hit
	for i := range 20_000 {
		h := draw(rng, uint64(i))
		want = append(want, h)
		if err := w.Hit(&h); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	got, err := hitsOf(open(t, dir))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestPointsComeBackAsWritten(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "trial-001")
	w := create(t, dir)
	rng := rand.New(rand.NewPCG(3, 4))
	values := []float64{0, math.Copysign(0, -1), 1, -1, 0.1, 1e300, exact, exact + 2, math.Inf(1), math.NaN(), 1 << 40}
	var want []Point
	for i := range 30_000 {
		value := values[rng.IntN(len(values))]
		if rng.IntN(2) == 0 {
			value = float64(i)
		}
		p := Point{At: time.Duration(i) * time.Millisecond, Value: value, Series: Series{
			Source: fmt.Sprint("api-", rng.IntN(3)), Metric: "m", Labels: fmt.Sprintf(`route="/%d"`, rng.IntN(500)), Kind: "counter"}}
		want = append(want, p)
		if err := w.Point(p); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	var got []Point
	if err := open(t, dir).Points(func(p *Point) error { got = append(got, *p); return nil }); err != nil {
		t.Fatal(err)
	}
	same := cmp.Comparer(func(a, b float64) bool { return math.Float64bits(a) == math.Float64bits(b) })
	if diff := cmp.Diff(want, got, same); diff != "" {
		t.Error(diff)
	}
}

func TestEventsAndManifest(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "trial-001")
	w := create(t, dir)
	want := []Event{{At: time.Second, Kind: PhaseBegan, Name: "steady"}, {At: -1, Kind: FailureExample, Name: "users.get", Detail: "status: \"x\"\n"}}
	for _, e := range want {
		if err := w.Event(e); err != nil {
			t.Fatal(err)
		}
	}
	if i, ok := w.Store("sqlite"); i != 1 || !ok {
		t.Errorf("second store is %d, %v", i, ok)
	}
	// Written at once: a trial that is cut off still knows its stores.
	if trial := open(t, dir); trial.Manifest.State != Running || !cmp.Equal(trial.Manifest.Stores, []string{"app", "sqlite"}) {
		t.Errorf("while running the manifest is %+v", trial.Manifest)
	}
	if err := w.Manifest(func(m *Manifest) { m.State = Complete }); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	trial := open(t, dir)
	if trial.Manifest.State != Complete || len(trial.Manifest.Stores) != 2 {
		t.Errorf("the manifest is %+v", trial.Manifest)
	}
	got, err := trial.Events()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestStoresAreBounded(t *testing.T) {
	w := create(t, filepath.Join(t.TempDir(), "trial-001"))
	defer w.Close()
	for i := 1; i < maxStoreNames; i++ {
		if at, ok := w.Store(fmt.Sprint(i)); !ok || int(at) != i {
			t.Fatalf("store %d got index %d, %v", i, at, ok)
		}
	}
	if _, ok := w.Store("one more"); ok {
		t.Error("an index for more names than it can tell apart")
	}
}

// What many goroutines record at once is all there.
func TestConcurrentWriters(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "trial-001")
	w := create(t, dir)
	const writers, each = 8, 2000
	var group sync.WaitGroup
	for i := range writers {
		group.Go(func() {
			for j := range each {
				store, ok := w.Store(fmt.Sprint("store", j%4))
				h := Hit{Seq: uint64(i*each + j), Due: time.Duration(j), NStores: 1}
				h.Stores[0] = StoreTime{Store: store, Time: 1}
				if err := errors.Join(w.Hit(&h), w.Point(Point{Series: Series{Source: fmt.Sprint(i)}, Value: float64(j)})); err != nil || !ok {
					t.Error(err, ok)
					return
				}
			}
		})
	}
	group.Wait()
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	trial := open(t, dir)
	seen := map[uint64]bool{}
	if err := trial.Hits(func(h *Hit) error { seen[h.Seq] = true; return nil }); err != nil || len(seen) != writers*each {
		t.Errorf("%d different hits, %v", len(seen), err)
	}
	if len(trial.Manifest.Stores) != 5 {
		t.Errorf("stores are %q", trial.Manifest.Stores)
	}
}

// Each generator's hits lie in a file of their own, and its clock's offset is added when they are read.
func TestSeveralGenerators(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "trial-001")
	w := create(t, dir)
	h := Hit{Seq: 1, Due: 1, Sent: 2, Connected: 3, FirstByte: 4, End: 5} // and no Written, which stays without
	if err := w.Hit(&h); err != nil {
		t.Fatal(err)
	}
	other, err := createHits(filepath.Join(dir, "hits-2.bin"), time.Second)
	if err != nil {
		t.Fatal(err)
	}
	if err := other.add(func(b []byte) []byte { return encodeHit(b, &Hit{}, &h) }); err != nil {
		t.Fatal(err)
	}
	end, err := other.close()
	if err := errors.Join(err, w.Close(), w.Manifest(func(m *Manifest) { m.Files = append(m.Files, end.file("hits-2.bin")) })); err != nil {
		t.Fatal(err)
	}
	got, err := hitsOf(open(t, dir))
	moved := h
	for _, instant := range []*time.Duration{&moved.Due, &moved.Sent, &moved.Connected, &moved.FirstByte, &moved.End} {
		*instant += time.Second
	}
	if diff := cmp.Diff([]Hit{h, moved}, got); diff != "" || err != nil {
		t.Error(diff, err)
	}
}

// A file that ends anywhere gives the hits of the blocks that are whole, and says so.
func TestTornHits(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "trial-001")
	w := create(t, dir)
	rng := rand.New(rand.NewPCG(5, 6))
	for i := range 30 {
		h := draw(rng, uint64(i))
		if err := w.Hit(&h); err != nil {
			t.Fatal(err)
		}
		if i%10 == 9 {
			if err := w.hits.flush(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, firstHits)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	trial, cutOff := open(t, dir), open(t, dir)
	cutOff.Manifest.Files = nil // it still says that it is running
	complete := 0
	for n := range whole {
		if err := os.WriteFile(path, whole[:n], 0o644); err != nil {
			t.Fatal(err)
		}
		got, err := hitsOf(trial)
		if len(got)%10 != 0 {
			t.Fatalf("cut at %d: %d hits", n, len(got))
		}
		if err == nil || strings.Contains(err.Error(), dir) || !strings.Contains(err.Error(), firstHits) {
			t.Errorf("cut at %d: %v", n, err)
		}
		if _, err := hitsOf(cutOff); err == nil {
			complete++ // cut between two blocks: what follows was not written yet, as far as anybody knows
		}
	}
	// After the magic, after the offset, after each of three blocks.
	if complete != 5 {
		t.Errorf("%d cuts of a trial that was cut off look whole, want those between blocks", complete)
	}
	for n := range whole {
		damaged := bytes.Clone(whole)
		damaged[n] ^= 0x40
		if err := os.WriteFile(path, damaged, 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := hitsOf(trial); err == nil {
			t.Errorf("a changed byte %d went unnoticed", n)
		}
	}
}

func TestTornEvents(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "trial-001")
	w := create(t, dir)
	if err := errors.Join(w.Event(Event{Name: "a"}), w.Close()); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, eventsName)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	line, _, _ := bytes.Cut(text, []byte("\n"))
	if err := os.WriteFile(path, append(line, []byte("\n"+`{"at":1,"ki`)...), 0o644); err != nil {
		t.Fatal(err)
	}
	events, err := open(t, dir).Events()
	if len(events) != 1 || err == nil || !strings.Contains(err.Error(), "line 2") {
		t.Errorf("%d events, %v", len(events), err)
	}
}

func TestUnreadTrials(t *testing.T) {
	run := t.TempDir()
	for name, manifest := range map[string]string{"trial-001": `{"format": 99}`, "trial-002": `{"format"`, "trial-003": "", "trial-004": `{"format": 1}`} {
		if err := os.MkdirAll(filepath.Join(run, name), 0o755); err != nil {
			t.Fatal(err)
		}
		if manifest != "" {
			if err := os.WriteFile(filepath.Join(run, name, manifestName), []byte(manifest), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	// Reports put figures beside the trials, named after them: those are no trials that could not be read.
	if err := os.WriteFile(filepath.Join(run, "trial-001-latency.png"), []byte("a picture"), 0o644); err != nil {
		t.Fatal(err)
	}
	got, err := OpenRun(run)
	if err != nil || len(got.Trials) != 1 || len(got.Unread) != 3 {
		t.Fatalf("%+v, %v", got, err)
	}
	for i, want := range []string{"version 99", "damaged", "no manifest"} {
		if !strings.Contains(got.Unread[i], want) || !strings.HasPrefix(got.Unread[i], "trial-00") {
			t.Errorf("unread %q, want it to say %q", got.Unread[i], want)
		}
	}
	if n, err := hitsOf(got.Trials[0]); len(n) != 0 || err != nil {
		t.Errorf("a trial without files has %d hits, %v", len(n), err)
	}
	if _, err := OpenRun(filepath.Join(run, "absent")); err == nil {
		t.Error("opened a run that is not there")
	}
}

// What does not fit on the disk is an error, from then on and for good.
func TestFullDisk(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("no /dev/full here:", err)
	}
	b := &blockFile{file: full, buffer: make([]byte, headerSize), fresh: func() {}}
	entry := func(p []byte) []byte { return append(p, 1) }
	if err := b.add(entry); err != nil {
		t.Fatal("an entry that fits into memory:", err)
	}
	for range 2 {
		if err := b.flush(); !errors.Is(err, syscall.ENOSPC) {
			t.Errorf("flush: %v", err)
		}
		if err := b.add(entry); !errors.Is(err, syscall.ENOSPC) {
			t.Errorf("add: %v", err)
		}
	}
}

func TestCreateRefusesAnOldRecord(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "trial-001")
	if err := create(t, dir).Close(); err != nil {
		t.Fatal(err)
	}
	if w, err := Create(dir, Manifest{}); err == nil {
		w.Close()
		t.Error("a second record over the first")
	}
}
