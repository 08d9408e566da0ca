package neo4j_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"quintet/api/store"
	"quintet/api/store/storetest"
)

// TestCallWithoutDeadline has nothing else that could end a call to a server that does not answer.
func TestCallWithoutDeadline(t *testing.T) {
	cfg := empty(t)
	openWith(t, cfg) // makes the constraints, which may take longer than the calls below
	cfg.Timeout, cfg.ConnectTimeout = 2*time.Second, patience
	db := openWith(t, cfg)
	defer pause(t)()
	ctx, cancel := context.WithCancel(t.Context())
	defer time.AfterFunc(patience, cancel).Stop()
	for range 2 { // on a connection, and waiting for one
		if _, err := db.Friends(ctx, 1, 0, 10); !errors.Is(err, store.ErrTimeout) {
			t.Errorf("call: %v, want a timeout", err)
		}
	}
}

// TestShortDeadlines ends calls at any moment of their lives: each is answered rightly or timed out, never answered with what was
// left in a buffer.
func TestShortDeadlines(t *testing.T) {
	db := open(t)
	rows := make([]store.Friendship, 60)
	for i := range rows {
		rows[i] = store.Friendship{A: int64(i % 3), B: int64(10 + i)}
	}
	if err := db.LoadFriendships(t.Context(), rows); err != nil {
		t.Fatal(err)
	}
	// Long enough for a call that has to connect first, now and then.
	began := time.Now()
	for range 20 {
		if _, err := db.Friends(t.Context(), 0, 0, 500); err != nil {
			t.Fatal(err)
		}
	}
	longest := time.Since(began)
	var answered, late atomic.Int64
	storetest.Together(4, func(w int) {
		chance := rand.New(rand.NewPCG(3, uint64(w)))
		for range 100 {
			user := chance.Int64N(3)
			ctx, cancel := context.WithTimeout(t.Context(), time.Duration(chance.Int64N(int64(longest))))
			got, err := db.Friends(ctx, user, 0, 500)
			cancel()
			switch {
			case errors.Is(err, store.ErrTimeout):
				late.Add(1)
			case err != nil:
				t.Errorf("call: %v, want a timeout", err)
			default:
				answered.Add(1)
				if len(got) != 20 || got[0] != 10+user || got[19] != 67+user {
					t.Errorf("friends of %d are %v", user, got)
				}
			}
		}
	})
	t.Logf("%d calls answered, %d timed out", answered.Load(), late.Load())
	if got, err := db.Friends(t.Context(), 10, -1, 10); err != nil || !slices.Equal(got, []int64{0}) {
		t.Errorf("afterwards: %v, %v", got, err)
	}
}

// TestPoolExhausted has all connections in use and one call more.
func TestPoolExhausted(t *testing.T) {
	cfg := empty(t)
	cfg.Timeout = patience
	db := openWith(t, cfg)
	release, done := block(t, db, 4)
	storetest.Eventually(t, "four calls", func() bool { return db.Pools()[0].InUse == 4 })
	before := db.Pools()[0]
	if before.Max != 4 {
		t.Errorf("with 4 calls the pool says %+v", before)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Second) // long before which the call waits, on a busy machine too
	defer cancel()
	if _, err := db.Friends(ctx, 1, 0, 1); !errors.Is(err, store.ErrTimeout) {
		t.Errorf("call that got no connection: %v, want a timeout", err)
	}
	inVain := db.Pools()[0]
	if inVain.Waits != before.Waits+1 || inVain.Waited <= before.Waited {
		t.Errorf("a wait in vain made %+v of %+v", inVain, before)
	}
	waited := make(chan error, 1)
	go func() {
		_, err := db.Friends(t.Context(), 1, 0, 1)
		waited <- err
	}()
	release()
	for range 4 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	if err := <-waited; err != nil {
		t.Errorf("call that waited: %v", err)
	}
	storetest.Eventually(t, "the end of all calls", func() bool { return db.Pools()[0].InUse == 0 })
}
