package samples

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// A record that the program wrote when the format was version 1 is read as what it was.
func TestFormat1(t *testing.T) {
	run, err := OpenRun(filepath.Join("testdata", "format-1"))
	if err != nil || len(run.Trials) != 1 || run.Trials[0].Manifest.Format != 1 {
		t.Fatal(run, err)
	}
	rng := rand.New(rand.NewPCG(7, 8))
	var want []Hit
	for i := range 40 {
		h := Hit{Seq: uint64(i), Due: time.Duration(i) * time.Millisecond, Operation: uint16(i % 2), Target: uint8(i % 2), Status: 200,
			BytesIn: rng.Uint32N(10_000), BytesOut: rng.Uint32N(10_000) * uint32(i%2), NStores: uint8(i % 3)}
		h.Sent = h.Due + time.Duration(rng.Int64N(1e6))
		h.End = h.Sent + time.Duration(rng.Int64N(1e7))
		for s := range h.Stores[:h.NStores] {
			h.Stores[s] = StoreTime{Store: uint8(s), Time: time.Duration(rng.Int64N(1e6))}
		}
		if i%10 == 9 {
			h.Failure, h.Status = Connection, 0
		}
		want = append(want, h)
	}
	got, err := hitsOf(run.Trials[0])
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Error(diff, err)
	}
}

// A record of format 4, whose file of hits knows no steps, is read as what it was.
func TestFormat4(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "trial-001")
	w := create(t, dir)
	if err := w.Manifest(func(m *Manifest) { m.Format = 4 }); err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(9, 10))
	var want []Hit
	for i := range 1000 {
		h := draw(rng, uint64(i))
		h.Step = 0
		want = append(want, h)
		if err := w.Hit(&h); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, firstHits)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, append([]byte("quintet hits 3\n"), bytes.TrimPrefix(text, hitKinds[0].magic)...), 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := hitsOf(open(t, dir))
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Error(diff, err)
	}
}

// The record kept as an example with the sources is read, whatever version it has.
func TestKeptExample(t *testing.T) {
	run, err := OpenRun(filepath.Join("..", "..", "reports", "example"))
	if err != nil || len(run.Trials) == 0 || len(run.Unread) > 0 {
		t.Fatal(run, err)
	}
	for _, trial := range run.Trials {
		hits, err := hitsOf(trial)
		if err != nil || uint64(len(hits)) != trial.Manifest.Load.Offered {
			t.Errorf("%d hits of %d offered, %v", len(hits), trial.Manifest.Load.Offered, err)
		}
	}
}

// encodeOldHit is how format 1 was written.
func encodeOldHit(b []byte, before, h *Hit) []byte {
	b = binary.AppendVarint(b, int64(h.Seq-before.Seq))
	b = binary.AppendVarint(b, int64(h.Due-before.Due))
	b = binary.AppendVarint(b, int64(h.Sent-h.Due))
	b = binary.AppendVarint(b, int64(h.End-h.Sent))
	for _, v := range []uint64{uint64(h.Operation), uint64(h.Target), uint64(h.Status), uint64(h.Failure), uint64(h.BytesIn), uint64(h.BytesOut)} {
		b = binary.AppendUvarint(b, v)
	}
	b = append(b, h.NStores)
	for _, s := range h.Stores[:h.NStores] {
		b = binary.AppendUvarint(b, uint64(s.Store))
		b = binary.AppendVarint(b, int64(s.Time))
	}
	return b
}

// processTime is the CPU time that this process has taken.
func processTime(b *testing.B) time.Duration {
	b.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// BenchmarkSelfFormats compares the time to decode a hit with that of format 1, which had no more than half of its instants.
func BenchmarkSelfFormats(b *testing.B) {
	const n, turns = 500_000, 9
	rng := rand.New(rand.NewPCG(1, 1))
	var old, now []byte
	var before Hit
	for i := range n {
		h := Hit{Seq: uint64(i), Due: before.Due + time.Duration(rng.IntN(5_000_000)), Operation: uint16(i % 8), Status: 200, BytesIn: rng.Uint32N(20_000),
			BytesOut: rng.Uint32N(2) * 200, NStores: 3, Stores: [MaxStores]StoreTime{{0, 400_000}, {1, 300_000}, {2, 200_000}}}
		h.Sent = h.Due + time.Duration(rng.IntN(90_000))
		h.Written = h.Sent + 15_000
		h.FirstByte = h.Written + time.Duration(rng.IntN(4_000_000))
		h.End = h.FirstByte + time.Duration(rng.IntN(9_000))
		old, now = encodeOldHit(old, &before, &h), encodeHit(now, &before, &h)
		before = h
	}
	decode := func(payload []byte, one func(*decoder, *Hit)) float64 {
		began := processTime(b)
		d, h := decoder{rest: payload}, Hit{}
		for range n {
			one(&d, &h)
		}
		if d.bad || len(d.rest) > 0 || h.Seq != n-1 {
			b.Fatalf("%d bytes left at hit %d", len(d.rest), h.Seq)
		}
		return float64((processTime(b) - began).Nanoseconds()) / n
	}
	for range b.N {
		var olds, nows, ratios []float64
		for range turns {
			x, y := decode(old, decodeOldHit), decode(now, decodeHit)
			olds, nows, ratios = append(olds, x), append(nows, y), append(ratios, y/x)
		}
		for _, x := range [][]float64{olds, nows, ratios} {
			slices.Sort(x)
		}
		b.ReportMetric(olds[turns/2], "ns/hit-format-1")
		b.ReportMetric(nows[turns/2], "ns/hit-format-2")
		b.ReportMetric(ratios[turns/2], "of-format-1")
	}
}

// Every class has a name of its own.
func TestNames(t *testing.T) {
	seen := map[string]bool{}
	name := func(s string) {
		if seen[s] || s == "unknown" {
			t.Errorf("the name %q twice, or none", s)
		}
		seen[s] = true
	}
	for f := range Failures {
		name(Failure(f).String())
	}
	for c := range Causes {
		name(Cause(c).String())
	}
	for e := range ConnectionEnds {
		name(ConnectionEnd(e).String())
	}
	for _, s := range []string{Failure(Failures).String(), Cause(Causes).String(), ConnectionEnd(ConnectionEnds).String()} {
		if s != "unknown" {
			t.Errorf("a class that there is not is named %q", s)
		}
	}
}

func TestPartsOfAHit(t *testing.T) {
	h := Hit{Due: 1, Sent: 3, Connected: 10, FirstByte: 30, End: 70}
	if h.Connect() != 7 || h.ToFirstByte() != 27 || h.Service() != 67 || h.Wait() != 2 || h.Response() != 69 {
		t.Errorf("%d %d %d", h.Connect(), h.ToFirstByte(), h.Service())
	}
	if old := (Hit{Sent: 3, End: 70}); old.Connect() != 0 || old.ToFirstByte() != 0 {
		t.Error("instants that are not known")
	}
}

// A file of another kind is refused with its name.
func TestForeignFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "hits-1.bin")
	b, err := createBlocks(path, []byte("quintet hits 9\n"))
	_, closing := b.close()
	if err := errors.Join(err, closing); err != nil {
		t.Fatal(err)
	}
	if _, _, err := readHits(path, 0, func(*Hit) error { return nil }); err == nil || !strings.Contains(err.Error(), "hits-1.bin") {
		t.Error(err)
	}
}
