package postgres

import "quintet/telemetry"

// metrics are those of PostgreSQL's statistics views; names follow postgres_exporter's with "postgres" for "pg".
func metrics() []telemetry.Metric {
	const database, table = "datname", "relname"
	list := []telemetry.Metric{
		telemetry.Gauge("postgres_stat_database_numbackends", "Connections to the database.", database),
		telemetry.Counter("postgres_stat_database_xact_commit_total", "Transactions that were committed.", database),
		telemetry.Counter("postgres_stat_database_xact_rollback_total", "Transactions that were rolled back.", database),
		telemetry.Counter("postgres_stat_database_blks_hit_total", "Blocks found in the server's own cache.", database),
		telemetry.Counter("postgres_stat_database_blks_read_total", "Blocks that were not in the server's own cache and had to be read.", database),
		telemetry.Counter("postgres_stat_database_tup_returned_total", "Rows that scans read.", database),
		telemetry.Counter("postgres_stat_database_tup_fetched_total", "Rows that index scans fetched.", database),
		telemetry.Counter("postgres_stat_database_tup_inserted_total", "Rows inserted.", database),
		telemetry.Counter("postgres_stat_database_tup_updated_total", "Rows updated.", database),
		telemetry.Counter("postgres_stat_database_tup_deleted_total", "Rows deleted.", database),
		telemetry.Counter("postgres_stat_database_temp_files_total", "Temporary files that queries wrote because their memory was too small.", database),
		telemetry.Counter("postgres_stat_database_temp_bytes_total", "Bytes that queries wrote to temporary files.", database),
		telemetry.Counter("postgres_stat_database_deadlocks_total", "Deadlocks.", database),
		telemetry.Gauge("postgres_database_size_bytes", "Space that the database takes on disk.", database),

		telemetry.Counter("postgres_stat_user_tables_seq_scan_total", "Scans of a whole table.", table),
		telemetry.Counter("postgres_stat_user_tables_seq_tup_read_total", "Rows that scans of a whole table read.", table),
		telemetry.Counter("postgres_stat_user_tables_idx_scan_total", "Scans of a table's indexes.", table),
		telemetry.Counter("postgres_stat_user_tables_idx_tup_fetch_total", "Rows that index scans fetched.", table),
		telemetry.Counter("postgres_stat_user_tables_n_tup_ins_total", "Rows inserted into a table.", table),
		telemetry.Counter("postgres_stat_user_tables_n_tup_upd_total", "Rows of a table updated.", table),
		telemetry.Counter("postgres_stat_user_tables_n_tup_hot_upd_total", "Rows of a table updated without a new index entry.", table),
		telemetry.Counter("postgres_stat_user_tables_n_tup_del_total", "Rows of a table deleted.", table),
		telemetry.Gauge("postgres_stat_user_tables_n_live_tup", "Rows of a table, as the server estimates.", table),
		telemetry.Gauge("postgres_stat_user_tables_n_dead_tup", "Row versions of a table that nobody sees any more and no vacuum has removed, as the server estimates.", table),
		telemetry.Counter("postgres_stat_user_tables_autovacuums_total", "Times that the server vacuumed a table by itself.", table),

		telemetry.Gauge("postgres_stat_activity_sessions", "Sessions of clients by what they do: active, idle, idle in transaction, other.", "state"),
		telemetry.Gauge("postgres_locks", "Locks that are held or waited for in the database, by mode.", "mode"),
		telemetry.Gauge("postgres_locks_waiting", "Locks that a session of the database waits for."),

		telemetry.Counter("postgres_stat_wal_records_total", "Records written to the write-ahead log."),
		telemetry.Counter("postgres_stat_wal_fpi_total", "Whole pages written to the write-ahead log, each at its first change after a checkpoint."),
		telemetry.Counter("postgres_stat_wal_bytes_total", "Bytes written to the write-ahead log."),
		telemetry.Counter("postgres_stat_wal_buffers_full_total", "Times that the write-ahead log was written because its buffers were full."),
		telemetry.Counter("postgres_stat_bgwriter_checkpoints_timed_total", "Checkpoints that were due by time."),
		telemetry.Counter("postgres_stat_bgwriter_checkpoints_req_total", "Checkpoints that were asked for, mostly by a write-ahead log that had grown."),
		telemetry.Counter("postgres_stat_bgwriter_buffers_checkpoint_total", "Buffers that checkpoints wrote."),
	}
	return append(list, telemetry.Missing("the extension pg_stat_statements is not loaded",
		telemetry.Counter("postgres_stat_statements_calls_total", "Statements executed in the database."),
		telemetry.Counter("postgres_stat_statements_seconds_total", "Time that the server spent executing statements of the database."),
		telemetry.Counter("postgres_stat_statements_rows_total", "Rows that statements of the database returned or changed."),
	)...)
}
