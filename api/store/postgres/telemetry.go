package postgres

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"quintet/api/store"
	"quintet/telemetry"
)

var _ store.TelemetrySource = (*DB)(nil)

const (
	// telemetryTimeout bounds a look at the figures when the caller does not.
	telemetryTimeout = 2 * time.Second
	// maxTables is of how many tables there are readings, by name.
	maxTables = 20
)

// column is a column of a statistics view and the metric it is. A server that lacks the column does not have the metric.
type column struct {
	name   string
	metric telemetry.Metric
	// scale turns the column's unit into the metric's; 0 means that they are the same.
	scale float64
}

// view is a statement whose rows are turned into readings.
type view struct {
	// rows is the statement: a column "labels" of type jsonb, null for none, and a column "row" with the view's row as jsonb, so that
	// versions of the server may differ in their columns.
	rows    string
	columns []column
}

// databaseViews are what is asked of every server. Locks and sessions come with all their labels, so that a zero is a zero.
var databaseViews = []view{
	{`SELECT jsonb_build_object('datname', d.datname), to_jsonb(d) || jsonb_build_object('size', pg_database_size(d.datid))
		FROM pg_stat_database d WHERE d.datname = current_database()`, []column{
		{"numbackends", telemetry.Gauge("postgres_stat_database_numbackends", "Connections to the database.", "datname"), 0},
		{"xact_commit", telemetry.Counter("postgres_stat_database_xact_commit_total", "Transactions that were committed.", "datname"), 0},
		{"xact_rollback", telemetry.Counter("postgres_stat_database_xact_rollback_total", "Transactions that were rolled back.", "datname"), 0},
		{"blks_hit", telemetry.Counter("postgres_stat_database_blks_hit_total", "Blocks found in the server's own cache.", "datname"), 0},
		{"blks_read", telemetry.Counter("postgres_stat_database_blks_read_total", "Blocks that were not in the server's own cache and had to be read.", "datname"), 0},
		{"tup_returned", telemetry.Counter("postgres_stat_database_tup_returned_total", "Rows that scans read.", "datname"), 0},
		{"tup_fetched", telemetry.Counter("postgres_stat_database_tup_fetched_total", "Rows that index scans fetched.", "datname"), 0},
		{"tup_inserted", telemetry.Counter("postgres_stat_database_tup_inserted_total", "Rows inserted.", "datname"), 0},
		{"tup_updated", telemetry.Counter("postgres_stat_database_tup_updated_total", "Rows updated.", "datname"), 0},
		{"tup_deleted", telemetry.Counter("postgres_stat_database_tup_deleted_total", "Rows deleted.", "datname"), 0},
		{"temp_files", telemetry.Counter("postgres_stat_database_temp_files_total", "Temporary files that queries wrote because their memory was too small.", "datname"), 0},
		{"temp_bytes", telemetry.Counter("postgres_stat_database_temp_bytes_total", "Bytes that queries wrote to temporary files.", "datname"), 0},
		{"deadlocks", telemetry.Counter("postgres_stat_database_deadlocks_total", "Deadlocks.", "datname"), 0},
		{"size", telemetry.Gauge("postgres_database_size_bytes", "Space that the database takes on disk.", "datname"), 0},
	}},
	{`SELECT jsonb_build_object('relname', t.relname), to_jsonb(t)
		FROM pg_stat_user_tables t WHERE t.schemaname = current_schema() ORDER BY t.relname LIMIT ` + strconv.Itoa(maxTables), []column{
		{"seq_scan", telemetry.Counter("postgres_stat_user_tables_seq_scan_total", "Scans of a whole table.", "relname"), 0},
		{"seq_tup_read", telemetry.Counter("postgres_stat_user_tables_seq_tup_read_total", "Rows that scans of a whole table read.", "relname"), 0},
		{"idx_scan", telemetry.Counter("postgres_stat_user_tables_idx_scan_total", "Scans of a table's indexes.", "relname"), 0},
		{"idx_tup_fetch", telemetry.Counter("postgres_stat_user_tables_idx_tup_fetch_total", "Rows that index scans fetched.", "relname"), 0},
		{"n_tup_ins", telemetry.Counter("postgres_stat_user_tables_n_tup_ins_total", "Rows inserted into a table.", "relname"), 0},
		{"n_tup_upd", telemetry.Counter("postgres_stat_user_tables_n_tup_upd_total", "Rows of a table updated.", "relname"), 0},
		{"n_tup_hot_upd", telemetry.Counter("postgres_stat_user_tables_n_tup_hot_upd_total", "Rows of a table updated without a new index entry.", "relname"), 0},
		{"n_tup_del", telemetry.Counter("postgres_stat_user_tables_n_tup_del_total", "Rows of a table deleted.", "relname"), 0},
		{"n_live_tup", telemetry.Gauge("postgres_stat_user_tables_n_live_tup", "Rows of a table, as the server estimates.", "relname"), 0},
		{"n_dead_tup", telemetry.Gauge("postgres_stat_user_tables_n_dead_tup", "Row versions of a table that nobody sees any more and no vacuum has removed, as the server estimates.", "relname"), 0},
		{"autovacuum_count", telemetry.Counter("postgres_stat_user_tables_autovacuums_total", "Times that the server vacuumed a table by itself.", "relname"), 0},
	}},
	{`SELECT jsonb_build_object('state', s.state), jsonb_build_object('n', count(a.pid))
		FROM (VALUES ('active'), ('idle'), ('idle in transaction'), ('other')) s(state)
		LEFT JOIN pg_stat_activity a ON a.datname = current_database() AND a.backend_type = 'client backend'
			AND CASE WHEN a.state IN ('active', 'idle', 'idle in transaction') THEN a.state ELSE 'other' END = s.state
		GROUP BY s.state`, []column{{"n", telemetry.Gauge("postgres_stat_activity_sessions", "Sessions of clients by what they do: active, idle, idle in transaction, other.", "state"), 0}}},
	{`SELECT jsonb_build_object('mode', m.mode), jsonb_build_object('n', count(l.mode))
		FROM (VALUES ('AccessShareLock'), ('RowShareLock'), ('RowExclusiveLock'), ('ShareUpdateExclusiveLock'), ('ShareLock'),
			('ShareRowExclusiveLock'), ('ExclusiveLock'), ('AccessExclusiveLock')) m(mode)
		LEFT JOIN (SELECT l.mode FROM pg_locks l JOIN pg_database d ON d.oid = l.database WHERE d.datname = current_database()) l
			ON l.mode = m.mode
		GROUP BY m.mode`, []column{{"n", telemetry.Gauge("postgres_locks", "Locks that are held or waited for in the database, by mode.", "mode"), 0}}},
	// Who waits for a row waits for a transaction, which is of no database.
	{`SELECT NULL::jsonb, jsonb_build_object('n', count(*)) FROM pg_locks l JOIN pg_stat_activity a USING (pid)
		WHERE NOT l.granted AND a.datname = current_database()`, []column{{"n", telemetry.Gauge("postgres_locks_waiting", "Locks that a session of the database waits for."), 0}}},
	{`SELECT NULL::jsonb, to_jsonb(w) FROM pg_stat_wal w`, []column{
		{"wal_records", telemetry.Counter("postgres_stat_wal_records_total", "Records written to the write-ahead log."), 0},
		{"wal_fpi", telemetry.Counter("postgres_stat_wal_fpi_total", "Whole pages written to the write-ahead log, each at its first change after a checkpoint."), 0},
		{"wal_bytes", telemetry.Counter("postgres_stat_wal_bytes_total", "Bytes written to the write-ahead log."), 0},
		{"wal_buffers_full", telemetry.Counter("postgres_stat_wal_buffers_full_total", "Times that the write-ahead log was written because its buffers were full."), 0},
	}},
}

