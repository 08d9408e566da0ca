package neo4j

import "quintet/telemetry"

// panels are how metrics are drawn.
func panels() []telemetry.Panel {
	type line = telemetry.Line
	return []telemetry.Panel{
		{Title: "Transactions begun", Unit: telemetry.PerSecond, Help: "Transactions per second.",
			Lines: []line{{Name: "begun", Metric: "neo4j_transaction_started_total"}}},
		{Title: "Transactions and locks", Unit: telemetry.Number, Limits: telemetry.Limits{Warn: 16, Bad: 64},
			Help:  "Transactions that go on and the locks they hold. Locks that grow with load are writers of the same nodes.",
			Lines: []line{{Name: "active", Metric: "neo4j_transaction_active"}, {Name: "locks", Metric: "neo4j_transaction_locks"}}},
		{Title: "Heap", Unit: telemetry.Bytes, Limits: telemetry.Limits{Warn: 400 << 20, Bad: 500 << 20},
			Help: "Heap of the Java machine. Near its maximum it collects all the time.", Lines: []line{
				{Name: "in use", Metric: "neo4j_vm_heap_used_bytes"}, {Name: "reserved", Metric: "neo4j_vm_heap_committed_bytes"},
				{Name: "maximum", Metric: "neo4j_vm_heap_max_bytes", Live: true},
			}},
		{Title: "Time in garbage collection", Unit: telemetry.Ratio, Limits: telemetry.Limits{Warn: 0.02, Bad: 0.1}, Watch: true,
			Help: "Part of the time that collections took.", Lines: []line{{Metric: "neo4j_vm_gc_time_seconds_total", By: []string{"gc"}}}},
		{Title: "Memory beside the heap", Unit: telemetry.Bytes, Limits: telemetry.Limits{Warn: 512 << 20, Bad: 1 << 30}, Live: true,
			Help: "Buffers and the machine's own memory; the page cache is among the former.", Lines: []line{
				{Name: "machine", Metric: "neo4j_vm_non_heap_used_bytes"}, {Metric: "neo4j_vm_memory_buffer_used_bytes", By: []string{"bufferpool"}},
			}},
		{Title: "The graph", Unit: telemetry.Number, Log: true, Help: "Nodes and relationships.",
			Lines: []line{{Name: "nodes", Metric: "neo4j_nodes"}, {Name: "relationships", Metric: "neo4j_relationships"}}},
		{Title: "Connections of drivers", Unit: telemetry.Number, Help: "Connections that are open.",
			Lines: []line{{Name: "open", Metric: "neo4j_bolt_connections"}}},
	}
}
