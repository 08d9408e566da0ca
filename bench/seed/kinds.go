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
	{"users", "records", rowsPerBatch, bulk(records, (*workload.Dataset).User, store.RecordsLoader.LoadUsers), records, compareUser},
	{"groups", "records", rowsPerBatch, bulk(records, (*workload.Dataset).Group, store.RecordsLoader.LoadGroups), records, compareGroup},
	{"messages", "messages", rowsPerBatch, bulk(messages, (*workload.Dataset).Message, store.MessagesLoader.LoadMessages), messages, compareMessage},
	{"notifications", "notifications", rowsPerBatch, bulk(notifications, (*workload.Dataset).Notification, store.NotificationsLoader.LoadNotifications), notifications, compareNotification},
	{"friendships", "graph", rowsPerBatch, bulk(graph, (*workload.Dataset).Friendship, store.GraphLoader.LoadFriendships), graph, compareFriendship},
	{"memberships", "graph", rowsPerBatch, bulk(graph, (*workload.Dataset).Membership, store.GraphLoader.LoadMembers), graph, compareMembership},
	{"files", "objects", 1, loadFile, func(s store.Set) any { return s.Objects }, compareFile},
}

func records(s store.Set) any       { return s.Records }
func messages(s store.Set) any      { return s.Messages }
func notifications(s store.Set) any { return s.Notifications }
func graph(s store.Set) any         { return s.Graph }

// bulk loads batches by the bulk ability of a role, or says that the backend lacks it. at makes the row of an index.
func bulk[Loader, Row any](role func(store.Set) any, at func(*workload.Dataset, int64) Row, load func(Loader, context.Context, []Row) error) func(
	ctx context.Context, s store.Set, d *workload.Dataset, from, to int64) error {
	return func(ctx context.Context, s store.Set, d *workload.Dataset, from, to int64) error {
		l, ok := store.As[Loader](role(s))
		if !ok {
			return fmt.Errorf("%T cannot be filled in bulk", role(s))
		}
		batch := make([]Row, 0, to-from)
		for i := from; i < to; i++ {
			batch = append(batch, at(d, i))
		}
		return load(l, ctx, batch)
	}
}

func loadFile(ctx context.Context, s store.Set, d *workload.Dataset, from, _ int64) error {
	name, contentType, size, content := d.File(from)
	_, err := s.Objects.Put(ctx, name, contentType, content, size)
	return err
}
