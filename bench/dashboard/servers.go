package dashboard

// What stores tell of themselves comes from the harness, which asks them through their drivers while a run is on; MinIO says it itself.
// Figures are summed over the harness's labels, of which "store" is what answered.

// serverRows are what the servers of the stores tell of themselves, a row each.
func serverRows() []row {
	return []row{processRow(), postgresRow(), cassandraRow(), neo4jRow(), redisRow(), minioRow(), sqliteRow()}
}

// grown is the growth per second of a counter of a store.
func grown(metric string, by ...string) string {
	return selection{metric, `store=~"$store"`, interval, by}.rate()
}

// now is the present value of a gauge of a store.
func now(metric string, by ...string) string {
	return sumBy(by) + `(` + metric + `{store=~"$store"})`
}

// labelled is a gauge of a store with all its labels.
func labelled(metric, labels string) string {
	if labels != "" {
		labels = "," + labels
	}
	return metric + `{store=~"$store"` + labels + `}`
}

func processRow() row {
	used := func(metric string) string { return selection{metric, "", interval, []string{"service"}}.rate() }
	return row{"What their processes use", []view{
		{kind: lines, title: "Processor by service", unit: "short", limits: below(1, 4), quiet: true,
			about:   "Cores used by every part of the stack, with its child processes, and by the generator.",
			queries: []query{{expr: used("bench_process_cpu_seconds_total"), legend: "{{service}}"}}},
		{kind: lines, title: "Memory by service", unit: "bytes", limits: below(1<<30, 4<<30), quiet: true,
			about:   "Resident memory. A Java server takes its heap at once and shows little of what happens in it; see its own row.",
			queries: []query{{expr: "sum by (service) (bench_process_resident_memory_bytes)", legend: "{{service}}"}}},
		{kind: lines, title: "Read from disk", unit: "Bps", limits: present(), quiet: true,
			about:   "Bytes that had to be read from disks. What the system's cache held costs nothing here; growth means that the data has left memory.",
			queries: []query{{expr: used("bench_process_io_read_bytes_total"), legend: "{{service}}"}}},
		{kind: lines, title: "Written to disk", unit: "Bps", limits: present(), quiet: true,
			about:   "Bytes written to disks: data, logs, and what compaction writes anew.",
			queries: []query{{expr: used("bench_process_io_written_bytes_total"), legend: "{{service}}"}}},
		{kind: states, title: "Told of itself", unit: "short", limits: []limit{{0, broken}, {1, fine}},
			about:   "Whether a store could be asked for its own figures. A gap here is no error of the run.",
			words:   map[string]word{"0": {"silent", broken}, "1": {"told", fine}},
			queries: []query{{expr: "max by (store) (telemetry_up)", legend: "{{store}}"}}},
	}}
}

