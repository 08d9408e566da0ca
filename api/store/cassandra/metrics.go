package cassandra

import "quintet/telemetry"

// metrics are those of Cassandra's virtual tables, which every node has for itself; node is its address. Tables are those of
// the API's keyspace. Percentiles are over the last minutes, as the node weighs them.
func metrics() []telemetry.Metric {
	const node, table, pool, cache = "node", "table", "pool", "cache"
	return []telemetry.Metric{
		telemetry.Gauge("cassandra_node_up", "Whether the node answered: 1, or 0 and then it tells nothing else.", node),
		telemetry.Counter("cassandra_coordinator_reads_total", "Reads of a table that the node coordinated.", node, table),
		telemetry.Counter("cassandra_coordinator_writes_total", "Writes to a table that the node coordinated.", node, table),
		telemetry.Gauge("cassandra_coordinator_read_latency_seconds", "Time of reads that the node coordinated, to a millisecond, at the percentiles 50, 99 and 100.", node, "percentile", table),
		telemetry.Gauge("cassandra_coordinator_write_latency_seconds", "Time of writes that the node coordinated, to a millisecond, at the percentiles 50, 99 and 100.", node, "percentile", table),
		telemetry.Counter("cassandra_table_reads_total", "Reads of a table on the node itself.", node, table),
		telemetry.Counter("cassandra_table_writes_total", "Writes to a table on the node itself.", node, table),
		telemetry.Gauge("cassandra_table_read_latency_seconds", "Time of reads on the node itself, to a millisecond, at the percentiles 50, 99 and 100.", node, "percentile", table),
		telemetry.Gauge("cassandra_table_write_latency_seconds", "Time of writes on the node itself, to a millisecond, at the percentiles 50, 99 and 100.", node, "percentile", table),
		telemetry.Gauge("cassandra_table_disk_bytes", "Space that a table takes on the node's disk, in whole MiB.", node, table),

		telemetry.Gauge("cassandra_thread_pool_active_tasks", "Tasks that a pool of threads works at.", node, pool),
		telemetry.Gauge("cassandra_thread_pool_pending_tasks", "Tasks that wait for a thread of a pool; for compactions: those that are to be done.", node, pool),
		telemetry.Counter("cassandra_thread_pool_completed_tasks_total", "Tasks that a pool has done.", node, pool),
		telemetry.Counter("cassandra_thread_pool_blocked_tasks_total", "Tasks that found a pool's queue full and had to wait before it.", node, pool),
		telemetry.Gauge("cassandra_sstable_tasks", "Compactions and other work on whole files that go on now.", node),
		telemetry.Gauge("cassandra_sstable_tasks_remaining_bytes", "What the work on whole files that goes on now has yet to read.", node),

		telemetry.Counter("cassandra_cache_hits_total", "Lookups that a cache answered.", cache, node),
		telemetry.Counter("cassandra_cache_requests_total", "Lookups in a cache.", cache, node),
		telemetry.Gauge("cassandra_cache_size_bytes", "What a cache holds.", cache, node),
		telemetry.Gauge("cassandra_connected_clients", "Connections of clients to the node.", node),
		telemetry.Counter("cassandra_prepared_statements_executed_total", "Prepared statements executed.", node),
		telemetry.Counter("cassandra_regular_statements_executed_total", "Statements executed that were not prepared.", node),
		telemetry.Counter("cassandra_internode_dropped_total", "Messages to and from other nodes that were dropped because they were late, too many or faulty.", node),
		telemetry.Gauge("cassandra_pending_hint_files", "Files of writes that the node keeps for nodes that were away.", node),
	}
}
