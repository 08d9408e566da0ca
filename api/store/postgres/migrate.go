package postgres

import (
	"context"
	"embed"
	"fmt"
	"io/fs"

	"github.com/jackc/pgx/v5"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migrationLock is the key of the advisory lock that whoever migrates holds; it spells "quintet".
const migrationLock = 0x7175696e746574

// steps are what migrations do beside their SQL, after it.
func steps() map[string]func(context.Context, pgx.Tx) error {
	return map[string]func(context.Context, pgx.Tx) error{"migrations/0002_email_key.sql": foldEmails}
}

// migrate applies the migrations that the database lacks, all in one transaction. Of several processes one does it, and the
// others wait and find it done.
func (d *DB) migrate(ctx context.Context) error {
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return d.call(ctx, "migrate", true, func(ctx context.Context, conn *pgx.Conn) error {
		return withoutTimeout(ctx, conn, func(tx pgx.Tx) error { return apply(ctx, tx, names) })
	})
}

func apply(ctx context.Context, tx pgx.Tx, names []string) error {
	if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock($1)`, migrationLock); err != nil {
		return err
	}
	// Asked first, because CREATE ... IF NOT EXISTS needs the right to create even when there is nothing to do.
	var exists bool
	if err := tx.QueryRow(ctx, `SELECT to_regclass('schema_version') IS NOT NULL`).Scan(&exists); err != nil {
		return err
	}
	if !exists {
		const create = `CREATE TABLE schema_version (version integer PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())`
		if _, err := tx.Exec(ctx, create); err != nil {
			return err
		}
	}
	var version int
	if err := tx.QueryRow(ctx, `SELECT coalesce(max(version), 0) FROM schema_version`).Scan(&version); err != nil {
		return err
	}
	if version > len(names) {
		return fmt.Errorf("schema version is %d, this program knows %d: the database was written by a newer one", version, len(names))
	}
	for i, name := range names[version:] {
		text, err := migrations.ReadFile(name)
		if err != nil {
			return err
		}
		// Several statements to a string are only possible in the simple protocol.
		if _, err := tx.Exec(ctx, string(text), pgx.QueryExecModeSimpleProtocol); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if step := steps()[name]; step != nil {
			if err := step(ctx, tx); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
		}
		if _, err := tx.Exec(ctx, `INSERT INTO schema_version (version) VALUES ($1)`, version+i+1); err != nil {
			return err
		}
	}
	return nil
}

// withoutTimeout runs f in a transaction that the statement timeout does not bound; its context does.
func withoutTimeout(ctx context.Context, conn *pgx.Conn, f func(pgx.Tx) error) error {
	return pgx.BeginTxFunc(ctx, conn, pgx.TxOptions{BeginQuery: `BEGIN; SET LOCAL statement_timeout = 0`}, f)
}
