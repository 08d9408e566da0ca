package live

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

	"quintet/bench/samples"
)

// readersOf has this program be readers of an address instead of tests: they are other processes than the generator.
const readersOf = "QUINTET_TEST_READERS_OF"

func TestMain(m *testing.M) {
	if address := os.Getenv(readersOf); address != "" {
		n, _ := strconv.Atoi(os.Getenv(readersOf + "_NUMBER"))
		var reading sync.WaitGroup
		for range n {
			reading.Go(func() {
				if answer, err := http.Get(address + "/events"); err == nil {
					_, _ = io.Copy(io.Discard, answer.Body)
				}
			})
		}
		reading.Wait()
		return
	}
	os.Exit(m.Run())
}

// busy is a record of a load of ten operations at 10,000/s for ten minutes.
func busy(b *testing.B, run string) *samples.Writer {
	b.Helper()
	m := samples.Manifest{
		Format: samples.FormatVersion, Scenario: "busy", Stack: "native", Trial: 1, Trials: 1, State: samples.Running, Stores: []string{"postgres", "redis", "app"},
		Load: samples.Load{Arrivals: "poisson", Offered: 6_000_000}, ScrapeInterval: time.Second, Machine: samples.Machine{Cores: 2},
		Phases: []samples.Phase{{Name: "warm-up", Shape: "constant", End: 5 * time.Second, Offered: 50_000}, {Name: "steady", Shape: "constant", Start: 5 * time.Second, End: 10 * time.Minute, Measure: true, Offered: 5_950_000}},
		SLO:    []samples.SLO{{Expression: "p99 < 100ms", Metric: "p99", Quantile: 0.99, Comparison: "<", Limit: 0.1}},
	}
	for i := range 10 {
		m.Operations = append(m.Operations, fmt.Sprint("operation ", i))
	}
	dir := run + "/trial-001"
	if err := os.Mkdir(dir, 0o755); err != nil {
		b.Fatal(err)
	}
	w, err := samples.Create(dir, m)
	if err != nil {
		b.Fatal(err)
	}
	return w
}

// hit is the i-th of it.
func hit(rng *rand.Rand, i int) samples.Hit {
	due := time.Duration(i) * 100 * time.Microsecond
	took := time.Duration(float64(2*time.Millisecond) * (0.3 + rng.ExpFloat64()))
	h := samples.Hit{Seq: uint64(i), Due: due, Sent: due + 50_000, End: due + 50_000 + took, Operation: uint16(i % 10), Status: 200, BytesIn: uint32(rng.IntN(20_000)), NStores: 3}
	h.Written, h.FirstByte = h.Sent+10_000, h.End-5000
	for k := range h.Stores[:3] {
		h.Stores[k] = samples.StoreTime{Store: uint8(k), Time: took / 4}
	}
	return h
}

// points are a scrape of twenty processes.
func points(w *samples.Writer, at time.Duration) error {
	for i := range 20 {
		source := fmt.Sprint("api-", i)
		for _, p := range []samples.Point{
			{At: at, Value: at.Seconds() * 0.4, Series: samples.Series{Source: source, Metric: "process_cpu_seconds_total", Kind: "counter"}},
			{At: at, Value: 1e8 + at.Seconds(), Series: samples.Series{Source: source, Metric: "process_resident_memory_bytes", Kind: "gauge"}},
			{At: at, Value: 1, Series: samples.Series{Source: source, Metric: samples.UpMetric, Kind: "gauge"}},
		} {
			if err := w.Point(p); err != nil {
				return err
			}
		}
	}
	return nil
}

