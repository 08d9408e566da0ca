package cassandra_test

import (
	"bytes"
	"context"
	"errors"
	"log"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gocql/gocql"
	"github.com/google/uuid"

	"quintet/api/store"
	"quintet/api/store/cassandra"
	"quintet/api/store/storetest"
)

// traffic is readers and writers, each with a conversation of its own, until end is called.
type traffic struct {
	db                    *cassandra.DB
	writes, reads, failed atomic.Int64
	stop                  func()
	running               sync.WaitGroup

	mu           sync.Mutex
	acknowledged []store.Message
	// excused is how many of those acknowledged may be lost, the first ones.
	excused int
}

// start begins traffic. Every call must succeed or be unavailable.
func start(ctx context.Context, t *testing.T, db *cassandra.DB) *traffic {
	stop := make(chan struct{})
	f := &traffic{db: db}
	f.stop = sync.OnceFunc(func() {
		close(stop)
		f.running.Wait()
	})
	t.Cleanup(f.stop)
	call := func(done *atomic.Int64, once func(context.Context) error) {
		// Far longer than an answer takes: what it ends is a call to a node that is silent.
		ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
		defer cancel()
		switch err := once(ctx); {
		case err == nil:
			done.Add(1)
		case errors.Is(err, store.ErrUnavailable):
			f.failed.Add(1)
		default:
			t.Errorf("call: %v, want unavailable", err)
		}
	}
	loop := func(once func(context.Context)) {
		f.running.Go(func() {
			tick := time.NewTicker(5 * time.Millisecond) // failures are quick, and would keep the server from starting
			defer tick.Stop()
			for {
				select {
				case <-stop:
					return
				case <-tick.C:
					once(ctx)
				}
			}
		})
	}
	for range 3 {
		conversation := uuid.New()
		loop(func(context.Context) {
			m := store.Message{ConversationID: conversation, MessageID: eventID(time.Now()), Content: "x"}
			call(&f.writes, func(ctx context.Context) error {
				m, err := db.AddMessage(ctx, m)
				if err == nil {
					f.mu.Lock()
					f.acknowledged = append(f.acknowledged, m)
					f.mu.Unlock()
				}
				return err
			})
		})
		loop(func(context.Context) {
			call(&f.reads, func(ctx context.Context) error {
				_, err := db.Messages(ctx, conversation, uuid.Nil, 50)
				return err
			})
		})
	}
	return f
}

// more waits until a count has grown.
func (f *traffic) more(t *testing.T, what string, of *atomic.Int64) {
	t.Helper()
	had := of.Load()
	storetest.Eventually(t, what, func() bool { return of.Load() > had+20 })
}

// excuse forgives the loss of what was acknowledged so far.
func (f *traffic) excuse() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.excused = len(f.acknowledged)
}

// end stops the traffic and checks that nothing acknowledged is lost.
func (f *traffic) end(t *testing.T) {
	t.Helper()
	f.stop()
	t.Logf("%d writes, %d reads, %d failures, all of them unavailable", f.writes.Load(), f.reads.Load(), f.failed.Load())
	found := map[uuid.UUID]store.Message{}
	seen := map[uuid.UUID]bool{}
	lost, gone := 0, 0
	for i, m := range f.acknowledged {
		if !seen[m.ConversationID] {
			seen[m.ConversationID] = true
			for _, m := range pages(t, f.db, m.ConversationID, 500) {
				found[m.MessageID] = m
			}
		}
		switch {
		case found[m.MessageID] == m:
		case i < f.excused:
			lost++
		default:
			gone++
		}
	}
	if gone > 0 {
		t.Errorf("%d acknowledged writes are lost or were changed", gone)
	}
	t.Logf("of %d acknowledged writes that may be lost %d were", f.excused, lost)
}

// silent checks that a database logs nothing while a test lasts.
func silent(t *testing.T) {
	var said bytes.Buffer
	log.SetOutput(&said)
	t.Cleanup(func() {
		log.SetOutput(os.Stderr)
		if said.Len() > 0 {
			t.Errorf("it printed:\n%s", said.Bytes())
		}
	})
}

// TestServerKilled kills the only node under readers and writers, starts it again, and counts: every call failed as unavailable or
// was done, and the same DB works on. What the node acknowledged right before may be lost, because it acknowledges writes before they
// are in its commit log; only another replica helps against that.
func TestServerKilled(t *testing.T) {
	cfg := empty(t)
	silent(t)
	db, ctx := openWith(t, cfg), t.Context()
	f := start(ctx, t, db)
	f.more(t, "writing", &f.writes)
	node := server.Nodes[0]
	if err := node.Kill(); err != nil {
		t.Fatal(err)
	}
	f.more(t, "failing", &f.failed)
	f.excuse()
	if err := db.Ping(ctx); !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("ping of a dead server: %v, want unavailable", err)
	}
	if err := node.Restart(ctx); err != nil {
		t.Fatal(err)
	}
	f.more(t, "writing again", &f.writes)
	f.more(t, "reading again", &f.reads)
	f.end(t)
}

