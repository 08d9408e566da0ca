package samples

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// sink is a file in memory. It counts the calls.
type sink struct {
	bytes.Buffer
	writes int
	closed bool
}

func (s *sink) Write(p []byte) (int, error) {
	s.writes++
	return s.Buffer.Write(p)
}

func (s *sink) Close() error {
	s.closed = true
	return nil
}

// streamed is the record of a generator with some hits, which take their store times in the given stores.
func streamed(t *testing.T, seed uint64, n int, stores ...string) (hits, points *sink, want []Hit, order []string) {
	t.Helper()
	hits, points = &sink{}, &sink{}
	s, err := NewStream(hits, points, nil)
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(seed, 1))
	for i := range n {
		h := draw(rng, uint64(i))
		h.Operation, h.NStores = 0, 1
		h.Stores = [MaxStores]StoreTime{}
		index, ok := s.Store(stores[rng.IntN(len(stores))])
		if !ok {
			t.Fatal("no room for a store")
		}
		h.Stores[0] = StoreTime{Store: index, Time: time.Duration(rng.Int64N(1e6))}
		if err := s.Hit(&h); err != nil {
			t.Fatal(err)
		}
		if err := s.Point(Point{At: time.Duration(i), Series: Series{Source: "generator", Metric: "m", Kind: "gauge"}, Value: float64(i)}); err != nil {
			t.Fatal(err)
		}
		want = append(want, h)
	}
	count, err := s.Close()
	if err != nil || count != uint64(n) || !hits.closed || !points.closed {
		t.Fatalf("%d hits of %d, %v, closed %v and %v", count, n, err, hits.closed, points.closed)
	}
	return hits, points, want, s.Stores()
}

// severalManifest is that of a trial of several generators.
func severalManifest(stores ...[]string) Manifest {
	m := Manifest{Format: FormatVersion, State: Complete, Stores: []string{"app", "sqlite"}, Operations: []string{"users.get"}}
	for i, names := range stores {
		m.Generators = append(m.Generators, LoadGenerator{Index: i, State: Complete, Stores: names})
	}
	return m
}

