package scrape

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"runtime"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quintet/bench/samples"
)

func read(t *testing.T, p *process) map[string]float64 {
	t.Helper()
	r, ok := p.read()
	if !ok {
		return nil
	}
	figures := map[string]float64{}
	for _, v := range r.values {
		figures[v.metric] = v.value
	}
	return figures
}

// A server of several processes is the sum of them; memory they share is counted once.
func TestProcessTree(t *testing.T) {
	proc := newFakeProc(t)
	proc.put(fakeProcess{pid: 10, ticks: 100, waitedTicks: 50, resident: 30, shared: 20, read: 1, written: 2, children: "11 12"})
	proc.put(fakeProcess{pid: 11, ticks: 200, resident: 70, shared: 60, read: 10, written: 20, children: "13 "})
	proc.put(fakeProcess{pid: 12, ticks: 300, resident: 5, shared: 1, read: 100, written: 200})
	proc.put(fakeProcess{pid: 13, ticks: 400, resident: 1, read: 1000, written: 2000})
	page := float64(os.Getpagesize())
	tree := newProcess(proc.root, func() int { return 10 })
	want := map[string]float64{
		"process_cpu_seconds_total": 10.5, "process_resident_memory_bytes": (10 + 10 + 4 + 1 + 60) * page,
		"process_io_read_bytes_total": 1111, "process_io_written_bytes_total": 2222, "process_threads": 12, "process_open_fds": 8,
	}
	if diff := cmp.Diff(want, read(t, tree)); diff != "" {
		t.Errorf("tree (-want +got):\n%s", diff)
	}
	alone := newProcess(proc.root, func() int { return 10 })
	alone.alone = true
	want = map[string]float64{
		"process_cpu_seconds_total": 1, "process_resident_memory_bytes": 30 * page,
		"process_io_read_bytes_total": 1, "process_io_written_bytes_total": 2, "process_threads": 3, "process_open_fds": 2,
	}
	if diff := cmp.Diff(want, read(t, alone)); diff != "" {
		t.Errorf("alone (-want +got):\n%s", diff)
	}
}

// A child that ended and is not yet in its parent's figures does not make counters fall.
func TestProcessCountersDoNotFall(t *testing.T) {
	proc := newFakeProc(t)
	parent := fakeProcess{pid: 10, ticks: 100, read: 5, children: "11"}
	proc.put(parent)
	proc.put(fakeProcess{pid: 11, ticks: 200, read: 7})
	p := newProcess(proc.root, func() int { return 10 })
	read(t, p)
	proc.remove(11)
	if got := read(t, p); got["process_cpu_seconds_total"] != 3 || got["process_io_read_bytes_total"] != 12 {
		t.Errorf("between the two looks: %v", got)
	}
	parent.waitedTicks, parent.read, parent.children = 210, 13, ""
	proc.put(parent)
	if got := read(t, p); got["process_cpu_seconds_total"] != 3.1 || got["process_io_read_bytes_total"] != 13 {
		t.Errorf("once the parent has waited: %v", got)
	}
}

// What cannot be read is absent, not zero.
func TestProcessFiguresAbsent(t *testing.T) {
	proc := newFakeProc(t)
	proc.put(fakeProcess{pid: 10, ticks: 100, noIO: true})
	got := read(t, newProcess(proc.root, func() int { return 10 }))
	if _, there := got["process_io_read_bytes_total"]; there || got["process_cpu_seconds_total"] != 1 {
		t.Errorf("found %v", got)
	}
}

func TestProcessGone(t *testing.T) {
	proc := newFakeProc(t)
	proc.put(fakeProcess{pid: 10, state: "Z"})
	for _, pid := range []int{0, -1, 10, 99} {
		if got := read(t, newProcess(proc.root, func() int { return pid })); got != nil {
			t.Errorf("process %d is not running, but used %v", pid, got)
		}
	}
}

// A target that is a process alone is up while it runs, and begins again as another one.
func TestProcessRestart(t *testing.T) {
	proc := newFakeProc(t)
	pid := 10
	s := newSource("miniredis", 100)
	s.process = newProcess(proc.root, func() int { return pid })
	proc.put(fakeProcess{pid: 10, ticks: 500, start: 1})
	if got := scrapeAt(t, s, 0); got["process_cpu_seconds_total"] != 5 || got["up"] != 1 {
		t.Errorf("running: %v", got)
	}
	proc.remove(10)
	if diff := cmp.Diff(map[string]float64{"up": 0}, scrapeAt(t, s, 2*time.Second)); diff != "" {
		t.Errorf("killed (-want +got):\n%s", diff)
	}
	// The number may be used again: the start tells them apart.
	proc.put(fakeProcess{pid: 10, ticks: 700, start: 2})
	var cpu []samples.Point
	for _, p := range s.scrape(t.Context(), 4*time.Second) {
		if p.Series.Metric == "process_cpu_seconds_total" {
			cpu = append(cpu, p)
		}
	}
	series := samples.Series{Source: "miniredis", Metric: "process_cpu_seconds_total", Kind: counter}
	want := []samples.Point{{At: 3 * time.Second, Series: series}, {At: 4 * time.Second, Series: series, Value: 7}}
	if diff := cmp.Diff(want, cpu); diff != "" {
		t.Errorf("restarted (-want +got):\n%s", diff)
	}
}

