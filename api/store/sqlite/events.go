package sqlite

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/google/uuid"

	"quintet/api/store"
)

// AddMessage implements store.Messages.
func (d *DB) AddMessage(ctx context.Context, m store.Message) (store.Message, error) {
	const act = "add message"
	made, err := store.Identify(&m.MessageID)
	if err == nil {
		m.Timestamp, err = store.EventTime(m.MessageID)
	}
	if err != nil {
		return store.Message{}, fail(ctx, act+": message_id", err)
	}
	there, err := d.add(ctx, made, d.addMessage, m.ConversationID[:], m.MessageID[:], m.UserID, m.Content)
	if err != nil {
		return store.Message{}, fail(ctx, act, err)
	}
	if there {
		found, err := list(ctx, d, d.message, scanMessage(m.ConversationID), m.ConversationID[:], m.MessageID[:])
		if err := same(found, m, err); err != nil {
			return store.Message{}, fail(ctx, act, err)
		}
	}
	return m, nil
}

// add inserts a row unless there is one under its key already. Under a key that was made for it there is none.
func (d *DB) add(ctx context.Context, made bool, insert *sql.Stmt, row ...any) (there bool, err error) {
	result, err := d.exec(ctx, insert, row...)
	if err != nil || made {
		return false, err
	}
	n, err := result.RowsAffected()
	return n == 0, err
}

// same is ErrConflict unless the event found under an id is the one to be added.
func same[E comparable](found []E, event E, err error) error {
	switch {
	case err != nil:
		return err
	case len(found) != 1:
		return fmt.Errorf("%d events under the id, want 1", len(found))
	case found[0] != event:
		return store.ErrConflict
	}
	return nil
}

// Messages implements store.Messages.
func (d *DB) Messages(ctx context.Context, conversation, before uuid.UUID, limit int) ([]store.Message, error) {
	var key uuid.UUID
	messages, err := list(ctx, d, d.messages, scanMessage(conversation), conversation[:], bound(before, &key), max(limit, 1))
	return messages, fail(ctx, "list messages", err)
}

// scanMessage scans rows of a conversation.
func scanMessage(conversation uuid.UUID) func(*sql.Rows) (store.Message, error) {
	var raw sql.RawBytes
	return func(rows *sql.Rows) (store.Message, error) {
		m := store.Message{ConversationID: conversation}
		if err := rows.Scan(&raw, &m.UserID, &m.Content); err != nil {
			return m, err
		}
		copy(m.MessageID[:], raw)
		var err error
		m.Timestamp, err = store.EventTime(m.MessageID)
		return m, err
	}
}

// AddNotification implements store.Notifications.
func (d *DB) AddNotification(ctx context.Context, n store.Notification) (store.Notification, error) {
	const act = "add notification"
	made, err := store.Identify(&n.NotificationID)
	if err == nil {
		n.Timestamp, err = store.EventTime(n.NotificationID)
	}
	if err != nil {
		return store.Notification{}, fail(ctx, act+": notification_id", err)
	}
	there, err := d.add(ctx, made, d.addNotification, n.UserID, n.NotificationID[:], n.Type, n.Content)
	if err != nil {
		return store.Notification{}, fail(ctx, act, err)
	}
	if there {
		found, err := list(ctx, d, d.notification, scanNotification(n.UserID), n.UserID, n.NotificationID[:])
		if err := same(found, n, err); err != nil {
			return store.Notification{}, fail(ctx, act, err)
		}
	}
	return n, nil
}

// Notifications implements store.Notifications.
func (d *DB) Notifications(ctx context.Context, user int64, before uuid.UUID, limit int) ([]store.Notification, error) {
	var key uuid.UUID
	notifications, err := list(ctx, d, d.notifications, scanNotification(user), user, bound(before, &key), max(limit, 1))
	return notifications, fail(ctx, "list notifications", err)
}

// scanNotification scans rows of a user.
func scanNotification(user int64) func(*sql.Rows) (store.Notification, error) {
	var raw sql.RawBytes
	return func(rows *sql.Rows) (store.Notification, error) {
		n := store.Notification{UserID: user}
		if err := rows.Scan(&raw, &n.Type, &n.Content); err != nil {
			return n, err
		}
		copy(n.NotificationID[:], raw)
		var err error
		n.Timestamp, err = store.EventTime(n.NotificationID)
		return n, err
	}
}

// bound is the exclusive upper bound of a page: before itself, or above every UUIDv7 for the zero one. It is written into key.
func bound(before uuid.UUID, key *uuid.UUID) []byte {
	*key = before
	if before == uuid.Nil {
		*key = uuid.Max
	}
	return key[:]
}
