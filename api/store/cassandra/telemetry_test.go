package cassandra_test

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/gocql/gocql"
	"github.com/google/uuid"

	"quintet/api/store"
	"quintet/api/store/cassandra"
	"quintet/api/store/storetest"
	"quintet/bench/stack/native"
)

// told is the reading of a figure whose labels include those given, names and values in turn.
func told(t *testing.T, readings []store.Reading, name string, labels ...string) float64 {
	t.Helper()
next:
	for _, r := range readings {
		if r.Name != name {
			continue
		}
		for i := 0; i+1 < len(labels); i += 2 {
			if r.Labels[labels[i]] != labels[i+1] {
				continue next
			}
		}
		return r.Value
	}
	t.Fatalf("no %s with %v is told", name, labels)
	return 0
}

func TestTelemetry(t *testing.T) {
	db := open(t)
	conversation := uuid.New()
	longest := time.Duration(0)
	grown := storetest.Telemetry(t, db, cassandra.Describe().Metrics, "", func(t *testing.T) {
		for i := range 100 {
			m := store.Message{ConversationID: conversation, MessageID: uuid.Must(uuid.NewV7()), UserID: 1, Content: fmt.Sprint(i)}
			if _, err := db.AddMessage(t.Context(), m); err != nil {
				t.Fatal(err)
			}
			began := time.Now()
			if _, err := db.Messages(t.Context(), conversation, uuid.Max, 10); err != nil {
				t.Fatal(err)
			}
			longest = max(longest, time.Since(began))
		}
	})
	for name, least := range map[string]float64{
		"cassandra_table_writes_total": 100, "cassandra_table_reads_total": 100, "cassandra_coordinator_writes_total": 100,
		"cassandra_coordinator_reads_total": 100, "cassandra_prepared_statements_executed_total": 200,
		"cassandra_thread_pool_completed_tasks_total": 200,
	} {
		if grown[name] < least {
			t.Errorf("%s grew by %v, want at least %v", name, grown[name], least)
		}
	}
	readings, err := db.Telemetry(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if up := told(t, readings, "cassandra_node_up", "node", server.Hosts[0]); up != 1 {
		t.Errorf("the node is up: %v", up)
	}
	if n := told(t, readings, "cassandra_connected_clients"); n < 2 {
		t.Errorf("%v connections, of which the test has at least 2", n)
	}
	// The unit of latencies is another one than the node says. What the client saw is no less than what its node did, to the
	// millisecond that the node rounds to.
	if node := told(t, readings, "cassandra_coordinator_read_latency_seconds", "table", "messages", "percentile", "100"); node > longest.Seconds()*1.2+0.001 {
		t.Errorf("the longest read took the node %v s, and the client only %v", node, longest)
	}
}

// TestTelemetryUnit has a node do one thing that takes so long that it cannot be a matter of microseconds.
func TestTelemetryUnit(t *testing.T) {
	cfg := empty(t)
	db := openWith(t, cfg)
	var messages []store.Message
	conversation := uuid.New()
	content := string(make([]byte, 4000))
	for range 3000 {
		messages = append(messages, store.Message{ConversationID: conversation, MessageID: uuid.Must(uuid.NewV7()), UserID: 1, Content: content})
	}
	if err := db.LoadMessages(t.Context(), messages); err != nil {
		t.Fatal(err)
	}
	session := raw(t, cfg)
	shortest, longest := time.Hour, time.Duration(0)
	for range 3 {
		began, n := time.Now(), 0
		rows := session.Query("SELECT content FROM messages WHERE conversation_id = ? AND bucket = ?", gocql.UUID(conversation), bucketOf(t, cfg, conversation)).
			PageSize(len(messages)).Iter()
		for text := ""; rows.Scan(&text); {
			n++
		}
		if err := rows.Close(); err != nil || n != len(messages) {
			t.Fatalf("read %d rows of %d, %v", n, len(messages), err)
		}
		took := time.Since(began)
		shortest, longest = min(shortest, took), max(longest, took)
	}
	readings, err := db.Telemetry(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	node := told(t, readings, "cassandra_coordinator_read_latency_seconds", "table", "messages", "percentile", "100")
	if node > longest.Seconds()*1.2+0.001 || node < shortest.Seconds()/50 {
		t.Errorf("reads took the client %v to %v, and the longest its node %v s", shortest, longest, node)
	}
}

// bucketOf is the bucket of a conversation that has only one.
func bucketOf(t *testing.T, cfg cassandra.Config, conversation uuid.UUID) (bucket int) {
	t.Helper()
	if err := raw(t, cfg).Query("SELECT bucket FROM messages WHERE conversation_id = ? LIMIT 1 ALLOW FILTERING", gocql.UUID(conversation)).Scan(&bucket); err != nil {
		t.Fatal(err)
	}
	return bucket
}

// telemetryOfCluster takes one node of three away and brings it back: the others are told as before, and that one is told to be down.
func telemetryOfCluster(t *testing.T, three *native.Instance) {
	db := openWith(t, cassandra.Config{
		Hosts: three.Hosts, Port: three.Port, Keyspace: "telemetry", ReplicationFactor: 3, ConnectTimeout: patience, Timeout: patience,
	})
	up := func() (up []string) {
		readings, err := db.Telemetry(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for i, host := range three.Hosts {
			if told(t, readings, "cassandra_node_up", "node", host) == 1 {
				told(t, readings, "cassandra_thread_pool_active_tasks", "node", host)
				up = append(up, strconv.Itoa(i+1))
			}
		}
		return up
	}
	storetest.Eventually(t, "that all three nodes are told to be up", func() bool { return len(up()) == 3 })
	if err := three.Nodes[2].Kill(); err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(up()); got != "[1 2]" {
		t.Errorf("with the third killed, up are %s", got)
	}
	if err := three.Nodes[2].Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
	storetest.Eventually(t, "that all three nodes are told to be up again", func() bool { return len(up()) == 3 })
}

func TestTelemetryOfServerGone(t *testing.T) {
	db := open(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := db.Telemetry(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("telemetry after its context: %v, want canceled", err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Telemetry(t.Context()); !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("telemetry of a closed session: %v, want unavailable", err)
	}
}
