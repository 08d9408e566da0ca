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
