package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"quintet/bench/load"
	"quintet/bench/samples"
	"quintet/bench/scenario"
	"quintet/bench/seed"
	"quintet/bench/stack/child"
	"quintet/bench/stack/native"
	"quintet/bench/stack/native/nativetest"
	"quintet/bench/workload"
)

// The API's figures on real PostgreSQL. They are printed and never judged.

const seededUsers = 10_000

// startAPI starts the API as a child process on a real PostgreSQL with users in it, without a cache, and returns its base URL.
func startAPI(b *testing.B, i *native.Instance) string {
	b.Helper()
	cmd := exec.Command(binary, "api")
	cmd.Env = append(os.Environ(), "CACHE=off", "DATA_DIR="+b.TempDir(), "DATABASE_POOL_SIZE=16")
	for name, value := range i.Env {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := errors.Join(cmd.Process.Signal(syscall.SIGTERM), cmd.Wait()); err != nil {
			b.Errorf("api: %v\n%s", err, &said)
		}
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	addr, ok := strings.CutPrefix(strings.TrimSpace(line), "listening ")
	if !ok {
		b.Fatalf("api said %q, %v\n%s", line, err, &said)
	}
	env := maps.Clone(i.Env)
	env["DATA_DIR"] = b.TempDir() // the API's is locked
	stores, err := child.OpenStores(b.Context(), func(name string) string { return env[name] })
	if err != nil {
		b.Fatal(err)
	}
	err = seed.Load(b.Context(), stores.Set, workload.NewDataset(scenario.Dataset{Users: seededUsers}, 42), nil)
	if err := errors.Join(err, stores.Close()); err != nil {
		b.Fatal(err)
	}
	return "http://" + addr
}

// anyUser asks for users that are there, and looks at whom it got.
type anyUser struct{}

func (anyUser) Operations() []string { return []string{"users.get"} }

func (anyUser) Request(n uint64) workload.Request {
	id := 1 + rand.New(rand.NewPCG(n, 1)).IntN(seededUsers)
	want := fmt.Appendf(nil, `"id":%d,`, id)
	return workload.Request{Method: http.MethodGet, Path: fmt.Sprintf("/users/%d", id), Verify: func(r workload.Response) (samples.Failure, string) {
		if r.Status != http.StatusOK {
			return samples.Status, fmt.Sprint(r.Status)
		}
		if !bytes.Contains(r.Body, want) {
			return samples.Missing, "another user"
		}
		return samples.OK, ""
	}}
}

// BenchmarkSelfUsers prints what GET /users/{id} without a cache reaches on real PostgreSQL with 64 connections, every hit recorded and
// checked: the API a process of its own, generator and PostgreSQL beside it on the same cores. Beside it stands what 64 callers of the
// driver alone reach in the same minutes, in turns.
func BenchmarkSelfUsers(b *testing.B) {
	const turns, lasting = 4, 4 * time.Second
	i := nativetest.Start(b, "postgres", native.Options{})
	base := startAPI(b, i)
	pool, err := pgxpool.New(b.Context(), fmt.Sprintf("postgres://%s:%s@%s:%d/%s?pool_max_conns=16", i.User, i.Password, i.Hosts[0], i.Port, i.Database))
	if err != nil {
		b.Fatal(err)
	}
	defer pool.Close()
	for range b.N {
		var api, driver []float64
		for turn := range 2 * turns {
			if turn%4 == 0 || turn%4 == 3 {
				api = append(api, ofAPI(b, base, lasting))
			} else {
				driver = append(driver, ofDriver(b, pool, lasting))
			}
		}
		slices.Sort(api)
		slices.Sort(driver)
		b.ReportMetric(api[turns/2], "hits/s")
		b.ReportMetric(driver[turns/2], "driver-calls/s")
		b.ReportMetric(api[turns/2]/driver[turns/2], "of-driver")
		b.ReportMetric(api[turns/2]/3100, "times-NestJS")
	}
}

func ofAPI(b *testing.B, base string, lasting time.Duration) float64 {
	s, err := load.NewSchedule(scenario.Load{Closed: 64, Phases: []scenario.Phase{{Name: "all", Duration: lasting, Measure: true}}}, 1)
	if err != nil {
		b.Fatal(err)
	}
	w, err := samples.Create(b.TempDir(), samples.Manifest{Format: samples.FormatVersion})
	if err != nil {
		b.Fatal(err)
	}
	a := &load.Attack{Schedule: s, Source: anyUser{}, Targets: []string{base}, Writer: w}
	sum, err := a.Run(b.Context())
	if err := errors.Join(err, w.Close()); err != nil {
		b.Fatal(err)
	}
	live := a.Live()
	if live.Total.Failed > 0 {
		b.Fatalf("%d hits failed", live.Total.Failed)
	}
	return float64(live.Total.Done) / sum.Elapsed.Seconds()
}

func ofDriver(b *testing.B, pool *pgxpool.Pool, lasting time.Duration) float64 {
	ctx, cancel := context.WithTimeout(b.Context(), lasting)
	defer cancel()
	var calls atomic.Int64
	var callers sync.WaitGroup
	errs := make([]error, 64)
	for k := range errs {
		callers.Go(func() {
			for ctx.Err() == nil {
				var u user
				row := pool.QueryRow(b.Context(), userByID, 1+rand.IntN(seededUsers))
				if errs[k] = row.Scan(&u.id, &u.name, &u.email, &u.created); errs[k] != nil {
					return
				}
				calls.Add(1)
			}
		})
	}
	callers.Wait()
	if err := errors.Join(errs...); err != nil {
		b.Fatal(err)
	}
	return float64(calls.Load()) / lasting.Seconds()
}

// user is a row of userByID, the very query behind GET /users/{id}.
type user struct {
	id          int64
	name, email string
	created     time.Time
}

const userByID = `SELECT id, name, email, created_at FROM users WHERE id = $1`

// BenchmarkSelfUser prints what GET /users/{id} takes over one connection, without a cache, beside the same query given to the driver
// over one connection, and beside GET /healthz, which is HTTP and nothing else: the median of each, in turns. The query and the request
// are a round trip each, so no API takes less than the sum of the other two, or hardly.
func BenchmarkSelfUser(b *testing.B) {
	const calls = 5000
	i := nativetest.Start(b, "postgres", native.Options{})
	base := startAPI(b, i)
	pool, err := pgxpool.New(b.Context(), fmt.Sprintf("postgres://%s:%s@%s:%d/%s?pool_max_conns=1", i.User, i.Password, i.Hosts[0], i.Port, i.Database))
	if err != nil {
		b.Fatal(err)
	}
	defer pool.Close()
	// One connection as a client in one goroutine uses it: the standard client's hand-overs between three would be charged to the API.
	conn, err := net.Dial("tcp", strings.TrimPrefix(base, "http://"))
	if err != nil {
		b.Fatal(err)
	}
	defer conn.Close()
	answers := bufio.NewReader(conn)
	get := func(path string) error {
		if _, err := fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n", path); err != nil {
			return err
		}
		r, err := http.ReadResponse(answers, nil)
		if err != nil {
			return err
		}
		n, err := io.Copy(io.Discard, r.Body)
		if err := errors.Join(err, r.Body.Close()); err != nil || n == 0 || r.StatusCode != http.StatusOK {
			return fmt.Errorf("%s: status %d, %d bytes, %w", path, r.StatusCode, n, err)
		}
		return nil
	}
	ways := []func(id int) error{
		func(id int) error {
			var u user
			return pool.QueryRow(b.Context(), userByID, id).Scan(&u.id, &u.name, &u.email, &u.created)
		},
		func(int) error { return get("/healthz") },
		func(id int) error { return get(fmt.Sprintf("/users/%d", id)) },
	}
	for range b.N {
		took := make([][]time.Duration, len(ways))
		for range calls {
			id := 1 + rand.IntN(seededUsers)
			for w, call := range ways {
				began := time.Now()
				if err := call(id); err != nil {
					b.Fatal(err)
				}
				took[w] = append(took[w], time.Since(began))
			}
		}
		for w := range took {
			slices.Sort(took[w])
		}
		driver, bare, api := took[0][calls/2], took[1][calls/2], took[2][calls/2]
		b.ReportMetric(float64(driver)/1e3, "driver-p50-µs")
		b.ReportMetric(float64(bare)/1e3, "http-p50-µs")
		b.ReportMetric(float64(api)/1e3, "api-p50-µs")
		b.ReportMetric(float64(api)/float64(driver), "of-driver")
		b.ReportMetric(float64(api)/float64(driver+bare), "of-driver-and-http")
	}
}
