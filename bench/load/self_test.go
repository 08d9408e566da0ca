package load_test

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	vegeta "github.com/tsenart/vegeta/v12/lib"

	"quintet/bench/load"
	"quintet/bench/samples"
	"quintet/bench/scenario"
	"quintet/bench/scrape"
)

// The figures of the load engine itself. They are printed and never judged: what they come to depends on what else the machine
// is doing.

// TestMain lets the test binary be another process: the server under test, so that its CPU time is not the generator's, or a generator
// that is short of something.
func TestMain(m *testing.M) {
	var err error
	switch {
	case os.Getenv(serverEnvironment) != "":
		err = trivialServer()
	case os.Getenv(generatorEnvironment) != "":
		err = manyUsers(os.Getenv(generatorEnvironment))
	case os.Getenv(limitEnvironment) != "":
		err = limitedLoad(os.Getenv(limitEnvironment))
	default:
		os.Exit(m.Run())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

const serverEnvironment = "QUINTET_LOAD_TEST_SERVER"

// trivialServer answers as little as the API would until its standard input ends. Its first line is its address.
func trivialServer() error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	registry := prometheus.NewRegistry()
	registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	metrics := promhttp.HandlerFor(registry, promhttp.HandlerOpts{})
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/metrics" {
			metrics.ServeHTTP(w, r)
			return
		}
		if r.URL.Path == "/slow" {
			time.Sleep(2 * time.Second)
		}
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Server-Timing", "sqlite;dur=0.041, miniredis;dur=0.008, app;dur=0.06")
		id := path.Base(r.URL.Path)
		io.WriteString(w, `{"id":`+id+`,"name":"Ada","email":"user`+id+`@example.com","created_at":"2026-01-01T00:00:00.000Z"}`)
	})}
	var serving sync.WaitGroup
	serving.Go(func() { err = server.Serve(l) })
	fmt.Printf("http://%s\n", l.Addr())
	_, readErr := io.Copy(io.Discard, os.Stdin)
	closeErr := server.Close()
	serving.Wait()
	if errors.Is(err, http.ErrServerClosed) {
		err = nil
	}
	return errors.Join(err, readErr, closeErr)
}

// startServer starts the trivial server in a process of its own.
func startServer(b *testing.B) string {
	b.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), serverEnvironment+"=1")
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		in.Close()
		if err := cmd.Wait(); err != nil {
			b.Error(err)
		}
	})
	url, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		b.Fatal(err)
	}
	return strings.TrimSpace(url)
}

// load64 is what one generator made of a closed loop of 64 connections.
type load64 struct {
	// rate is hits a second, cost CPU seconds of the generator a hit.
	rate, cost float64
}

// BenchmarkSelfThroughput compares a closed loop of 64 users, recorded to disk and the server's metrics scraped, with vegeta's own
// command: hits a second, and what a hit takes of CPU in the generating process. The two take turns, and a ratio is of one turn.
func BenchmarkSelfThroughput(b *testing.B) {
	const lasting, turns = 3 * time.Second, 7
	command := filepath.Join(b.TempDir(), "vegeta")
	if out, err := exec.Command("go", "build", "-o", command, "github.com/tsenart/vegeta/v12").CombinedOutput(); err != nil {
		b.Fatalf("build vegeta: %v\n%s", err, out)
	}
	url := startServer(b)
	for range b.N {
		var theirs, ours, rates, costs []float64
		var cost, vegetaCost []float64
		for turn := range turns {
			var x, y load64
			if turn%2 == 0 {
				x, y = ofVegeta(b, command, url, lasting), ofAttack(b, url, lasting)
			} else {
				y, x = ofAttack(b, url, lasting), ofVegeta(b, command, url, lasting)
			}
			theirs, ours = append(theirs, x.rate), append(ours, y.rate)
			vegetaCost, cost = append(vegetaCost, x.cost), append(cost, y.cost)
			rates, costs = append(rates, y.rate/x.rate), append(costs, y.cost/x.cost)
		}
		b.ReportMetric(median(theirs), "vegeta-hits/s")
		b.ReportMetric(median(ours), "hits/s")
		b.ReportMetric(median(rates), "times-vegeta")
		b.ReportMetric(1e6*median(vegetaCost), "us-CPU/vegeta-hit")
		b.ReportMetric(1e6*median(cost), "us-CPU/hit")
		b.ReportMetric(median(costs), "of-vegeta-CPU")
	}
}

