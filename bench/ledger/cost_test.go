package ledger

import (
	"encoding/binary"
	"runtime"
	"testing"
	"time"

	"quintet/bench/samples"
)

// heap is what is in use after everything else was collected, in bytes.
func heap() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// message is entry n of a load that writes messages into 5,000 conversations.
func message(n uint64) samples.Write {
	w := samples.Write{Seq: n, Row: int64(n%10_000) + 1, Content: n * 0x9e3779b97f4a7c15, Sent: time.Duration(n) * time.Millisecond}
	w.Ended = w.Sent + 2*time.Millisecond
	binary.BigEndian.PutUint64(w.Conversation[:], n%5000+1)
	binary.BigEndian.PutUint64(w.ID[8:], n+1)
	return w
}

// TestMemoryIsFlat takes down a million writes, and reads them in parts: neither takes more memory than some blocks, or one part.
func TestMemoryIsFlat(t *testing.T) {
	const writes, held, slack = 1_000_000, 50_000, 4 << 20
	record, err := samples.Create(t.TempDir(), samples.Manifest{Format: samples.FormatVersion})
	if err != nil {
		t.Fatal(err)
	}
	defer record.Close()
	r, err := NewRecorder(record, nil)
	if err != nil {
		t.Fatal(err)
	}
	take := func(from, to uint64) {
		for n := from; n < to; n++ {
			w := message(n)
			if err := r.Write(&w); err != nil {
				t.Fatal(err)
			}
		}
	}
	take(0, writes/100)
	before := heap()
	take(writes/100, writes)
	if grown := heap() - before; grown > slack {
		t.Errorf("taking down %d writes left %d bytes more in use", writes, grown)
	}
	if n, err := r.count(); err != nil || n != writes {
		t.Fatalf("%d entries, %v", n, err)
	}
	total := 0
	for part := range uint64(3) {
		list, err := r.part(part, writes/held)
		if err != nil {
			t.Fatal(err)
		}
		if len(list) < held*8/10 || len(list) > held*12/10 {
			t.Errorf("part %d has %d entries, want about %d", part, len(list), held)
		}
		total += len(list)
		for i := range list {
			if want := message(list[i].Seq); list[i] != want {
				t.Fatalf("entry %d is %+v, want %+v", list[i].Seq, list[i], want)
			}
		}
	}
	if grown := heap() - before; grown > slack {
		t.Errorf("reading %d of them left %d bytes more in use", total, grown)
	}
}

// BenchmarkSelfMillionWrites prints what taking down a million writes leaves in memory, by write.
func BenchmarkSelfMillionWrites(b *testing.B) {
	const writes = 1_000_000
	for b.Loop() {
		record, err := samples.Create(b.TempDir(), samples.Manifest{Format: samples.FormatVersion})
		if err != nil {
			b.Fatal(err)
		}
		r, err := NewRecorder(record, nil)
		if err != nil {
			b.Fatal(err)
		}
		before := heap()
		for n := range uint64(writes) {
			w := message(n)
			if err := r.Write(&w); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(heap()-before)/writes, "heap-B/write")
		runtime.KeepAlive(r)
		record.Close()
	}
}

// BenchmarkWrite is what taking down one write costs the worker that made it.
func BenchmarkWrite(b *testing.B) {
	for name, w := range map[string]samples.Write{"message": message(12345), "session": {Kind: samples.CreatedSession, Name: "0123456789abcdef0123456789abcdef", Row: 7, Expires: time.Now()}} {
		b.Run(name, func(b *testing.B) {
			record, err := samples.Create(b.TempDir(), samples.Manifest{Format: samples.FormatVersion})
			if err != nil {
				b.Fatal(err)
			}
			defer record.Close()
			r, err := NewRecorder(record, nil)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				if err := r.Write(&w); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