func postgresRow() row {
	const d = "postgres_stat_database_"
	return row{"PostgreSQL", []view{
		{kind: lines, title: "Transactions", unit: "ops", limits: present(), quiet: true,
			about:   "Transactions per second. Rollbacks are duplicates and timeouts.",
			queries: []query{{expr: grown(d + "xact_commit_total"), legend: "committed"}, {expr: grown(d + "xact_rollback_total"), legend: "rolled back"}}},
		{kind: lines, title: "Found in cache", unit: "percentunit", share: true, limits: above(0.9, 0.99),
			about:   "Blocks found in the server's own cache, of all it needed. A fall as data grows is the working set leaving memory.",
			queries: []query{{expr: ratio(grown(d+"blks_hit_total"), "("+grown(d+"blks_hit_total")+" + "+grown(d+"blks_read_total")+")"), legend: "hit"}}},
		{kind: lines, title: "Rows", unit: "ops", limits: present(), quiet: true,
			about: "Rows per second. Many more returned than fetched means that whole tables are read.",
			queries: []query{
				{expr: grown(d + "tup_returned_total"), legend: "returned"}, {expr: grown(d + "tup_fetched_total"), legend: "fetched"},
				{expr: grown(d + "tup_inserted_total"), legend: "inserted"}, {expr: grown(d + "tup_updated_total"), legend: "updated"},
				{expr: grown(d + "tup_deleted_total"), legend: "deleted"},
			}},
		{kind: lines, title: "Scans", unit: "ops", limits: present(), quiet: true,
			about: "Scans per second by table. Sequential scans of a large table are a missing index.",
			queries: []query{
				{expr: grown("postgres_stat_user_tables_idx_scan_total", "table"), legend: "{{table}} by index"},
				{expr: grown("postgres_stat_user_tables_seq_scan_total", "table"), legend: "{{table}} whole"},
			}},
		{kind: lines, title: "Dead rows", unit: "short", limits: below(10000, 100000), quiet: true,
			about:   "Row versions that nobody sees any more. They grow with updates until the server vacuums.",
			queries: []query{{expr: now("postgres_stat_user_tables_n_dead_tup", "table"), legend: "{{table}}"}}},
		{kind: lines, title: "Sessions", unit: "short", limits: below(100, 180), quiet: true,
			about: "Sessions by what they do. Idle in transaction holds locks for nothing.",
			queries: []query{
				{expr: now("postgres_stat_activity_sessions", "state"), legend: "{{state}}"}, {expr: now("postgres_locks_waiting"), legend: "locks waited for"},
			}},
		{kind: lines, title: "Write-ahead log", unit: "Bps", limits: present(), quiet: true,
			about:   "Bytes of log per second: what a write really costs. Whole pages after a checkpoint make it jump.",
			queries: []query{{expr: grown("postgres_stat_wal_bytes_total"), legend: "log"}}},
		{kind: lines, title: "Database size", unit: "bytes", limits: below(1<<30, 10<<30), quiet: true,
			about: "Space on disk, indexes and dead rows included.", queries: []query{{expr: now("postgres_database_size_bytes", "database"), legend: "{{database}}"}}},
		{kind: lines, title: "Trouble", unit: "ops", limits: []limit{{0, fine}, {0.1, warning}},
			about: "Deadlocks, temporary files, and log buffers that were full, per second. All should be 0.",
			queries: []query{
				{expr: grown(d + "deadlocks_total"), legend: "deadlocks"}, {expr: grown(d + "temp_files_total"), legend: "temporary files"},
				{expr: grown("postgres_stat_wal_buffers_full_total"), legend: "log buffers full"},
			}},
		{kind: lines, title: "Checkpoints", unit: "ops", limits: []limit{{0, fine}, {0.05, warning}},
			about: "Checkpoints per second. Those asked for come from a log that has grown too fast.",
			queries: []query{
				{expr: grown("postgres_stat_bgwriter_checkpoints_timed_total"), legend: "timed"},
				{expr: grown("postgres_stat_bgwriter_checkpoints_req_total"), legend: "asked for"},
			}},
	}}
}

func cassandraRow() row {
	return row{"Cassandra", []view{
		{kind: lines, title: "Coordinated", unit: "ops", limits: present(), quiet: true,
			about: "Reads and writes per second by table and node. Nodes that differ much are keys that are not spread.",
			queries: []query{
				{expr: grown("cassandra_coordinator_reads_total", "table", "node") + " > 0", legend: "{{table}} reads {{node}}"},
				{expr: grown("cassandra_coordinator_writes_total", "table", "node") + " > 0", legend: "{{table}} writes {{node}}"},
			}},
		{kind: lines, title: "Latency at the coordinator, p99", unit: "s", limits: below(0.05, 0.25), log: true,
			about: "Replicas included, over the server's own window of minutes, to a millisecond.",
			queries: []query{
				{expr: labelled("cassandra_coordinator_read_latency_seconds", `percentile="99"`) + " > 0", legend: "{{table}} read {{node}}"},
				{expr: labelled("cassandra_coordinator_write_latency_seconds", `percentile="99"`) + " > 0", legend: "{{table}} write {{node}}"},
			}},
		{kind: lines, title: "Latency on the node itself, p99", unit: "s", limits: below(0.02, 0.1), quiet: true,
			about: "Memtable, files and caches alone. Far below the coordinator's, the time goes to other nodes or queues.",
			queries: []query{
				{expr: labelled("cassandra_table_read_latency_seconds", `percentile="99"`), legend: "{{table}} read {{node}}"},
				{expr: labelled("cassandra_table_write_latency_seconds", `percentile="99"`), legend: "{{table}} write {{node}}"},
			}},
		{kind: lines, title: "Waiting for threads", unit: "short", limits: below(16, 128), quiet: true,
			about:   "Tasks that wait, by pool. Compactions pending grow when writes outrun them.",
			queries: []query{{expr: now("cassandra_thread_pool_pending_tasks", "pool", "node"), legend: "{{pool}} {{node}}"}}},
		{kind: lines, title: "Blocked and dropped", unit: "ops", limits: []limit{{0, fine}, {0.1, warning}, {10, broken}},
			about: "Tasks that found a full queue, and messages between nodes thrown away for being late.",
			queries: []query{
				{expr: grown("cassandra_thread_pool_blocked_tasks_total", "node"), legend: "blocked {{node}}"},
				{expr: grown("cassandra_internode_dropped_total", "node"), legend: "dropped {{node}}"},
			}},
		{kind: lines, title: "Compaction left", unit: "bytes", limits: below(100<<20, 1<<30), quiet: true,
			about:   "What the compactions that go on have yet to read.",
			queries: []query{{expr: now("cassandra_sstable_tasks_remaining_bytes", "node"), legend: "{{node}}"}}},
		{kind: lines, title: "Disk by table", unit: "bytes", limits: below(1<<30, 10<<30), quiet: true,
			about: "Space on each node's disk, in whole MiB.", queries: []query{{expr: now("cassandra_table_disk_bytes", "table", "node"), legend: "{{table}} {{node}}"}}},
		{kind: lines, title: "Caches", unit: "percentunit", share: true, limits: above(0.5, 0.8), quiet: true,
			about: "Lookups that each cache answered.",
			queries: []query{{expr: ratio(grown("cassandra_cache_hits_total", "cache"), grown("cassandra_cache_requests_total", "cache")) +
				` or 0 * sum by (cache) (cassandra_cache_requests_total{store=~"$store"})`, legend: "{{cache}}"}}},
		{kind: lines, title: "Nodes up", unit: "short", limits: above(1, 1), quiet: true,
			about: "Nodes that answered, and files of writes kept for those that did not.",
			queries: []query{
				{expr: now("cassandra_node_up"), legend: "nodes"}, {expr: now("cassandra_pending_hint_files", "node"), legend: "hints on {{node}}"},
			}},
		{kind: lines, title: "Statements", unit: "ops", limits: present(), quiet: true,
			about: "Statements per second. All of the API's are prepared.",
			queries: []query{
				{expr: grown("cassandra_prepared_statements_executed_total", "node"), legend: "prepared {{node}}"},
				{expr: grown("cassandra_regular_statements_executed_total", "node"), legend: "other {{node}}"},
			}},
	}}
}

