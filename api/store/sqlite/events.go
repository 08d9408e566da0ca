package sqlite

import (
	"context"
	"database/sql"

	"github.com/google/uuid"

	"quintet/api/store"
)

// AddMessage implements store.Messages. The first content under an id is kept.
func (d *DB) AddMessage(ctx context.Context, m store.Message) (store.Message, error) {
	at, err := store.EventTime(m.MessageID)
	if err != nil {
		return store.Message{}, fail(ctx, "add message: message_id", err)
	}
	m.Timestamp = at
	if _, err := d.exec(ctx, d.addMessage, m.ConversationID[:], m.MessageID[:], m.UserID, m.Content); err != nil {
		return store.Message{}, fail(ctx, "add message", err)
	}
	return m, nil
}

// Messages implements store.Messages.
func (d *DB) Messages(ctx context.Context, conversation, before uuid.UUID, limit int) ([]store.Message, error) {
	var key uuid.UUID
	var raw sql.RawBytes
	messages, err := list(ctx, d, d.messages, func(rows *sql.Rows) (store.Message, error) {
		m := store.Message{ConversationID: conversation}
		if err := rows.Scan(&raw, &m.UserID, &m.Content); err != nil {
			return m, err
		}
		copy(m.MessageID[:], raw)
		var err error
		m.Timestamp, err = store.EventTime(m.MessageID)
		return m, err
	}, conversation[:], bound(before, &key), max(limit, 1))
	return messages, fail(ctx, "list messages", err)
}

// AddNotification implements store.Notifications. The first content under an id is kept.
func (d *DB) AddNotification(ctx context.Context, n store.Notification) (store.Notification, error) {
	at, err := store.EventTime(n.NotificationID)
	if err != nil {
		return store.Notification{}, fail(ctx, "add notification: notification_id", err)
	}
	n.Timestamp = at
	if _, err := d.exec(ctx, d.addNotification, n.UserID, n.NotificationID[:], n.Type, n.Content); err != nil {
		return store.Notification{}, fail(ctx, "add notification", err)
	}
	return n, nil
}

// Notifications implements store.Notifications.
func (d *DB) Notifications(ctx context.Context, user int64, before uuid.UUID, limit int) ([]store.Notification, error) {
	var key uuid.UUID
	var raw sql.RawBytes
	notifications, err := list(ctx, d, d.notifications, func(rows *sql.Rows) (store.Notification, error) {
		n := store.Notification{UserID: user}
		if err := rows.Scan(&raw, &n.Type, &n.Content); err != nil {
			return n, err
		}
		copy(n.NotificationID[:], raw)
		var err error
		n.Timestamp, err = store.EventTime(n.NotificationID)
		return n, err
	}, user, bound(before, &key), max(limit, 1))
	return notifications, fail(ctx, "list notifications", err)
}

// bound is the exclusive upper bound of a page: before itself, or above every UUIDv7 for the zero one. It is written into key.
func bound(before uuid.UUID, key *uuid.UUID) []byte {
	*key = before
	if before == uuid.Nil {
		*key = uuid.Max
	}
	return key[:]
}
