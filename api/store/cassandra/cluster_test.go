package cassandra_test

import (
	"bufio"
	"errors"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"

	"quintet/api/store"
	"quintet/api/store/cassandra"
	"quintet/api/store/storetest"
	"quintet/bench/stack/native"
	"quintet/bench/stack/native/nativetest"
)

// memoryPerCluster is what three nodes and their page caches need, with something left for everyone else.
const memoryPerCluster = 6 << 30

// freeMemory is what the machine can give to new processes; 0 where it does not say.
func freeMemory(t *testing.T) int64 {
	t.Helper()
	file, err := os.Open("/proc/meminfo")
	if err != nil {
		return 0
	}
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		if fields := strings.Fields(lines.Text()); len(fields) > 1 && fields[0] == "MemAvailable:" {
			kib, err := strconv.ParseInt(fields[1], 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			return kib << 10
		}
	}
	return 0
}

// TestCluster has one cluster of three nodes for what needs one.
func TestCluster(t *testing.T) {
	nativetest.Require(t, "cassandra")
	if os.Getenv("REQUIRE_STACK") != "native" && (testing.Short() || freeMemory(t) < memoryPerCluster) {
		t.Skip("three nodes need 6 GiB of memory")
	}
	cluster := nativetest.Start(t, "cassandra", native.Options{Nodes: 3})
	t.Run("Telemetry", func(t *testing.T) { telemetryOfCluster(t, cluster) })
	t.Run("ReplicaPaused", func(t *testing.T) { replicaPaused(t, cluster) })
	t.Run("ReplicaKilled", func(t *testing.T) { replicaKilled(t, cluster) })
}

// replicaKilled has three nodes keep three copies. Programs open the new keyspace at once, each on a node of its own; then one
// node dies under readers and writers, who go on at a quorum. No acknowledged write is lost, with any two of the nodes left.
func replicaKilled(t *testing.T, cluster *native.Instance) {
	silent(t)
	dbs := make([]*cassandra.DB, 3)
	var opening sync.WaitGroup
	for i, host := range cluster.Hosts {
		opening.Go(func() {
			var err error
			dbs[i], err = cassandra.Open(t.Context(), cassandra.Config{
				Hosts: []string{host}, Port: cluster.Port, ReplicationFactor: 3, ConnectTimeout: patience, Timeout: patience,
			})
			if err != nil {
				t.Errorf("open on %s: %v", host, err)
			}
		})
	}
	opening.Wait()
	if t.Failed() {
		t.FailNow()
	}
	for _, db := range dbs {
		t.Cleanup(func() { db.Close() })
	}
	db := dbs[1]
	if err := db.LoadMessages(t.Context(), messages(500)); err != nil {
		t.Fatal(err)
	}
	f := start(t.Context(), t, db)
	f.more(t, "writing", &f.writes)
	if err := cluster.Nodes[1].Kill(); err != nil {
		t.Fatal(err)
	}
	for range 5 {
		f.more(t, "writing with one node dead", &f.writes)
		f.more(t, "reading with one node dead", &f.reads)
	}
	f.end(t)
	if err := dbs[0].Ping(t.Context()); err != nil {
		t.Errorf("ping with a quorum: %v", err)
	}
	if counts, err := dbs[2].Counts(t.Context()); err != nil || counts["messages"] < 500+int64(len(f.acknowledged)) {
		t.Errorf("counted %v, %v; want at least 500 loaded and %d acknowledged", counts, err, len(f.acknowledged))
	}
	// The node that was dead lacks what was written meanwhile. With it and only one of the others a quorum still finds everything.
	if err := cluster.Nodes[1].Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
	storetest.Eventually(t, "a quorum with the node that is back", func() bool { return db.Ping(t.Context()) == nil })
	if err := cluster.Nodes[2].Kill(); err != nil {
		t.Fatal(err)
	}
	conversations := map[uuid.UUID][]store.Message{}
	for _, m := range f.acknowledged {
		conversations[m.ConversationID] = append(conversations[m.ConversationID], m)
	}
	for conversation, acknowledged := range conversations {
		var found []store.Message
		storetest.Eventually(t, "reading from the two others", func() bool {
			page, err := db.Messages(t.Context(), conversation, uuid.Nil, 100_000)
			found = page
			if err != nil && !errors.Is(err, store.ErrUnavailable) {
				t.Fatal(err)
			}
			return err == nil
		})
		for _, m := range acknowledged {
			if !slices.Contains(found, m) {
				t.Errorf("acknowledged %+v is lost", m)
			}
		}
	}
	// One of three is no quorum.
	if err := cluster.Nodes[1].Kill(); err != nil {
		t.Fatal(err)
	}
	storetest.Eventually(t, "being unavailable without a quorum", func() bool { return errors.Is(dbs[0].Ping(t.Context()), store.ErrUnavailable) })
}
