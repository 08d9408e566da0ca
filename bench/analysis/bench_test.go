package analysis

import (
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"runtime"
	"strings"
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
		t := AnalyzeRecord(s.manifest(), s, Options{})
		if t.All.Hits != uint64(s.n) {
			b.Fatalf("analysed %d hits, want %d", t.All.Hits, s.n)
		}
	}
	runtime.ReadMemStats(&after)
	b.ReportMetric(float64(b.N*s.n)/b.Elapsed().Seconds(), "hits/s")
	b.ReportMetric(float64(after.Sys)/1e6, "MB-sys")
	b.ReportMetric(float64(after.TotalAlloc-before.TotalAlloc)/1e6/float64(b.N), "MB-alloc/op")
}

// selfHits is how many hits each trial of BenchmarkSelfMatrix has.
var selfHits = flag.Int("hits", 50_000, "hits of each of the 48 trials of BenchmarkSelfMatrix")

// BenchmarkSelfMatrix analyses a run of 48 trials, 4 configurations at 2 loads 6 times each, and prints hits/s and the largest resident
// memory of the process. With -hits 500000 it is the run that must stay below 200 MB. Run it alone: memory is the whole process's.
func BenchmarkSelfMatrix(b *testing.B) {
	for range b.N {
		var trials []Trial
		for number := range 48 {
			s := synthetic{n: *selfHits, operations: 8, length: 2 * time.Minute}
			m := s.manifest()
			m.Trial, m.Repetition = number+1, number/8+1
			m.Configuration = map[string]string{"cache": []string{"on", "off"}[number%2], "api.replicas": fmt.Sprint(1 + number/2%2), "rate": fmt.Sprintf("%d/s", 1000*(1+number/4%2))}
			trials = append(trials, AnalyzeRecord(m, s, Options{}))
		}
		r := Combine(trials, nil)
		if len(r.Trials) != 48 {
			b.Fatalf("%d trials", len(r.Trials))
		}
		runtime.KeepAlive(r)
	}
	b.ReportMetric(float64(b.N*48**selfHits)/b.Elapsed().Seconds(), "hits/s")
	b.ReportMetric(largestResident(b)/1e6, "MB-resident-most")
}

// largestResident is the most memory in bytes that the process ever had resident; NaN where the system does not tell.
func largestResident(b *testing.B) float64 {
	b.Helper()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return math.NaN()
	}
	_, after, _ := strings.Cut(string(status), "VmHWM:")
	var kilobytes float64
	if _, err := fmt.Sscan(after, &kilobytes); err != nil {
		return math.NaN()
	}
	return 1024 * kilobytes
}
