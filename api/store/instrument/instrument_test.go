package instrument_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"quintet/api/store"
	"quintet/api/store/bulkhead"
	"quintet/api/store/embedded"
	"quintet/api/store/instrument"
	"quintet/api/store/minio"
	"quintet/api/store/redis"
	"quintet/api/store/sqlite"
	"quintet/api/store/storetest"
)

// seen is an Observer that keeps what it is told.
type seen struct {
	mu    sync.Mutex
	calls []string
	took  map[string]time.Duration
	bytes map[string]int64
}

func (s *seen) Observe(store, operation, outcome string, took time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.took == nil {
		s.took = map[string]time.Duration{}
	}
	s.calls = append(s.calls, store+" "+operation+" "+outcome)
	s.took[operation] += took
}

func (s *seen) Bytes(direction string, n int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.bytes == nil {
		s.bytes = map[string]int64{}
	}
	s.bytes[direction] += n
}

var names = instrument.Names{
	Records: "sqlite", Messages: "sqlite", Notifications: "sqlite", Graph: "sqlite", Sessions: "miniredis", Cache: "miniredis",
	Objects: "gofakes3",
}

const limit = 10 << 20

// open opens the embedded stores, decorated.
func open(t *testing.T, observer instrument.Observer) store.Set {
	t.Helper()
	ctx := t.Context()
	ok := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	db, err := sqlite.Open(ctx, sqlite.Config{Path: filepath.Join(t.TempDir(), "x.db")})
	ok(err)
	t.Cleanup(func() { db.Close() })
	keys, err := embedded.OpenRedis(ctx, "127.0.0.1:0")
	ok(err)
	t.Cleanup(func() { keys.Close() })
	client, err := redis.Open(ctx, redis.Config{Addr: keys.Addr()})
	ok(err)
	t.Cleanup(func() { client.Close() })
	files, err := embedded.OpenS3(ctx, embedded.S3Config{Dir: t.TempDir(), AccessKey: "key", MaxBytes: limit})
	ok(err)
	t.Cleanup(func() { files.Close() })
	bucket, err := minio.Open(ctx, minio.Config{Endpoint: files.Addr(), AccessKey: "key", SecretKey: "s", Bucket: "files", MaxBytes: limit})
	ok(err)
	t.Cleanup(func() { bucket.Close() })
	return instrument.Set(store.Set{
		Records: db, Messages: db, Notifications: db, Graph: db, Sessions: client, Cache: client, Objects: bucket,
	}, names, observer, instrument.Bulkheads{names.Records: bulkhead.New(100, time.Minute), names.Objects: bulkhead.New(100, time.Minute)}, nil)
}

// A call that is not admitted does not reach the store, fails with that error, and is seen like one that failed in the store.
func TestCallsThatAreNotAdmitted(t *testing.T) {
	observer := new(seen)
	refused := fmt.Errorf("refused: %w", store.ErrUnavailable)
	set := instrument.Set(open(t, new(seen)), names, observer, nil, func(context.Context, string, string) error { return refused })
	ctx := t.Context()
	_, errUser := set.Records.User(ctx, 1)
	_, errPut := set.Objects.Put(ctx, "a", "text/plain", strings.NewReader("x"), 1)
	_, _, errOpen := set.Objects.Open(ctx, "a")
	for _, err := range []error{errUser, errPut, errOpen, set.Cache.Delete(ctx, "k"), set.Graph.AddFriend(ctx, 1, 2)} {
		if !errors.Is(err, refused) {
			t.Errorf("found %v, want %v", err, refused)
		}
	}
	if len(observer.calls) != 5 {
		t.Errorf("seen %q, want 5 calls", observer.calls)
	}
	for _, call := range observer.calls {
		if !strings.HasSuffix(call, " unavailable") {
			t.Errorf("seen %q, want it to be unavailable", call)
		}
	}
}

