package postgres

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"quintet/api/store"
)

// The statements, prepared by each connection when it first uses them.
const (
	userColumns = `id, name, email, created_at`
	createUser  = `INSERT INTO users (name, email, email_key) VALUES ($1, $2, $3) RETURNING ` + userColumns
	selectUser  = `SELECT ` + userColumns + ` FROM users WHERE id = $1`
	selectUsers = `SELECT ` + userColumns + ` FROM users WHERE id > $1 ORDER BY id LIMIT $2`
	missingUser = `SELECT asked.id FROM unnest($1::bigint[]) WITH ORDINALITY AS asked (id, place)
		WHERE NOT EXISTS (SELECT FROM users WHERE users.id = asked.id) ORDER BY place LIMIT 1`
	updateUser = `UPDATE users SET name = $2, email = $3, email_key = $4 WHERE id = $1 RETURNING ` + userColumns
	deleteUser = `DELETE FROM users WHERE id = $1`

	groupColumns = `id, name, description, created_at`
	createGroup  = `INSERT INTO groups (name, description) VALUES ($1, $2) RETURNING ` + groupColumns
	selectGroup  = `SELECT ` + groupColumns + ` FROM groups WHERE id = $1`
	selectGroups = `SELECT ` + groupColumns + ` FROM groups WHERE id > $1 ORDER BY id LIMIT $2`
)

// CreateUser implements store.Records.
func (d *DB) CreateUser(ctx context.Context, name, email string) (u store.User, err error) {
	err = d.write(ctx, "create user", func(ctx context.Context, conn *pgx.Conn) error {
		return scanUser(conn.QueryRow(ctx, createUser, name, email, store.EmailKey(email)), &u)
	})
	return only(u, err)
}

// User implements store.Records.
func (d *DB) User(ctx context.Context, id int64) (u store.User, err error) {
	err = d.read(ctx, "read user", func(ctx context.Context, conn *pgx.Conn) error {
		return scanUser(conn.QueryRow(ctx, selectUser, id), &u)
	})
	return only(u, err)
}

// CheckUsers implements store.Records.
func (d *DB) CheckUsers(ctx context.Context, ids ...int64) error {
	var missing int64
	err := d.read(ctx, "check users", func(ctx context.Context, conn *pgx.Conn) error {
		return conn.QueryRow(ctx, missingUser, ids).Scan(&missing)
	})
	switch {
	case errors.Is(err, store.ErrNotFound):
		return nil
	case err == nil:
		return &store.MissingError{Kind: "user", ID: missing}
	}
	return err
}

// Users implements store.Records.
func (d *DB) Users(ctx context.Context, after int64, limit int) ([]store.User, error) {
	return list(ctx, d, "list users", selectUsers, scanUser, after, limit)
}

// UpdateUser implements store.Records.
func (d *DB) UpdateUser(ctx context.Context, id int64, name, email string) (u store.User, err error) {
	err = d.write(ctx, "update user", func(ctx context.Context, conn *pgx.Conn) error {
		return scanUser(conn.QueryRow(ctx, updateUser, id, name, email, store.EmailKey(email)), &u)
	})
	return only(u, err)
}

// DeleteUser implements store.Records.
func (d *DB) DeleteUser(ctx context.Context, id int64) error {
	return d.write(ctx, "delete user", func(ctx context.Context, conn *pgx.Conn) error {
		done, err := conn.Exec(ctx, deleteUser, id)
		if err == nil && done.RowsAffected() == 0 {
			err = store.ErrNotFound
		}
		return err
	})
}

// CreateGroup implements store.Records.
func (d *DB) CreateGroup(ctx context.Context, name, description string) (g store.Group, err error) {
	err = d.write(ctx, "create group", func(ctx context.Context, conn *pgx.Conn) error {
		return scanGroup(conn.QueryRow(ctx, createGroup, name, description), &g)
	})
	return only(g, err)
}

// Group implements store.Records.
func (d *DB) Group(ctx context.Context, id int64) (g store.Group, err error) {
	err = d.read(ctx, "read group", func(ctx context.Context, conn *pgx.Conn) error {
		return scanGroup(conn.QueryRow(ctx, selectGroup, id), &g)
	})
	return only(g, err)
}

// Groups implements store.Records.
func (d *DB) Groups(ctx context.Context, after int64, limit int) ([]store.Group, error) {
	return list(ctx, d, "list groups", selectGroups, scanGroup, after, limit)
}

// list reads one page; it is empty, never nil, past the end.
func list[T any](ctx context.Context, d *DB, act, text string, scan func(pgx.Row, *T) error, after int64, limit int) ([]T, error) {
	var page []T
	err := d.read(ctx, act, func(ctx context.Context, conn *pgx.Conn) error {
		page = []T{}
		rows, err := conn.Query(ctx, text, after, max(limit, 1))
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var row T
			if err := scan(rows, &row); err != nil {
				return err
			}
			page = append(page, row)
		}
		return rows.Err()
	})
	if err != nil {
		return nil, err
	}
	return page, nil
}

func scanUser(row pgx.Row, u *store.User) error {
	err := row.Scan(&u.ID, &u.Name, &u.Email, &u.CreatedAt)
	u.CreatedAt = u.CreatedAt.UTC()
	return err
}

func scanGroup(row pgx.Row, g *store.Group) error {
	err := row.Scan(&g.ID, &g.Name, &g.Description, &g.CreatedAt)
	g.CreatedAt = g.CreatedAt.UTC()
	return err
}

// only is what a call returns: a row or an error, never parts of both.
func only[T any](row T, err error) (T, error) {
	if err != nil {
		var none T
		return none, err
	}
	return row, nil
}
