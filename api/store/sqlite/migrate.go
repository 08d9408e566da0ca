package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
)

//go:embed migrations/*.sql
var migrations embed.FS

// steps are what migrations do beside their SQL, after it.
func steps() map[string]func(context.Context, *sql.Tx) error {
	return map[string]func(context.Context, *sql.Tx) error{"migrations/0002_email_key.sql": foldEmails}
}

// migrate switches the file to WAL and applies the migrations it lacks. PRAGMA user_version holds the number of those applied,
// and is read again inside the transaction that takes the write lock, so of several processes one applies each and the others
// find it done.
func (d *DB) migrate(ctx context.Context) error {
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return err
	}
	// Journal mode is a property of the file. Changing it needs the file for oneself, hence the retry.
	if err := d.retry(ctx, func() error {
		var mode string
		if err := d.writer.QueryRowContext(ctx, "PRAGMA journal_mode=WAL").Scan(&mode); err != nil {
			return err
		}
		if mode != "wal" {
			return fmt.Errorf("journal mode is %q, want wal", mode)
		}
		return nil
	}); err != nil {
		return err
	}
	return d.retry(ctx, func() error { return d.apply(ctx, names) })
}

func (d *DB) apply(ctx context.Context, names []string) error {
	tx, err := d.writer.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	var version int
	if err := tx.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return err
	}
	if version > len(names) {
		return fmt.Errorf("schema version is %d, this program knows %d: the file was written by a newer one", version, len(names))
	}
	for i, name := range names[version:] {
		text, err := migrations.ReadFile(name)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, string(text)); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if step := steps()[name]; step != nil {
			if err := step(ctx, tx); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
		}
		if _, err := tx.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version = %d", version+i+1)); err != nil {
			return err
		}
	}
	return tx.Commit()
}
