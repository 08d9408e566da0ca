package sqlite

import "quintet/telemetry"

// panels are how metrics are drawn.
func panels() []telemetry.Panel {
	type line = telemetry.Line
	return []telemetry.Panel{
		{Title: "Pages of the file", Unit: telemetry.Number, Help: "Pages of the database, and those that hold nothing.",
			Lines: []line{{Name: "all", Metric: "sqlite_pages"}, {Name: "free", Metric: "sqlite_freelist_pages"}}},
		{Title: "Size", Unit: telemetry.Bytes, Limits: telemetry.Limits{Warn: 1 << 30, Bad: 10 << 30}, Live: true,
			Help:  "Space of the database and of its write-ahead log.",
			Lines: []line{{Name: "database", Metric: "sqlite_size_bytes"}, {Name: "log", Metric: "sqlite_wal_bytes"}}},
		{Title: "Pages in the write-ahead log", Unit: telemetry.Number, Limits: telemetry.Limits{Warn: 4000, Bad: 40_000},
			Help:  "Pages in the log, and those of them that are in the database already. They part without end where a reader never lets a checkpoint finish.",
			Lines: []line{{Name: "all", Metric: "sqlite_wal_frames"}, {Name: "written back", Metric: "sqlite_wal_checkpointed_frames"}}},
		{Title: "Write-ahead log begun again", Unit: telemetry.PerSecond,
			Help:  "How often per second the log began again after all of it had been written back.",
			Lines: []line{{Name: "begun again", Metric: "sqlite_wal_restarts_total"}}},
	}
}
