package minio_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"quintet/api/store"
	"quintet/api/store/embedded"
	"quintet/api/store/minio"
	"quintet/api/store/retry"
	"quintet/api/store/storetest"
)

// limit is the largest object of the tests' buckets.
const limit = 20 << 20

// serve starts a server of the test's own and returns how to reach it.
func serve(t testing.TB) minio.Config {
	t.Helper()
	server, err := embedded.OpenS3(t.Context(), embedded.S3Config{Dir: t.TempDir(), AccessKey: "key", SecretKey: "secret", MaxBytes: limit})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Errorf("close server: %v", err)
		}
	})
	return minio.Config{
		Endpoint: server.Addr(), AccessKey: "key", SecretKey: "secret", Bucket: "files", Name: "gofakes3", Software: "gofakes3 0", MaxBytes: limit,
	}
}

func open(t testing.TB, cfg minio.Config) *minio.Bucket {
	t.Helper()
	bucket, err := minio.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { bucket.Close() })
	return bucket
}

func TestObjects(t *testing.T) {
	storetest.Objects(t, limit, func(t *testing.T) store.Objects { return open(t, serve(t)) })
}

func TestOpenConcurrently(t *testing.T) {
	cfg := serve(t)
	var running sync.WaitGroup
	for range 8 {
		running.Go(func() {
			bucket, err := minio.Open(t.Context(), cfg)
			if err != nil {
				t.Errorf("open: %v", err)
				return
			}
			defer bucket.Close()
			if err := bucket.Ping(t.Context()); err != nil {
				t.Errorf("ping: %v", err)
			}
		})
	}
	running.Wait()
}

func TestOpenRefuses(t *testing.T) {
	cfg := serve(t)
	for name, change := range map[string]func(*minio.Config){
		"WrongKey":   func(c *minio.Config) { c.AccessKey = "another" },
		"NoServer":   func(c *minio.Config) { c.Endpoint = "127.0.0.1:1" },
		"NoEndpoint": func(c *minio.Config) { c.Endpoint = "" },
		"BadBucket":  func(c *minio.Config) { c.Bucket = "No/Bucket" },
	} {
		t.Run(name, func(t *testing.T) {
			cfg := cfg
			change(&cfg)
			if bucket, err := minio.Open(t.Context(), cfg); err == nil {
				bucket.Close()
				t.Error("opened")
			}
		})
	}
}

func TestCountsAndVersion(t *testing.T) {
	bucket := open(t, serve(t))
	for i := range 1100 { // more than a page of a listing
		if _, err := bucket.Put(t.Context(), fmt.Sprintf("file-%d", i), "a/b", strings.NewReader("x"), 1); err != nil {
			t.Fatal(err)
		}
	}
	counts, err := bucket.Counts(t.Context())
	if err != nil || counts["files"] != 1100 {
		t.Errorf("counts are %v, %v; want 1100 files", counts, err)
	}
	if v, err := bucket.Version(t.Context()); err != nil || !strings.HasPrefix(v, "gofakes3 ") {
		t.Errorf("version is %q, %v", v, err)
	}
}

// TestServerGone checks what callers see when the server has ended.
func TestServerGone(t *testing.T) {
	server, err := embedded.OpenS3(t.Context(), embedded.S3Config{Dir: t.TempDir(), AccessKey: "key"})
	if err != nil {
		t.Fatal(err)
	}
	bucket := open(t, minio.Config{Endpoint: server.Addr(), AccessKey: "key", SecretKey: "secret", Bucket: "files", Retries: 1})
	if err := server.Close(); err != nil {
		t.Fatal(err)
	}
	if err := bucket.Ping(t.Context()); !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("ping: %v, want unavailable", err)
	}
	if _, err := bucket.Put(t.Context(), "x", "a/b", strings.NewReader("x"), 1); !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("put: %v, want unavailable", err)
	}
}

// TestRetriesWithinBudget has a server that is down for every request but those for the bucket: what is at hand is sent again within the budget, a
// stream of which no copy is kept is not.
func TestRetriesWithinBudget(t *testing.T) {
	var came atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		if r.Method == http.MethodHead {
			return
		}
		came.Add(1)
		w.WriteHeader(http.StatusServiceUnavailable)
	}))
	defer server.Close()
	budget := retry.New(0.1)
	bucket := open(t, minio.Config{
		Endpoint: strings.TrimPrefix(server.URL, "http://"), AccessKey: "key", SecretKey: "secret", Bucket: "files", Retries: 4, Budget: budget,
	})
	asked := func(what string, attempts int64, f func() error) {
		before := came.Load()
		if err := f(); !errors.Is(err, store.ErrUnavailable) {
			t.Errorf("%s: %v, want unavailable", what, err)
		}
		if n := came.Load() - before; n != attempts {
			t.Errorf("%s was sent %d times, want %d", what, n, attempts)
		}
	}
	asked("a stream", 1, func() error {
		_, err := bucket.Put(t.Context(), "x", "a/b", io.MultiReader(strings.NewReader("x")), 1)
		return err
	})
	asked("what is at hand", 5, func() error { _, err := bucket.Put(t.Context(), "x", "a/b", strings.NewReader("x"), -1); return err })
	asked("a read", 5, func() error { _, _, err := bucket.Open(t.Context(), "x"); return err })
	if made, refused := budget.Counts(); made != 8 || refused != 0 {
		t.Errorf("%d retries made, %d refused, want 8 and none", made, refused)
	}
	for range 10 {
		if _, refused := budget.Counts(); refused > 0 {
			return
		}
		_ = bucket.Delete(t.Context(), "x")
	}
	if _, refused := budget.Counts(); refused == 0 {
		t.Error("no retry was refused")
	}
}

