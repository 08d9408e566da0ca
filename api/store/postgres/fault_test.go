package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"quintet/api/store"
	"quintet/api/store/postgres"
	"quintet/api/store/storetest"
)

// waits waits until n connections to the database wait for a lock. It asks outside any transaction, in which the answer would stay
// the same.
func waits(t *testing.T, n int) {
	t.Helper()
	conn := raw(t)
	storetest.Eventually(t, "waiting for the lock", func() bool {
		var now int
		err := conn.QueryRow(t.Context(), `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`).Scan(&now)
		if err != nil {
			t.Fatal(err)
		}
		return now == n
	})
}

// create is a user for a test.
func create(t testing.TB, db *postgres.DB, email string) store.User {
	t.Helper()
	u, err := db.CreateUser(t.Context(), "x", email)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// TestServerKilled kills the server under readers and writers, starts it again, and counts: every call failed as unavailable or was
// done, everything acknowledged is there, and the same pool works on.
func TestServerKilled(t *testing.T) {
	db := open(t)
	u := create(t, db, "x@example.org")
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	var mu sync.Mutex
	var acknowledged []store.User
	var reads, writes []func(int64) error
	for w := range 3 {
		writes = append(writes, func(i int64) error {
			u, err := db.CreateUser(ctx, "x", fmt.Sprintf("%d-%d@example.org", w, i))
			if err == nil {
				mu.Lock()
				acknowledged = append(acknowledged, u)
				mu.Unlock()
			}
			return err
		})
		reads = append(reads, func(int64) error {
			_, err := db.User(ctx, u.ID)
			return err
		})
	}
	storetest.KilledUnderLoad(ctx, t, server.Nodes[0], db.Ping, reads, writes)
	for _, u := range acknowledged {
		if got, err := db.User(ctx, u.ID); err != nil || got != u {
			t.Errorf("acknowledged %+v, found %+v, %v", u, got, err)
		}
	}
}

// TestServerRestartedWhileIdle ends the server and starts it again while no call is made: the first call afterwards must not notice.
func TestServerRestartedWhileIdle(t *testing.T) {
	db := open(t)
	u := create(t, db, "x@example.org")
	fill(t, db, 4)
	node := server.Nodes[0]
	if err := node.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := node.Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := db.User(t.Context(), u.ID); err != nil {
		t.Errorf("read: %v", err)
	}
	if _, err := db.UpdateUser(t.Context(), u.ID, "y", "y@example.org"); err != nil {
		t.Errorf("write: %v", err)
	}
}

// fill makes the pool open n connections by having so many calls wait for a lock at once.
func fill(t *testing.T, db *postgres.DB, n int) {
	t.Helper()
	release, done := block(t, db, n)
	release()
	for range n {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}

// block has n calls wait for a lock that another program holds, until release is called; each then sends what became of it.
func block(t *testing.T, db *postgres.DB, n int) (release func(), done <-chan error) {
	t.Helper()
	lock := raw(t)
	execute(t, lock, `BEGIN`)
	execute(t, lock, `LOCK TABLE groups`)
	results := make(chan error, n)
	for range n {
		go func() {
			_, err := db.CreateGroup(t.Context(), "x", "")
			results <- err
		}()
	}
	waits(t, n)
	return func() { execute(t, lock, `ROLLBACK`) }, results
}

// TestConnectionsTerminated ends all connections at the server, as a restart does, right after they were used: no call fails, not even a
// write, which is not tried again.
func TestConnectionsTerminated(t *testing.T) {
	db := open(t)
	u := create(t, db, "x@example.org")
	other := raw(t)
	for range 5 {
		fill(t, db, 4)
		execute(t, other, `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = 'quintet'`)
		var running sync.WaitGroup
		for range 8 {
			running.Go(func() {
				if _, err := db.CreateGroup(t.Context(), "x", ""); err != nil {
					t.Errorf("write: %v", err)
				}
			})
			running.Go(func() {
				if _, err := db.User(t.Context(), u.ID); err != nil {
					t.Errorf("read: %v", err)
				}
			})
		}
		running.Wait()
	}
}

// TestSchemaChanges changes the type of a column under readers and writers, whose prepared statements then are of the old schema.
func TestSchemaChanges(t *testing.T) {
	db := open(t)
	u, other := create(t, db, "x@example.org"), raw(t)
	fill(t, db, 4)
	stop := make(chan struct{})
	var running sync.WaitGroup
	var done atomic.Int64
	for w := range 4 {
		running.Go(func() {
			for i := 0; ; i++ {
				select {
				case <-stop:
					return
				default:
				}
				_, read := db.User(t.Context(), u.ID)
				_, listed := db.Users(t.Context(), 0, 10)
				_, written := db.UpdateUser(t.Context(), u.ID, "x", "x@example.org")
				_, made := db.CreateUser(t.Context(), "x", fmt.Sprintf("%d-%d@example.org", w, i))
				if err := errors.Join(read, listed, written, made); err != nil {
					t.Error(err)
					return
				}
				done.Add(1)
			}
		})
	}
	for _, kind := range []string{"varchar(400)", "text", "varchar(300)", "text"} {
		had := done.Load()
		storetest.Eventually(t, "calls of everyone", func() bool { return done.Load() > had+20 || t.Failed() })
		execute(t, other, `ALTER TABLE users ALTER COLUMN name TYPE `+kind)
	}
	close(stop)
	running.Wait()
}

// TestServerHangs speaks to the server through a proxy that lets nothing pass for a while.
func TestServerHangs(t *testing.T) {
	cfg := empty(t)
	p := storetest.NewRelay(t, net.JoinHostPort(cfg.Host, strconv.Itoa(cfg.Port)))
	cfg.Host, cfg.Port = "127.0.0.1", p.Port
	db := openWith(t, cfg)
	u := create(t, db, "x@example.org")
	p.SetDeaf(true)
	calls := map[string]func(context.Context) error{
		"Read":  func(ctx context.Context) error { _, err := db.User(ctx, u.ID); return err },
		"Write": func(ctx context.Context) error { _, err := db.UpdateUser(ctx, u.ID, "y", "y@example.org"); return err },
		"Ping":  db.Ping,
	}
	for name, call := range calls {
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
	p.SetDeaf(false)
	storetest.Eventually(t, "recovery", func() bool {
		_, err := db.User(t.Context(), u.ID)
		return err == nil
	})
}

// TestCallWithoutDeadline has nothing else that could end a call to a server that hangs.
func TestCallWithoutDeadline(t *testing.T) {
	cfg := empty(t)
	p := storetest.NewRelay(t, net.JoinHostPort(cfg.Host, strconv.Itoa(cfg.Port)))
	cfg.Host, cfg.Port, cfg.StatementTimeout, cfg.ConnectTimeout = "127.0.0.1", p.Port, time.Second, time.Hour
	db := openWith(t, cfg)
	p.SetDeaf(true)
	ctx, cancel := context.WithCancel(t.Context())
	defer time.AfterFunc(patience, cancel).Stop()
	for range 2 { // on a connection, and waiting for one
		if _, err := db.User(ctx, 1); !errors.Is(err, store.ErrTimeout) {
			t.Errorf("call: %v, want a timeout", err)
		}
	}
}

// TestOpenHangs opens a server that accepts connections and says nothing.
func TestOpenHangs(t *testing.T) {
	cfg := empty(t)
	p := storetest.NewRelay(t, net.JoinHostPort(cfg.Host, strconv.Itoa(cfg.Port)))
	p.SetDeaf(true)
	cfg.Host, cfg.Port, cfg.ConnectTimeout = "127.0.0.1", p.Port, 50*time.Millisecond
	db, err := postgres.Open(t.Context(), cfg)
	if err == nil {
		db.Close()
	}
	if !errors.Is(err, store.ErrTimeout) {
		t.Errorf("open: %v, want a timeout", err)
	}
}

// TestPoolExhausted has all connections in use and one call more.
func TestPoolExhausted(t *testing.T) {
	cfg := empty(t)
	cfg.StatementTimeout = patience
	db := openWith(t, cfg)
	release, done := block(t, db, 4)
	before := db.Pools()[0]
	if before.InUse != 4 || before.Idle != 0 || before.Max != 4 {
		t.Errorf("with 4 calls the pool says %+v", before)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Second) // long before which the call waits, on a busy machine too
	defer cancel()
	if _, err := db.User(ctx, 1); !errors.Is(err, store.ErrTimeout) {
		t.Errorf("call that got no connection: %v, want a timeout", err)
	}
	inVain := db.Pools()[0]
	if inVain.Waits != before.Waits+1 || inVain.Waited <= before.Waited {
		t.Errorf("a wait in vain made %+v of %+v", inVain, before)
	}
	waited := make(chan error, 1)
	go func() {
		_, err := db.User(t.Context(), 1)
		waited <- err
	}()
	release()
	if err := <-waited; !errors.Is(err, store.ErrNotFound) {
		t.Errorf("call that waited: %v, want not found", err)
	}
	for range 4 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	storetest.Eventually(t, "four idle connections", func() bool { after := db.Pools()[0]; return after.InUse == 0 && after.Idle == 4 })
}

// TestServerEndsStatements has the server end a statement that waits, by its timeout and on request.
func TestServerEndsStatements(t *testing.T) {
	cfg := empty(t)
	cfg.StatementTimeout = time.Second
	db := openWith(t, cfg)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	lock := raw(t)
	execute(t, lock, `BEGIN`)
	execute(t, lock, `LOCK TABLE users`)
	_, err := db.CreateUser(ctx, "x", "x@example.org")
	if !errors.Is(err, store.ErrTimeout) || errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("statement past the server's timeout: %v, want a timeout, though not of the context", err)
	}
	storetest.Eventually(t, "an idle connection", func() bool { s := db.Pools()[0]; return s.InUse == 0 && s.Idle > 0 })
}

// TestDeadlock makes the server roll back a write to end a deadlock: it is tried again, and then succeeds. Of the two that wait for one
// another the server ends the one that looks first after both wait; when that was the other, the two meet again.
func TestDeadlock(t *testing.T) {
	db := open(t)
	a, other := create(t, db, "a@example.org"), raw(t)
	for ended := false; !ended; {
		if _, err := db.UpdateUser(t.Context(), a.ID, "old", "a@example.org"); err != nil {
			t.Fatal(err)
		}
		execute(t, other, `BEGIN`)
		execute(t, other, `INSERT INTO users (name, email, email_key) VALUES ('x', 'b@example.org', 'b@example.org')`)
		updated := make(chan error, 1)
		go func() { // holds the row of a and waits for b@example.org
			_, err := db.UpdateUser(t.Context(), a.ID, "new", "b@example.org")
			updated <- err
		}()
		waits(t, 1)
		_, err := other.Exec(t.Context(), `UPDATE users SET name = 'y' WHERE id = $1`, a.ID) // waits for the row of a: a deadlock
		ended = err == nil
		execute(t, other, `ROLLBACK`)
		if err := <-updated; err != nil {
			t.Fatalf("update: %v", err)
		}
		if got, err := db.User(t.Context(), a.ID); err != nil || got.Name != "new" || got.Email != "b@example.org" {
			t.Fatalf("after the update: %+v, %v", got, err)
		}
	}
}
