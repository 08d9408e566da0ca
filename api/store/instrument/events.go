package instrument

import (
	"context"

	"github.com/google/uuid"

	"quintet/api/store"
)

type messages struct{ decorator[store.Messages] }

var _ store.Messages = (*messages)(nil)

// AddMessage implements store.Messages.
func (d *messages) AddMessage(ctx context.Context, m store.Message) (store.Message, error) {
	return result(ctx, d.meter, "add_message", func() (store.Message, error) { return d.next.AddMessage(ctx, m) })
}

// Messages implements store.Messages.
func (d *messages) Messages(ctx context.Context, conversation, before uuid.UUID, limit int) ([]store.Message, error) {
	return result(ctx, d.meter, "list_messages", func() ([]store.Message, error) { return d.next.Messages(ctx, conversation, before, limit) })
}

type notifications struct{ decorator[store.Notifications] }

var _ store.Notifications = (*notifications)(nil)

// AddNotification implements store.Notifications.
func (d *notifications) AddNotification(ctx context.Context, n store.Notification) (store.Notification, error) {
	return result(ctx, d.meter, "add_notification", func() (store.Notification, error) { return d.next.AddNotification(ctx, n) })
}

// Notifications implements store.Notifications.
func (d *notifications) Notifications(ctx context.Context, user int64, before uuid.UUID, limit int) ([]store.Notification, error) {
	return result(ctx, d.meter, "list_notifications", func() ([]store.Notification, error) { return d.next.Notifications(ctx, user, before, limit) })
}
