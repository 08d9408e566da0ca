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
	"testing"
)

const (
	// hitConnections and hitsPerTurn are how many connections ask at once and how often in all, each time it is a build's turn.
	hitConnections = 64
	hitsPerTurn    = 19200
)

// operations are what is asked for. Each is one request that can be sent any number of times.
var operations = []struct{ name, method, path, body string }{
	{"messages.list", "GET", conversation, ""},
	{"users.get", "GET", "/users/1", ""},
	{"groups.get", "GET", "/groups/1", ""},
	{"users.list", "GET", "/users", ""},
	{"friends.list", "GET", "/users/1/friends", ""},
	{"notifications.list", "GET", "/notifications/1", ""},
	{"friends.add", "PUT", "/users/1/friends/2", ""},
	{"members.add", "PUT", "/groups/1/members/2", ""},
	{"users.update", "PUT", "/users/2", `{"name":"bob","email":"bob@example.com"}`},
	{"messages.send", "POST", "/messages", `{"conversation_id":"8d0f6a52-5c1e-4c3a-9a51-2f6f2f0a7b11","user_id":1,"content":"a message"}`},
	{"healthz", "GET", "/healthz", ""},
}

// BenchmarkHit prints what an answer costs the API in CPU: for each operation a process of its own, of this build, with 64 connections that ask for one
// thing, which the cache has if it is ever there. With API_BEFORE=<path of another build of quintet/api> both are asked in turns, and the quartiles of
// the turns' ratios are printed.
//
//	go test ./api/server -run '^$' -bench Hit -benchtime 9x
func BenchmarkHit(b *testing.B) {
	after := filepath.Join(b.TempDir(), "api")
	if out, err := exec.Command("go", "build", "-o", after, "quintet/api").CombinedOutput(); err != nil {
		b.Fatalf("build: %v\n%s", err, out)
	}
	paths := []string{after}
	if before := os.Getenv("API_BEFORE"); before != "" {
		paths = append(paths, before)
	}
	for _, o := range operations {
		b.Run(o.name, func(b *testing.B) {
			// Processes of its own: what another operation leaves in the heap decides how often garbage is collected.
			builds := startBuilds(b, paths)
			cost := make([][]float64, len(builds))
			for turn := 0; b.Loop(); turn++ {
				for i := range builds {
					i = (i + turn) % len(builds)
					cost[i] = append(cost[i], builds[i].cpuPerHit(b, o.method, o.path, o.body))
				}
			}
			if len(builds) > 1 {
				// The two of one turn met the same machine.
				ratios := make([]float64, len(cost[0]))
				for turn := range ratios {
					ratios[turn] = cost[0][turn] / cost[1][turn]
				}
				slices.Sort(ratios)
				b.ReportMetric(ratios[len(ratios)/4], "after/before-25%")
				b.ReportMetric(ratios[len(ratios)/2], "after/before")
				b.ReportMetric(ratios[len(ratios)*3/4], "after/before-75%")
			}
			slices.Sort(cost[0])
			b.ReportMetric(cost[0][len(cost[0])/2]*1e6, "cpu-µs/hit")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// startBuilds starts each of the builds and gives it what is asked for.
func startBuilds(b *testing.B, paths []string) (builds []*api) {
	for _, path := range paths {
		a := startBuild(b, path)
		a.createUser(b, "ada")
		a.createUser(b, "bob")
		a.must(b, 201, "POST", "/groups", `{"name":"g","description":"d"}`)
		a.must(b, 204, "PUT", "/users/1/friends/2", "")
		a.must(b, 201, "POST", "/notifications", `{"user_id":1,"type":"like","content":"c"}`)
		for i := range 60 {
			a.must(b, 201, "POST", "/messages", fmt.Sprintf(
				`{"conversation_id":%q,"user_id":%d,"content":"message %d of a conversation, of a length that is usual"}`, strings.TrimPrefix(conversation, "/messages/"), i+1, i))
		}
		builds = append(builds, a)
	}
	return builds
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

// cpuPerHit sends a request hitsPerTurn times and returns the seconds of CPU that one answer took.
func (a *api) cpuPerHit(b *testing.B, method, path, body string) float64 {
	used := func() float64 {
		v, ok := a.metric(b, "process_cpu_seconds_total")
		if !ok {
			b.Fatal("the API does not tell its CPU time")
		}
		return v
	}
	before := used()
	var asking sync.WaitGroup
	for range hitConnections {
		asking.Go(func() {
			for range hitsPerTurn / hitConnections {
				request, err := http.NewRequestWithContext(b.Context(), method, a.base+path, strings.NewReader(body))
				if err != nil {
					b.Error(err)
					return
				}
				if body != "" {
					request.Header.Set("Content-Type", "application/json")
				}
				response, err := a.client.Do(request)
				if err != nil {
					b.Error(err)
					return
				}
				_, err = io.Copy(io.Discard, response.Body)
				response.Body.Close()
				if err != nil || response.StatusCode >= 300 {
					b.Errorf("%s %s: status %d, %v", method, path, response.StatusCode, err)
				}
			}
		})
	}
	asking.Wait()
	return (used() - before) / hitsPerTurn
}