// Figures that both the endpoint and /proc have are written once, from /proc, also while the process is not to be found.
func TestProcessOwnsItsFigures(t *testing.T) {
	cpu := newCounter("process_cpu_seconds_total")
	cpu.Add(1000)
	proc := newFakeProc(t)
	proc.put(fakeProcess{pid: 10, ticks: 500})
	pid := 10
	cfg := Config{Targets: []Target{{Name: "api-1", URL: newExporter(t, registry(cpu, startTime(7))).URL, PID: func() int { return pid }}}}
	scraper := newScraper(cfg, proc.root)
	t.Cleanup(scraper.client.CloseIdleConnections)
	s := scraper.sources[0]
	if got := scrapeAt(t, s, 0); got["process_cpu_seconds_total"] != 5 || got["process_start_time_seconds"] != 7 {
		t.Errorf("found %v", got)
	}
	pid = 0
	if diff := cmp.Diff(map[string]float64{"up": 1}, scrapeAt(t, s, time.Second)); diff != "" {
		t.Errorf("without a process (-want +got):\n%s", diff)
	}
}

// Where there is no /proc an endpoint's own figures are taken, a process alone is left out, and the generator states what its
// runtime knows.
func TestWithoutProc(t *testing.T) {
	cpu := newCounter("process_cpu_seconds_total")
	cpu.Add(1000)
	scraper := newScraper(Config{Targets: []Target{
		{Name: "api-1", URL: newExporter(t, registry(cpu)).URL, PID: os.Getpid},
		{Name: "miniredis", PID: os.Getpid},
	}}, t.TempDir())
	t.Cleanup(scraper.client.CloseIdleConnections)
	if len(scraper.sources) != 2 {
		t.Fatalf("found %d sources, want the endpoint and the generator", len(scraper.sources))
	}
	if got := scrapeAt(t, scraper.sources[0], 0); got["process_cpu_seconds_total"] != 1000 {
		t.Errorf("endpoint: %v", got)
	}
	got := scrapeAt(t, scraper.sources[1], 0)
	if _, there := got["process_cpu_seconds_total"]; there || got["go_goroutines"] < 1 || got["up"] != 1 {
		t.Errorf("generator: %v", got)
	}
}

func TestGenerator(t *testing.T) {
	open := 3
	s := New(Config{Connections: func() int { return open }, InFlight: func() int { return open - 1 }}).sources[0]
	runtime.GC()
	got := scrapeAt(t, s, 0)
	want := []string{"go_goroutines", "go_gc_pause_seconds_total", "go_memstats_heap_alloc_bytes", "go_memstats_alloc_bytes_total", "go_sched_gomaxprocs_threads"}
	if runtime.GOOS == "linux" {
		want = append(want, "process_resident_memory_bytes", "process_threads", "process_open_fds")
	}
	for _, metric := range want {
		if got[metric] <= 0 {
			t.Errorf("%s is %v", metric, got[metric])
		}
	}
	if got["generator_connections"] != 3 || s.name != "generator" {
		t.Errorf("connections of %s: %v", s.name, got["generator_connections"])
	}
	open = 4
	if got := scrapeAt(t, s, time.Second); got["generator_connections"] != 4 {
		t.Errorf("connections: %v", got)
	} else if got[samples.InFlightMetric] != 3 {
		t.Errorf("in flight: %v", got)
	}
}

// The real thing: a shell whose child has worked, while it lives and after it was waited for.
func TestRealProcess(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("figures of processes come from /proc of Linux")
	}
	const work = `i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done; echo done; read x`
	cmd := exec.Command("/bin/sh", "-c", "/bin/sh -c '"+work+"'; echo over; read y")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	tree := newProcess("/proc", func() int { return cmd.Process.Pid })
	alone := newProcess("/proc", func() int { return cmd.Process.Pid })
	alone.alone = true
	lines.Scan()
	living := read(t, tree)
	if own := read(t, alone); living["process_cpu_seconds_total"] <= own["process_cpu_seconds_total"] || living["process_threads"] != 2 {
		t.Errorf("with a living child %v, without it %v", living, own)
	}
	if _, err := io.WriteString(in, "\n"); err != nil {
		t.Fatal(err)
	}
	lines.Scan()
	if waited := read(t, tree); waited["process_cpu_seconds_total"] < living["process_cpu_seconds_total"] || waited["process_threads"] != 1 {
		t.Errorf("once the child has ended %v, before %v", waited, living)
	}
	if err := in.Close(); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err == nil {
		t.Log("the shell ended without an error")
	}
	if got := read(t, tree); got != nil {
		t.Errorf("the process has ended, but used %v", got)
	}
}
