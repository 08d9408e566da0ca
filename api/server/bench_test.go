package server_test

import (
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"quintet/api/server"
	"quintet/api/store/sqlite"
)

// BenchmarkUser compares GET /users/{id} over loopback HTTP, without and with the cache, with the call of the store that it needs.
// Printed as ratios of medians: what the API adds.
func BenchmarkUser(b *testing.B) {
	const users = 1000
	direct, err := sqlite.Open(b.Context(), sqlite.Config{Path: filepath.Join(b.TempDir(), "quintet.db")})
	if err != nil {
		b.Fatal(err)
	}
	defer direct.Close()
	uncached, cached := open(b, server.Config{CacheOff: true}), open(b, server.Config{})
	for i := range users {
		name := fmt.Sprintf("user-%d", i)
		if _, err := direct.CreateUser(b.Context(), name, name+"@example.com"); err != nil {
			b.Fatal(err)
		}
		uncached.createUser(b, name)
		cached.createUser(b, name)
	}
	get := func(a *api, id int) error {
		response, err := a.client.Get(fmt.Sprintf("%s/users/%d", a.base, id))
		if err != nil {
			return err
		}
		defer response.Body.Close()
		if n, err := io.Copy(io.Discard, response.Body); err != nil || n == 0 || response.StatusCode != http.StatusOK {
			return fmt.Errorf("user %d: status %d, %d bytes, %w", id, response.StatusCode, n, err)
		}
		return nil
	}
	ways := []struct {
		name string
		call func(id int) error
		took []time.Duration
	}{
		{"direct", func(id int) error { _, err := direct.User(b.Context(), int64(id)); return err }, nil},
		{"uncached", func(id int) error { return get(uncached, id) }, nil},
		{"cached", func(id int) error { return get(cached, id) }, nil},
	}
	for i := 0; b.Loop(); i++ {
		// In turns, so that whatever else the machine does meets all alike.
		for w := range ways {
			start := time.Now()
			if err := ways[w].call(1 + i%users); err != nil {
				b.Fatalf("%s: %v", ways[w].name, err)
			}
			ways[w].took = append(ways[w].took, time.Since(start))
		}
	}
	median := func(w int) float64 {
		slices.Sort(ways[w].took)
		return float64(ways[w].took[len(ways[w].took)/2])
	}
	b.ReportMetric(median(0)/1e3, "direct-p50-µs")
	b.ReportMetric(median(1)/median(0), "uncached/direct")
	b.ReportMetric(median(2)/median(0), "cached/direct")
	b.ReportMetric(0, "ns/op")
}
