package postgres_test

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quintet/api/store"
)

// users are n rows with ids from first on.
func users(first int64, n int) []store.User {
	rows := make([]store.User, n)
	for i := range rows {
		id := first + int64(i)
		rows[i] = store.User{
			ID: id, Name: fmt.Sprintf("User Number %d", id), Email: fmt.Sprintf("user%d@example.org", id),
			CreatedAt: time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(id) * time.Millisecond),
		}
	}
	return rows
}

func TestLoadCompletes(t *testing.T) {
	db, ctx, rows := open(t), t.Context(), users(1, 1000)
	if err := db.LoadUsers(ctx, rows[300:500]); err != nil {
		t.Fatal(err)
	}
	changed := slices.Clone(rows)
	changed[400].Name = "what is there already is left as it is"
	changed = append(changed, changed[999]) // and a row twice
	before := slices.Clone(changed)
	if err := db.LoadUsers(ctx, changed); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, changed); diff != "" {
		t.Errorf("the loader changed what it was given:\n%s", diff)
	}
	got, err := db.Users(ctx, 0, 2000)
	if diff := cmp.Diff(rows, got); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	next, err := db.CreateUser(ctx, "x", "x@example.org")
	if err != nil || next.ID != 1001 {
		t.Errorf("next id is %d, %v; want 1001: loading leaves no gap", next.ID, err)
	}
}

func TestFailedLoadLoadsNothing(t *testing.T) {
	db, ctx := open(t), t.Context()
	taken, err := db.CreateUser(ctx, "x", "taken@example.org")
	if err != nil {
		t.Fatal(err)
	}
	rows := users(taken.ID+1, 250)
	rows[249].Email = "TAKEN@example.org"
	if err := db.LoadUsers(ctx, rows); !errors.Is(err, store.ErrConflict) {
		t.Errorf("load: %v, want a conflict", err)
	}
	if counts, err := db.Counts(ctx); err != nil || counts["users"] != 1 {
		t.Errorf("%d users after a refused load, %v; want 1", counts["users"], err)
	}
	rows[249].Email = "free@example.org"
	if err := db.LoadUsers(ctx, rows); err != nil {
		t.Errorf("load of rows put right: %v", err)
	}
}

// TestLoadsAndCreatesTogether has loaders, two for each batch, run beside callers that create: no id is given twice, or is one
// at or below a loaded one, and no row is lost.
func TestLoadsAndCreatesTogether(t *testing.T) {
	cfg := empty(t)
	cfg.PoolSize = 12
	db, ctx := openWith(t, cfg), t.Context()
	const batches, size, loaders, creators = 150, 5, 8, 2
	var loading, creating sync.WaitGroup
	var mu sync.Mutex
	created := map[int64]bool{}
	create := func(email string) int64 {
		u, err := db.CreateUser(ctx, "created", email)
		if err != nil {
			t.Errorf("create: %v", err)
		}
		mu.Lock()
		defer mu.Unlock()
		if created[u.ID] {
			t.Errorf("id %d was given twice", u.ID)
		}
		created[u.ID] = true
		return u.ID
	}
	done := make(chan struct{})
	for c := range creators {
		creating.Go(func() {
			for i := 0; ; i++ {
				select {
				case <-done:
					return
				default:
					create(fmt.Sprintf("creator%d-%d@example.org", c, i))
				}
			}
		})
	}
	var next atomic.Int64
	for range loaders {
		loading.Go(func() {
			for n := next.Add(1) - 1; n < 2*batches; n = next.Add(1) - 1 {
				// Far apart, so that what is created between two batches does not run into the next.
				rows := users((n/2+1)*1_000_000, size)
				if err := db.LoadUsers(ctx, rows); err != nil {
					t.Errorf("load: %v", err)
				}
				if id := create(fmt.Sprintf("loader%d@example.org", n)); id <= rows[size-1].ID {
					t.Errorf("id %d was given after id %d had been loaded", id, rows[size-1].ID)
				}
			}
		})
	}
	loading.Wait()
	close(done)
	creating.Wait()
	counts, err := db.Counts(ctx)
	if want := int64(batches*size + len(created)); err != nil || counts["users"] != want {
		t.Errorf("%d users, %v; want %d: %d loaded and %d created", counts["users"], err, want, batches*size, len(created))
	}
}

// TestLoadOutlastsStatementTimeout checks that loading, which takes long by nature, is bounded by its context alone.
func TestLoadOutlastsStatementTimeout(t *testing.T) {
	cfg := empty(t)
	cfg.StatementTimeout = 20 * time.Millisecond
	db, ctx := openWith(t, cfg), t.Context()
	lock := raw(t)
	execute(t, lock, `BEGIN`)
	execute(t, lock, `LOCK TABLE users`)
	loaded := make(chan error, 1)
	go func() { loaded <- db.LoadUsers(ctx, users(1, 10)) }()
	if _, err := db.User(ctx, 1); !errors.Is(err, store.ErrTimeout) {
		t.Errorf("read of a locked table: %v, want a timeout", err)
	}
	waits(t, 1)
	execute(t, lock, `SELECT pg_sleep(0.05)`) // past the timeout
	execute(t, lock, `ROLLBACK`)
	if err := <-loaded; err != nil {
		t.Errorf("load: %v", err)
	}
}
