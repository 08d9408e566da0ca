package samples

import (
	"bytes"
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
	f.Fuzz(func(t *testing.T, payload []byte, entries uint32) {
		// In memory: a file for each would take most of the time.
		read := func(content []byte) {
			const path = "file"
			hits, points := hitDecoder{path: path}, pointDecoder{path: path}
			_ = (&blockScanner{path: path, kinds: hitKinds}).scan(bytes.NewReader(content), func(kind *blockKind, entries int, payload []byte) error {
				return hits.block(kind, entries, payload, hit(t))
			})
			_ = (&blockScanner{path: path, kinds: pointKinds}).scan(bytes.NewReader(content), func(_ *blockKind, _ int, payload []byte) error {
				return points.block(payload, point(t))
			})
		}
		for _, kind := range append(hitKinds[:len(hitKinds):len(hitKinds)], pointKinds...) {
			content := &sink{}
			content.Buffer.Write(kind.magic)
			b := &blockFile{file: content, buffer: make([]byte, headerSize), fresh: func() {}}
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
			read(content.Bytes())
		}
		read(payload)
	})
}

// Whatever stands in a file of events, reading it ends; what is read is within ten years.
func FuzzEvents(f *testing.F) {
	f.Add([]byte(`{"at":1,"kind":"phase-began","name":"steady","detail":""}` + "\n" + `{"end":1,"checksum":"00000000"}` + "\n"))
	f.Add([]byte(`{"end":0,"checksum":"00000000"}` + "\n" + `{"at":1}`))
	f.Add([]byte(`{"at":9223372036854775807,"kind":null}` + "\n\n[]"))
	f.Fuzz(func(t *testing.T, text []byte) {
		events, end, ended, err := scanEvents(eventsName, bytes.NewReader(text))
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
