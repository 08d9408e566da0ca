package samples

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// followed is what a follower has given so far.
type followed struct {
	hits   []Hit
	points []Point
	events []Event
}

// read takes what is new.
func (got *followed) read(t *testing.T, f *Follower) {
	t.Helper()
	if _, _, err := f.Manifest(); err != nil {
		t.Fatal(err)
	}
	if err := f.Hits(func(h *Hit) error { got.hits = append(got.hits, *h); return nil }); err != nil {
		t.Fatal(err)
	}
	if err := f.Points(func(p *Point) error { got.points = append(got.points, *p); return nil }); err != nil {
		t.Fatal(err)
	}
	events, err := f.Events()
	if err != nil {
		t.Fatal(err)
	}
	got.events = append(got.events, events...)
}

// recordedTrial writes a trial of several blocks and returns its folder with what is in it.
func recordedTrial(t *testing.T, rng *rand.Rand) (dir string, want followed) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "trial-001")
	w := create(t, dir)
	for i := range 3000 {
		h := draw(rng, uint64(i))
		p := Point{At: time.Duration(i) * time.Millisecond, Value: float64(rng.IntN(5)), Series: Series{Source: "api-1", Metric: fmt.Sprint("m", rng.IntN(30)), Kind: "counter"}}
		want.hits, want.points = append(want.hits, h), append(want.points, p)
		if err := w.Hit(&h); err != nil {
			t.Fatal(err)
		}
		if err := w.Point(p); err != nil {
			t.Fatal(err)
		}
		if i%100 == 0 {
			e := Event{At: p.At, Kind: PhaseBegan, Name: fmt.Sprint("phase ", i), Detail: "line\nbreak"}
			want.events = append(want.events, e)
			if err := w.Event(e); err != nil {
				t.Fatal(err)
			}
			if err := w.hits.flush(); err != nil { // as it does four times a second
				t.Fatal(err)
			}
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return dir, want
}

// However a file grows, byte by byte or much at once, what is followed is what is read at the end: each entry once, in order.
func TestFollowedInAnyCutsIsReadAtTheEnd(t *testing.T) {
	for seed := range uint64(8) {
		rng := rand.New(rand.NewPCG(seed, 18))
		from, want := recordedTrial(t, rng)
		to := filepath.Join(t.TempDir(), "trial-001")
		if err := os.Mkdir(to, 0o755); err != nil {
			t.Fatal(err)
		}
		rest := map[string][]byte{}
		for _, name := range []string{manifestName, firstHits, pointsName, eventsName} {
			text, err := os.ReadFile(filepath.Join(from, name))
			if err != nil {
				t.Fatal(err)
			}
			rest[name] = text
		}
		write := func(name string, n int) {
			f, err := os.OpenFile(filepath.Join(to, name), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
			if err == nil {
				_, err = f.Write(rest[name][:n])
			}
			if err != nil || f.Close() != nil {
				t.Fatal(err)
			}
			rest[name] = rest[name][n:]
		}
		write(manifestName, len(rest[manifestName]))
		f, got := Follow(to), followed{}
		got.read(t, f)
		for len(rest[firstHits])+len(rest[pointsName])+len(rest[eventsName]) > 0 {
			for _, name := range []string{firstHits, pointsName, eventsName} {
				// Of a few bytes, as a reader that comes in the middle of a write finds, or of some blocks.
				write(name, min(len(rest[name]), rng.IntN([]int{3, 40, 20_000, 200_000}[rng.IntN(4)])))
			}
			got.read(t, f)
			part := f.Record()
			var again followed
			again.events, _ = part.Events()
			_ = part.Hits(func(h *Hit) error { again.hits = append(again.hits, *h); return nil })
			_ = part.Points(func(p *Point) error { again.points = append(again.points, *p); return nil })
			if diff := cmp.Diff(got, again, cmp.AllowUnexported(followed{})); diff != "" {
				t.Fatalf("seed %d, read again: %s", seed, diff)
			}
		}
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(followed{})); diff != "" {
			t.Fatalf("seed %d: %s", seed, diff)
		}
		before := got
		got.read(t, f)
		if len(got.hits) != len(before.hits) || len(got.points) != len(before.points) || len(got.events) != len(before.events) {
			t.Errorf("seed %d: there is more after the end", seed)
		}
	}
}

// What is written after the manifest was read is for the next time: the hit may be of a store that a later manifest names first.
func TestFollowedHitsAreNamed(t *testing.T) {
	w := several(t, severalManifest([]string{"app"}))
	file, in := io.Pipe()
	shown, adopted := make(chan Hit, 1), make(chan error, 1)
	go func() {
		_, err := w.AdoptHits(0, file, func(h *Hit) { shown <- *h })
		adopted <- err
	}()
	s, err := NewStream(in, &sink{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	f := Follow(w.dir)
	for i, name := range []string{"app", "later"} {
		if _, _, err := f.Manifest(); err != nil {
			t.Fatal(err)
		}
		_, named := w.Store(name)
		store, ok := s.Store(name)
		if !ok || !named {
			t.Fatal("no room for a store")
		}
		if err := w.Manifest(func(m *Manifest) { m.Generators = []LoadGenerator{{Stores: s.Stores()}} }); err != nil {
			t.Fatal(err)
		}
		h := Hit{Seq: uint64(i), NStores: 1}
		h.Stores[0].Store = store
		if err := errors.Join(s.Hit(&h), s.Flush()); err != nil {
			t.Fatal(err)
		}
		<-shown // it is in the file
		follows := func(want int) {
			t.Helper()
			got := 0
			if err := f.Hits(func(*Hit) error { got++; return nil }); err != nil || got != want {
				t.Errorf("after store %s: %d hits, want %d, %v", name, got, want, err)
			}
		}
		follows(0)
		if _, _, err := f.Manifest(); err != nil {
			t.Fatal(err)
		}
		follows(1)
	}
	if _, err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(<-adopted, w.Close()); err != nil {
		t.Fatal(err)
	}
}

// A trial is followed from before its files are there.
func TestFollowBeforeTheRecord(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "trial-001")
	f := Follow(dir)
	if _, _, err := f.Manifest(); err == nil || !strings.Contains(err.Error(), "trial-001") {
		t.Errorf("found %v", err)
	}
	w := create(t, dir)
	var got followed
	got.read(t, f)
	if err := w.Hit(&Hit{Seq: 1, End: 5}); err != nil {
		t.Fatal(err)
	}
	if err := w.Manifest(func(m *Manifest) { m.State = Complete }); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	got.read(t, f)
	m, changed, err := f.Manifest()
	if len(got.hits) != 1 || changed || err != nil || m.State != Complete || m.Files == nil {
		t.Errorf("found %d hits, changed %v, state %s, files %v (%v)", len(got.hits), changed, m.State, m.Files, err)
	}
}

// When the manifest says that a trial has ended all of its hits can be read, however the end and the reading meet.
func TestFollowedToTheEnd(t *testing.T) {
	for range 200 {
		const hits = 50
		dir := filepath.Join(t.TempDir(), "trial-001")
		w := create(t, dir)
		ended := make(chan error)
		go func() {
			var err error
			for i := range hits {
				err = errors.Join(err, w.Hit(&Hit{Seq: uint64(i), End: 5}))
			}
			ended <- errors.Join(err, w.Manifest(func(m *Manifest) { m.State = Complete }), w.Close())
		}()
		f, got := Follow(dir), 0
		for over := false; !over; {
			m, _, err := f.Manifest()
			if err == nil {
				err = f.Hits(func(*Hit) error { got++; return nil })
			}
			if err != nil {
				t.Fatal(err)
			}
			over = m.State != Running && m.Files != nil
		}
		if err := <-ended; err != nil || got != hits {
			t.Fatalf("%d of %d hits when the trial was over, %v", got, hits, err)
		}
	}
}

// What was overwritten in the middle is no part of a record that grows: it is said where.
func TestFollowedRecordIsDamaged(t *testing.T) {
	dir, _ := recordedTrial(t, rand.New(rand.NewPCG(1, 18)))
	for _, name := range []string{firstHits, pointsName, eventsName} {
		path := filepath.Join(dir, name)
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for i := range text[len(text)/2 : len(text)/2+300] {
			text[len(text)/2+i] ^= 0x55
		}
		if err := os.WriteFile(path, text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	f := Follow(dir)
	if _, _, err := f.Manifest(); err != nil {
		t.Fatal(err)
	}
	_, eventsErr := f.Events()
	for name, err := range map[string]error{
		firstHits: f.Hits(func(*Hit) error { return nil }), pointsName: f.Points(func(*Point) error { return nil }), eventsName: eventsErr,
	} {
		if err == nil || !strings.Contains(err.Error(), name+" ") || strings.Contains(err.Error(), dir) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
