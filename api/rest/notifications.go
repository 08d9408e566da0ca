package rest

import (
	"net/http"

	"quintet/api/store"
)

// listNotifications lists those of a user, newest first, a page at a time.
func (a *api) listNotifications(x *exchange) error {
	user, err := x.id("userId")
	if err != nil {
		return err
	}
	before, limit, err := x.events()
	if err != nil {
		return err
	}
	notifications, err := a.Stores.Notifications.Notifications(x.ctx, user, before, limit)
	if err != nil {
		return err
	}
	if len(notifications) >= limit {
		x.next("before", notifications[len(notifications)-1].NotificationID.String(), limit)
	}
	return x.json(http.StatusOK, appendList(x.out, notifications, appendNotification))
}

func (a *api) addNotification(x *exchange) error {
	var n store.Notification
	if err := x.decode(
		positive("user_id", &n.UserID), line("type", &n.Type, maxName), text("content", &n.Content, 1, maxContent),
		eventID("notification_id", &n.NotificationID),
	); err != nil {
		return err
	}
	stored, err := a.Stores.Notifications.AddNotification(x.ctx, n)
	if err != nil {
		return taken(err, "Another notification of this user has this notification_id.")
	}
	return x.json(http.StatusCreated, appendNotification(x.out, stored))
}
