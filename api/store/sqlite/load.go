package sqlite

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"slices"
	"strings"

	"quintet/api/store"
)

// perStatement is how many rows one INSERT carries. More brings no more speed; the driver's cost is then all in binding values.
const perStatement = 100

// LoadUsers implements store.RecordsLoader. A row whose e-mail belongs to another id is ErrConflict, and nothing is loaded.
func (d *DB) LoadUsers(ctx context.Context, users []store.User) error {
	return load(ctx, d, "users", "ON CONFLICT (id) DO NOTHING", 5, users, func(args []any, u store.User) []any {
		return append(args, u.ID, u.Name, u.Email, store.EmailKey(u.Email), u.CreatedAt.UnixMilli())
	})
}

// LoadGroups implements store.RecordsLoader.
func (d *DB) LoadGroups(ctx context.Context, groups []store.Group) error {
	return load(ctx, d, "groups", "ON CONFLICT (id) DO NOTHING", 4, groups, func(args []any, g store.Group) []any {
		return append(args, g.ID, g.Name, g.Description, g.CreatedAt.UnixMilli())
	})
}

// LoadMessages implements store.MessagesLoader. Rows are written in the table's own order, whatever order they come in, so that
// neighbours meet on one page of the tree.
func (d *DB) LoadMessages(ctx context.Context, messages []store.Message) error {
	for _, m := range messages {
		if _, err := store.EventTime(m.MessageID); err != nil {
			return fail(ctx, "load messages: message_id", err)
		}
	}
	messages = sorted(messages, func(a, b store.Message) int {
		return cmp.Or(bytes.Compare(a.ConversationID[:], b.ConversationID[:]), bytes.Compare(b.MessageID[:], a.MessageID[:]))
	})
	return load(ctx, d, "messages", "ON CONFLICT DO NOTHING", 4, messages, func(args []any, m store.Message) []any {
		return append(args, m.ConversationID[:], m.MessageID[:], m.UserID, m.Content)
	})
}

// LoadNotifications implements store.NotificationsLoader, in the table's own order.
func (d *DB) LoadNotifications(ctx context.Context, notifications []store.Notification) error {
	for _, n := range notifications {
		if _, err := store.EventTime(n.NotificationID); err != nil {
			return fail(ctx, "load notifications: notification_id", err)
		}
	}
	notifications = sorted(notifications, func(a, b store.Notification) int {
		return cmp.Or(cmp.Compare(a.UserID, b.UserID), bytes.Compare(b.NotificationID[:], a.NotificationID[:]))
	})
	return load(ctx, d, "notifications", "ON CONFLICT DO NOTHING", 4, notifications, func(args []any, n store.Notification) []any {
		return append(args, n.UserID, n.NotificationID[:], n.Type, n.Content)
	})
}

// LoadFriendships implements store.GraphLoader, in the table's own order.
func (d *DB) LoadFriendships(ctx context.Context, friendships []store.Friendship) error {
	sides := make([]store.Friendship, 0, 2*len(friendships))
	for _, f := range friendships {
		if f.A == f.B {
			return fail(ctx, "load friendships: friendship with oneself", store.ErrInvalid)
		}
		sides = append(sides, f, store.Friendship{A: f.B, B: f.A})
	}
	slices.SortFunc(sides, func(x, y store.Friendship) int { return cmp.Or(cmp.Compare(x.A, y.A), cmp.Compare(x.B, y.B)) })
	return load(ctx, d, "friendships", "ON CONFLICT DO NOTHING", 2, sides, func(args []any, f store.Friendship) []any {
		return append(args, f.A, f.B)
	})
}

// LoadMembers implements store.GraphLoader.
func (d *DB) LoadMembers(ctx context.Context, memberships []store.Membership) error {
	return load(ctx, d, "memberships", "ON CONFLICT DO NOTHING", 2, memberships, func(args []any, m store.Membership) []any {
		return append(args, m.Group, m.User)
	})
}

func sorted[T any](rows []T, compare func(a, b T) int) []T {
	rows = slices.Clone(rows)
	slices.SortFunc(rows, compare)
	return rows
}

// load inserts rows in one transaction: all of them or none.
func load[T any](ctx context.Context, d *DB, table, conflict string, columns int, rows []T, bind func([]any, T) []any) error {
	if len(rows) == 0 {
		return nil
	}
	text := func(rows int) string {
		row := "(" + strings.Repeat("?, ", columns-1) + "?)"
		return "INSERT INTO " + table + " VALUES " + strings.Repeat(row+", ", rows-1) + row + " " + conflict
	}
	err := d.transaction(ctx, func(tx *sql.Tx) error {
		full, err := tx.PrepareContext(ctx, text(min(perStatement, len(rows))))
		if err != nil {
			return err
		}
		defer full.Close()
		args := make([]any, 0, perStatement*columns)
		for chunk := range slices.Chunk(rows, perStatement) {
			args = args[:0]
			for _, row := range chunk {
				args = bind(args, row)
			}
			if len(chunk) == perStatement || len(rows) < perStatement {
				_, err = full.ExecContext(ctx, args...)
			} else {
				_, err = tx.ExecContext(ctx, text(len(chunk)), args...)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	return fail(ctx, "load "+table, err)
}
