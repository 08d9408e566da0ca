package ledger_test

import (
	"cmp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"quintet/api/server"
	"quintet/bench/ledger"
	"quintet/bench/load"
	"quintet/bench/samples"
	"quintet/bench/scenario"
	"quintet/bench/seed"
	"quintet/bench/stack/native"
	"quintet/bench/stack/native/nativetest"
	"quintet/bench/workload"
)

// killed is a real server that is killed while an operation writes to it.
type killed struct {
	server, operation string
	// settings are the server's, by name.
	settings map[string]string
	// key is under what a client of the server finds a write, "" when only an answer could have named it.
	key func(*samples.Write) string
	// keys are those that such a client finds.
	keys func(t *testing.T, i *native.Instance) []string
}

// kills has a row for every server that keeps what the API acknowledges.
func kills() map[string]killed {
	return map[string]killed{
		"Postgres":          {"postgres", "users.create", nil, byName, keysInPostgres},
		"CassandraPeriodic": {"cassandra", "messages.send", map[string]string{"commitlog_sync": "periodic"}, byID, keysInCassandra},
		"CassandraBatch":    {"cassandra", "messages.send", map[string]string{"commitlog_sync": "batch"}, byID, keysInCassandra},
		"Neo4j":             {"neo4j", "friends.add", nil, byEnds, keysInNeo4j},
		// With everysec a log that falls behind a slow flush may lack the last second.
		"Redis": {"redis", "sessions.create", map[string]string{"appendfsync": "always"}, byName, keysInRedis},
		"MinIO": {"minio", "files.upload", nil, byName, keysInMinIO},
	}
}

// mayLose reports whether the server's description says that a kill loses what it acknowledged last.
func (k killed) mayLose() bool {
	for _, b := range server.Telemetry() {
		if d := b.Durability; b.Name == k.server && d != nil {
			value := cmp.Or(k.settings[strings.TrimPrefix(d.Setting, b.Name+".")], d.Default)
			return d.Unsynced[value].Kill > 0
		}
	}
	return false
}

// TestKilled kills each real server under load and starts it again. What the ledger says of every write is what a client finds that is none of the
// API's: lost are those that it does not find, and only where the server's setting says so.
func TestKilled(t *testing.T) {
	for name, k := range kills() {
		t.Run(name, func(t *testing.T) {
			node := nativetest.Start(t, k.server, native.Options{Settings: k.settings})
			b, sum, p := killUnderLoad(t, node, k.operation)
			// A write without an answer may still arrive: what the ledger finds lies between what is there before it looks and afterwards.
			before := k.count(b.all, k.keys(t, node))
			got, err := ledger.ReadBack(t.Context(), ledger.Config{
				Recorder: b.Recorder, Targets: []string{p.url}, Stores: &p.stores, Dataset: p.dataset, Began: sum.Began, Operations: []string{k.operation},
			})
			if err != nil {
				t.Fatal(err)
			}
			after := k.count(b.all, k.keys(t, node))
			if got.Reason != "" || got.Unchecked+got.Stale+got.Duplicated+got.Phantom+got.PartialFiles > 0 {
				t.Errorf("the ledger says %+v", got)
			}
			if got.Acknowledged != after.acknowledged || got.Lost > before.lost || got.Lost < after.lost || got.Confirmed != got.Acknowledged-got.Lost || uint64(len(got.LostAt)) != min(got.Lost, samples.MaxLostAt) {
				t.Errorf("a client finds %+v, later %+v; the ledger says %+v", before, after, got)
			}
			if got.IndeterminateFound < before.found || got.IndeterminateFound > after.found+after.unnamed {
				t.Errorf("a client finds %+v of those without an answer, later %+v; the ledger says %+v", before, after, got)
			}
			if after.unnamed > after.nameless {
				t.Errorf("a client finds %d rows that no write explains, and %d writes without an answer have no key", after.unnamed, after.nameless)
			}
			if got.Lost > 0 && !k.mayLose() {
				t.Errorf("%d of %d are lost though the server acknowledges what its log has", got.Lost, got.Acknowledged)
			}
			t.Logf("%d of %d acknowledged are lost, acknowledged at %v; %d indeterminate are there, %d not", got.Lost, got.Acknowledged, got.LostAt,
				got.IndeterminateFound, got.IndeterminateMissing)
		})
	}
}

// counted is what a client finds of the writes of a load: of acknowledged ones those that are lost, of those without an answer those found. nameless
// of these have no key to be found by, and unnamed rows belong to no write with a key.
type counted struct{ acknowledged, lost, found, nameless, unnamed uint64 }

func (k killed) count(writes []samples.Write, keys []string) counted {
	var c counted
	there := map[string]bool{}
	for _, key := range keys {
		there[key] = false
	}
	for i := range writes {
		key := k.key(&writes[i])
		_, found := there[key]
		if found {
			there[key] = true
		}
		switch {
		case writes[i].Outcome == samples.Acknowledged:
			c.acknowledged++
			if !found {
				c.lost++
			}
		case writes[i].Outcome == samples.Indeterminate && key == "":
			c.nameless++
		case writes[i].Outcome == samples.Indeterminate && found:
			c.found++
		}
	}
	for _, explained := range there {
		if !explained {
			c.unnamed++
		}
	}
	return c
}

// seededUsers is how many users there are before the load.
const seededUsers = 100

// killUnderLoad writes to an API on a server that is killed after some hundred acknowledgements and started again at once.
func killUnderLoad(t *testing.T, node *native.Instance, operation string) (*book, load.Summary, place) {
	t.Helper()
	const acknowledgedBefore, rate, lasts = 300, 250, 6 * time.Second
	p := place{dataset: workload.NewDataset(scenario.Dataset{Users: seededUsers, Conversations: 20, ContentBytes: scenario.Distribution{Kind: "constant", Median: 60},
		FileBytes: scenario.Distribution{Kind: "constant", Median: 3000}}, 42)}
	cfg := server.Config{DataDir: t.TempDir(), Variables: node.Env}
	seedUsers(t, p.dataset, cfg)
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
	p.url, p.stores = "http://"+api.Addr(), stores.Set
	source, err := workload.New(scenario.Workload{Mix: []scenario.Weight{{Operation: operation, Weight: 1}}}, p.dataset, 7)
	if err != nil {
		t.Fatal(err)
	}
	schedule, err := load.NewSchedule(scenario.Load{Arrivals: "constant", Phases: []scenario.Phase{{Name: "steady", Duration: lasts, Measure: true,
		Shape: "constant", Params: map[string]float64{"rate": rate}}}}, 7)
	if err != nil {
		t.Fatal(err)
	}
	b := newBook(t)
	var acknowledged atomic.Int64
	var killing sync.WaitGroup
	attack := &load.Attack{Schedule: schedule, Source: source, Targets: []string{p.url}, Writer: b.record, Ledger: func(w *samples.Write) error {
		if w.Outcome == samples.Acknowledged && acknowledged.Add(1) == acknowledgedBefore {
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
	if err != nil || acknowledged.Load() < acknowledgedBefore {
		t.Fatalf("%d acknowledged, %v", acknowledged.Load(), err)
	}
	return b, sum, p
}

// seedUsers puts the users of a data set into the stores that an API will have: an edge is refused without both ends.
func seedUsers(t *testing.T, d *workload.Dataset, cfg server.Config) {
	t.Helper()
	stores, err := server.OpenStores(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer stores.Close()
	if err := seed.Load(t.Context(), stores.Set, d, nil); err != nil {
		t.Fatal(err)
	}
}
