package cassandra_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"quintet/api/store"
	"quintet/api/store/cassandra"
	"quintet/bench/stack/native"
	"quintet/bench/stack/native/nativetest"
)

// calls is what came of calls that began in one stretch of time.
type calls struct {
	mu     sync.Mutex
	took   []time.Duration
	failed int
}

func (c *calls) String() string {
	if len(c.took) == 0 {
		return "no calls"
	}
	slices.Sort(c.took)
	at := func(q float64) time.Duration {
		return c.took[int(q*float64(len(c.took)-1))].Round(100 * time.Microsecond)
	}
	return fmt.Sprintf("%d calls, %d failed, p50 %s, p99 %s, max %s", len(c.took), c.failed, at(0.5), at(0.99), at(1))
}

// load makes calls at a rate, whether or not those before have ended, reads and writes in turn, and returns when all have ended. Each is
// counted where stretch says for the time at which it was due.
func load(ctx context.Context, db *cassandra.DB, rate int, lasts, deadline time.Duration, stretch func(time.Duration) *calls) {
	conversations := make([]uuid.UUID, 50)
	for i := range conversations {
		conversations[i] = uuid.New()
	}
	var running sync.WaitGroup
	defer running.Wait()
	began := time.Now()
	for n := range int(lasts.Seconds() * float64(rate)) {
		due := time.Duration(n) * time.Second / time.Duration(rate)
		select {
		case <-ctx.Done():
			return
		case <-time.After(time.Until(began.Add(due))):
		}
		running.Go(func() {
			ctx, cancel := context.WithTimeout(ctx, deadline)
			defer cancel()
			conversation := conversations[n/2%len(conversations)]
			var err error
			if n%2 == 0 {
				_, err = db.AddMessage(ctx, store.Message{ConversationID: conversation, MessageID: eventID(time.Now()), UserID: 1, Content: "x"})
			} else {
				_, err = db.Messages(ctx, conversation, uuid.Nil, 50)
			}
			took := time.Since(began.Add(due))
			c := stretch(due)
			c.mu.Lock()
			defer c.mu.Unlock()
			c.took = append(c.took, took)
			if err != nil {
				c.failed++
			}
		})
	}
}

// replicaPaused has one of three nodes hang under readers and writers: none of them fails, because each call that waits for it is sent to
// another node. The two others are a quorum.
func replicaPaused(t *testing.T, cluster *native.Instance) {
	silent(t)
	db := openWith(t, cassandra.Config{
		Hosts: cluster.Hosts, Port: cluster.Port, Keyspace: "paused", ReplicationFactor: 3, ConnectTimeout: patience, Timeout: patience,
	})
	well, paused := new(calls), new(calls)
	load(t.Context(), db, 50, 5*time.Second, patience, func(time.Duration) *calls { return well })
	before := db.SentTwice()
	if err := cluster.Nodes[1].Pause(); err != nil {
		t.Fatal(err)
	}
	resume := sync.OnceValue(cluster.Nodes[1].Resume)
	defer resume()
	load(t.Context(), db, 50, 5*time.Second, patience, func(time.Duration) *calls { return paused })
	if err := resume(); err != nil {
		t.Fatal(err)
	}
	t.Logf("all well: %s; %d sent twice", well, before)
	t.Logf("one node paused: %s; %d sent twice", paused, db.SentTwice()-before)
	if well.failed+paused.failed > 0 {
		t.Errorf("%d calls failed with all nodes, %d with one of three paused", well.failed, paused.failed)
	}
	if db.SentTwice() == before {
		t.Error("no call was sent to another node")
	}
}

// clusterWork counts the reads and writes of the keyspace's tables that nodes coordinated, and those that they carried out themselves.
func clusterWork(b *testing.B, db *cassandra.DB) (count float64) {
	b.Helper()
	readings, err := db.Telemetry(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	for _, r := range readings {
		switch r.Name {
		case "cassandra_coordinator_reads_total", "cassandra_coordinator_writes_total", "cassandra_table_reads_total", "cassandra_table_writes_total":
			count += r.Value
		}
	}
	return count
}

// BenchmarkReplicaPaused prints what a pause of one of three nodes costs at 100 calls/s with deadlines of 10 s, with speculation and without,
// and what speculation costs when all is well. Run it with -benchtime=1x.
func BenchmarkReplicaPaused(b *testing.B) {
	cluster := nativetest.Start(b, "cassandra", native.Options{Nodes: 3})
	const rate, deadline = 100, 10 * time.Second
	dbs := map[string]*cassandra.DB{}
	for name, after := range map[string]time.Duration{"speculation": 0, "none": -1} {
		db, err := cassandra.Open(b.Context(), cassandra.Config{
			Hosts: cluster.Hosts, Port: cluster.Port, Keyspace: "paused", ReplicationFactor: 3, ConnectTimeout: patience, SpeculateAfter: after,
		})
		if err != nil {
			b.Fatal(err)
		}
		defer db.Close()
		dbs[name] = db
	}
	for b.Loop() {
		work := map[string][]float64{}
		for range 6 { // in turns, so that both meet the same machine; the first turn warms up
			for name, db := range dbs {
				before, worked, c := db.SentTwice(), clusterWork(b, db), new(calls)
				load(b.Context(), db, rate, 15*time.Second, deadline, func(time.Duration) *calls { return c })
				per := (clusterWork(b, db) - worked) / float64(len(c.took))
				work[name] = append(work[name], per)
				b.Logf("all well, %s: %s; sent twice %.2f %%; the nodes coordinate and carry out %.3f reads and writes a call", name, c,
					100*float64(db.SentTwice()-before)/float64(len(c.took)), per)
			}
		}
		median := func(of []float64) float64 {
			of = slices.Sorted(slices.Values(of[1:]))
			return of[len(of)/2]
		}
		more := median(work["speculation"])/median(work["none"]) - 1
		b.Logf("all well, speculation puts %.2f %% more load on the nodes (medians of turns)", 100*more)
		b.ReportMetric(100*more, "%-more-load")
		for name, db := range dbs {
			before, first, later := db.SentTwice(), new(calls), new(calls)
			if err := cluster.Nodes[1].Pause(); err != nil {
				b.Fatal(err)
			}
			load(b.Context(), db, rate, 15*time.Second, deadline, func(due time.Duration) *calls {
				if due < time.Second {
					return first
				}
				return later
			})
			if err := cluster.Nodes[1].Resume(); err != nil {
				b.Fatal(err)
			}
			b.Logf("one of three paused, %s: first second %s; from then on %s; %d sent twice", name, first, later, db.SentTwice()-before)
			for range 3 { // the node catches up
				load(b.Context(), db, rate, 5*time.Second, deadline, func(time.Duration) *calls { return new(calls) })
			}
		}
	}
}
