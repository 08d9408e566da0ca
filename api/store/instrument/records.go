package instrument

import (
	"context"

	"quintet/api/store"
)

type records struct{ decorator[store.Records] }

var _ store.Records = (*records)(nil)

// CreateUser implements store.Records.
func (d *records) CreateUser(ctx context.Context, name, email string) (store.User, error) {
	return result(ctx, d.meter, "create_user", func() (store.User, error) { return d.next.CreateUser(ctx, name, email) })
}

// User implements store.Records.
func (d *records) User(ctx context.Context, id int64) (store.User, error) {
	return result(ctx, d.meter, "get_user", func() (store.User, error) { return d.next.User(ctx, id) })
}

// CheckUsers implements store.Records.
func (d *records) CheckUsers(ctx context.Context, ids ...int64) error {
	return call(ctx, d.meter, "check_users", func() error { return d.next.CheckUsers(ctx, ids...) })
}

// Users implements store.Records.
func (d *records) Users(ctx context.Context, after int64, limit int) ([]store.User, error) {
	return result(ctx, d.meter, "list_users", func() ([]store.User, error) { return d.next.Users(ctx, after, limit) })
}

// UpdateUser implements store.Records.
func (d *records) UpdateUser(ctx context.Context, id int64, name, email string) (store.User, error) {
	return result(ctx, d.meter, "update_user", func() (store.User, error) { return d.next.UpdateUser(ctx, id, name, email) })
}

// DeleteUser implements store.Records.
func (d *records) DeleteUser(ctx context.Context, id int64) error {
	return call(ctx, d.meter, "delete_user", func() error { return d.next.DeleteUser(ctx, id) })
}

// CreateGroup implements store.Records.
func (d *records) CreateGroup(ctx context.Context, name, description string) (store.Group, error) {
	return result(ctx, d.meter, "create_group", func() (store.Group, error) { return d.next.CreateGroup(ctx, name, description) })
}

// Group implements store.Records.
func (d *records) Group(ctx context.Context, id int64) (store.Group, error) {
	return result(ctx, d.meter, "get_group", func() (store.Group, error) { return d.next.Group(ctx, id) })
}

// Groups implements store.Records.
func (d *records) Groups(ctx context.Context, after int64, limit int) ([]store.Group, error) {
	return result(ctx, d.meter, "list_groups", func() ([]store.Group, error) { return d.next.Groups(ctx, after, limit) })
}
