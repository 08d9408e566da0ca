package samples_test

import (
	"errors"
	"io"
	"math"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	vegeta "github.com/tsenart/vegeta/v12/lib"

	"quintet/bench/samples"
)

// record writes n hits as a run of chat-heavy makes them: log-normal times around 2 ms, four stores.
func record(b *testing.B, dir string, n int) {
	b.Helper()
	w, err := samples.Create(dir, samples.Manifest{Format: samples.FormatVersion, Stores: []string{"sqlite", "miniredis", "app"}})
	if err != nil {
		b.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(1, 1))
	var due time.Duration
	for i := range n {
		due += time.Duration(rng.ExpFloat64() * float64(2500*time.Microsecond))
		took := time.Duration(math.Exp(rng.NormFloat64()) * float64(2*time.Millisecond))
		h := samples.Hit{Seq: uint64(i), Due: due, Sent: due + time.Duration(rng.IntN(90_000)), Operation: uint16(i % 8), Status: 200,
			BytesIn: uint32(rng.IntN(20_000)), BytesOut: uint32(rng.IntN(2) * 200), NStores: 3}
		h.Written, h.End = h.Sent+15_000, h.Sent+took
		h.FirstByte = h.End - time.Duration(rng.IntN(9_000))
		for j := range h.Stores[:3] {
			h.Stores[j] = samples.StoreTime{Store: uint8(j), Time: (took / time.Duration(4+j)).Truncate(time.Microsecond)}
		}
		if err := w.Hit(&h); err != nil {
			b.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		b.Fatal(err)
	}
}

// results writes n results as vegeta records them: its own encoding, with an answer's headers and no body.
func results(b *testing.B, path string, n int) {
	b.Helper()
	f, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	encode := vegeta.NewEncoder(f)
	rng := rand.New(rand.NewPCG(1, 1))
	at := time.Unix(1_700_000_000, 0)
	for i := range n {
		r := vegeta.Result{Seq: uint64(i), Code: 200, Timestamp: at.Add(time.Duration(i) * 2500 * time.Microsecond),
			Latency: time.Duration(math.Exp(rng.NormFloat64()) * float64(2*time.Millisecond)), BytesIn: 5000, Method: "GET",
			URL: "http://127.0.0.1:3000/messages/018bcfe5-6800-7000-8000-000000000000", Headers: http.Header{"Content-Type": {"application/json"}}}
		if err := encode.Encode(&r); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkSelfRecord prints what a hit takes on disk, and how fast hits are read beside how fast vegeta reads its own results.
func BenchmarkSelfRecord(b *testing.B) {
	const n = 1_000_000
	run := b.TempDir()
	dir := filepath.Join(run, "trial-001")
	if err := os.Mkdir(dir, 0o755); err != nil {
		b.Fatal(err)
	}
	began := time.Now()
	record(b, dir, n)
	b.ReportMetric(n/time.Since(began).Seconds(), "hits-written/s")
	info, err := os.Stat(filepath.Join(dir, "hits-1.bin"))
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(info.Size())/n, "bytes/hit")

	opened, err := samples.OpenRun(run)
	if err != nil {
		b.Fatal(err)
	}
	began = time.Now()
	seen := 0
	if err := opened.Trials[0].Hits(func(*samples.Hit) error { seen++; return nil }); err != nil || seen != n {
		b.Fatal(seen, err)
	}
	ours := n / time.Since(began).Seconds()
	b.ReportMetric(ours, "hits-read/s")

	path := filepath.Join(run, "results.bin")
	results(b, path, n)
	f, err := os.Open(path)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	info, err = f.Stat()
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(info.Size())/n, "vegeta-bytes/hit")
	decode := vegeta.NewDecoder(f)
	var metrics vegeta.Metrics
	began = time.Now()
	for {
		var r vegeta.Result
		if err := decode.Decode(&r); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			b.Fatal(err)
		}
		metrics.Add(&r)
	}
	metrics.Close()
	theirs := n / time.Since(began).Seconds()
	b.ReportMetric(ours/theirs, "times-vegeta-report")
}
