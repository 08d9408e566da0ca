package analysis

import (
	"math"
	"math/rand/v2"
	"runtime"
	"testing"
	"time"

	"quintet/bench/samples"
)

// synthetic is a record of n hits over ten minutes that is made while it is read, so that what a benchmark sees of memory is the
// analysis's own.
type synthetic struct {
	n          int
	operations int
	length     time.Duration
}

func (s synthetic) Hits(f func(*samples.Hit) error) error {
	rng := rand.New(rand.NewPCG(31, 32))
	var h samples.Hit
	for i := range s.n {
		due := time.Duration(float64(s.length) * float64(i) / float64(s.n))
		took := time.Duration(math.Exp(rng.NormFloat64()) * float64(2*ms))
		h = samples.Hit{Seq: uint64(i), Due: due, Sent: due + 50*time.Microsecond, End: due + took, Status: 200, BytesIn: 2000, NStores: 3,
			Operation: uint16(i % s.operations)}
		h.Stores[0] = samples.StoreTime{Store: 0, Time: took / 2}
		h.Stores[1] = samples.StoreTime{Store: 1, Time: took / 8}
		h.Stores[2] = samples.StoreTime{Store: 2, Time: took / 4}
		if err := f(&h); err != nil {
			return err
		}
	}
	return nil
}

func (s synthetic) Points(func(*samples.Point) error) error { return nil }
func (s synthetic) Events() ([]samples.Event, error)        { return nil, nil }

func (s synthetic) manifest() samples.Manifest {
	m := manifest()
	m.Operations = nil
	for i := range s.operations {
		m.Operations = append(m.Operations, string(rune('a'+i))+".list")
	}
	m.Stores = []string{"sqlite", "miniredis", "app"}
	m.Phases = []samples.Phase{{Name: "steady", Shape: "constant", End: s.length, Measure: true, Offered: uint64(s.n)}}
	m.Elapsed = s.length
	return m
}

// BenchmarkAnalyze reads 5 million hits of 8 operations over ten minutes, both passes, and prints hits/s and the live heap at the end.
func BenchmarkAnalyze(b *testing.B) {
	s := synthetic{n: 5_000_000, operations: 8, length: 10 * time.Minute}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	for range b.N {
		t := analyzeTrial(s.manifest(), s, Options{})
		if t.All.Hits != uint64(s.n) {
			b.Fatalf("analysed %d hits, want %d", t.All.Hits, s.n)
		}
	}
	runtime.ReadMemStats(&after)
	b.ReportMetric(float64(b.N*s.n)/b.Elapsed().Seconds(), "hits/s")
	b.ReportMetric(float64(after.Sys)/1e6, "MB-sys")
	b.ReportMetric(float64(after.TotalAlloc-before.TotalAlloc)/1e6/float64(b.N), "MB-alloc/op")
}
