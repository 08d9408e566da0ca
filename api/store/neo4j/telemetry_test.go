package neo4j_test

import (
	"errors"
	"strings"
	"testing"

	"quintet/api/store"
	"quintet/api/store/neo4j"
	"quintet/api/store/storetest"
)

// told is the reading of a figure without labels.
func told(t *testing.T, db *neo4j.DB, name string) float64 {
	t.Helper()
	readings, err := db.Telemetry(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range readings {
		if r.Name == name {
			return r.Value
		}
	}
	t.Fatalf("%s is not told", name)
	return 0
}

func TestTelemetry(t *testing.T) {
	db := open(t)
	grown := storetest.Telemetry(t, db, neo4j.Describe().Metrics, "", func(t *testing.T) {
		for i := range int64(50) {
			if err := db.AddFriend(t.Context(), 0, i+1); err != nil {
				t.Fatal(err)
			}
		}
	})
	for name, want := range map[string]float64{"neo4j_nodes": 51, "neo4j_relationships": 50, "neo4j_transaction_active": 0} {
		if grown[name] != want {
			t.Errorf("%s grew by %v, want %v", name, grown[name], want)
		}
	}
	// 50 of the test and those that asked for telemetry.
	if n := grown["neo4j_transaction_started_total"]; n < 50 || n > 70 {
		t.Errorf("%v transactions more after 50", n)
	}
	for _, name := range []string{"neo4j_vm_heap_used_bytes", "neo4j_vm_heap_max_bytes", "neo4j_vm_threads", "neo4j_vm_file_descriptors", "neo4j_bolt_connections"} {
		if v := told(t, db, name); v <= 0 {
			t.Errorf("%s is %v", name, v)
		}
	}
}

// TestTelemetryOfTransactions has one stay open that holds a lock.
func TestTelemetryOfTransactions(t *testing.T) {
	db := open(t)
	if err := db.AddFriend(t.Context(), 1, 2); err != nil {
		t.Fatal(err)
	}
	session := newSession(t, raw(t))
	tx, err := session.BeginTransaction(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Run(t.Context(), `MATCH (u:User {id: 1}) SET u.x = 1`, nil); err != nil {
		t.Fatal(err)
	}
	storetest.Eventually(t, "that the open transaction is told with its locks", func() bool {
		return told(t, db, "neo4j_transaction_active") == 1 && told(t, db, "neo4j_transaction_locks") > 0
	})
	if err := tx.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	storetest.Eventually(t, "that no transaction is told any more", func() bool { return told(t, db, "neo4j_transaction_active") == 0 })
}

func TestTelemetryOfClosed(t *testing.T) {
	db, err := neo4j.Open(t.Context(), empty(t))
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Telemetry(t.Context()); !errors.Is(err, store.ErrUnavailable) || !strings.Contains(err.Error(), "telemetry") {
		t.Errorf("telemetry of a closed database: %v, want unavailable", err)
	}
}
