package cassandra

import "quintet/telemetry"

// panels are how metrics are drawn.
func panels() []telemetry.Panel {
	type line = telemetry.Line
	const p99 = "percentile=99"
	node, tableNode := []string{"node"}, []string{"table", "node"}
	return []telemetry.Panel{
		{Title: "Reads by table", Unit: telemetry.PerSecond, Help: "Reads per second by table and coordinating node. Nodes that differ much are keys that are not spread.",
			Lines: []line{{Metric: "cassandra_coordinator_reads_total", By: tableNode}}},
		{Title: "Writes by table", Unit: telemetry.PerSecond, Help: "Writes per second by table and coordinating node.",
			Lines: []line{{Metric: "cassandra_coordinator_writes_total", By: tableNode}}},
		{Title: "Time of reads, its own p99", Unit: telemetry.Seconds, Limits: telemetry.Limits{Warn: 0.05, Bad: 0.25}, Watch: true, Log: true,
			Help:  "At the coordinator, replicas included, over the server's own window of minutes, to a millisecond.",
			Lines: []line{{Metric: "cassandra_coordinator_read_latency_seconds", By: tableNode, Where: p99}}},
		{Title: "Time of writes, its own p99", Unit: telemetry.Seconds, Limits: telemetry.Limits{Warn: 0.05, Bad: 0.25}, Watch: true, Log: true,
			Help:  "At the coordinator, replicas included, over the server's own window of minutes, to a millisecond.",
			Lines: []line{{Metric: "cassandra_coordinator_write_latency_seconds", By: tableNode, Where: p99}}},
		{Title: "Time on the node itself, p99", Unit: telemetry.Seconds, Limits: telemetry.Limits{Warn: 0.02, Bad: 0.1}, Live: true,
			Help: "Memtable, files and caches alone. Far below the coordinator's, the time goes to other nodes or queues.", Lines: []line{
				{Name: "read", Metric: "cassandra_table_read_latency_seconds", By: tableNode, Where: p99},
				{Name: "write", Metric: "cassandra_table_write_latency_seconds", By: tableNode, Where: p99},
			}},
		{Title: "Tasks that wait, by pool", Unit: telemetry.Number, Limits: telemetry.Limits{Warn: 16, Bad: 128},
			Help:  "Tasks that wait for a thread. Compactions pending grow when writes outrun them.",
			Lines: []line{{Metric: "cassandra_thread_pool_pending_tasks", By: []string{"pool", "node"}}}},
		{Title: "Compactions", Unit: telemetry.Number, Help: "Compactions that go on now.",
			Lines: []line{{Name: "going on", Metric: "cassandra_sstable_tasks", By: node}}},
		{Title: "Compaction left", Unit: telemetry.Bytes, Limits: telemetry.Limits{Warn: 100 << 20, Bad: 1 << 30}, Live: true,
			Help: "What the compactions that go on have yet to read.", Lines: []line{{Metric: "cassandra_sstable_tasks_remaining_bytes", By: node}}},
		{Title: "Space on disk, by table", Unit: telemetry.Bytes, Limits: telemetry.Limits{Warn: 1 << 30, Bad: 10 << 30},
			Help: "Space on each node's disk, in whole MiB.", Lines: []line{{Metric: "cassandra_table_disk_bytes", By: tableNode}}},
		{Title: "Dropped messages between nodes", Unit: telemetry.PerSecond, Limits: telemetry.Limits{Warn: 0.1, Bad: 10}, Watch: true,
			Help:  "Messages between nodes thrown away for being late.",
			Lines: []line{{Name: "dropped", Metric: "cassandra_internode_dropped_total", By: node}}},
		{Title: "Blocked tasks", Unit: telemetry.PerSecond, Limits: telemetry.Limits{Warn: 0.1, Bad: 10}, Watch: true, Live: true,
			Help: "Tasks that found a pool's queue full.", Lines: []line{{Name: "blocked", Metric: "cassandra_thread_pool_blocked_tasks_total", By: node}}},
		{Title: "Found in caches", Unit: telemetry.Ratio, Limits: telemetry.Limits{Warn: 0.8, Bad: 0.5}, Live: true,
			Help: "Lookups that each cache answered.", Lines: []line{
				{Metric: "cassandra_cache_hits_total", By: []string{"cache"}, Of: []string{"cassandra_cache_requests_total"}},
			}},
		{Title: "Nodes", Unit: telemetry.Number, Live: true, Help: "Nodes that answered, and files of writes kept for those that did not.", Lines: []line{
			{Name: "up", Metric: "cassandra_node_up"}, {Name: "hints on", Metric: "cassandra_pending_hint_files", By: node},
		}},
		{Title: "Statements", Unit: telemetry.PerSecond, Live: true, Help: "Statements per second. All of the API's are prepared.", Lines: []line{
			{Name: "prepared", Metric: "cassandra_prepared_statements_executed_total", By: node},
			{Name: "other", Metric: "cassandra_regular_statements_executed_total", By: node},
		}},
	}
}
