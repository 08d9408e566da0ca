package store_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"quintet/api/store"
)

func TestServerTiming(t *testing.T) {
	began := time.Now()
	at := func(ms float64) time.Time { return began.Add(time.Duration(ms * float64(time.Millisecond))) }
	type charge struct {
		store      string
		start, end float64
	}
	for name, c := range map[string]struct {
		charges []charge
		total   float64
		want    string
	}{
		"Nothing":      {nil, 0.6, "app;dur=0.6"},
		"OneAfterOne":  {[]charge{{"sqlite", 0, 0.41}, {"miniredis", 0.5, 0.58}}, 1.09, "sqlite;dur=0.41, miniredis;dur=0.08, app;dur=0.6"},
		"FirstTouched": {[]charge{{"b", 5, 6}, {"a", 0, 1}, {"b", 2, 3}}, 10, "b;dur=2, a;dur=1, app;dur=7"},
		"Overlapping":  {[]charge{{"a", 0, 4}, {"a", 2, 6}, {"b", 5, 8}}, 10, "a;dur=6, b;dur=3, app;dur=2"},
		"Inside":       {[]charge{{"a", 0, 9}, {"a", 2, 3}, {"b", 4, 5}}, 10, "a;dur=9, b;dur=1, app;dur=1"},
		"NoTime":       {[]charge{{"a", 1, 1}}, 1, "a;dur=0, app;dur=1"},
		"MoreThanAll":  {[]charge{{"a", 0, 3}}, 1, "a;dur=3, app;dur=0"},
		"Backwards":    {[]charge{{"a", 3, 1}}, 1, "app;dur=1"},
		"Microseconds": {[]charge{{"a", 0, 0.0014}}, 1.0004, "a;dur=0.001, app;dur=0.999"},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, timings := store.WithTimings(t.Context())
			for _, c := range c.charges {
				store.TimingsFrom(ctx).Charge(c.store, at(c.start), at(c.end))
			}
			if got := timings.ServerTiming(at(c.total).Sub(began)); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestTimingsWithoutRequest(t *testing.T) {
	timings := store.TimingsFrom(context.Background())
	timings.Charge("a", time.Now(), time.Now())
	timings.Join(new(store.Timings), time.Now())
	if got := timings.ServerTiming(time.Millisecond); got != "app;dur=1" {
		t.Errorf("got %s", got)
	}
}

// TestTimingsKeepSums charges more intervals than are kept.
func TestTimingsKeepSums(t *testing.T) {
	began := time.Now()
	for name, gap := range map[string]time.Duration{"Adjacent": 0, "Apart": time.Millisecond} {
		t.Run(name, func(t *testing.T) {
			timings, at := new(store.Timings), began
			for range 1000 {
				timings.Charge("a", at, at.Add(time.Millisecond))
				at = at.Add(time.Millisecond + gap)
				timings.Charge("b", at, at.Add(time.Millisecond))
				at = at.Add(time.Millisecond + gap)
			}
			if a, b := timings.Of("a"), timings.Of("b"); a != time.Second || b != time.Second {
				t.Errorf("a %v, b %v, want 1s each", a, b)
			}
		})
	}
}

func TestJoinChargesOnlyTheWait(t *testing.T) {
	began := time.Now()
	at := func(ms int) time.Time { return began.Add(time.Duration(ms) * time.Millisecond) }
	flight, waiter := new(store.Timings), new(store.Timings)
	flight.Charge("sqlite", at(0), at(10))
	flight.Charge("miniredis", at(10), at(12))
	flight.Charge("early", at(0), at(3))
	waiter.Join(flight, at(4))
	if got, want := waiter.ServerTiming(9*time.Millisecond), "sqlite;dur=6, miniredis;dur=2, app;dur=1"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	flight.Join(flight, at(0)) // no deadlock
}

func TestTimingsConcurrently(t *testing.T) {
	timings, other := new(store.Timings), new(store.Timings)
	var running sync.WaitGroup
	for range 8 {
		running.Go(func() {
			for range 200 {
				now := time.Now()
				timings.Charge("a", now, now.Add(time.Microsecond))
				other.Charge("b", now, now.Add(time.Microsecond))
				timings.Join(other, now)
				_ = timings.ServerTiming(time.Second)
			}
		})
	}
	running.Wait()
	if timings.Of("a") == 0 || timings.Of("b") == 0 {
		t.Error("charges were lost")
	}
}
