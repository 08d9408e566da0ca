package neo4j

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"quintet/api/store"
)

var _ store.TelemetrySource = (*DB)(nil)

// telemetryTimeout bounds a look at the figures when the caller does not.
const telemetryTimeout = 4 * time.Second

// machine is what the Java machine tells of itself, a row a bean.
const machine = `UNWIND ['java.lang:type=Memory', 'java.lang:type=Threading', 'java.lang:type=OperatingSystem',
		'java.lang:type=GarbageCollector,*', 'java.nio:type=BufferPool,*'] AS bean
	CALL dbms.queryJmx(bean) YIELD attributes AS a
	RETURN a.Name.value AS name, a.HeapMemoryUsage.value.properties AS heap, a.NonHeapMemoryUsage.value.properties.used AS nonHeap,
		a.CollectionCount.value AS collections, a.CollectionTime.value AS milliseconds, a.MemoryUsed.value AS buffers,
		a.ThreadCount.value AS threads, a.OpenFileDescriptorCount.value AS files`

// transactions are those that go on now, the asking one among them.
const transactions = `SHOW TRANSACTIONS YIELD transactionId, currentQuery, activeLockCount`

// graph is what the server keeps beside the data, so that it takes no longer when there is more of it.
const graph = `RETURN COUNT { () } AS nodes, COUNT { ()-->() } AS relationships`

const connections = `CALL dbms.listConnections() YIELD connectionId RETURN count(*) AS connections`

// Telemetry implements store.TelemetrySource with four statements.
func (d *DB) Telemetry(ctx context.Context) ([]store.Reading, error) {
	ctx, cancel := store.Bounded(ctx, telemetryTimeout)
	defer cancel()
	act := "read telemetry of neo4j"
	var readings []store.Reading
	for _, look := range []struct {
		text string
		read func(records []*neo4j.Record) ([]store.Reading, error)
	}{
		{machine, readMachine},
		{transactions, readTransactions},
		{graph, readNumbers(map[string]string{"nodes": "neo4j_nodes", "relationships": "neo4j_relationships"})},
		{connections, readNumbers(map[string]string{"connections": "neo4j_bolt_connections"})},
	} {
		result, err := d.call(ctx, act, read(look.text, nil))
		if err != nil {
			return nil, err
		}
		more, err := look.read(result.Records)
		if err != nil {
			return nil, store.Wrap(act, err)
		}
		readings = append(readings, more...)
	}
	return readings, nil
}

// readMachine reads beans: each row has what its bean tells, and nulls.
func readMachine(records []*neo4j.Record) ([]store.Reading, error) {
	var readings []store.Reading
	for _, r := range records {
		row := r.AsMap()
		name, _ := row["name"].(string)
		note := func(figure string, value any, scale float64, label string) {
			v, ok := value.(int64)
			if !ok {
				return
			}
			reading := store.Reading{Name: figure, Value: float64(v) * scale}
			if label != "" {
				reading.Labels = map[string]string{label: name}
			}
			readings = append(readings, reading)
		}
		if heap, ok := row["heap"].(map[string]any); ok {
			note("neo4j_vm_heap_used_bytes", heap["used"], 1, "")
			note("neo4j_vm_heap_committed_bytes", heap["committed"], 1, "")
			note("neo4j_vm_heap_max_bytes", heap["max"], 1, "")
		}
		note("neo4j_vm_non_heap_used_bytes", row["nonHeap"], 1, "")
		note("neo4j_vm_gc_collections_total", row["collections"], 1, "gc")
		note("neo4j_vm_gc_time_seconds_total", row["milliseconds"], 1e-3, "gc")
		note("neo4j_vm_memory_buffer_used_bytes", row["buffers"], 1, "bufferpool")
		note("neo4j_vm_threads", row["threads"], 1, "")
		note("neo4j_vm_file_descriptors", row["files"], 1, "")
	}
	return readings, nil
}

// readTransactions counts what goes on beside the question itself. The question's own number states how many transactions there were:
// the server gives them numbers in turn, "neo4j-transaction-17".
func readTransactions(records []*neo4j.Record) ([]store.Reading, error) {
	latest, active, locks := int64(0), 0.0, 0.0
	for _, r := range records {
		id, _, err := neo4j.GetRecordValue[string](r, "transactionId")
		if err != nil {
			return nil, err
		}
		if number, ours := strings.CutPrefix(id, database+"-transaction-"); ours {
			n, err := strconv.ParseInt(number, 10, 64)
			if err != nil {
				return nil, err
			}
			latest = max(latest, n)
		}
		row := r.AsMap()
		if row["currentQuery"] == transactions {
			continue
		}
		active++
		if n, ok := row["activeLockCount"].(int64); ok {
			locks += float64(n)
		}
	}
	return []store.Reading{
		{Name: "neo4j_transaction_started_total", Value: float64(latest)}, {Name: "neo4j_transaction_active", Value: active},
		{Name: "neo4j_transaction_locks", Value: locks},
	}, nil
}

// readNumbers reads one row of numbers; figures are by the names of its columns.
func readNumbers(figures map[string]string) func([]*neo4j.Record) ([]store.Reading, error) {
	return func(records []*neo4j.Record) ([]store.Reading, error) {
		var readings []store.Reading
		for _, r := range records {
			for column, figure := range figures {
				n, err := integer(r, column)
				if err != nil {
					return nil, err
				}
				readings = append(readings, store.Reading{Name: figure, Value: float64(n)})
			}
		}
		return readings, nil
	}
}
