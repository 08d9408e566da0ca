package cassandra

import (
	"context"

	"github.com/gocql/gocql"
	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"quintet/api/store"
)

const (
	// maxPerBatch and maxBytesPerBatch bound one request of a loader.
	maxPerBatch      = 64
	maxBytesPerBatch = 64 << 10
	// loadersAtOnce is how many requests of one call are under way at once.
	loadersAtOnce = 16
)

// LoadMessages implements store.MessagesLoader. On an error some of the rows may be there; loading again completes them.
func (d *DB) LoadMessages(ctx context.Context, messages []store.Message) error {
	rows := make([]row, len(messages))
	for i, m := range messages {
		if err := checkMessage(&m); err != nil {
			return fail(ctx, "load messages", err)
		}
		rows[i] = row{conversation(m.ConversationID), m.MessageID, []any{m.UserID, m.Content}, len(m.Content)}
	}
	return fail(ctx, "load messages", load(ctx, d.messages, rows))
}

// LoadNotifications implements store.NotificationsLoader. On an error some of the rows may be there; loading again completes them.
func (d *DB) LoadNotifications(ctx context.Context, notifications []store.Notification) error {
	rows := make([]row, len(notifications))
	for i, n := range notifications {
		if err := checkNotification(&n); err != nil {
			return fail(ctx, "load notifications", err)
		}
		rows[i] = row{user(n.UserID), n.NotificationID, []any{n.Type, n.Content}, len(n.Type) + len(n.Content)}
	}
	return fail(ctx, "load notifications", load(ctx, d.notifications, rows))
}

// row is an event to be loaded; bytes is about what its values take.
type row struct {
	owner  owner
	id     uuid.UUID
	values []any
	bytes  int
}

// batch is what one request writes, all of it to one partition: a batch across partitions would be sorted out by a node that has
// nothing else to do with most of them.
type batch struct {
	routing   []byte
	statement string
	rows      [][]any
	bytes     int
}

// batches collects rows by partition, in the order in which the partitions first come.
type batches struct {
	list []*batch
	open map[string]*batch
}

func (b *batches) add(statement string, routing []byte, bytes int, values []any) {
	key := string(routing)
	at := b.open[key]
	if at == nil || len(at.rows) == maxPerBatch || at.bytes+bytes > maxBytesPerBatch {
		at = &batch{routing: routing, statement: statement}
		b.open[key] = at
		b.list = append(b.list, at)
	}
	at.rows = append(at.rows, values)
	at.bytes += bytes
}

// load writes rows: first the buckets that they fall into go on record, as with add, then the rows. If the era ended meanwhile the
// buckets go on record once more, but the rows, which may be many, are not written again.
func load[E any](ctx context.Context, t *timeline[E], rows []row) error {
	era := t.d.lines.era()
	if err := t.recordAll(ctx, era, rows); err != nil {
		return err
	}
	events := batches{open: map[string]*batch{}}
	for _, r := range rows {
		bucket := t.d.bucket(r.id)
		events.add(t.insert, r.owner.partition(bucket), r.bytes, append([]any{r.owner.value, bucket, gocql.UUID(r.id)}, r.values...))
	}
	if err := t.d.write(ctx, events.list); err != nil {
		return err
	}
	for now := t.d.lines.era(); now != era; now = t.d.lines.era() {
		era = now
		if err := t.recordAll(ctx, era, rows); err != nil {
			return err
		}
	}
	return nil
}

// recordAll puts on record the buckets that rows fall into and that are not known to be there.
func (t *timeline[E]) recordAll(ctx context.Context, era int64, rows []row) error {
	type place struct {
		owner  string
		bucket int32
	}
	records, fresh := batches{open: map[string]*batch{}}, map[place]bool{}
	for _, r := range rows {
		at := place{r.owner.key, t.d.bucket(r.id)}
		if !fresh[at] && !t.known.has(era, at.owner, at.bucket) {
			fresh[at] = true
			records.add(t.record, []byte(at.owner), 0, []any{r.owner.value, at.bucket})
		}
	}
	if err := t.d.write(ctx, records.list); err != nil {
		return err
	}
	for at := range fresh {
		t.known.add(era, at.owner, at.bucket)
	}
	return nil
}

// write sends batches, several at once.
func (d *DB) write(ctx context.Context, batches []*batch) error {
	group, all := errgroup.WithContext(ctx)
	group.SetLimit(loadersAtOnce)
	for _, b := range batches {
		if all.Err() != nil {
			break
		}
		group.Go(func() error {
			if len(b.rows) == 1 {
				return d.exec(all, b.routing, b.statement, b.rows[0]...)
			}
			return d.repeat(all, func(ctx context.Context) error {
				batch := d.session.NewBatch(gocql.UnloggedBatch).WithContext(ctx)
				for _, values := range b.rows {
					batch.Entries = append(batch.Entries, gocql.BatchEntry{Stmt: b.statement, Args: values, Idempotent: true})
				}
				return d.session.ExecuteBatch(batch)
			})
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	return ctx.Err()
}
