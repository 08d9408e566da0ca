package postgres

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"quintet/api/store"
)

// Ping implements store.Pinger: it reads through the schema and writes a record to the log, which no table shows. That waits for the
// disk, and for a standby that must confirm writes.
func (d *DB) Ping(ctx context.Context) error {
	return d.read(ctx, "ping postgres", func(ctx context.Context, conn *pgx.Conn) error {
		var readOnly, any bool
		if err := conn.QueryRow(ctx, `SELECT current_setting('transaction_read_only')::bool, EXISTS (SELECT FROM users)`).Scan(&readOnly, &any); err != nil {
			return err
		}
		if readOnly {
			return fmt.Errorf("%w: it is a standby, or set to be read only", store.ErrReadOnly)
		}
		_, err := conn.Exec(ctx, `SELECT pg_logical_emit_message(true, 'quintet', 'probe')`)
		return err
	})
}

// Version implements store.Versioner, without the name of the distribution that packaged it.
func (d *DB) Version(ctx context.Context) (string, error) {
	var v string
	err := d.read(ctx, "read version of postgres", func(ctx context.Context, conn *pgx.Conn) error {
		return conn.QueryRow(ctx, `SELECT current_setting('server_version')`).Scan(&v)
	})
	if err != nil {
		return "", err
	}
	v, _, _ = strings.Cut(v, " ")
	return "PostgreSQL " + v, nil
}

// Counts implements store.Counter for users and groups, both at one instant. It reads the tables through, so it takes time in
// proportion to the rows.
func (d *DB) Counts(ctx context.Context) (map[string]int64, error) {
	var users, groups int64
	err := d.call(ctx, "count records", true, func(ctx context.Context, conn *pgx.Conn) error {
		return withoutTimeout(ctx, conn, func(tx pgx.Tx) error {
			return tx.QueryRow(ctx, `SELECT (SELECT count(*) FROM users), (SELECT count(*) FROM groups)`).Scan(&users, &groups)
		})
	})
	if err != nil {
		return nil, err
	}
	return map[string]int64{"users": users, "groups": groups}, nil
}