// cpu is the processor time of this process so far.
func cpu(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// play records 10,000 hits a second for a while and returns how many cores that took, with so many readers, and how many bytes of heap at most.
func play(b *testing.B, lasting time.Duration, readers int) (cores, most float64) {
	b.Helper()
	run := b.TempDir()
	w := busy(b, run)
	_, address := serve(b, Config{Dir: run})
	if readers > 0 {
		c := exec.CommandContext(b.Context(), os.Args[0])
		c.Env = append(os.Environ(), readersOf+"="+address, fmt.Sprintf("%s_NUMBER=%d", readersOf, readers))
		if err := c.Start(); err != nil {
			b.Fatal(err)
		}
		defer func() {
			_ = c.Process.Kill()
			_ = c.Wait() // killed
		}()
	}
	rng := rand.New(rand.NewPCG(1, 18))
	began, used := time.Now(), cpu(b)
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	next, scraped := 0, -time.Second
	for now := range tick.C {
		at := now.Sub(began)
		for ; time.Duration(next)*100*time.Microsecond < at; next++ {
			h := hit(rng, next)
			if err := w.Hit(&h); err != nil {
				b.Fatal(err)
			}
		}
		if at-scraped >= time.Second {
			scraped, most = at, max(most, heap())
			if err := points(w, at); err != nil {
				b.Fatal(err)
			}
		}
		if at > lasting {
			break
		}
	}
	cores = (cpu(b) - used).Seconds() / time.Since(began).Seconds()
	if err := w.Close(); err != nil {
		b.Fatal(err)
	}
	return cores, most
}

// BenchmarkSelfReaders prints how many cores more the process takes that records 10,000 hits a second when one reader follows it, and ten do: turns
// with and without in pairs, the readers in another process; and the heap at most, which has all of the test in it. A generator of that rate takes about
// 0.4 of a core.
func BenchmarkSelfReaders(b *testing.B) {
	const pairs, lasting = 3, 20 * time.Second
	for _, readers := range []int{1, 10} {
		b.Run(strconv.Itoa(readers), func(b *testing.B) {
			for range b.N {
				more, most := 0.0, 0.0
				for range pairs {
					without, _ := play(b, lasting, 0)
					with, heap := play(b, lasting, readers)
					more, most = more+(with-without)/pairs, max(most, heap)
				}
				b.ReportMetric(more, "cores-more")
				b.ReportMetric(most/1e6, "MB-at-most")
			}
		})
	}
}

// heap is how many bytes of the heap are in use, those that are garbage among them.
func heap() float64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapInuse)
}

// longLine reads until a line has 100,000 bytes, and returns how many.
func longLine(r *bufio.Reader) (size int, err error) {
	for {
		part, err := r.ReadSlice('\n')
		switch size += len(part); {
		case err == nil && size >= 100_000:
			return size, nil
		case err == nil:
			size = 0
		case !errors.Is(err, bufio.ErrBufferFull):
			return 0, err
		}
	}
}

// BenchmarkSelfTenMinutes prints what it takes to follow a record of ten minutes at 10,000/s from its beginning: memory of the page's server at rest and at most,
// the size of all that a reader is sent, and how long it takes until he has it; and how long the page alone takes meanwhile.
func BenchmarkSelfTenMinutes(b *testing.B) {
	run := b.TempDir()
	w := busy(b, run)
	rng := rand.New(rand.NewPCG(1, 18))
	for i := range 6_000_000 {
		h := hit(rng, i)
		if err := w.Hit(&h); err != nil {
			b.Fatal(err)
		}
		if i%10_000 == 0 {
			if err := points(w, h.Due); err != nil {
				b.Fatal(err)
			}
		}
	}
	if err := w.Close(); err != nil {
		b.Fatal(err)
	}
	for range b.N {
		runtime.GC()
		before := heap()
		l, address := serve(b, Config{Dir: run})
		most, watching := 0.0, make(chan struct{})
		ctx, end := context.WithCancel(b.Context())
		go func() {
			defer close(watching)
			for tick := time.NewTicker(20 * time.Millisecond); ctx.Err() == nil; <-tick.C {
				most = max(most, heap())
			}
		}()
		began := time.Now()
		answer, err := http.Get(address + "/events")
		if err != nil {
			b.Fatal(err)
		}
		paint := time.Now()
		page, err := http.Get(address + "/")
		if err != nil {
			b.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, page.Body)
		page.Body.Close()
		b.ReportMetric(time.Since(paint).Seconds(), "s-page")
		size, err := longLine(bufio.NewReader(answer.Body)) // the rows have come
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(time.Since(began).Seconds(), "s-all-of-it")
		b.ReportMetric(float64(size)/1e6, "MB-sent")
		for verdict := false; !verdict; {
			_, v := l.feed.latest()
			verdict = v.Headline != ""
			time.Sleep(20 * time.Millisecond)
		}
		b.ReportMetric(time.Since(began).Seconds(), "s-verdict")
		end()
		<-watching
		runtime.GC()
		b.ReportMetric((heap()-before)/1e6, "MB-at-rest")
		b.ReportMetric((most-before)/1e6, "MB-at-most")
		answer.Body.Close()
	}
}
