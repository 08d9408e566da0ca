package ledger_test

import (
	"io"
	"log"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gocql/gocql"
	"github.com/google/uuid"

	"quintet/api/server"
	"quintet/bench/ledger"
	"quintet/bench/load"
	"quintet/bench/samples"
	"quintet/bench/scenario"
	"quintet/bench/stack/native"
	"quintet/bench/stack/native/nativetest"
	"quintet/bench/workload"
)

// TestKilledCassandra kills the only node of a real Cassandra under load and starts it again. What the ledger says is lost is what a client of
// its own does not find in the table: with the log written in periods that may be something, with a log written first it is nothing.
func TestKilledCassandra(t *testing.T) {
	for _, sync := range []string{"periodic", "batch"} {
		t.Run(sync, func(t *testing.T) {
			node := nativetest.Start(t, "cassandra", native.Options{Settings: map[string]string{"commitlog_sync": sync}})
			b, sum, p := killUnderLoad(t, node)
			got, err := ledger.ReadBack(t.Context(), ledger.Config{
				Recorder: b.Recorder, Targets: []string{p.url}, Stores: &p.stores, Dataset: p.dataset, Began: sum.Began, Operations: []string{"messages.send"},
			})
			if err != nil {
				t.Fatal(err)
			}
			there := messagesIn(t, node)
			acknowledged, lost := uint64(0), uint64(0)
			for _, w := range b.all {
				if w.Outcome == samples.Acknowledged {
					acknowledged++
					if !there[w.ID] {
						lost++
					}
				}
			}
			if got.Acknowledged != acknowledged || got.Lost != lost || got.Confirmed != acknowledged-lost || got.Reason != "" || uint64(len(got.LostAt)) != lost {
				t.Errorf("of %d acknowledged %d are not in the table; the ledger says %+v", acknowledged, lost, got)
			}
			if sync == "batch" && lost > 0 {
				t.Errorf("%d of %d are lost though the log was written first", lost, acknowledged)
			}
			t.Logf("%s: %d of %d acknowledged are lost, acknowledged at %v; %d indeterminate are there, %d not", sync, lost, acknowledged, got.LostAt,
				got.IndeterminateFound, got.IndeterminateMissing)
		})
	}
}

// killUnderLoad sends messages to an API on a node that is killed after some hundred and started again at once.
func killUnderLoad(t *testing.T, node *native.Instance) (*book, load.Summary, place) {
	t.Helper()
	cfg := server.Config{DataDir: t.TempDir(), Variables: node.Env}
	api, err := server.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { api.Close(t.Context()) })
	cfg.DataDir = t.TempDir()
	stores, err := server.OpenStores(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stores.Close() })
	p := place{url: "http://" + api.Addr(), stores: stores.Set, dataset: workload.NewDataset(scenario.Dataset{
		Users: 100, Conversations: 20, ContentBytes: scenario.Distribution{Kind: "constant", Median: 60}}, 42)}
	source, err := workload.New(scenario.Workload{Mix: []scenario.Weight{{Operation: "messages.send", Weight: 1}}}, p.dataset, 7)
	if err != nil {
		t.Fatal(err)
	}
	schedule, err := load.NewSchedule(scenario.Load{Arrivals: "constant", Phases: []scenario.Phase{{Name: "steady", Duration: 6 * time.Second, Measure: true,
		Shape: "constant", Params: map[string]float64{"rate": 250}}}}, 7)
	if err != nil {
		t.Fatal(err)
	}
	b := newBook(t)
	var acknowledged atomic.Int64
	var killing sync.WaitGroup
	attack := &load.Attack{Schedule: schedule, Source: source, Targets: []string{p.url}, Writer: b.record, Ledger: func(w *samples.Write) error {
		if w.Outcome == samples.Acknowledged && acknowledged.Add(1) == 400 {
			killing.Go(func() {
				if err := node.Nodes[0].Kill(); err != nil {
					t.Error(err)
				}
				if err := node.Nodes[0].Restart(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		return b.Write(w)
	}}
	sum, err := attack.Run(t.Context())
	killing.Wait()
	if err != nil || acknowledged.Load() < 400 {
		t.Fatalf("%d acknowledged, %v", acknowledged.Load(), err)
	}
	return b, sum, p
}

// messagesIn are the ids in the table of messages, as a client finds them that is none of the API's.
func messagesIn(t *testing.T, node *native.Instance) map[[16]byte]bool {
	t.Helper()
	c := gocql.NewCluster(node.Hosts...)
	c.Port, c.ProtoVersion, c.Timeout, c.ConnectTimeout, c.Keyspace = node.Port, 4, time.Minute, time.Minute, node.Database
	c.Logger = log.New(io.Discard, "", 0)
	session, err := c.CreateSession()
	if err != nil {
		t.Fatal(err)
	}
	defer session.Close()
	there := map[[16]byte]bool{}
	rows, id := session.Query("SELECT message_id FROM messages").Iter(), gocql.UUID{}
	for rows.Scan(&id) {
		there[uuid.UUID(id)] = true
	}
	if err := rows.Close(); err != nil {
		t.Fatal(err)
	}
	return there
}