func neo4jRow() row {
	return row{"Neo4j", []view{
		{kind: lines, title: "Transactions begun", unit: "ops", limits: present(), quiet: true,
			about: "Transactions per second.", queries: []query{{expr: grown("neo4j_transaction_started_total"), legend: "begun"}}},
		{kind: lines, title: "Transactions and locks now", unit: "short", limits: below(16, 64), quiet: true,
			about: "Transactions that go on and the locks they hold. Locks that grow with load are writers of the same nodes.",
			queries: []query{
				{expr: now("neo4j_transaction_active"), legend: "transactions"}, {expr: now("neo4j_transaction_locks"), legend: "locks"},
				{expr: now("neo4j_bolt_connections"), legend: "connections"},
			}},
		{kind: lines, title: "Graph", unit: "short", limits: present(), quiet: true, log: true,
			about:   "Nodes and relationships.",
			queries: []query{{expr: now("neo4j_nodes"), legend: "nodes"}, {expr: now("neo4j_relationships"), legend: "relationships"}}},
		{kind: lines, title: "Heap", unit: "bytes", limits: below(400<<20, 500<<20), quiet: true,
			about: "Heap of the Java machine. Near its maximum it collects all the time.",
			queries: []query{
				{expr: now("neo4j_vm_heap_used_bytes"), legend: "used"}, {expr: now("neo4j_vm_heap_committed_bytes"), legend: "reserved"},
				{expr: now("neo4j_vm_heap_max_bytes"), legend: "maximum"},
			}},
		{kind: lines, title: "Garbage collection", unit: "percentunit", limits: below(0.02, 0.1),
			about: "Part of the time that collections took.", queries: []query{{expr: grown("neo4j_vm_gc_time_seconds_total", "gc"), legend: "{{gc}}"}}},
		{kind: lines, title: "Memory beside the heap", unit: "bytes", limits: below(512<<20, 1<<30), quiet: true,
			about: "Buffers and the machine's own memory; the page cache is among the former.",
			queries: []query{
				{expr: now("neo4j_vm_non_heap_used_bytes"), legend: "machine"}, {expr: now("neo4j_vm_memory_buffer_used_bytes", "bufferpool"), legend: "{{bufferpool}}"},
			}},
	}}
}

