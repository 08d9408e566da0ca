package store

// postgresFigures are those of PostgreSQL's statistics views; names follow postgres_exporter's with "postgres" for "pg".
func postgresFigures() []Figure {
	const database, table = "datname", "relname"
	list := []Figure{
		gauge("postgres_stat_database_numbackends", "Connections to the database.", database),
		counter("postgres_stat_database_xact_commit_total", "Transactions that were committed.", database),
		counter("postgres_stat_database_xact_rollback_total", "Transactions that were rolled back.", database),
		counter("postgres_stat_database_blks_hit_total", "Blocks found in the server's own cache.", database),
		counter("postgres_stat_database_blks_read_total", "Blocks that were not in the server's own cache and had to be read.", database),
		counter("postgres_stat_database_tup_returned_total", "Rows that scans read.", database),
		counter("postgres_stat_database_tup_fetched_total", "Rows that index scans fetched.", database),
		counter("postgres_stat_database_tup_inserted_total", "Rows inserted.", database),
		counter("postgres_stat_database_tup_updated_total", "Rows updated.", database),
		counter("postgres_stat_database_tup_deleted_total", "Rows deleted.", database),
		counter("postgres_stat_database_temp_files_total", "Temporary files that queries wrote because their memory was too small.", database),
		counter("postgres_stat_database_temp_bytes_total", "Bytes that queries wrote to temporary files.", database),
		counter("postgres_stat_database_deadlocks_total", "Deadlocks.", database),
		gauge("postgres_database_size_bytes", "Space that the database takes on disk.", database),

		counter("postgres_stat_user_tables_seq_scan_total", "Scans of a whole table.", table),
		counter("postgres_stat_user_tables_seq_tup_read_total", "Rows that scans of a whole table read.", table),
		counter("postgres_stat_user_tables_idx_scan_total", "Scans of a table's indexes.", table),
		counter("postgres_stat_user_tables_idx_tup_fetch_total", "Rows that index scans fetched.", table),
		counter("postgres_stat_user_tables_n_tup_ins_total", "Rows inserted into a table.", table),
		counter("postgres_stat_user_tables_n_tup_upd_total", "Rows of a table updated.", table),
		counter("postgres_stat_user_tables_n_tup_hot_upd_total", "Rows of a table updated without a new index entry.", table),
		counter("postgres_stat_user_tables_n_tup_del_total", "Rows of a table deleted.", table),
		gauge("postgres_stat_user_tables_n_live_tup", "Rows of a table, as the server estimates.", table),
		gauge("postgres_stat_user_tables_n_dead_tup", "Row versions of a table that nobody sees any more and no vacuum has removed, as the server estimates.", table),
		counter("postgres_stat_user_tables_autovacuums_total", "Times that the server vacuumed a table by itself.", table),

		gauge("postgres_stat_activity_sessions", "Sessions of clients by what they do: active, idle, idle in transaction, other.", "state"),
		gauge("postgres_locks", "Locks that are held or waited for in the database, by mode.", "mode"),
		gauge("postgres_locks_waiting", "Locks that a session of the database waits for."),

		counter("postgres_stat_wal_records_total", "Records written to the write-ahead log."),
		counter("postgres_stat_wal_fpi_total", "Whole pages written to the write-ahead log, each at its first change after a checkpoint."),
		counter("postgres_stat_wal_bytes_total", "Bytes written to the write-ahead log."),
		counter("postgres_stat_wal_buffers_full_total", "Times that the write-ahead log was written because its buffers were full."),
		counter("postgres_stat_bgwriter_checkpoints_timed_total", "Checkpoints that were due by time."),
		counter("postgres_stat_bgwriter_checkpoints_req_total", "Checkpoints that were asked for, mostly by a write-ahead log that had grown."),
		counter("postgres_stat_bgwriter_buffers_checkpoint_total", "Buffers that checkpoints wrote."),
	}
	return append(list, missing("the extension pg_stat_statements is not loaded",
		counter("postgres_stat_statements_calls_total", "Statements executed in the database."),
		counter("postgres_stat_statements_seconds_total", "Time that the server spent executing statements of the database."),
		counter("postgres_stat_statements_rows_total", "Rows that statements of the database returned or changed."),
	)...)
}
