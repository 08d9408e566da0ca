package sqlite

import "context"

// RefuseWrites has the file take no writes, or take them again.
func (d *DB) RefuseWrites(ctx context.Context, refuse bool) error {
	pragma := "PRAGMA query_only = 0"
	if refuse {
		pragma = "PRAGMA query_only = 1"
	}
	_, err := d.writer.ExecContext(ctx, pragma)
	return err
}

// SynchronousNow is what the connection that writes says.
func (d *DB) SynchronousNow(ctx context.Context) (value int, err error) {
	err = d.writer.QueryRowContext(ctx, "PRAGMA synchronous").Scan(&value)
	return value, err
}