// TestConformance runs every role's suite and then checks that every operation that is announced was seen, and no other.
func TestConformance(t *testing.T) {
	observer := new(seen)
	set := open(t, observer)
	t.Run("Records", func(t *testing.T) { storetest.Records(t, func(*testing.T) store.Records { return set.Records }) })
	t.Run("Messages", func(t *testing.T) { storetest.Messages(t, func(*testing.T) store.Messages { return set.Messages }) })
	t.Run("Notifications", func(t *testing.T) {
		storetest.Notifications(t, func(*testing.T) store.Notifications { return set.Notifications })
	})
	t.Run("Graph", func(t *testing.T) { storetest.Graph(t, func(*testing.T) store.Graph { return set.Graph }) })
	t.Run("Sessions", func(t *testing.T) { storetest.Sessions(t, func(*testing.T) store.Sessions { return set.Sessions }) })
	t.Run("Cache", func(t *testing.T) { storetest.Cache(t, func(*testing.T) store.Cache { return set.Cache }) })
	t.Run("Objects", func(t *testing.T) { storetest.Objects(t, limit, func(*testing.T) store.Objects { return set.Objects }) })

	got := map[string]bool{}
	for _, call := range observer.calls {
		fields := strings.Fields(call)
		got[fields[0]+" "+fields[1]] = true
		if !slices.Contains(instrument.Outcomes(), fields[2]) {
			t.Errorf("outcome %q is not announced", fields[2])
		}
	}
	want := map[string]bool{}
	for _, o := range instrument.Operations(names) {
		want[o.Store+" "+o.Name] = true
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("operations (-announced +seen):\n%s", diff)
	}
}

func TestCallsAreObserved(t *testing.T) {
	observer := new(seen)
	set := open(t, observer)
	ctx, timings := store.WithTimings(t.Context())
	began := time.Now()
	u, err := set.Records.CreateUser(ctx, "x", "x@example.org")
	if err != nil {
		t.Fatal(err)
	}
	_, _ = set.Records.CreateUser(ctx, "x", "X@example.org")
	_, _ = set.Records.User(ctx, u.ID)
	_, _ = set.Records.User(ctx, 99)
	_ = set.Graph.AddFriend(ctx, 1, 1)
	_, _ = set.Cache.Get(ctx, "absent")
	_, _ = set.Messages.AddMessage(ctx, store.Message{MessageID: uuid.New()})
	canceled, cancel := context.WithCancel(ctx)
	cancel()
	_, _ = set.Sessions.Session(canceled, "x")
	late, cancel := context.WithDeadline(ctx, time.Now())
	defer cancel()
	_ = set.Records.DeleteUser(late, 1)
	total := time.Since(began)

	want := []string{
		"sqlite create_user ok", "sqlite create_user conflict", "sqlite get_user ok", "sqlite get_user not_found",
		"sqlite add_friend invalid", "miniredis cache_get not_found", "sqlite add_message invalid",
		"miniredis get_session canceled", "sqlite delete_user timeout",
	}
	if diff := cmp.Diff(want, observer.calls); diff != "" {
		t.Errorf("(-want +observed):\n%s", diff)
	}
	var observed time.Duration
	for operation, took := range observer.took {
		if took <= 0 {
			t.Errorf("%s took %v", operation, took)
		}
		observed += took
	}
	if charged := timings.Of("sqlite") + timings.Of("miniredis"); charged != observed || charged > total {
		t.Errorf("charged %v, observed %v, in all %v", charged, observed, total)
	}
	if header := timings.ServerTiming(total); !strings.HasPrefix(header, "sqlite;dur=") || !strings.Contains(header, ", miniredis;dur=") ||
		!strings.Contains(header, ", app;dur=") {
		t.Errorf("header is %s", header)
	}
}

