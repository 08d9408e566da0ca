package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"quintet/api/store"
)

// now is the time of a creation, as precise as it is kept.
func (d *DB) now() time.Time { return d.cfg.Now().UTC().Truncate(time.Millisecond) }

// CreateUser implements store.Records.
func (d *DB) CreateUser(ctx context.Context, name, email string) (store.User, error) {
	u := store.User{Name: name, Email: email, CreatedAt: d.now()}
	result, err := d.exec(ctx, d.createUser, name, email, store.EmailKey(email), u.CreatedAt.UnixMilli())
	if err == nil {
		u.ID, err = result.LastInsertId()
	}
	if err != nil {
		return store.User{}, fail(ctx, "create user", err)
	}
	return u, nil
}

// User implements store.Records.
func (d *DB) User(ctx context.Context, id int64) (u store.User, err error) {
	err = d.retry(ctx, func() error { return scanUser(d.user.QueryRowContext(ctx, id), &u) })
	if err != nil {
		return store.User{}, fail(ctx, "read user", err)
	}
	return u, nil
}

// CheckUsers implements store.Records.
func (d *DB) CheckUsers(ctx context.Context, ids ...int64) error {
	asked, err := json.Marshal(append([]int64{}, ids...)) // [] of none, not null
	if err == nil {
		var missing []int64
		if missing, err = list(ctx, d, d.missingUser, id, string(asked)); err == nil && len(missing) > 0 {
			return &store.MissingError{Kind: "user", ID: missing[0]}
		}
	}
	return fail(ctx, "check users", err)
}

// Users implements store.Records.
func (d *DB) Users(ctx context.Context, after int64, limit int) ([]store.User, error) {
	users, err := list(ctx, d, d.users, func(rows *sql.Rows) (u store.User, err error) {
		err = scanUser(rows, &u)
		return u, err
	}, after, max(limit, 1))
	return users, fail(ctx, "list users", err)
}

// UpdateUser implements store.Records.
func (d *DB) UpdateUser(ctx context.Context, id int64, name, email string) (store.User, error) {
	var created int64
	err := d.retry(ctx, func() error {
		return d.updateUser.QueryRowContext(ctx, name, email, store.EmailKey(email), id).Scan(&created)
	})
	if err != nil {
		return store.User{}, fail(ctx, "update user", err)
	}
	return store.User{ID: id, Name: name, Email: email, CreatedAt: time.UnixMilli(created).UTC()}, nil
}

// DeleteUser implements store.Records.
func (d *DB) DeleteUser(ctx context.Context, id int64) error {
	result, err := d.exec(ctx, d.deleteUser, id)
	return removed(ctx, "delete user", result, err)
}

// CreateGroup implements store.Records.
func (d *DB) CreateGroup(ctx context.Context, name, description string) (store.Group, error) {
	g := store.Group{Name: name, Description: description, CreatedAt: d.now()}
	result, err := d.exec(ctx, d.createGroup, name, description, g.CreatedAt.UnixMilli())
	if err == nil {
		g.ID, err = result.LastInsertId()
	}
	if err != nil {
		return store.Group{}, fail(ctx, "create group", err)
	}
	return g, nil
}

// Group implements store.Records.
func (d *DB) Group(ctx context.Context, id int64) (g store.Group, err error) {
	err = d.retry(ctx, func() error { return scanGroup(d.group.QueryRowContext(ctx, id), &g) })
	if err != nil {
		return store.Group{}, fail(ctx, "read group", err)
	}
	return g, nil
}

// Groups implements store.Records.
func (d *DB) Groups(ctx context.Context, after int64, limit int) ([]store.Group, error) {
	groups, err := list(ctx, d, d.groups, func(rows *sql.Rows) (g store.Group, err error) {
		err = scanGroup(rows, &g)
		return g, err
	}, after, max(limit, 1))
	return groups, fail(ctx, "list groups", err)
}

// scanner is a *sql.Row or *sql.Rows.
type scanner interface{ Scan(to ...any) error }

func scanUser(row scanner, u *store.User) error {
	var created int64
	err := row.Scan(&u.ID, &u.Name, &u.Email, &created)
	u.CreatedAt = time.UnixMilli(created).UTC()
	return err
}

func scanGroup(row scanner, g *store.Group) error {
	var created int64
	err := row.Scan(&g.ID, &g.Name, &g.Description, &created)
	g.CreatedAt = time.UnixMilli(created).UTC()
	return err
}

// removed is ErrNotFound when a statement that should have removed something changed no row.
func removed(ctx context.Context, act string, result sql.Result, err error) error {
	if err == nil {
		var n int64
		if n, err = result.RowsAffected(); err == nil && n == 0 {
			err = store.ErrNotFound
		}
	}
	return fail(ctx, act, err)
}
