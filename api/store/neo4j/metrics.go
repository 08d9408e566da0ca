package neo4j

import "quintet/telemetry"

// metrics are what Neo4j's Community edition tells. Its page cache, its commits and the size of its files it keeps to itself: the
// metrics of these, and their beans, are for the Enterprise edition.
func metrics() []telemetry.Metric {
	return []telemetry.Metric{
		telemetry.Counter("neo4j_transaction_started_total", "Transactions begun, from the number that the server gave its latest."),
		telemetry.Gauge("neo4j_transaction_active", "Transactions that go on now, the asking one left out."),
		telemetry.Gauge("neo4j_transaction_locks", "Locks that transactions hold now, the asking one left out."),
		telemetry.Gauge("neo4j_bolt_connections", "Connections of drivers."),
		telemetry.Gauge("neo4j_nodes", "Nodes of the graph."),
		telemetry.Gauge("neo4j_relationships", "Relationships of the graph."),

		telemetry.Gauge("neo4j_vm_heap_used_bytes", "Heap in use."),
		telemetry.Gauge("neo4j_vm_heap_committed_bytes", "Heap that the Java machine has reserved."),
		telemetry.Gauge("neo4j_vm_heap_max_bytes", "The most that the heap may take."),
		telemetry.Gauge("neo4j_vm_non_heap_used_bytes", "Memory of the Java machine beside the heap."),
		telemetry.Gauge("neo4j_vm_memory_buffer_used_bytes", "Memory of direct and mapped buffers.", "bufferpool"),
		telemetry.Counter("neo4j_vm_gc_collections_total", "Garbage collections.", "gc"),
		telemetry.Counter("neo4j_vm_gc_time_seconds_total", "Time that garbage collections took.", "gc"),
		telemetry.Gauge("neo4j_vm_threads", "Threads."),
		telemetry.Gauge("neo4j_vm_file_descriptors", "Open files and sockets."),
	}
}
