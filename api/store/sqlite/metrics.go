package sqlite

import "quintet/telemetry"

// metrics are those of the database's file. They are the same whichever process asks; what a process caches is not among them.
func metrics() []telemetry.Metric {
	return []telemetry.Metric{
		telemetry.Gauge("sqlite_page_size_bytes", "Size of a page."),
		telemetry.Gauge("sqlite_size_bytes", "Size of the database, its write-ahead log left out."),
		telemetry.Gauge("sqlite_pages", "Pages of the database."),
		telemetry.Gauge("sqlite_freelist_pages", "Pages of the database that hold nothing."),
		telemetry.Gauge("sqlite_wal_bytes", "Size of the file of the write-ahead log, which stays when the log begins again."),
		telemetry.Gauge("sqlite_wal_frames", "Pages that the write-ahead log holds."),
		telemetry.Gauge("sqlite_wal_checkpointed_frames", "Pages of the write-ahead log that have been written back to the database."),
		telemetry.Counter("sqlite_wal_restarts_total", "Times that the write-ahead log began again after all of it had been written back."),
	}
}