// answer is a server that says yes to everything, with an ETag of its own.
func answer(t *testing.T, etag string) minio.Config {
	t.Helper()
	var deleted atomic.Bool
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		deleted.Store(deleted.Load() || r.Method == http.MethodDelete)
		w.Header().Set("ETag", etag)
	}))
	t.Cleanup(func() {
		server.Close()
		if !deleted.Load() {
			t.Error("the damaged object was not deleted")
		}
	})
	return minio.Config{Endpoint: strings.TrimPrefix(server.URL, "http://"), AccessKey: "key", SecretKey: "secret", Bucket: "files"}
}

func TestDamagedUploadIsRefused(t *testing.T) {
	bucket := open(t, answer(t, `"d41d8cd98f00b204e9800998ecf8427e"`)) // the MD5 of nothing
	_, err := bucket.Put(t.Context(), "x", "a/b", strings.NewReader("something"), 9)
	if !errors.Is(err, store.ErrUnavailable) || !strings.Contains(err.Error(), "damaged") {
		t.Errorf("put: %v", err)
	}
}

// TestSlowServer checks that a deadline ends the wait for an answer.
func TestSlowServer(t *testing.T) {
	hang := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodHead {
			<-hang
		}
	}))
	defer server.Close()
	defer close(hang)
	bucket := open(t, minio.Config{Endpoint: strings.TrimPrefix(server.URL, "http://"), AccessKey: "key", SecretKey: "secret", Bucket: "files"})
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := bucket.Put(ctx, "x", "a/b", strings.NewReader("x"), 1); !errors.Is(err, store.ErrTimeout) {
		t.Errorf("put: %v, want a timeout", err)
	}
	if _, _, err := bucket.Open(ctx, "x"); !errors.Is(err, store.ErrTimeout) {
		t.Errorf("open: %v, want a timeout", err)
	}
}

// TestReplacedWhileRead checks that a reader never gets a mixture of two versions.
func TestReplacedWhileRead(t *testing.T) {
	bucket := open(t, serve(t))
	put := func(content string) {
		t.Helper()
		if _, err := bucket.Put(t.Context(), "x", "a/b", strings.NewReader(content), int64(len(content))); err != nil {
			t.Fatal(err)
		}
	}
	old := strings.Repeat("old ", 100_000)
	put(old)
	_, r, err := bucket.Open(t.Context(), "x")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if _, err := io.ReadFull(r, make([]byte, 10)); err != nil {
		t.Fatal(err)
	}
	put(strings.Repeat("new ", 100_000))
	// The stream that is open goes on with what it began with ...
	rest, err := io.ReadAll(r)
	if err != nil || string(rest) != old[10:] {
		t.Errorf("the rest is %d bytes, %v", len(rest), err)
	}
	// ... and a new one is refused.
	if _, err := r.Seek(20, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Read(make([]byte, 10)); err == nil {
		t.Error("read part of another version")
	}
}

func BenchmarkPut64KiB(b *testing.B) {
	bucket := open(b, serve(b))
	content := bytes.Repeat([]byte("0123456789abcdef"), 4<<10)
	for kind, size := range map[string]int64{"SizeKnown": int64(len(content)), "SizeUnknown": -1} {
		b.Run(kind, func(b *testing.B) {
			var n atomic.Int64
			b.SetBytes(int64(len(content)))
			b.SetParallelism(4)
			b.ReportAllocs()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					name := fmt.Sprintf("%s-%d", kind, n.Add(1))
					if _, err := bucket.Put(b.Context(), name, "a/b", onlyReader{bytes.NewReader(content)}, size); err != nil {
						b.Error(err)
						return
					}
				}
			})
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "op/s")
		})
	}
}

type onlyReader struct{ io.Reader }

func BenchmarkGet64KiB(b *testing.B) {
	bucket := open(b, serve(b))
	content := bytes.Repeat([]byte("0123456789abcdef"), 4<<10)
	for i := range 100 {
		if _, err := bucket.Put(b.Context(), fmt.Sprint(i), "a/b", bytes.NewReader(content), int64(len(content))); err != nil {
			b.Fatal(err)
		}
	}
	var n atomic.Int64
	b.SetBytes(int64(len(content)))
	b.SetParallelism(4)
	b.ReportAllocs()
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		buffer := make([]byte, len(content))
		for pb.Next() {
			_, r, err := bucket.Open(b.Context(), fmt.Sprint(n.Add(1)%100))
			if err == nil {
				_, err = io.ReadFull(r, buffer)
				err = errors.Join(err, r.Close())
			}
			if err != nil {
				b.Error(err)
				return
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "op/s")
}
