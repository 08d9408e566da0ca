package store

// sqliteFigures are those of the database's file. They are the same whichever process asks; what a process caches is not among them.
func sqliteFigures() []Figure {
	return []Figure{
		gauge("sqlite_page_size_bytes", "Size of a page."),
		gauge("sqlite_pages", "Pages of the database."),
		gauge("sqlite_freelist_pages", "Pages of the database that hold nothing."),
		gauge("sqlite_wal_bytes", "Size of the file of the write-ahead log, which stays when the log begins again."),
		gauge("sqlite_wal_frames", "Pages that the write-ahead log holds."),
		gauge("sqlite_wal_checkpointed_frames", "Pages of the write-ahead log that have been written back to the database."),
		counter("sqlite_wal_restarts_total", "Times that the write-ahead log began again after all of it had been written back."),
	}
}
