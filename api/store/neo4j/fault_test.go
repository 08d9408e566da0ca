package neo4j_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"quintet/api/store"
	"quintet/api/store/neo4j"
	"quintet/api/store/storetest"
)

// TestServerKilled kills the server under readers and writers, starts it again, and counts: every call failed as unavailable or was
// done, everything acknowledged is there, and the same pool works on.
func TestServerKilled(t *testing.T) {
	cfg := empty(t)
	cfg.PoolSize = 6
	db := openWith(t, cfg)
	if err := db.AddFriend(t.Context(), 1, 2); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*patience)
	defer cancel()
	var mu sync.Mutex
	acknowledged := map[int64][]int64{}
	var reads, writes []func(int64) error
	for w := range int64(3) {
		writes = append(writes, func(i int64) error {
			user, friend := 10+w, 1000*(i+1)+w
			err := db.AddFriend(ctx, user, friend)
			if err == nil {
				mu.Lock()
				acknowledged[user] = append(acknowledged[user], friend)
				mu.Unlock()
			}
			return err
		})
		reads = append(reads, func(int64) error {
			got, err := db.Friends(ctx, 1, 0, 10)
			if err == nil && !slices.Equal(got, []int64{2}) {
				t.Errorf("friends are %v, want 2", got)
			}
			return err
		})
	}
	storetest.KilledUnderLoad(ctx, t, server.Nodes[0], db.Ping, reads, writes)
	for user, friends := range acknowledged {
		got, err := db.Friends(ctx, user, 0, 1_000_000)
		if err != nil {
			t.Fatal(err)
		}
		for _, friend := range friends {
			if _, found := slices.BinarySearch(got, friend); !found {
				t.Errorf("acknowledged friendship of %d and %d is gone", user, friend)
			}
		}
	}
}

// TestServerRestartedWhileIdle ends the server and starts it again while no call is made: the first calls afterwards must not notice.
func TestServerRestartedWhileIdle(t *testing.T) {
	db := open(t)
	fill(t, db, 4)
	node := server.Nodes[0]
	if err := node.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := node.Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
	// What just started is slow.
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if err := db.RemoveFriend(ctx, 1, 2); err != nil {
		t.Errorf("remove: %v", err)
	}
	if got, err := db.Friends(ctx, 1, 0, 10); err != nil || len(got) != 0 {
		t.Errorf("friends: %v, %v", got, err)
	}
	if err := db.AddFriend(ctx, 1, 3); err != nil {
		t.Errorf("add: %v", err)
	}
}

// fill makes the pool open n connections by having so many calls wait for a lock at once.
func fill(t *testing.T, db *neo4j.DB, n int) {
	t.Helper()
	release, done := block(t, db, n)
	release()
	for range n {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}

// block has n calls add the same friendship, of 1 and 2, and wait for a lock that another program holds, until release is called;
// each then sends what became of it.
func block(t *testing.T, db *neo4j.DB, n int) (release func(), done <-chan error) {
	t.Helper()
	other := raw(t)
	execute(t, other, `MERGE (:User {id: 1})`, nil)
	session := newSession(t, other)
	lock, err := session.BeginTransaction(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	result, err := lock.Run(t.Context(), `MATCH (u:User {id: 1}) SET u.locked = true`, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := result.Consume(t.Context()); err != nil {
		t.Fatal(err)
	}
	results := make(chan error, n)
	for range n {
		go func() { results <- db.AddFriend(t.Context(), 1, 2) }()
	}
	waits(t, n)
	return func() {
		if err := lock.Rollback(t.Context()); err != nil {
			t.Error(err)
		}
	}, results
}

// waits waits until n transactions of the package under test wait for a lock.
func waits(t *testing.T, n int) {
	t.Helper()
	other := raw(t)
	storetest.Eventually(t, "waiting for the lock", func() bool {
		return integer(t, other, `SHOW TRANSACTIONS YIELD currentQuery, status
			WHERE currentQuery STARTS WITH 'MERGE (a:User {id: $a})' AND status STARTS WITH 'Blocked' RETURN count(*)`, nil) == int64(n)
	})
}

// TestServerPaused has calls, with a deadline or cancelled, meet a server that has stopped to answer.
func TestServerPaused(t *testing.T) {
	db := open(t)
	if err := db.AddFriend(t.Context(), 1, 2); err != nil {
		t.Fatal(err)
	}
	resume := pause(t)
	defer resume()
	for name, call := range map[string]func(context.Context) error{
		"Read":        func(ctx context.Context) error { _, err := db.Friends(ctx, 1, 0, 10); return err },
		"Suggestions": func(ctx context.Context) error { _, err := db.Suggestions(ctx, 1, 10); return err },
		"Write":       func(ctx context.Context) error { return db.AddFriend(ctx, 1, 3) },
		"Remove":      func(ctx context.Context) error { return db.RemoveMember(ctx, 1, 3) },
		"Load":        func(ctx context.Context) error { return db.LoadMembers(ctx, []store.Membership{{Group: 1, User: 1}}) },
		"Ping":        db.Ping,
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
			defer cancel()
			if err := call(ctx); !errors.Is(err, store.ErrTimeout) || !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("call past its deadline: %v, want a timeout", err)
			}
			ctx, cancel = context.WithCancel(t.Context())
			time.AfterFunc(10*time.Millisecond, cancel)
			if err := call(ctx); !errors.Is(err, context.Canceled) {
				t.Errorf("canceled call: %v, want canceled", err)
			}
		})
	}
	resume()
	storetest.Eventually(t, "recovery", func() bool {
		got, err := db.Friends(t.Context(), 2, 0, 10)
		return err == nil && slices.Equal(got, []int64{1})
	})
	if err := db.AddFriend(t.Context(), 1, 4); err != nil {
		t.Errorf("add after the pause: %v", err)
	}
}

// pause stops the server's process until the returned function is called.
func pause(t *testing.T) (resume func()) {
	t.Helper()
	node := server.Nodes[0]
	if err := node.Pause(); err != nil {
		t.Fatal(err)
	}
	return sync.OnceFunc(func() {
		if err := node.Resume(); err != nil {
			t.Error(err)
		}
	})
}

// TestOpenPaused opens a server that accepts connections and says nothing.
func TestOpenPaused(t *testing.T) {
	cfg := empty(t)
	cfg.ConnectTimeout = 50 * time.Millisecond
	defer pause(t)()
	db, err := neo4j.Open(t.Context(), cfg)
	if err == nil {
		db.Close()
	}
	if !errors.Is(err, store.ErrTimeout) {
		t.Errorf("open: %v, want a timeout", err)
	}
}
