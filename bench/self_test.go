package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	vegeta "github.com/tsenart/vegeta/v12/lib"

	"quintet/bench/exitcode"
	"quintet/bench/load"
	"quintet/bench/samples"
	"quintet/bench/scenario"
	"quintet/bench/scrape"
	"quintet/bench/workload"
)

// The harness's own figures. They are printed and never judged.

// bigRun writes the record of a run: so many trials of n hits over ten minutes each, as a busy run of chat-heavy would have them. Several
// trials are of four configurations at two loads.
func bigRun(b *testing.B, trials, n int) string {
	b.Helper()
	dir := filepath.Join(b.TempDir(), "run")
	for number := range trials {
		var configuration map[string]string
		if trials > 1 {
			configuration = map[string]string{
				"cache": []string{"on", "off"}[number%2], "api.replicas": fmt.Sprint(1 + number/2%2), "rate": fmt.Sprintf("%d/s", 1000*(1+number/4%2)),
			}
		}
		bigTrial(b, dir, number+1, trials, n, configuration)
	}
	return dir
}

// bigTrial writes one trial of a big run.
func bigTrial(b *testing.B, dir string, number, trials, n int, configuration map[string]string) {
	b.Helper()
	trial := filepath.Join(dir, fmt.Sprintf("trial-%03d", number))
	if err := os.MkdirAll(trial, 0o755); err != nil {
		b.Fatal(err)
	}
	const lasting = 10 * time.Minute
	operations := []string{"messages.list", "notifications.list", "messages.send", "users.get", "friends.list", "friends.add", "files.download", "files.upload"}
	w, err := samples.Create(trial, samples.Manifest{
		Format: samples.FormatVersion, RunID: "big", Scenario: "big", Stack: "embedded", Trial: number, Trials: trials, Repetition: 1 + (number-1)/8, State: samples.Complete,
		Configuration: configuration, Began: time.Unix(1_750_000_000, 0).Add(time.Duration(number-1) * lasting), Elapsed: lasting, Operations: operations, Targets: []string{"http://127.0.0.1:1"},
		Stores: []string{"sqlite", "miniredis", "app"}, Load: samples.Load{Arrivals: "constant", Offered: uint64(n), Timeout: 30 * time.Second},
		Phases: []samples.Phase{{Name: "steady", Shape: "constant", End: lasting, Measure: true, Offered: uint64(n)}},
		SLO:    []samples.SLO{{Expression: "p99 < 100ms", Metric: "p99", Quantile: 0.99, Comparison: "<", Limit: 0.1}}, Machine: samples.Machine{Cores: 2},
	})
	if err != nil {
		b.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(1, uint64(number)))
	for i := range n {
		due := time.Duration(float64(lasting) * float64(i) / float64(n))
		took := time.Duration(math.Exp(rng.NormFloat64()) * float64(2*time.Millisecond))
		h := samples.Hit{Seq: uint64(i), Due: due, Sent: due + 50*time.Microsecond, End: due + took, Status: 200, BytesIn: 4000,
			Operation: uint16(rng.IntN(len(operations))), NStores: 3}
		for j := range h.Stores[:3] {
			h.Stores[j] = samples.StoreTime{Store: uint8(j), Time: took / time.Duration(3+j)}
		}
		if err := w.Hit(&h); err != nil {
			b.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		b.Fatal(err)
	}
}

// measured runs a command to its end and returns its wall-clock time and its largest resident memory in bytes.
func measured(b *testing.B, c *exec.Cmd) (time.Duration, float64) {
	b.Helper()
	var said bytes.Buffer
	c.Stderr = &said
	began := time.Now()
	if err := c.Run(); err != nil && c.ProcessState.ExitCode() != exitcode.Invalid { // a synthetic run has no scrapes
		b.Fatalf("%v: %s", err, said.String())
	}
	return time.Since(began), float64(c.ProcessState.SysUsage().(*syscall.Rusage).Maxrss) * 1024
}

// matrixHits is how many hits each of 48 trials of BenchmarkSelfReport has.
var matrixHits = flag.Int("hits", 50_000, "hits of each of the 48 trials of BenchmarkSelfReport")

// BenchmarkSelfReport prints how fast and in how much memory the real binary analyses and renders a run of 5 million hits, and one of 48
// trials, beside `vegeta report` on a million results of its own. With -hits 500000 the trials are those of 24 million hits together.
func BenchmarkSelfReport(b *testing.B) {
	const theirs = 1_000_000
	harness, command := filepath.Join(b.TempDir(), "bench"), filepath.Join(b.TempDir(), "vegeta")
	for path, from := range map[string]string{harness: "quintet/bench", command: "github.com/tsenart/vegeta/v12"} {
		if out, err := exec.Command("go", "build", "-o", path, from).CombinedOutput(); err != nil {
			b.Fatalf("build %s: %v\n%s", from, err, out)
		}
	}
	results := filepath.Join(b.TempDir(), "results.bin")
	f, err := os.Create(results)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	encode := vegeta.NewEncoder(f)
	for i := range theirs {
		if err := encode.Encode(&vegeta.Result{Seq: uint64(i), Code: 200, Timestamp: time.Unix(1_750_000_000, int64(i)*100_000), Method: "GET",
			Latency: time.Duration(i%5000) * time.Microsecond, BytesIn: 4000, URL: "http://127.0.0.1:3000/messages/018bcfe5-6800-7000-8000-000000000000",
			Headers: http.Header{"Content-Type": {"application/json"}}}); err != nil {
			b.Fatal(err)
		}
	}
	for _, size := range []struct{ trials, hits int }{{1, 5_000_000}, {48, *matrixHits}} {
		b.Run(fmt.Sprintf("trials=%d", size.trials), func(b *testing.B) {
			dir, n := bigRun(b, size.trials, size.hits), float64(size.trials*size.hits)
			for range b.N {
				ours, memory := measured(b, exec.Command(harness, "report", dir))
				other, otherMemory := measured(b, exec.Command(command, "report", results))
				b.ReportMetric(ours.Seconds(), "s")
				b.ReportMetric(n/ours.Seconds(), "hits/s")
				b.ReportMetric(memory/1e6, "MB-peak")
				b.ReportMetric(otherMemory/1e6, "vegeta-MB-peak")
				b.ReportMetric((n/ours.Seconds())/(theirs/other.Seconds()), "times-vegeta-report")
			}
		})
	}
}

// one asks for one user, again and again.
type one struct{}

func (one) Operations() []string { return []string{"users.get"} }
func (one) Request(uint64) workload.Request {
	return workload.Request{Method: http.MethodGet, Path: "/users/1", Verify: func(r workload.Response) (samples.Failure, string) {
		if r.Status != http.StatusOK || r.Size == 0 {
			return samples.Status, "no user"
		}
		return samples.OK, ""
	}}
}

// BenchmarkSelfMemory prints the generator's resident memory after one minute and after five at 10,000 hits/s, recorded to disk and
// scraped as in a run, and the connections that were open then: a moment in which the machine stands still makes more of them, which stay.
// The server is in the same process: what it holds is in both.
func BenchmarkSelfMemory(b *testing.B) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Server-Timing", "sqlite;dur=0.041, app;dur=0.06")
		io.WriteString(w, `{"id":1}`)
	}))
	defer server.Close()
	s, err := load.NewSchedule(scenario.Load{Arrivals: "poisson", Phases: []scenario.Phase{{Name: "all", Duration: 5 * time.Minute, Measure: true,
		Shape: "constant", Params: map[string]float64{"rate": 10_000}}}}, 1)
	if err != nil {
		b.Fatal(err)
	}
	for range b.N {
		w, err := samples.Create(b.TempDir(), samples.Manifest{Format: samples.FormatVersion})
		if err != nil {
			b.Fatal(err)
		}
		ctx, end := context.WithCancel(b.Context())
		a := &load.Attack{Schedule: s, Source: one{}, Targets: []string{server.URL}, Writer: w}
		scraper := scrape.New(scrape.Config{Write: w.Point, Connections: func() int { return a.Live().Connections }})
		var beside sync.WaitGroup
		// After one minute, and just before the end of the fifth.
		waits := [...]time.Duration{time.Minute, 4*time.Minute - 5*time.Second}
		var memory [len(waits)]float64
		var connections [len(waits)]int
		a.Begun = func(began time.Time) {
			beside.Go(func() { err = errors.Join(err, scraper.Run(ctx, began)) })
			beside.Go(func() {
				for i, wait := range waits {
					select {
					case <-time.After(wait):
						memory[i], connections[i] = scraper.Live().Memory["generator"], a.Live().Connections
					case <-ctx.Done():
						return
					}
				}
			})
		}
		_, broken := a.Run(b.Context())
		end()
		beside.Wait()
		if err := errors.Join(err, broken, w.Close()); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(a.Live().Total.Done)/300, "hits/s")
		b.ReportMetric(float64(a.Live().Total.Failed), "failures")
		b.ReportMetric(memory[0]/1e6, "MB-at-1m")
		b.ReportMetric(memory[1]/1e6, "MB-at-5m")
		b.ReportMetric(float64(connections[0]), "connections-at-1m")
		b.ReportMetric(float64(connections[1]), "connections-at-5m")
	}
}
