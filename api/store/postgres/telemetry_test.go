package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"quintet/api/store"
	"quintet/api/store/postgres"
	"quintet/api/store/storetest"
)

func TestTelemetry(t *testing.T) {
	cfg, other := empty(t), raw(t)
	// The session that makes the schema is over, and so in the statistics, before they are first read.
	if err := openWith(t, cfg).Close(); err != nil {
		t.Fatal(err)
	}
	storetest.Eventually(t, "the end of all sessions", func() bool {
		var sessions int
		err := other.QueryRow(t.Context(), `SELECT count(*) FROM pg_stat_activity WHERE application_name = 'quintet'`).Scan(&sessions)
		return err == nil && sessions == 0
	})
	db := openWith(t, cfg)
	// What a session did is in the statistics once it is idle for a second, or at once when it asks for that or ends.
	flush := func(t *testing.T) {
		if _, err := other.Exec(t.Context(), `SELECT pg_stat_force_next_flush()`); err != nil {
			t.Fatal(err)
		}
	}
	grown := storetest.Telemetry(t, db, postgres.Describe().Metrics, "the extension pg_stat_statements is not loaded", func(t *testing.T) {
		for i := range 100 {
			if _, err := other.Exec(t.Context(), `INSERT INTO users (name, email, email_key) VALUES ('x', $1, $1)`, fmt.Sprint(i, "@example.org")); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := other.Exec(t.Context(), `UPDATE users SET name = 'y'`); err != nil {
			t.Fatal(err)
		}
		flush(t)
		if _, err := other.Exec(t.Context(), `DELETE FROM users WHERE id IN (SELECT id FROM users LIMIT 10)`); err != nil {
			t.Fatal(err)
		}
		flush(t)
	})
	for name, want := range map[string]float64{
		"postgres_stat_user_tables_n_tup_ins_total": 100, "postgres_stat_user_tables_n_tup_upd_total": 100, "postgres_stat_user_tables_n_tup_del_total": 10,
		"postgres_stat_database_tup_inserted_total": 100, "postgres_stat_database_deadlocks_total": 0,
	} {
		if grown[name] != want {
			t.Errorf("%s grew by %v, want %v", name, grown[name], want)
		}
	}
	if grown["postgres_stat_database_xact_commit_total"] < 102 || grown["postgres_stat_wal_records_total"] <= 0 || grown["postgres_stat_wal_bytes_total"] <= 0 {
		t.Errorf("after 102 transactions: %v commits, %v records and %v bytes of log", grown["postgres_stat_database_xact_commit_total"],
			grown["postgres_stat_wal_records_total"], grown["postgres_stat_wal_bytes_total"])
	}
}

// TestStatisticsOfIdleSessions has sessions count much within a second and then stay idle: all of it is in the statistics because they were asked
// to add it, not because the server has them do so after ten seconds.
func TestStatisticsOfIdleSessions(t *testing.T) {
	db, other := open(t), raw(t)
	fill(t, db, 4)
	const users = 640
	var creating sync.WaitGroup
	for worker := range 16 {
		creating.Go(func() {
			for i := range users / 16 {
				if _, err := db.CreateUser(t.Context(), "x", fmt.Sprintf("%d-%d@example.org", worker, i)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	creating.Wait()
	storetest.Eventually(t, "that all sessions were asked", func() bool {
		var sessions, asked int
		err := other.QueryRow(t.Context(), `SELECT count(*), count(*) FILTER (WHERE state = 'idle' AND query LIKE '%pg_stat_force_next_flush%')
			FROM pg_stat_activity WHERE application_name = 'quintet'`).Scan(&sessions, &asked)
		return err == nil && sessions == 4 && asked == 4
	})
	var counted int
	if err := other.QueryRow(t.Context(), `SELECT n_tup_ins FROM pg_stat_user_tables WHERE relname = 'users'`).Scan(&counted); err != nil || counted != users {
		t.Errorf("the statistics have %d of %d rows inserted, %v", counted, users, err)
	}
	// They are left alone from then on: who was not used counted nothing.
	var since time.Time
	newest := func() (at time.Time) {
		if err := other.QueryRow(t.Context(), `SELECT max(query_start) FROM pg_stat_activity WHERE application_name = 'quintet'`).Scan(&at); err != nil {
			t.Fatal(err)
		}
		return at
	}
	since = newest()
	select {
	case <-t.Context().Done():
	case <-time.After(1200 * time.Millisecond): // more than two sweeps
	}
	if at := newest(); at != since {
		t.Errorf("idle sessions were asked again, at %s after %s", at, since)
	}
}

// TestTelemetryOfLocks has one session wait for another.
func TestTelemetryOfLocks(t *testing.T) {
	db, holder, waiter := open(t), raw(t), raw(t)
	execute(t, holder, `INSERT INTO users (name, email, email_key) VALUES ('x', 'x@example.org', 'x@example.org')`)
	execute(t, holder, `BEGIN`)
	execute(t, holder, `UPDATE users SET name = 'y'`)
	ctx, cancel := context.WithCancel(t.Context())
	waited := make(chan error, 1)
	go func() {
		_, err := waiter.Exec(ctx, `UPDATE users SET name = 'z'`)
		waited <- err
	}()
	told := func(name, label, value string) float64 {
		readings, err := db.Telemetry(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range readings {
			if r.Name == name && r.Labels[label] == value {
				return r.Value
			}
		}
		t.Fatalf("no %s with %s %q", name, label, value)
		return 0
	}
	storetest.Eventually(t, "that a session waits", func() bool { return told("postgres_locks_waiting", "", "") == 1 })
	if n := told("postgres_locks", "mode", "RowExclusiveLock"); n == 0 {
		t.Error("no row-exclusive locks are told of two updates")
	}
	if n := told("postgres_stat_activity_sessions", "state", "idle in transaction"); n != 1 {
		t.Errorf("%v sessions are idle in transaction, want 1", n)
	}
	execute(t, holder, `COMMIT`)
	if err := <-waited; err != nil {
		t.Error(err)
	}
	cancel()
	if n := told("postgres_locks_waiting", "", ""); n != 0 {
		t.Errorf("%v locks are waited for when nobody waits", n)
	}
}

func TestTelemetryOfServerGone(t *testing.T) {
	cfg := empty(t)
	proxy := storetest.NewRelay(t, fmt.Sprintf("%s:%d", server.Hosts[0], server.Port))
	cfg.Host, cfg.Port = "127.0.0.1", proxy.Port
	db := openWith(t, cfg)
	proxy.SetDeaf(true)
	if _, err := db.Telemetry(t.Context()); !errors.Is(err, store.ErrTimeout) {
		t.Errorf("telemetry of a server that hangs: %v, want a timeout", err)
	}
}
