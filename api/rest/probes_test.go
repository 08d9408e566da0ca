package rest_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"quintet/api/rest"
	"quintet/api/store"
)

func TestReadiness(t *testing.T) {
	s := open(t, nil)
	s.user(1)
	s.want(200, "GET", "/readyz", "")
	if err := s.stopRedis(); err != nil {
		t.Fatal(err)
	}
	a := s.do("GET", "/readyz", "")
	state := decode[struct {
		Status string
		Stores []struct {
			Name, Role, Error string
			Up                bool
		}
	}](t, a)
	if a.StatusCode != 503 || state.Status != "not ready" || a.Header.Get("Retry-After") == "" || len(state.Stores) != 3 {
		t.Fatalf("%s %s", a.Status, a.body)
	}
	for _, d := range state.Stores {
		if d.Up != (d.Name != "miniredis") || (d.Error == "connection refused") == d.Up {
			t.Errorf("%s is up %t: %s", d.Name, d.Up, d.Error)
		}
	}
	readContract(t, s).check(t, a)
	// What needs no session goes on without the cache.
	s.want(200, "GET", "/users/1", "")
	s.do("GET", "/sessions/x", "").refused(t, 503)
	s.want(200, "GET", "/healthz", "")
}

// TestReadinessIsBounded asks dependencies that answer in their own ways.
func TestReadinessIsBounded(t *testing.T) {
	var asked atomic.Int64
	s := open(t, func(cfg *rest.Config) {
		cfg.Dependencies = []rest.Dependency{
			{Name: "fine", Role: "x", Ping: pinger(nil)},
			{Name: "silent", Role: "x", Ping: func(ctx context.Context) error {
				if deadline, ok := ctx.Deadline(); !ok || time.Until(deadline) > time.Second {
					t.Error("the ping has no deadline of a second")
				}
				asked.Add(1)
				<-ctx.Done()
				return store.Wrap("ping", ctx.Err())
			}},
			{Name: "broken", Role: "x", Ping: pinger(errors.New("secret"))},
		}
	})
	a := s.do("GET", "/readyz", "")
	if a.StatusCode != 503 || asked.Load() != 1 || strings.Contains(a.body, "secret") || !strings.Contains(a.body, `"error":"no answer in time"`) ||
		!strings.Contains(a.body, `"error":"not available"`) || strings.Count(a.body, `"up":true`) != 1 {
		t.Errorf("%s %s", a.Status, a.body)
	}
}

// TestReadinessIsShared has many ask while a store takes its time: no two pings of it are under way at once.
func TestReadinessIsShared(t *testing.T) {
	var underWay, asked atomic.Int64
	s := open(t, func(cfg *rest.Config) {
		cfg.Dependencies = []rest.Dependency{{Name: "slow", Role: "x", Ping: func(context.Context) error {
			if underWay.Add(1) > 1 {
				t.Error("two pings are under way at once")
			}
			defer underWay.Add(-1)
			asked.Add(1)
			return fmt.Errorf("%w: x", store.ErrReadOnly)
		}}}
	})
	var asking sync.WaitGroup
	for range 50 {
		asking.Go(func() {
			if a := s.do("GET", "/readyz", ""); a.StatusCode != 503 || !strings.Contains(a.body, `"error":"takes no writes"`) {
				t.Errorf("%s %s", a.Status, a.body)
			}
		})
	}
	asking.Wait()
	if n := asked.Load(); n < 1 || n > 50 {
		t.Errorf("%d pings for 50 requests", n)
	}
}