func TestObjectsAreObserved(t *testing.T) {
	observer := new(seen)
	objects := open(t, observer).Objects
	ctx, timings := store.WithTimings(t.Context())
	broken := errors.New("client gone")
	const pause = 30 * time.Millisecond

	// The pause is the client's: it is in what the call takes, not in what the store is charged.
	slow := &slowReader{strings.NewReader("some content"), pause}
	began := time.Now()
	if _, err := objects.Put(ctx, "x", "a/b", slow, -1); err != nil {
		t.Fatal(err)
	}
	took := time.Since(began)
	if charged := timings.Of("gofakes3"); charged <= 0 || charged > took-pause || observer.took["put_object"] != charged {
		t.Errorf("charged %v, observed %v of %v in which the client paused for %v", charged, observer.took["put_object"], took, pause)
	}
	_, err := objects.Put(ctx, "y", "a/b", iotest.ErrReader(broken), -1)
	if !errors.Is(err, broken) {
		t.Errorf("put from a broken reader: %v", err)
	}
	_, _, _ = objects.Open(ctx, "absent")
	_, r, err := objects.Open(ctx, "x")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.CopyN(io.Discard, r, 5); err != nil {
		t.Fatal(err)
	}
	if slices.ContainsFunc(observer.calls, func(c string) bool { return strings.Contains(c, "read_object") }) {
		t.Error("reading was observed before it ended")
	}
	_ = r.Close()
	_ = r.Close()
	want := []string{
		"gofakes3 put_object ok", "gofakes3 put_object error", "gofakes3 open_object not_found", "gofakes3 open_object ok",
		"gofakes3 read_object ok",
	}
	if diff := cmp.Diff(want, observer.calls); diff != "" {
		t.Errorf("(-want +observed):\n%s", diff)
	}
	if diff := cmp.Diff(map[string]int64{"written": 12, "read": 5}, observer.bytes); diff != "" {
		t.Errorf("bytes (-want +observed):\n%s", diff)
	}
}

type slowReader struct {
	io.Reader
	pause time.Duration
}

func (s *slowReader) Read(p []byte) (int, error) {
	timer := time.NewTimer(s.pause)
	<-timer.C
	return s.Reader.Read(p)
}

func TestSetLeavesOutWhatIsNotThere(t *testing.T) {
	if diff := cmp.Diff(store.Set{}, instrument.Set(store.Set{}, names, new(seen), nil, nil)); diff != "" {
		t.Errorf("decorating nothing gives something:\n%s", diff)
	}
	if operations := instrument.Operations(instrument.Names{Cache: "redis"}); len(operations) != 3 {
		t.Errorf("operations of a cache alone are %v", operations)
	}
}

func TestAbilitiesAreReachable(t *testing.T) {
	set := open(t, new(seen))
	for name, role := range map[string]any{
		"records": set.Records, "messages": set.Messages, "notifications": set.Notifications, "graph": set.Graph,
		"sessions": set.Sessions, "cache": set.Cache, "objects": set.Objects,
	} {
		if p, ok := store.As[store.Pinger](role); !ok || p.Ping(t.Context()) != nil {
			t.Errorf("%s cannot be pinged", name)
		}
	}
}

func TestOutcome(t *testing.T) {
	for want, errs := range map[string][]error{
		"ok":          {nil},
		"not_found":   {store.ErrNotFound, fmt.Errorf("x: %w", store.ErrNotFound)},
		"conflict":    {store.ErrConflict},
		"invalid":     {store.ErrInvalid, store.ErrTooLarge},
		"timeout":     {store.ErrTimeout, store.Wrap("x", context.DeadlineExceeded), context.DeadlineExceeded},
		"canceled":    {context.Canceled, store.Wrap("x", context.Canceled)},
		"unavailable": {store.ErrUnavailable, store.Wrap("x", errors.New("y"))},
		"error":       {errors.New("x"), io.ErrUnexpectedEOF},
	} {
		if !slices.Contains(instrument.Outcomes(), want) {
			t.Errorf("outcome %s is not announced", want)
		}
		for _, err := range errs {
			if got := instrument.Outcome(err); got != want {
				t.Errorf("outcome of %v is %s, want %s", err, got, want)
			}
		}
	}
}
