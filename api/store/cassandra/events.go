package cassandra

import (
	"context"
	"fmt"
	"unicode/utf8"

	"github.com/gocql/gocql"
	"github.com/google/uuid"

	"quintet/api/store"
)

// maxText is the length in bytes of the longest text that is sent. Cassandra refuses requests of 16 MiB by ending the connection,
// and with it everyone else's calls.
const maxText = 1 << 20

// timelines are the two kinds of events.
func (d *DB) timelines() (*timeline[store.Message], *timeline[store.Notification]) {
	messages := newTimeline(timeline[store.Message]{
		d: d, table: "messages", buckets: "conversation_buckets", owner: "conversation_id", id: "message_id",
		columns: []string{"user_id", "content"},
		scan: func(rows *gocql.Iter, m *store.Message) bool {
			return rows.Scan((*gocql.UUID)(&m.MessageID), &m.UserID, &m.Content)
		},
	})
	notifications := newTimeline(timeline[store.Notification]{
		d: d, table: "notifications", buckets: "user_buckets", owner: "user_id", id: "notification_id",
		columns: []string{"type", "content"},
		scan: func(rows *gocql.Iter, n *store.Notification) bool {
			return rows.Scan((*gocql.UUID)(&n.NotificationID), &n.Type, &n.Content)
		},
	})
	return messages, notifications
}

// AddMessage implements store.Messages.
func (d *DB) AddMessage(ctx context.Context, m store.Message) (store.Message, error) {
	const act = "add message"
	made, err := store.Identify(&m.MessageID)
	if err == nil {
		err = checkMessage(&m)
	}
	if err != nil {
		return store.Message{}, fail(ctx, act, err)
	}
	ctx, cancel := store.Bounded(ctx, d.cfg.Timeout)
	defer cancel()
	same := func(there store.Message) bool { return there.UserID == m.UserID && there.Content == m.Content }
	if err := d.messages.put(ctx, conversation(m.ConversationID), m.MessageID, made, same, m.UserID, m.Content); err != nil {
		return store.Message{}, fail(ctx, act, err)
	}
	return m, nil
}

// Messages implements store.Messages.
func (d *DB) Messages(ctx context.Context, conversationID, before uuid.UUID, limit int) ([]store.Message, error) {
	ctx, cancel := store.Bounded(ctx, d.cfg.Timeout)
	defer cancel()
	messages, err := d.messages.read(ctx, conversation(conversationID), before, max(limit, 1))
	if err != nil {
		return nil, fail(ctx, "list messages", err)
	}
	for i := range messages {
		m := &messages[i]
		m.ConversationID = conversationID
		if m.Timestamp, err = store.EventTime(m.MessageID); err != nil {
			return nil, fail(ctx, "list messages: message_id", err)
		}
	}
	return messages, nil
}

// AddNotification implements store.Notifications.
func (d *DB) AddNotification(ctx context.Context, n store.Notification) (store.Notification, error) {
	const act = "add notification"
	made, err := store.Identify(&n.NotificationID)
	if err == nil {
		err = checkNotification(&n)
	}
	if err != nil {
		return store.Notification{}, fail(ctx, act, err)
	}
	ctx, cancel := store.Bounded(ctx, d.cfg.Timeout)
	defer cancel()
	same := func(there store.Notification) bool { return there.Type == n.Type && there.Content == n.Content }
	if err := d.notifications.put(ctx, user(n.UserID), n.NotificationID, made, same, n.Type, n.Content); err != nil {
		return store.Notification{}, fail(ctx, act, err)
	}
	return n, nil
}

// Notifications implements store.Notifications.
func (d *DB) Notifications(ctx context.Context, userID int64, before uuid.UUID, limit int) ([]store.Notification, error) {
	ctx, cancel := store.Bounded(ctx, d.cfg.Timeout)
	defer cancel()
	notifications, err := d.notifications.read(ctx, user(userID), before, max(limit, 1))
	if err != nil {
		return nil, fail(ctx, "list notifications", err)
	}
	for i := range notifications {
		n := &notifications[i]
		n.UserID = userID
		if n.Timestamp, err = store.EventTime(n.NotificationID); err != nil {
			return nil, fail(ctx, "list notifications: notification_id", err)
		}
	}
	return notifications, nil
}

// checkMessage refuses what the table cannot hold and sets the time from the id.
func checkMessage(m *store.Message) (err error) {
	if m.Timestamp, err = store.EventTime(m.MessageID); err != nil {
		return fmt.Errorf("message_id: %w", err)
	}
	return checkText("content", m.Content)
}

// checkNotification is as checkMessage.
func checkNotification(n *store.Notification) (err error) {
	if n.Timestamp, err = store.EventTime(n.NotificationID); err != nil {
		return fmt.Errorf("notification_id: %w", err)
	}
	if err := checkText("type", n.Type); err != nil {
		return err
	}
	return checkText("content", n.Content)
}

func checkText(column, text string) error {
	switch {
	case len(text) > maxText:
		return fmt.Errorf("%s of %d bytes, the most is %d: %w", column, len(text), maxText, store.ErrInvalid)
	case !utf8.ValidString(text):
		return fmt.Errorf("%s is not UTF-8: %w", column, store.ErrInvalid)
	}
	return nil
}
