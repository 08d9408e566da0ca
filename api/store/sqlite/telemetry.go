package sqlite

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"quintet/api/store"
)

var _ store.TelemetrySource = (*DB)(nil)

// telemetryTimeout bounds a look at the figures when the caller does not.
const telemetryTimeout = 2 * time.Second

// Telemetry implements store.TelemetrySource. It asks for pages over a connection that reads, and looks at the write-ahead log's file.
//
// Rejected: the hits of the page cache (sqlite3_db_status). Each connection of each process has a cache and counters of its own, so
// they would have to be collected inside the API's replicas from connections that are in use.
func (d *DB) Telemetry(ctx context.Context) ([]store.Reading, error) {
	ctx, cancel := store.Bounded(ctx, telemetryTimeout)
	defer cancel()
	const act = "read telemetry of sqlite"
	var size, pages, free int64
	// A checkpoint of the kind NOOP writes nothing back: it only states how far the last one came.
	var blocked, frames, checkpointed int64
	err := d.retry(ctx, func() error {
		if err := d.reads.QueryRowContext(ctx, `SELECT page_size, page_count, freelist_count
			FROM pragma_page_size, pragma_page_count, pragma_freelist_count`).Scan(&size, &pages, &free); err != nil {
			return err
		}
		return d.reads.QueryRowContext(ctx, `PRAGMA wal_checkpoint(NOOP)`).Scan(&blocked, &frames, &checkpointed)
	})
	if err != nil {
		return nil, fail(ctx, act, err)
	}
	bytes, restarts, err := readLog(d.cfg.Path + "-wal")
	if err != nil {
		return nil, fail(ctx, act, err)
	}
	var readings []store.Reading
	for _, r := range []struct {
		name  string
		value int64
	}{
		{"sqlite_page_size_bytes", size}, {"sqlite_size_bytes", size * pages}, {"sqlite_pages", pages}, {"sqlite_freelist_pages", free}, {"sqlite_wal_bytes", bytes},
		{"sqlite_wal_frames", max(frames, 0)}, {"sqlite_wal_checkpointed_frames", max(checkpointed, 0)}, {"sqlite_wal_restarts_total", restarts},
	} {
		readings = append(readings, store.Reading{Name: r.name, Value: float64(r.value)})
	}
	return readings, nil
}

// Where the header of a write-ahead log has its number, and how long the header is.
const (
	logNumber = 12
	logHeader = 32
)

// readLog returns the size of a write-ahead log and how often it began again, both 0 when there is none yet. The number is in its
// header. Nothing but this file may be opened beside SQLite: closing the database or its "-shm" would take away the locks that SQLite
// holds on them, since the system keeps one set of locks a process and file.
func readLog(path string) (bytes, restarts int64, err error) {
	f, err := os.Open(filepath.Clean(path))
	if errors.Is(err, fs.ErrNotExist) {
		return 0, 0, nil
	}
	if err != nil {
		return 0, 0, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return 0, 0, err
	}
	header := make([]byte, logHeader)
	switch _, err := io.ReadFull(f, header); {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return info.Size(), 0, nil
	case err != nil:
		return 0, 0, fmt.Errorf("read the write-ahead log's header: %w", err)
	}
	return info.Size(), int64(binary.BigEndian.Uint32(header[logNumber:])), nil
}
