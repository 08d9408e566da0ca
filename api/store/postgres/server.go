package postgres

import (
	"context"
	"errors"
	"strings"

	"github.com/jackc/pgx/v5"
)

// Ping implements store.Pinger: it reads through the schema, from a server that takes writes.
func (d *DB) Ping(ctx context.Context) error {
	return d.read(ctx, "ping "+d.cfg.Name, func(ctx context.Context, conn *pgx.Conn) error {
		var standby, any bool
		if err := conn.QueryRow(ctx, `SELECT pg_is_in_recovery(), EXISTS (SELECT FROM users)`).Scan(&standby, &any); err != nil {
			return err
		}
		if standby {
			return errors.New("server is a standby that takes no writes")
		}
		return nil
	})
}

// Version implements store.Versioner, without the name of the distribution that packaged it.
func (d *DB) Version(ctx context.Context) (string, error) {
	var v string
	err := d.read(ctx, "read version of "+d.cfg.Name, func(ctx context.Context, conn *pgx.Conn) error {
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
		return unhurried(ctx, conn, func(tx pgx.Tx) error {
			return tx.QueryRow(ctx, `SELECT (SELECT count(*) FROM users), (SELECT count(*) FROM groups)`).Scan(&users, &groups)
		})
	})
	if err != nil {
		return nil, err
	}
	return map[string]int64{"users": users, "groups": groups}, nil
}