// checkpoints is the view that counts checkpoints, which moved in version 17.
func checkpoints(version int) view {
	from, timed, asked, written := "pg_stat_checkpointer", "num_timed", "num_requested", "buffers_written"
	if version < 170000 {
		from, timed, asked, written = "pg_stat_bgwriter", "checkpoints_timed", "checkpoints_req", "buffers_checkpoint"
	}
	return view{`SELECT NULL::jsonb, to_jsonb(c) FROM ` + from + ` c`, []column{
		{timed, telemetry.Counter("postgres_stat_bgwriter_checkpoints_timed_total", "Checkpoints that were due by time."), 0},
		{asked, telemetry.Counter("postgres_stat_bgwriter_checkpoints_req_total", "Checkpoints that were asked for, mostly by a write-ahead log that had grown."), 0},
		{written, telemetry.Counter("postgres_stat_bgwriter_buffers_checkpoint_total", "Buffers that checkpoints wrote."), 0},
	}}
}

// metrics are those of all views; names follow postgres_exporter's with "postgres" for "pg".
func metrics() []telemetry.Metric {
	var list, missing []telemetry.Metric
	for _, v := range append(slices.Clone(databaseViews), checkpoints(0)) {
		for _, c := range v.columns {
			list = append(list, c.metric)
		}
	}
	for _, c := range statements("").columns {
		missing = append(missing, c.metric)
	}
	return append(list, telemetry.Missing("the extension pg_stat_statements is not loaded", missing...)...)
}

