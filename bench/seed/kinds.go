package seed

import (
	"context"
	"fmt"

	"quintet/api/store"
	"quintet/bench/workload"
)

// kind is one sort of row.
type kind struct {
	name string
	// store names the role that takes the rows; kinds of one role are loaded one after another, roles side by side.
	store string
	// batch is how many rows one call of load takes.
	batch int64
	// load puts rows [from, to) into the stores.
	load func(ctx context.Context, stores store.Set, d *workload.Dataset, from, to int64) error
	// counter is the role that can count the rows.
	counter func(store.Set) any
	// compare reads row i back and is an error when it is not as it was seeded.
	compare func(ctx context.Context, stores store.Set, d *workload.Dataset, i int64) error
}

const rowsPerBatch = 2000

// kinds is the table of everything a Dataset consists of.
var kinds = []kind{
	{"users", "records", rowsPerBatch, loadUsers, records, compareUser},
	{"groups", "records", rowsPerBatch, loadGroups, records, compareGroup},
	{"messages", "messages", rowsPerBatch, loadMessages, func(s store.Set) any { return s.Messages }, compareMessage},
	{"notifications", "notifications", rowsPerBatch, loadNotifications, func(s store.Set) any { return s.Notifications }, compareNotification},
	{"friendships", "graph", rowsPerBatch, loadFriendships, graph, compareFriendship},
	{"memberships", "graph", rowsPerBatch, loadMemberships, graph, compareMembership},
	{"files", "objects", 1, loadFile, func(s store.Set) any { return s.Objects }, compareFile},
}

func records(s store.Set) any { return s.Records }
func graph(s store.Set) any   { return s.Graph }

// rows makes the rows of a batch from their indices.
func rows[T any](from, to int64, at func(int64) T) []T {
	batch := make([]T, 0, to-from)
	for i := from; i < to; i++ {
		batch = append(batch, at(i))
	}
	return batch
}

// loader finds the bulk ability L of a role, or says that the backend lacks it.
func loader[L any](role any) (L, error) {
	l, ok := store.As[L](role)
	if !ok {
		return l, fmt.Errorf("%T cannot be filled in bulk", role)
	}
	return l, nil
}

func loadUsers(ctx context.Context, s store.Set, d *workload.Dataset, from, to int64) error {
	l, err := loader[store.RecordsLoader](s.Records)
	if err != nil {
		return err
	}
	return l.LoadUsers(ctx, rows(from, to, d.User))
}

func loadGroups(ctx context.Context, s store.Set, d *workload.Dataset, from, to int64) error {
	l, err := loader[store.RecordsLoader](s.Records)
	if err != nil {
		return err
	}
	return l.LoadGroups(ctx, rows(from, to, d.Group))
}

func loadMessages(ctx context.Context, s store.Set, d *workload.Dataset, from, to int64) error {
	l, err := loader[store.MessagesLoader](s.Messages)
	if err != nil {
		return err
	}
	return l.LoadMessages(ctx, rows(from, to, d.Message))
}

func loadNotifications(ctx context.Context, s store.Set, d *workload.Dataset, from, to int64) error {
	l, err := loader[store.NotificationsLoader](s.Notifications)
	if err != nil {
		return err
	}
	return l.LoadNotifications(ctx, rows(from, to, d.Notification))
}

func loadFriendships(ctx context.Context, s store.Set, d *workload.Dataset, from, to int64) error {
	l, err := loader[store.GraphLoader](s.Graph)
	if err != nil {
		return err
	}
	return l.LoadFriendships(ctx, rows(from, to, d.Friendship))
}

func loadMemberships(ctx context.Context, s store.Set, d *workload.Dataset, from, to int64) error {
	l, err := loader[store.GraphLoader](s.Graph)
	if err != nil {
		return err
	}
	return l.LoadMembers(ctx, rows(from, to, d.Membership))
}

func loadFile(ctx context.Context, s store.Set, d *workload.Dataset, from, _ int64) error {
	name, contentType, size, content := d.File(from)
	_, err := s.Objects.Put(ctx, name, contentType, content, size)
	return err
}
