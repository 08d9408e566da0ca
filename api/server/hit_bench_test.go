package server_test

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

const (
	// hitConnections and hitsPerTurn are how many connections ask at once and how often in all, each time it is a build's turn.
	hitConnections = 64
	hitsPerTurn    = 8000
)

// BenchmarkHit prints what a cached answer costs the API in CPU: a process of its own, of this build, with 64 connections that ask for
// one thing. With API_BEFORE=<path of another build of quintet/api> both are asked in turns, and the ratios of the medians are printed.
//
//	go test ./api/server -run '^$' -bench Hit -benchtime 9x
func BenchmarkHit(b *testing.B) {
	after := filepath.Join(b.TempDir(), "api")
	if out, err := exec.Command("go", "build", "-o", after, "quintet/api").CombinedOutput(); err != nil {
		b.Fatalf("build: %v\n%s", err, out)
	}
	builds := []*api{startBuild(b, after)}
	if before := os.Getenv("API_BEFORE"); before != "" {
		builds = append(builds, startBuild(b, before))
	}
	conversation := "/messages/0190a5c2-8a10-4c3e-9d2f-3b1c5d7e9f01"
	for _, a := range builds {
		a.createUser(b, "ada")
		for i := range 60 {
			a.must(b, 201, "POST", "/messages", fmt.Sprintf(
				`{"conversation_id":%q,"user_id":%d,"content":"message %d of a conversation, of a length that is usual"}`, conversation[10:], i+1, i))
		}
	}
	operations := []struct{ name, path string }{{"messages.list", conversation}, {"users.get", "/users/1"}, {"healthz", "/healthz"}}
	cost := map[string][][]float64{}
	for turn := 0; b.Loop(); turn++ {
		for _, o := range operations {
			if cost[o.name] == nil {
				cost[o.name] = make([][]float64, len(builds))
			}
			for i := range builds {
				i = (i + turn) % len(builds)
				cost[o.name][i] = append(cost[o.name][i], builds[i].cpuPerHit(b, o.path))
			}
		}
	}
	for _, o := range operations {
		medians := make([]float64, len(builds))
		for i, all := range cost[o.name] {
			slices.Sort(all)
			medians[i] = all[len(all)/2]
		}
		b.ReportMetric(medians[0]*1e6, o.name+"-µs/hit")
		if len(builds) > 1 {
			b.ReportMetric(medians[0]/medians[1], o.name+"-after/before")
		}
	}
	b.ReportMetric(0, "ns/op")
}

// startBuild runs an API until the benchmark ends.
func startBuild(b *testing.B, path string) *api {
	command := exec.Command(path)
	command.Env = append(os.Environ(), "PORT=0", "DATA_DIR="+b.TempDir())
	out, err := command.StderrPipe()
	if err == nil {
		err = command.Start()
	}
	if err != nil {
		b.Fatal(err)
	}
	address := make(chan string, 1)
	var reading sync.WaitGroup
	reading.Go(func() {
		defer close(address)
		listening := regexp.MustCompile(`listening.*addr"?[=:]"?([0-9.:]+)`)
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			if found := listening.FindStringSubmatch(lines.Text()); found != nil {
				address <- found[1]
			}
		}
	})
	b.Cleanup(func() {
		_ = command.Process.Signal(os.Interrupt)
		reading.Wait()
		if err := command.Wait(); err != nil {
			b.Errorf("%s: %v", path, err)
		}
	})
	addr, ok := <-address
	if !ok {
		b.Fatalf("%s ended before it listened", path)
	}
	transport := &http.Transport{MaxIdleConnsPerHost: hitConnections}
	b.Cleanup(transport.CloseIdleConnections)
	return &api{base: "http://" + addr, client: &http.Client{Transport: transport}}
}

// cpuPerHit asks for a path hitsPerTurn times and returns the seconds of CPU that one answer took.
func (a *api) cpuPerHit(b *testing.B, path string) float64 {
	used := func() float64 {
		v, ok := a.metric(b, "process_cpu_seconds_total")
		if !ok {
			b.Fatal("the API does not tell its CPU time")
		}
		return v
	}
	before := used()
	var misses atomic.Int64
	var asking sync.WaitGroup
	for range hitConnections {
		asking.Go(func() {
			for range hitsPerTurn / hitConnections {
				response, err := a.client.Get(a.base + path)
				if err != nil {
					b.Error(err)
					return
				}
				n, err := io.Copy(io.Discard, response.Body)
				response.Body.Close()
				if strings.Contains(response.Header.Get("Server-Timing"), "sqlite") {
					misses.Add(1)
				}
				if err != nil || n == 0 || response.StatusCode != 200 {
					b.Errorf("%s: status %d, %d bytes, %v", path, response.StatusCode, n, err)
				}
			}
		})
	}
	asking.Wait()
	if n := misses.Load(); n > 0 {
		b.Logf("%s: the store was asked %d times", path, n)
	}
	return (used() - before) / hitsPerTurn
}
