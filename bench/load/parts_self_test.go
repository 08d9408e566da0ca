package load_test

import (
	"context"
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	vegeta "github.com/tsenart/vegeta/v12/lib"

	"quintet/bench/load"
	"quintet/bench/load/http1"
	"quintet/bench/samples"
	"quintet/bench/scenario"
	"quintet/bench/workload"
)

// cpuOf is the CPU time of this process, in microseconds for each of n things that f does.
func cpuOf(b *testing.B, n int, f func()) float64 {
	b.Helper()
	began := processTime(b)
	f()
	return float64((processTime(b) - began).Nanoseconds()) / 1e3 / float64(n)
}

// BenchmarkSelfHit prints what the parts of a hit take of CPU: making the request and judging the answer as the workload does, the transport
// alone, and recording; the whole has counting and scheduling besides. Last stands vegeta's own loop with this transport below it and
// nothing recorded, which is why it is not used.
func BenchmarkSelfHit(b *testing.B) {
	const n, turns, lasting = 200_000, 5, 2 * time.Second
	data := workload.NewDataset(scenario.Dataset{Users: 1000}, 1)
	w, err := workload.New(scenario.Workload{Mix: []scenario.Weight{{Operation: "users.get", Weight: 1}}}, data, 1)
	if err != nil {
		b.Fatal(err)
	}
	url := startServer(b)
	parts := map[string][]float64{}
	for range b.N {
		for range turns {
			requests := make([]workload.Request, n)
			parts["us-source"] = append(parts["us-source"], cpuOf(b, n, func() {
				for i := range requests {
					requests[i] = w.Request(uint64(i))
				}
			}))
			answers := make([]workload.Response, n)
			for i, r := range requests {
				body, err := json.Marshal(data.User(userOf(b, r.Path) - 1))
				if err != nil {
					b.Fatal(err)
				}
				answers[i] = workload.Response{Status: http.StatusOK, Body: body, Size: int64(len(body))}
			}
			parts["us-verify"] = append(parts["us-verify"], cpuOf(b, n, func() {
				for i, r := range requests {
					if failure, why := r.Verify(answers[i]); failure != samples.OK {
						b.Fatal(why)
					}
				}
			}))
			writer, err := samples.Create(b.TempDir(), samples.Manifest{Format: samples.FormatVersion})
			if err != nil {
				b.Fatal(err)
			}
			parts["us-record"] = append(parts["us-record"], cpuOf(b, n, func() {
				for i := range n {
					at := time.Duration(i) * 50 * time.Microsecond
					if err := writer.Hit(&samples.Hit{Seq: uint64(i), Due: at, Sent: at, Written: at + 9000, FirstByte: at + 900_000, End: at + 901_000, Status: 200, BytesIn: 90}); err != nil {
						b.Fatal(err)
					}
				}
			}))
			if err := writer.Close(); err != nil {
				b.Fatal(err)
			}
			parts["us-transport"] = append(parts["us-transport"], ofTransport(b, url, lasting))
			parts["us-whole"] = append(parts["us-whole"], 1e6*ofAttack(b, url, lasting).cost)
			parts["us-vegeta-loop"] = append(parts["us-vegeta-loop"], ofVegetaLoop(b, url, lasting))
		}
	}
	for name, x := range parts {
		b.ReportMetric(median(x), name)
	}
}

// userOf is the id at the end of a path.
func userOf(b *testing.B, path string) int64 {
	b.Helper()
	var id int64
	if err := json.Unmarshal([]byte(path[strings.LastIndexByte(path, '/')+1:]), &id); err != nil {
		b.Fatal(err)
	}
	return id
}

// ofTransport is the CPU of the transport alone a hit, in microseconds, with 64 connections.
func ofTransport(b *testing.B, url string, lasting time.Duration) float64 {
	b.Helper()
	client := http1.New(context.Background(), http1.Config{Epoch: time.Now()})
	defer client.Close()
	target, err := client.Target(url)
	if err != nil {
		b.Fatal(err)
	}
	var hits atomic.Int64
	began := processTime(b)
	until := time.Now().Add(lasting)
	var all sync.WaitGroup
	for range 64 {
		all.Go(func() {
			var x http1.Exchange
			for time.Now().Before(until) {
				if err := target.Do(&http1.Request{Method: http.MethodGet, Path: "/users/7"}, &x); err != nil {
					b.Error(err)
					return
				}
				x.Release()
				hits.Add(1)
			}
		})
	}
	all.Wait()
	return float64((processTime(b) - began).Microseconds()) / float64(hits.Load())
}

// roundTripper puts the transport below a client of net/http, such as vegeta's.
type roundTripper struct{ target *http1.Target }

func (r roundTripper) RoundTrip(req *http.Request) (*http.Response, error) {
	var x http1.Exchange
	defer x.Release()
	if err := r.target.Do(&http1.Request{Method: req.Method, Path: req.URL.RequestURI()}, &x); err != nil {
		return nil, err
	}
	return &http.Response{StatusCode: x.Status, Body: http.NoBody, Request: req}, nil
}

// everBusy is the vegeta.Pacer of a closed loop.
type everBusy struct{ lasting time.Duration }

func (e everBusy) Pace(elapsed time.Duration, _ uint64) (time.Duration, bool) {
	return 0, elapsed >= e.lasting
}
func (everBusy) Rate(time.Duration) float64 { return 0 }