// TestRecordLost takes away what a node may lose when it dies, the record of the buckets, and breaks all connections: what is written
// from then on is found, though the program knew the buckets to be on record.
func TestRecordLost(t *testing.T) {
	cfg := empty(t)
	db, other, ctx := openWith(t, cfg), raw(t, cfg), t.Context()
	began := time.UnixMilli(2000 * width.Milliseconds())
	for name, write := range map[string]func(store.Message) error{
		"Added":  func(m store.Message) error { _, err := db.AddMessage(ctx, m); return err },
		"Loaded": func(m store.Message) error { return db.LoadMessages(ctx, []store.Message{m}) },
	} {
		t.Run(name, func(t *testing.T) {
			conversation := uuid.New()
			first := add(t, db, conversation, began)[0]
			if err := other.Query("DELETE FROM conversation_buckets WHERE conversation_id = ?", gocql.UUID(conversation)).Exec(); err != nil {
				t.Fatal(err)
			}
			db.HangUp()
			second := store.Message{ConversationID: conversation, MessageID: eventID(began.Add(time.Hour)), Timestamp: began.Add(time.Hour).UTC()}
			storetest.Eventually(t, "writing over new connections", func() bool {
				err := write(second)
				if err != nil && !errors.Is(err, store.ErrUnavailable) {
					t.Fatal(err)
				}
				return err == nil
			})
			if got := pages(t, db, conversation, 50); !slices.Equal(got, []store.Message{second, first}) {
				t.Errorf("found %v, want %v and %v", got, second, first)
			}
		})
	}
}

// TestServerPaused has the server stand still: calls end with their contexts, those without a deadline with the configured time, and
// when the server goes on so does everyone.
func TestServerPaused(t *testing.T) {
	cfg := empty(t)
	db := openWith(t, cfg)
	m := add(t, db, uuid.New(), time.Now())[0]
	brief := cfg
	brief.Timeout = 2 * time.Second
	bounded := openWith(t, brief)
	ended := openWith(t, cfg)
	node := server.Nodes[0]
	if err := node.Pause(); err != nil {
		t.Fatal(err)
	}
	resume := sync.OnceValue(node.Resume)
	defer resume()
	calls := map[string]func(context.Context, *cassandra.DB) error{
		"Read": func(ctx context.Context, db *cassandra.DB) error {
			_, err := db.Messages(ctx, m.ConversationID, uuid.Nil, 50)
			return err
		},
		"Write": func(ctx context.Context, db *cassandra.DB) error { _, err := db.AddMessage(ctx, m); return err },
		// Statements that were not used yet.
		"FirstNotification": func(ctx context.Context, db *cassandra.DB) error {
			_, err := db.AddNotification(ctx, store.Notification{UserID: 1, NotificationID: eventID(time.Now())})
			return err
		},
		"Load": func(ctx context.Context, db *cassandra.DB) error { return db.LoadMessages(ctx, messages(100)) },
		"Counts": func(ctx context.Context, db *cassandra.DB) error {
			_, err := db.Counts(ctx)
			return err
		},
		"Version": func(ctx context.Context, db *cassandra.DB) error { _, err := db.Version(ctx); return err },
		"Ping":    func(ctx context.Context, db *cassandra.DB) error { return db.Ping(ctx) },
	}
	for name, call := range calls {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
			defer cancel()
			if err := call(ctx, db); !errors.Is(err, store.ErrTimeout) || !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("call past its deadline: %v, want a timeout", err)
			}
			ctx, cancel = context.WithCancel(t.Context())
			time.AfterFunc(10*time.Millisecond, cancel)
			if err := call(ctx, db); !errors.Is(err, context.Canceled) {
				t.Errorf("canceled call: %v, want canceled", err)
			}
			if slices.Contains([]string{"Load", "Counts"}, name) {
				return
			}
			if err := call(t.Context(), bounded); !errors.Is(err, store.ErrTimeout) {
				t.Errorf("call without a deadline: %v, want a timeout", err)
			}
		})
	}
	// Closing waits for no call.
	waiting := make(chan error, 1)
	go func() { waiting <- ended.Ping(t.Context()) }()
	if err := ended.Close(); err != nil {
		t.Errorf("close: %v", err)
	}
	if err := <-waiting; !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("call that ran while closing: %v, want unavailable", err)
	}
	if err := resume(); err != nil {
		t.Fatal(err)
	}
	storetest.Eventually(t, "recovery", func() bool {
		got, err := db.Messages(t.Context(), m.ConversationID, uuid.Nil, 50)
		return err == nil && len(got) == 1
	})
}

func TestClosed(t *testing.T) {
	db := open(t)
	for range 2 {
		if err := db.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	}
	if err := db.Ping(t.Context()); !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("ping after close: %v, want unavailable", err)
	}
}