func median(x []float64) float64 {
	slices.Sort(x)
	return (x[(len(x)-1)/2] + x[len(x)/2]) / 2
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

// ofVegeta is what the plain command makes of it.
func ofVegeta(b *testing.B, command, url string, lasting time.Duration) load64 {
	b.Helper()
	out := filepath.Join(b.TempDir(), "results.bin")
	cmd := exec.Command(command, "attack", "-rate=0", "-max-workers=64", "-duration", lasting.String(), "-output", out)
	cmd.Stdin = strings.NewReader("GET " + url + "/users/7\n")
	if text, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("vegeta: %v\n%s", err, text)
	}
	f, err := os.Open(out)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	var m vegeta.Metrics
	decode := vegeta.NewDecoder(f)
	for {
		var r vegeta.Result
		if err := decode(&r); err == io.EOF {
			break
		} else if err != nil {
			b.Fatal(err)
		}
		m.Add(&r)
	}
	m.Close()
	if m.Success < 1 {
		b.Fatalf("vegeta: %g of the requests succeeded", m.Success)
	}
	return load64{m.Throughput, (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds() / float64(m.Requests)}
}

// ofAttack is what an Attack makes of it that records to disk while the server is scraped.
func ofAttack(b *testing.B, url string, lasting time.Duration) load64 {
	b.Helper()
	return ofSource(b, url, lasting, asks{})
}

// ofSource is ofAttack with another source of requests.
func ofSource(b *testing.B, url string, lasting time.Duration, source load.Source) load64 {
	b.Helper()
	runtime.GC() // what came before is not this load's
	took := processTime(b)
	w, err := samples.Create(b.TempDir(), samples.Manifest{Format: samples.FormatVersion})
	if err != nil {
		b.Fatal(err)
	}
	l := scenario.Load{Closed: 64, Phases: []scenario.Phase{{Name: "all", Duration: lasting, Measure: true}}}
	a := &load.Attack{Schedule: schedule(b, l, 1), Source: source, Targets: []string{url}, Writer: w}
	scraper := scrape.New(scrape.Config{Targets: []scrape.Target{{Name: "server", URL: url + "/metrics"}}, Write: w.Point})
	ctx, end := context.WithCancel(context.Background())
	defer end()
	var scraping sync.WaitGroup
	var broken error
	a.Begun = func(began time.Time) { scraping.Go(func() { broken = scraper.Run(ctx, began) }) }
	sum, err := a.Run(context.Background())
	end()
	scraping.Wait()
	if err := errors.Join(err, broken, w.Close()); err != nil {
		b.Fatal(err)
	}
	took = processTime(b) - took
	if scraper.Live().Gaps > 0 {
		b.Fatalf("not scraped: %+v", scraper.Live())
	}
	live := a.Live()
	if live.Total.Failed > 0 {
		b.Fatalf("%d hits failed", live.Total.Failed)
	}
	return load64{float64(live.Total.Done) / sum.Elapsed.Seconds(), took.Seconds() / float64(live.Total.Done)}
}

// BenchmarkSelfQueue plays Poisson arrivals on a server that serves one request at a time, each for 5 ms: the queue M/D/1, whose mean
// response time at utilisation u is s (1 + u / (2 (1 - u))). The arrivals are those of one seed, so next to the theory of all
// arrivals stands what exactly these would have waited behind a server without flaw, and how late this one was in waking up.
func BenchmarkSelfQueue(b *testing.B) {
	const service, utilisation, lasting = 5 * time.Millisecond, 0.8, 20 * time.Second
	for range b.N {
		var slot sync.Mutex
		var free time.Time
		var late time.Duration
		url := serve(b, func(http.ResponseWriter, *http.Request) {
			arrived := time.Now()
			slot.Lock()
			defer slot.Unlock()
			// Work lasts until an instant and not for a time, so that waking up late does not add up.
			if free.Before(arrived) {
				free = arrived
			}
			free = free.Add(service)
			time.Sleep(time.Until(free))
			late += time.Since(free)
		})
		l := steady(utilisation/service.Seconds(), lasting)
		l.Arrivals = "poisson"
		var r record
		a := &load.Attack{Schedule: schedule(b, l, 3), Targets: []string{url}}
		run(b, context.Background(), a, &r)
		measured, exact, lag, done := 0.0, 0.0, 0.0, time.Duration(0)
		for _, h := range r.hits {
			measured += h.Response().Seconds()
			lag += h.Wait().Seconds()
			done = max(done, h.Due) + service
			exact += (done - h.Due).Seconds()
		}
		n := float64(len(r.hits))
		theory := service.Seconds() * (1 + utilisation/(2*(1-utilisation)))
		b.ReportMetric(measured/n*1e3, "ms")
		b.ReportMetric(lag/n*1e3, "ms-send-lag")
		b.ReportMetric(late.Seconds()/n*1e3, "ms-server-overslept")
		b.ReportMetric(measured/n/theory, "of-theory")
		b.ReportMetric(measured/exact, "of-these-arrivals")
	}
}

// BenchmarkSelfStall stops a server for 1.4 s within 20 s of constant arrivals. For q > 1 - 1.4/20 the q-quantile of the response
// time must be 1.4 s - (1-q) 20 s, whatever the number of workers; a generator that leaves out what it could not send shows a
// few milliseconds there.
func BenchmarkSelfStall(b *testing.B) {
	const stall, lasting, rate = 1400 * time.Millisecond, 20 * time.Second, 200
	for name, workers := range map[string]int{"workers=default": 0, "workers=8": 8} {
		b.Run(name, func(b *testing.B) {
			for range b.N {
				var gate sync.RWMutex
				url := serve(b, func(http.ResponseWriter, *http.Request) {
					gate.RLock()
					defer gate.RUnlock()
				})
				var r record
				a := &load.Attack{Schedule: schedule(b, steady(rate, lasting), 1), Targets: []string{url}, MaxWorkers: workers}
				var stalling sync.WaitGroup
				a.Begun = func(time.Time) {
					stalling.Go(func() {
						time.Sleep(5 * time.Second)
						gate.Lock()
						defer gate.Unlock()
						time.Sleep(stall)
					})
				}
				run(b, context.Background(), a, &r)
				stalling.Wait()
				p99 := func(of func(*samples.Hit) time.Duration) float64 {
					slices.SortFunc(r.hits, func(a, b samples.Hit) int { return cmp.Compare(of(&a), of(&b)) })
					return of(&r.hits[len(r.hits)*99/100]).Seconds()
				}
				theory := stall.Seconds() - 0.01*lasting.Seconds()
				b.ReportMetric(p99((*samples.Hit).Response)/theory, "p99-of-theory")
				b.ReportMetric(p99((*samples.Hit).Service)*1e3, "ms-service-p99")
			}
		})
	}
}