func several(t *testing.T, m Manifest) *Writer {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "trial-001")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	w, err := Create(dir, m)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// What a Stream writes is, byte for byte, what a Writer writes into a file, and its sink gets whole blocks.
func TestStreamWritesTheFile(t *testing.T) {
	hits, _, want, _ := streamed(t, 1, 5000, "app")
	dir := filepath.Join(t.TempDir(), "trial-001")
	w := create(t, dir)
	for i := range want {
		if err := w.Hit(&want[i]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	// Where blocks begin is a matter of time; what they hold is not.
	trial := open(t, dir)
	inFile, err := hitsOf(trial)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "stream.bin")
	if err := os.WriteFile(path, hits.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	var inStream []Hit
	end, ended, err := readHits(path, 0, func(h *Hit) error {
		inStream = append(inStream, *h)
		return nil
	})
	if err != nil || !ended || hits.writes != int(end.blocks)+2 { // the magic, and the end mark
		t.Fatalf("ended %v in %d blocks by %d writes, %v", ended, end.blocks, hits.writes, err)
	}
	if diff := cmp.Diff(inFile, inStream); diff != "" {
		t.Error(diff)
	}
}

// The hits of several generators are read with whose they are, and store times refer to the manifest's names, whatever order each generator
// came to know them in.
func TestStoresOfSeveralGenerators(t *testing.T) {
	names := [][]string{{"sqlite"}, {"app", "sqlite"}, {"sqlite", "app"}}
	var want []Hit
	m := severalManifest(names...)
	w := several(t, m)
	for i, stores := range names {
		hits, _, held, order := streamed(t, uint64(i), 300, stores...)
		n, err := w.AdoptHits(i, hits, nil)
		if err != nil || n != 300 {
			t.Fatalf("%d hits taken over, %v", n, err)
		}
		m.Generators[i].Stores = order
		for _, h := range held {
			h.Generator = uint16(i)
			h.Stores[0].Store = map[string]uint8{"app": 0, "sqlite": 1}[order[h.Stores[0].Store]]
			want = append(want, h)
		}
	}
	if err := w.Manifest(func(now *Manifest) { now.Generators = m.Generators }); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	got, err := hitsOf(open(t, w.dir))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// What a generator that died has uploaded is read up to its last whole block, and is no whole record.
func TestTornGenerator(t *testing.T) {
	hits, _, want, _ := streamed(t, 1, 20_000, "app")
	whole := hits.Bytes()
	w := several(t, severalManifest([]string{"app"}, []string{"app"}))
	n, err := w.AdoptHits(1, io.LimitReader(bytes.NewReader(whole), int64(len(whole)*2/3)), nil)
	if err != nil || n == 0 || n >= uint64(len(want)) {
		t.Fatalf("%d hits of %d, %v", n, len(want), err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	got, err := hitsOf(open(t, w.dir))
	if err == nil || !strings.Contains(err.Error(), "hits-2.bin breaks off") || uint64(len(got)) != n {
		t.Errorf("%d hits, %v", len(got), err)
	}
}

// A record of several generators has no hits of its own, and what cannot be of theirs is refused.
func TestGeneratorsThatCannotBe(t *testing.T) {
	w := several(t, severalManifest([]string{"app"}))
	if err := w.Hit(&Hit{}); err == nil {
		t.Error("a hit of nobody was recorded")
	}
	hits, _, _, _ := streamed(t, 1, 10, "app", "sqlite")
	if _, err := w.AdoptHits(0, bytes.NewReader(hits.Bytes()), nil); err != nil {
		t.Fatal(err)
	}
	if _, err := w.AdoptHits(0, bytes.NewReader(hits.Bytes()), nil); err == nil {
		t.Error("the hits of one generator were taken over twice")
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := hitsOf(open(t, w.dir)); err == nil || !strings.Contains(err.Error(), "store that its generator does not name") {
		t.Errorf("a store that is not named: %v", err)
	}
	for name, change := range map[string]func(*Manifest){
		"Index":       func(m *Manifest) { m.Generators[0].Index = 1 },
		"Uncertainty": func(m *Manifest) { m.Generators[0].After.Uncertainty = -1 },
		"Stores":      func(m *Manifest) { m.Generators[0].Stores = make([]string, maxStoreNames+1) },
	} {
		m := severalManifest([]string{"app"})
		change(&m)
		if err := m.possible(); err == nil {
			t.Errorf("%s: it can be", name)
		}
	}
	m := severalManifest([]string{"redis"})
	if _, err := m.generatorOf("hits-1.bin"); err == nil {
		t.Error("a store that the manifest does not name")
	}
	for _, file := range []string{"hits-2.bin", "hits-0.bin", "hits-01.bin", "hits-x.bin"} {
		if _, err := m.generatorOf(file); err == nil {
			t.Errorf("%s is of a generator", file)
		}
	}
}

// Hits are shown as soon as their block has come, while the rest is still on its way.
func TestAdoptedHitsAreShownAtOnce(t *testing.T) {
	w := several(t, severalManifest([]string{"app"}, []string{"app"}))
	file, in := io.Pipe()
	shown, adopted := make(chan Hit, 1), make(chan uint64, 1)
	go func() {
		n, err := w.AdoptHits(1, file, func(h *Hit) { shown <- *h })
		if err != nil {
			t.Error(err)
		}
		adopted <- n
	}()
	s, err := NewStream(in, &sink{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for n := range uint64(3) {
		if err := errors.Join(s.Hit(&Hit{Seq: n, Status: 200}), s.Flush()); err != nil {
			t.Fatal(err)
		}
		if h := <-shown; h.Seq != n || h.Generator != 1 {
			t.Errorf("hit %d of generator %d is shown, want %d of 1", h.Seq, h.Generator, n)
		}
	}
	if _, err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if n := <-adopted; n != 3 {
		t.Errorf("%d hits taken over", n)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

// Writes of several generators are read back as their own, each as early and as late as its generator's clock allows.
func TestAdoptedWrites(t *testing.T) {
	m := severalManifest([]string{"app"}, []string{"app"})
	m.Generators[1].Before = Clock{Offset: 5 * time.Millisecond, Uncertainty: 2 * time.Millisecond}
	m.Generators[1].After = Clock{Offset: 9 * time.Millisecond, Uncertainty: 3 * time.Millisecond}
	w := several(t, m)
	for i := range 2 {
		hits, writes := &sink{}, &sink{}
		s, err := NewStream(hits, &sink{}, writes)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Write(&Write{Seq: uint64(i), Kind: ChangedUser, Sent: time.Second, Ended: 2 * time.Second, Row: int64(i) + 1}); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Close(); err != nil || !writes.closed {
			t.Fatal(err)
		}
		if n, err := w.AdoptWrites(i, writes); err != nil || n != 1 {
			t.Fatalf("%d writes taken over, %v", n, err)
		}
	}
	var back []Write
	if err := w.Writes(func(entry *Write) error {
		back = append(back, *entry)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	want := []Write{
		{Seq: 0, Kind: ChangedUser, Sent: time.Second, Ended: 2 * time.Second, Row: 1},
		{Seq: 1, Kind: ChangedUser, Sent: time.Second - 7*time.Millisecond, Ended: 2*time.Second + 7*time.Millisecond, Row: 2},
	}
	if diff := cmp.Diff(want, back); diff != "" {
		t.Error(diff)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	// The record has them as they were recorded.
	recorded := 0
	if err := open(t, w.dir).Writes(func(entry *Write) error {
		recorded++
		if entry.Sent != time.Second {
			t.Errorf("recorded as %+v", entry)
		}
		return nil
	}); err != nil || recorded != 2 {
		t.Errorf("%d writes, %v", recorded, err)
	}
}