// statements sums the extension pg_stat_statements, which is in the schema given, without the texts that it keeps in a file.
func statements(schema string) view {
	from := pgx.Identifier{schema, "pg_stat_statements"}.Sanitize()
	return view{`SELECT NULL::jsonb, jsonb_build_object('calls', coalesce(sum(s.calls), 0), 'rows', coalesce(sum(s.rows), 0),
			'ms', coalesce(sum(s.total_exec_time), 0))
		FROM ` + from + `(false) s JOIN pg_database d ON d.oid = s.dbid WHERE d.datname = current_database()`, []column{
		{"calls", telemetry.Counter("postgres_stat_statements_calls_total", "Statements executed in the database."), 0},
		{"rows", telemetry.Counter("postgres_stat_statements_rows_total", "Rows that statements of the database returned or changed."), 0},
		{"ms", telemetry.Counter("postgres_stat_statements_seconds_total", "Time that the server spent executing statements of the database."), 1e-3},
	}}
}

// Telemetry implements store.TelemetrySource. All views are asked over one connection, in two exchanges, or three where statements are told.
func (d *DB) Telemetry(ctx context.Context) ([]store.Reading, error) {
	ctx, cancel := store.Bounded(ctx, telemetryTimeout)
	defer cancel()
	var readings []store.Reading
	err := d.call(ctx, "read telemetry of postgres", true, func(ctx context.Context, conn *pgx.Conn) error {
		readings = readings[:0]
		version, schema, err := telling(ctx, conn)
		if err != nil {
			return err
		}
		readings, err = readViews(ctx, conn, append([]view{checkpoints(version)}, databaseViews...))
		if err != nil || schema == "" {
			return err
		}
		more, err := readViews(ctx, conn, []view{statements(schema)})
		// An extension can be there without the library that it needs in the server: that is as if there were none.
		var said *pgconn.PgError
		if errors.As(err, &said) && said.Code == notLoaded {
			err = nil
		}
		readings = append(readings, more...)
		return err
	})
	if err != nil {
		return nil, err
	}
	return readings, nil
}

// notLoaded is what the server says of an extension without its library: object_not_in_prerequisite_state.
const notLoaded = "55000"

// telling returns the server's version as a number, and the schema of pg_stat_statements, empty when there is none.
func telling(ctx context.Context, conn *pgx.Conn) (version int, schema string, err error) {
	err = conn.QueryRow(ctx, `SELECT current_setting('server_version_num')::int, coalesce((SELECT n.nspname FROM pg_extension e
		JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'pg_stat_statements'), '')`).Scan(&version, &schema)
	return version, schema, err
}

// readViews asks for all views at once.
func readViews(ctx context.Context, conn *pgx.Conn, views []view) (readings []store.Reading, err error) {
	var batch pgx.Batch
	for _, v := range views {
		batch.Queue(v.rows)
	}
	results := conn.SendBatch(ctx, &batch)
	defer func() { err = errors.Join(err, results.Close()) }()
	for _, v := range views {
		rows, err := results.Query()
		if err != nil {
			return nil, err
		}
		for rows.Next() {
			var labels map[string]string
			var row map[string]any
			if err := rows.Scan(&labels, &row); err != nil {
				rows.Close()
				return nil, fmt.Errorf("read a statistics view: %w", err)
			}
			for _, c := range v.columns {
				if value, ok := row[c.name].(float64); ok {
					if c.scale != 0 {
						value *= c.scale
					}
					readings = append(readings, store.Reading{Name: c.metric.Name, Labels: labels, Value: value})
				}
			}
		}
		rows.Close()
		if err := rows.Err(); err != nil {
			return nil, err
		}
	}
	return readings, nil
}
