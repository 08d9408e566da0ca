package native_test

import (
	"fmt"
	"io"
	"log"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gocql/gocql"

	"quintet/bench/stack/native"
	"quintet/bench/stack/native/nativetest"
)

// TestCommitLogSync kills a node under writers that acknowledges once its log is on disk: nothing that it acknowledged is lost.
func TestCommitLogSync(t *testing.T) {
	for _, kind := range []string{"batch", "group"} {
		t.Run(kind, func(t *testing.T) {
			i := nativetest.Start(t, "cassandra", native.Options{Settings: map[string]string{"commitlog_sync": kind}})
			connect := func() *gocql.Session {
				c := gocql.NewCluster(i.Hosts...)
				c.Port, c.ProtoVersion, c.Timeout, c.ConnectTimeout = i.Port, 4, time.Minute, time.Minute
				c.Logger = log.New(io.Discard, "", 0)
				session, err := c.CreateSession()
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(session.Close)
				return session
			}
			session := connect()
			var set string
			if err := session.Query("SELECT value FROM system_views.settings WHERE name = 'commitlog_sync'").Scan(&set); err != nil || set != kind {
				t.Fatalf("the node says commitlog_sync is %q, %v", set, err)
			}
			for _, statement := range []string{
				"CREATE KEYSPACE t WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}", "CREATE TABLE t.t (id int PRIMARY KEY)",
			} {
				if err := session.Query(statement).Exec(); err != nil {
					t.Fatal(err)
				}
			}
			var acknowledged sync.Map
			var next, done atomic.Int64
			var writing sync.WaitGroup
			for range 8 {
				writing.Go(func() {
					for {
						id := next.Add(1)
						if session.Query("INSERT INTO t.t (id) VALUES (?)", id).Exec() != nil {
							return
						}
						acknowledged.Store(id, true)
						if done.Add(1) == 500 {
							if err := i.Nodes[0].Kill(); err != nil {
								t.Error(err)
							}
						}
					}
				})
			}
			writing.Wait()
			session.Close() // it would go on looking for the node
			if err := i.Nodes[0].Restart(t.Context()); err != nil {
				t.Fatal(err)
			}
			rows, id := connect().Query("SELECT id FROM t.t").Iter(), int64(0)
			for rows.Scan(&id) {
				acknowledged.Delete(id)
			}
			if err := rows.Close(); err != nil {
				t.Fatal(err)
			}
			var lost []string
			acknowledged.Range(func(id, _ any) bool { lost = append(lost, fmt.Sprint(id)); return true })
			if len(lost) > 0 {
				t.Errorf("of %d acknowledged %d are lost: %s", done.Load(), len(lost), strings.Join(lost, " "))
			}
		})
	}
}

func TestCommitLogSyncRefused(t *testing.T) {
	if i, err := native.Start(t.Context(), "cassandra", native.Options{Settings: map[string]string{"commitlog_sync": "never"}}); err == nil {
		i.Stop()
		t.Error("started")
	} else if !strings.Contains(err.Error(), `found commitlog_sync "never", want one of periodic, batch, group`) {
		t.Error(err)
	}
}