// ofVegetaLoop is the CPU a hit of vegeta's Attacker over this transport, in microseconds.
func ofVegetaLoop(b *testing.B, url string, lasting time.Duration) float64 {
	b.Helper()
	client := http1.New(context.Background(), http1.Config{Epoch: time.Now()})
	defer client.Close()
	target, err := client.Target(url)
	if err != nil {
		b.Fatal(err)
	}
	began, hits := processTime(b), 0
	attacker := vegeta.NewAttacker(vegeta.Client(&http.Client{Transport: roundTripper{target}}), vegeta.Workers(64), vegeta.MaxWorkers(64))
	for r := range attacker.Attack(vegeta.NewStaticTargeter(vegeta.Target{Method: http.MethodGet, URL: url + "/users/7"}), everBusy{lasting}, 0, "") {
		if r.Error != "" {
			b.Fatal(r.Error)
		}
		hits++
	}
	return float64((processTime(b) - began).Microseconds()) / float64(hits)
}

// BenchmarkSelfSendLag plays 20,000 hits a second at constant distances and recorded to disk, and prints how late they were sent from the second
// second on: in the first one connections are opened. Beside it stands how late a thread wakes that does nothing but sleep until the same
// instants, just before: what the machine allows.
func BenchmarkSelfSendLag(b *testing.B) {
	url := startServer(b)
	for range b.N {
		b.ReportMetric(wakingLate(20_000, 3*time.Second).Seconds()*1e3, "ms-machine-p99")
		dir := b.TempDir()
		w, err := samples.Create(dir, samples.Manifest{Format: samples.FormatVersion})
		if err != nil {
			b.Fatal(err)
		}
		a := &load.Attack{Schedule: schedule(b, steady(20_000, 6*time.Second), 1), Source: asks{}, Targets: []string{url}, Writer: w}
		if _, err := a.Run(context.Background()); err != nil {
			b.Fatal(err)
		}
		if err := w.Close(); err != nil {
			b.Fatal(err)
		}
		steady, failed := []time.Duration(nil), 0
		trial, err := samples.OpenTrial(dir)
		if err != nil {
			b.Fatal(err)
		}
		if err := trial.Hits(func(h *samples.Hit) error {
			if h.Failure != samples.OK {
				failed++
			}
			if h.Due >= time.Second {
				steady = append(steady, h.Wait())
			}
			return nil
		}); err != nil {
			b.Fatal(err)
		}
		slices.Sort(steady)
		for _, q := range []struct {
			name  string
			share float64
		}{{"ms-lag-p50", 0.5}, {"ms-lag-p90", 0.9}, {"ms-lag-p99", 0.99}} {
			b.ReportMetric(steady[int(float64(len(steady)-1)*q.share)].Seconds()*1e3, q.name)
		}
		b.ReportMetric(float64(failed), "failed")
	}
}

// wakingLate sleeps until each of so many instants a second and returns the 99th percentile of how late it woke.
func wakingLate(rate int, lasting time.Duration) time.Duration {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	late, began := []time.Duration(nil), time.Now()
	for due := time.Duration(0); due < lasting; due += time.Second / time.Duration(rate) {
		if wait := due - time.Since(began); wait > 0 {
			left := syscall.NsecToTimespec(int64(wait))
			for syscall.Nanosleep(&left, &left) == syscall.EINTR {
			}
		}
		late = append(late, time.Since(began)-due)
	}
	slices.Sort(late)
	return late[len(late)*99/100]
}

const generatorEnvironment = "QUINTET_LOAD_TEST_GENERATOR"

// manyConnections is how many connections the benchmark of memory keeps open.
const manyConnections = 10_000

// manyUsers is a generator in a process of its own: a closed loop of many users, recorded to disk.
func manyUsers(url string) error {
	dir, err := os.MkdirTemp("", "quintet")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	w, err := samples.Create(dir, samples.Manifest{Format: samples.FormatVersion})
	if err != nil {
		return err
	}
	s, err := load.NewSchedule(scenario.Load{Closed: manyConnections, Phases: []scenario.Phase{{Name: "all", Duration: 8 * time.Second, Measure: true}}}, 1)
	if err != nil {
		return err
	}
	slow := asks{change: func(_ uint64, r *workload.Request) { r.Path = "/slow" }}
	if _, err := (&load.Attack{Schedule: s, Source: slow, Targets: []string{url}, Writer: w}).Run(context.Background()); err != nil {
		return err
	}
	return w.Close()
}

// BenchmarkSelfConnections prints the largest resident memory with 10,000 open connections, beside that of vegeta's command.
func BenchmarkSelfConnections(b *testing.B) {
	var files syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &files); err != nil || files.Max < manyConnections+1000 {
		b.Skipf("%d open files are allowed, %d connections take more (%v)", files.Max, manyConnections, err)
	}
	command := filepath.Join(b.TempDir(), "vegeta")
	if out, err := exec.Command("go", "build", "-o", command, "github.com/tsenart/vegeta/v12").CombinedOutput(); err != nil {
		b.Fatalf("build vegeta: %v\n%s", err, out)
	}
	url := startServer(b)
	memory := func(cmd *exec.Cmd) float64 {
		if text, err := cmd.CombinedOutput(); err != nil {
			b.Fatalf("%v\n%s", err, text)
		}
		return float64(cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss) / 1e3 // of KiB
	}
	for range b.N {
		ours := exec.Command(os.Args[0])
		ours.Env = append(os.Environ(), generatorEnvironment+"="+url)
		b.ReportMetric(memory(ours), "MB")
		theirs := exec.Command(command, "attack", "-rate=0", "-workers=10000", "-max-workers=10000", "-duration=8s", "-output", filepath.Join(b.TempDir(), "results.bin"))
		theirs.Stdin = strings.NewReader("GET " + url + "/slow\n")
		b.ReportMetric(memory(theirs), "vegeta-MB")
	}
}
