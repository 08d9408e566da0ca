package samples

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Whatever stands in the blocks of a file, and whatever stands in place of them: reading it ends, and hits and points are such as can be.
func FuzzReaders(f *testing.F) {
	f.Add([]byte("quintet hits 1\n"), uint32(1))
	f.Add(encodeHit(nil, &Hit{}, &Hit{Seq: 3, NStores: 1}), uint32(1))
	hit := func(t *testing.T) func(*Hit) error {
		return func(h *Hit) error {
			if h.Service() < 0 || h.ToFirstByte() > h.Service() || h.Failure.String() == "unknown" {
				t.Errorf("read %+v", *h)
			}
			return nil
		}
	}
	point := func(t *testing.T) func(*Point) error {
		return func(p *Point) error {
			if p.At < 0 {
				t.Errorf("read %+v", *p)
			}
			return nil
		}
	}
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, payload []byte, entries uint32) {
		path := filepath.Join(dir, "file")
		read := func() {
			_, _, _ = readHits(path, 0, hit(t))
			_, _, _ = readPoints(path, point(t))
		}
		for _, kind := range append(hitKinds[:len(hitKinds):len(hitKinds)], pointKinds...) {
			_ = os.Remove(path)
			b, err := createBlocks(path, kind.magic)
			if err != nil {
				t.Fatal(err)
			}
			for range 2 { // the first block of hits is the offset
				if err := b.add(func(p []byte) []byte { return append(p, payload...) }); err != nil {
					t.Fatal(err)
				}
				b.entries = max(1, entries)
				if err := b.flush(); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := b.close(); err != nil {
				t.Fatal(err)
			}
			read()
		}
		if err := os.WriteFile(path, payload, 0o644); err != nil {
			t.Fatal(err)
		}
		read()
	})
}

// Whatever stands in a file of events, reading it ends; what is read is within ten years.
func FuzzEvents(f *testing.F) {
	f.Add([]byte(`{"at":1,"kind":"phase-began","name":"steady","detail":""}` + "\n" + `{"end":1,"checksum":"00000000"}` + "\n"))
	f.Add([]byte(`{"end":0,"checksum":"00000000"}` + "\n" + `{"at":1}`))
	f.Add([]byte(`{"at":9223372036854775807,"kind":null}` + "\n\n[]"))
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, text []byte) {
		path := filepath.Join(dir, eventsName)
		if err := os.WriteFile(path, text, 0o644); err != nil {
			t.Fatal(err)
		}
		events, end, ended, err := readEvents(path)
		if ended && (err != nil || end.entries != uint64(len(events))) {
			t.Errorf("%d events, %d counted, ended with %v", len(events), end.entries, err)
		}
		for _, e := range events {
			if e.At > maxOffset || e.At < -maxOffset {
				t.Errorf("an event at %s", e.At)
			}
		}
	})
}

// Whatever stands in a manifest, decoding it ends, and what is decoded can have been.
func FuzzManifest(f *testing.F) {
	text, err := encodeManifest(&Manifest{Format: FormatVersion, Phases: []Phase{{Name: "steady", End: time.Second, Measure: true}}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add([]byte(strings.Replace(strings.TrimSuffix(string(text), checksumOf(nil)), `"format": 3`, `"format": 1`, 1)))
	f.Add([]byte(`{"format":2,"phases":[{"start":-4611686018427387904,"end":1}]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		m, err := DecodeManifest(text)
		if err != nil {
			if strings.TrimSpace(err.Error()) == "" || len(m.Phases) > 0 {
				t.Errorf("error %q with %+v", err, m)
			}
			return
		}
		if err := m.possible(); err != nil {
			t.Error(err)
		}
	})
}
