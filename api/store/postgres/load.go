package postgres

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"quintet/api/store"
)

// LoadUsers implements store.RecordsLoader. A row whose e-mail belongs to another id is ErrConflict, and nothing is loaded.
func (d *DB) LoadUsers(ctx context.Context, users []store.User) error {
	return load(ctx, d, "users", []string{"id", "name", "email", "created_at", "email_key"}, users,
		func(u store.User) int64 { return u.ID },
		func(row []any, u store.User) []any {
			return append(row, u.ID, u.Name, u.Email, milliseconds(u.CreatedAt), store.EmailKey(u.Email))
		})
}

// LoadGroups implements store.RecordsLoader.
func (d *DB) LoadGroups(ctx context.Context, groups []store.Group) error {
	return load(ctx, d, "groups", []string{"id", "name", "description", "created_at"}, groups,
		func(g store.Group) int64 { return g.ID },
		func(row []any, g store.Group) []any {
			return append(row, g.ID, g.Name, g.Description, milliseconds(g.CreatedAt))
		})
}

func milliseconds(t time.Time) time.Time { return t.UTC().Truncate(time.Millisecond) }

// load writes rows: all of them or none.
func load[T any](ctx context.Context, d *DB, table string, columns []string, rows []T, id func(T) int64, values func([]any, T) []any) error {
	if len(rows) == 0 {
		return nil
	}
	var highest int64
	for _, row := range rows {
		highest = max(highest, id(row))
	}
	source := func() pgx.CopyFromSource {
		buffer := make([]any, 0, len(columns))
		return pgx.CopyFromSlice(len(rows), func(i int) ([]any, error) { return values(buffer, rows[i]), nil })
	}
	return d.call(ctx, "load "+table, true, func(ctx context.Context, conn *pgx.Conn) error {
		// Before the rows, so that no insert gets an id that is about to be loaded. At worst some ids are never given.
		if err := raise(ctx, conn, table, highest); err != nil {
			return err
		}
		err := withoutTimeout(ctx, conn, func(tx pgx.Tx) error {
			_, err := tx.CopyFrom(ctx, pgx.Identifier{table}, columns, source())
			return err
		})
		var said *pgconn.PgError
		if !errors.As(err, &said) || said.Code != uniqueViolation {
			return err
		}
		return withoutTimeout(ctx, conn, func(tx pgx.Tx) error { return merge(ctx, tx, table, columns, source()) })
	})
}

// merge inserts the rows whose ids are not there yet, by way of a temporary table, which is the connection's own and is emptied
// by the commit.
func merge(ctx context.Context, tx pgx.Tx, table string, columns []string, rows pgx.CopyFromSource) error {
	staging := "loaded_" + table
	if _, err := tx.Exec(ctx, fmt.Sprintf(`CREATE TEMPORARY TABLE IF NOT EXISTS %s (LIKE %s) ON COMMIT DELETE ROWS`, staging, table)); err != nil {
		return err
	}
	if _, err := tx.CopyFrom(ctx, pgx.Identifier{staging}, columns, rows); err != nil {
		return err
	}
	names := strings.Join(columns, ", ")
	_, err := tx.Exec(ctx, fmt.Sprintf(`INSERT INTO %s (%s) SELECT %s FROM %s ON CONFLICT (id) DO NOTHING`, table, names, names, staging))
	return err
}

// raise moves a table's sequence so that the ids given from now on are above id. It never moves it back.
//
// Subtleness ahead: two who compare and then set could overtake one another and set back what a third was given meanwhile, and
// LOCK TABLE takes no sequences. ALTER SEQUENCE does lock: it keeps out whoever alters it too, nextval and setval until the
// transaction ends. What it alters here is nothing (sequences do not cycle). Loading rows does not touch the sequence, so loaders
// do not wait for each other's rows. The value is not read by SELECT ... FROM the sequence, which takes no part in this locking
// and, because ALTER SEQUENCE replaces the file, may find no row.
func raise(ctx context.Context, conn *pgx.Conn, table string, id int64) error {
	sequence := table + "_id_seq"
	var below bool
	err := conn.QueryRow(ctx, `SELECT coalesce(pg_sequence_last_value($1::text::regclass) < $2, true)`, sequence, id).Scan(&below)
	if err != nil || !below || id < 1 {
		return err
	}
	// One string of several statements is one transaction.
	_, err = conn.Exec(ctx, fmt.Sprintf(`ALTER SEQUENCE %[1]s NO CYCLE;
		SELECT setval('%[1]s', %[2]d) WHERE coalesce(pg_sequence_last_value('%[1]s') < %[2]d, true)`, sequence, id), pgx.QueryExecModeSimpleProtocol)
	return err
}
