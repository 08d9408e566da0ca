package seed_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"maps"
	"path/filepath"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"quintet/api/store"
	"quintet/api/store/embedded"
	"quintet/api/store/minio"
	"quintet/api/store/sqlite"
	"quintet/bench/scenario"
	"quintet/bench/seed"
	"quintet/bench/workload"
)

// stores opens embedded stores of the test's own.
func stores(t testing.TB) store.Set {
	t.Helper()
	dir := t.TempDir()
	db, err := sqlite.Open(t.Context(), sqlite.Config{Path: filepath.Join(dir, "data.db")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	s3, err := embedded.OpenS3(t.Context(), embedded.S3Config{Dir: filepath.Join(dir, "s3"), AccessKey: "key"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s3.Close() })
	bucket, err := minio.Open(t.Context(), minio.Config{Endpoint: s3.Addr(), AccessKey: "key", SecretKey: "secret", Bucket: "files", Name: "gofakes3"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { bucket.Close() })
	return store.Set{Records: db, Messages: db, Notifications: db, Graph: db, Objects: bucket}
}

func dataset() *workload.Dataset {
	size := scenario.Distribution{Kind: "lognormal", Median: 30, P99: 1000}
	return workload.NewDataset(scenario.Dataset{
		Users: 300, Groups: 40, Conversations: 50, Messages: 5000, Notifications: 600, Friendships: 2500, Memberships: 200, Files: 12,
		ContentBytes: size, FileBytes: scenario.Distribution{Kind: "constant", Median: 3000},
	}, 42)
}

func verify(t *testing.T, set store.Set, want map[string]int64) {
	t.Helper()
	held, err := seed.Verify(t.Context(), set)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, held); diff != "" {
		t.Error(diff)
	}
}

// Every kind arrives whole, once, however often it is loaded, and the rows are those of the data set.
func TestLoad(t *testing.T) {
	set, d := stores(t), dataset()
	want := d.Rows()
	var last seed.Progress
	calls := 0
	for range 2 {
		err := seed.Load(t.Context(), set, d, func(p seed.Progress) {
			if p.Done <= last.Done && calls > 0 && p.Done != p.Rows && last.Done != last.Rows {
				t.Errorf("progress went from %d to %d", last.Done, p.Done)
			}
			last = p
			calls++
		})
		if err != nil {
			t.Fatal(err)
		}
		total := int64(0)
		for n := range maps.Values(want) {
			total += n
		}
		if last.Done != total || last.Rows != total || last.Rate() <= 0 {
			t.Errorf("in the end %+v, want %d rows", last, total)
		}
		verify(t, set, want)
	}
	for _, i := range []int64{0, 1, 299} {
		got, err := set.Records.User(t.Context(), d.User(i).ID)
		if diff := cmp.Diff(d.User(i), got); err != nil || diff != "" {
			t.Error(err, diff)
		}
	}
	name, contentType, size, content := d.File(3)
	wanted, err := io.ReadAll(content)
	if err != nil {
		t.Fatal(err)
	}
	object, reader, err := set.Objects.Open(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	got, err := io.ReadAll(reader)
	if err != nil || !bytes.Equal(got, wanted) || object.Size != size || object.ContentType != contentType {
		t.Errorf("file 3 is %+v with %d bytes, %v", object, len(got), err)
	}
}

// What was loaded before an interrupt stays, and loading again completes it.
func TestLoadGoesOnWhereItWasInterrupted(t *testing.T) {
	set, d := stores(t), dataset()
	ctx, cancel := context.WithCancel(t.Context())
	var once sync.Once
	err := seed.Load(ctx, set, d, func(seed.Progress) { once.Do(cancel) })
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("interrupted load: %v", err)
	}
	if err := seed.Load(t.Context(), set, d, nil); err != nil {
		t.Fatal(err)
	}
	verify(t, set, d.Rows())
}

// bare hides the abilities of a store.
type bare struct{ store.Records }

func TestLoadNeedsTheAbility(t *testing.T) {
	set := stores(t)
	set.Records = bare{set.Records}
	if err := seed.Load(t.Context(), set, dataset(), nil); err == nil {
		t.Error("loaded users into a store that cannot be filled in bulk")
	}
	held, err := seed.Verify(t.Context(), set)
	if _, counted := held["users"]; err != nil || counted {
		t.Errorf("counted users of a store that cannot count: %v, %v", held, err)
	}
}

// BenchmarkSelfSeed prints how many rows a second the embedded stores take at 0.3x.
func BenchmarkSelfSeed(b *testing.B) {
	set := stores(b)
	d := workload.NewDataset(scenario.Dataset{Users: 3000, Groups: 300, Conversations: 1500, Messages: 30_000, Notifications: 6000,
		Friendships: 15_000, Memberships: 1500, Files: 30, ContentBytes: scenario.Distribution{Kind: "lognormal", Median: 30, P99: 1000},
		FileBytes: scenario.Distribution{Kind: "constant", Median: 30_000}}, 1)
	var last seed.Progress
	for range b.N {
		if err := seed.Load(b.Context(), set, d, func(p seed.Progress) { last = p }); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(last.Rate(), "rows/s")
}