func redisRow() row {
	return row{"Redis", []view{
		{kind: lines, title: "Commands", unit: "ops", limits: present(), quiet: true,
			about: "Commands per second, of those called most.", queries: []query{{expr: grown("redis_commands_total", "cmd"), legend: "{{cmd}}"}}},
		{kind: lines, title: "Time of a command, mean", unit: "s", log: true, limits: below(0.0001, 0.001),
			about: "Time inside the server, which works at one command at a time. The API sees the network and its queue as well.",
			queries: []query{{expr: grown("redis_commands_duration_seconds_total", "cmd") + " / (" + grown("redis_commands_total", "cmd") + " > 0) > 0",
				legend: "{{cmd}}"}}},
		{kind: lines, title: "Keys found", unit: "percentunit", share: true, limits: above(0.5, 0.8),
			about: "Reads of a key that was there, sessions included.",
			queries: []query{{expr: ratio(grown("redis_keyspace_hits_total"), "("+grown("redis_keyspace_hits_total")+" + "+grown("redis_keyspace_misses_total")+")"),
				legend: "found"}}},
		{kind: lines, title: "Memory", unit: "bytes", limits: below(256<<20, 512<<20), quiet: true,
			about: "Memory given out, and what the server takes of the machine for it.",
			queries: []query{
				{expr: now("redis_memory_used_bytes"), legend: "given out"}, {expr: now("redis_memory_used_rss_bytes"), legend: "resident"},
			}},
		{kind: lines, title: "Keys removed", unit: "ops", limits: []limit{{0, fine}, {1000, warning}}, quiet: true,
			about: "Keys per second whose time was over, and keys thrown out because memory was full: those make misses.",
			queries: []query{
				{expr: grown("redis_expired_keys_total"), legend: "expired"}, {expr: grown("redis_evicted_keys_total"), legend: "evicted"},
			}},
		{kind: lines, title: "Keys", unit: "short", limits: present(), quiet: true,
			about: "Keys there are, and those that will go by themselves.", queries: []query{{expr: now("redis_db_keys"), legend: "all"}, {expr: now("redis_db_keys_expiring"), legend: "with a time to live"}}},
		{kind: lines, title: "Network", unit: "Bps", limits: present(), quiet: true,
			about: "Bytes from and to clients.",
			queries: []query{
				{expr: grown("redis_net_input_bytes_total"), legend: "received"}, {expr: grown("redis_net_output_bytes_total"), legend: "sent"},
			}},
		{kind: lines, title: "Clients", unit: "short", limits: below(500, 5000), quiet: true,
			about:   "Connections, and those that wait in a blocking command.",
			queries: []query{{expr: now("redis_connected_clients"), legend: "connected"}, {expr: now("redis_blocked_clients"), legend: "blocked"}}},
	}}
}

func minioRow() row {
	rate := func(metric string, by ...string) string { return selection{metric, "", interval, by}.rate() }
	return row{"MinIO", []view{
		{kind: lines, title: "S3 requests", unit: "reqps", limits: present(), quiet: true,
			about: "Requests per second by kind, as the server counts them.", queries: []query{{expr: rate("minio_s3_requests_total", "api"), legend: "{{api}}"}}},
		{kind: lines, title: "S3 errors", unit: "reqps", limits: []limit{{0, fine}, {0.1, warning}, {1, broken}},
			about: "Requests per second that the server answered with an error. An absent object is one too.",
			queries: []query{{expr: `(` + rate("minio_s3_requests_errors_total", "api") + `) or on () label_replace(0 * sum(minio_s3_requests_total), "api", "none", "", "")`,
				legend: "{{api}}"}}},
		{kind: lines, title: "S3 traffic", unit: "Bps", limits: present(), quiet: true,
			about: "Bytes from and to clients.",
			queries: []query{
				{expr: rate("minio_s3_traffic_received_bytes"), legend: "received"}, {expr: rate("minio_s3_traffic_sent_bytes"), legend: "sent"},
			}},
		{kind: lines, title: "S3 requests waiting", unit: "short", limits: below(16, 128), quiet: true,
			about: "Requests that wait for a place. Any is load that the server cannot carry.", queries: []query{{expr: "sum(minio_s3_requests_waiting_total)", legend: "waiting"}}},
	}}
}

func sqliteRow() row {
	return row{"SQLite", []view{
		{kind: lines, title: "Pages", unit: "short", limits: present(), quiet: true,
			about:   "Pages of the database, and those that hold nothing.",
			queries: []query{{expr: now("sqlite_pages"), legend: "all"}, {expr: now("sqlite_freelist_pages"), legend: "empty"}}},
		{kind: lines, title: "Size", unit: "bytes", limits: below(1<<30, 10<<30), quiet: true,
			about:   "Space of the database and of its write-ahead log.",
			queries: []query{{expr: now("sqlite_pages") + " * " + now("sqlite_page_size_bytes"), legend: "database"}, {expr: now("sqlite_wal_bytes"), legend: "log"}}},
		{kind: lines, title: "Log not written back", unit: "short", limits: below(4000, 40000), quiet: true,
			about:   "Pages in the log that are not yet in the database. It grows without end where a reader never lets a checkpoint finish.",
			queries: []query{{expr: now("sqlite_wal_frames") + " - " + now("sqlite_wal_checkpointed_frames"), legend: "pages"}}},
		{kind: lines, title: "Log begun again", unit: "ops", limits: present(), quiet: true,
			about: "How often per second the log began again after all of it had been written back.", queries: []query{{expr: grown("sqlite_wal_restarts_total"), legend: "restarts"}}},
	}}
}
