package postgres

import "quintet/telemetry"

// panels are how metrics are drawn.
func panels() []telemetry.Panel {
	type line = telemetry.Line
	const (
		database = "postgres_stat_database_"
		tables   = "postgres_stat_user_tables_"
	)
	table := []string{"relname"}
	return []telemetry.Panel{
		{Title: "Transactions", Unit: telemetry.PerSecond, Help: "Transactions per second. Rollbacks are duplicates and timeouts.", Lines: []line{
			{Name: "committed", Metric: database + "xact_commit_total"}, {Name: "rolled back", Metric: database + "xact_rollback_total"},
		}},
		{Title: "Blocks found in its own cache", Unit: telemetry.Ratio, Limits: telemetry.Limits{Warn: 0.99, Bad: 0.9}, Watch: true,
			Help:  "Blocks found in the server's own cache, of all it needed. A fall as data grows is the working set leaving memory.",
			Lines: []line{{Name: "found", Metric: database + "blks_hit_total", Of: []string{database + "blks_hit_total", database + "blks_read_total"}}}},
		{Title: "Rows", Unit: telemetry.PerSecond, Help: "Rows per second. Many more returned than fetched means that whole tables are read.", Lines: []line{
			{Name: "returned", Metric: database + "tup_returned_total", Live: true},
			{Name: "fetched", Metric: database + "tup_fetched_total"}, {Name: "inserted", Metric: database + "tup_inserted_total"},
			{Name: "updated", Metric: database + "tup_updated_total"}, {Name: "deleted", Metric: database + "tup_deleted_total"},
		}},
		{Title: "Scans of indexes", Unit: telemetry.PerSecond, Help: "Scans per second of each table's indexes.", Live: true,
			Lines: []line{{Metric: tables + "idx_scan_total", By: table}}},
		{Title: "Scans of whole tables", Unit: telemetry.PerSecond, Help: "Scans per second of each whole table. Those of a large one are a missing index.",
			Lines: []line{{Metric: tables + "seq_scan_total", By: table}}},
		{Title: "Write-ahead log", Unit: telemetry.BytesPerSecond,
			Help:  "Bytes of log per second: what a write really costs. Whole pages after a checkpoint make it jump.",
			Lines: []line{{Name: "written", Metric: "postgres_stat_wal_bytes_total"}}},
		{Title: "Sessions", Unit: telemetry.Number, Limits: telemetry.Limits{Warn: 100, Bad: 180},
			Help:  "Sessions by what they do. Idle in transaction holds locks for nothing.",
			Lines: []line{{Metric: "postgres_stat_activity_sessions", By: []string{"state"}}}},
		{Title: "Dead row versions", Unit: telemetry.Number, Limits: telemetry.Limits{Warn: 10_000, Bad: 100_000},
			Help:  "Row versions that nobody sees any more. They grow with updates until the server vacuums.",
			Lines: []line{{Metric: tables + "n_dead_tup", By: table}}},
		{Title: "Locks", Unit: telemetry.Number, Help: "Locks that are held, by mode, and those that a session waits for.",
			Lines: []line{{Name: "waited for", Metric: "postgres_locks_waiting"}, {Metric: "postgres_locks", By: []string{"mode"}}}},
		{Title: "Database size", Unit: telemetry.Bytes, Limits: telemetry.Limits{Warn: 1 << 30, Bad: 10 << 30}, Live: true,
			Help: "Space on disk, indexes and dead rows included.", Lines: []line{{Metric: "postgres_database_size_bytes", By: []string{"datname"}}}},
		{Title: "Trouble", Unit: telemetry.PerSecond, Limits: telemetry.Limits{Warn: 0.1}, Watch: true, Live: true,
			Help: "Deadlocks, temporary files, and log buffers that were full, per second. All should be 0.", Lines: []line{
				{Name: "deadlocks", Metric: database + "deadlocks_total"}, {Name: "temporary files", Metric: database + "temp_files_total"},
				{Name: "log buffers full", Metric: "postgres_stat_wal_buffers_full_total"},
			}},
		{Title: "Checkpoints", Unit: telemetry.PerSecond, Limits: telemetry.Limits{Warn: 0.05}, Watch: true, Live: true,
			Help: "Checkpoints per second. Those asked for come from a log that has grown too fast.", Lines: []line{
				{Name: "timed", Metric: "postgres_stat_bgwriter_checkpoints_timed_total"},
				{Name: "asked for", Metric: "postgres_stat_bgwriter_checkpoints_req_total"},
			}},
	}
}
