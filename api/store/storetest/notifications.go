package storetest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"quintet/api/store"
)

// Notifications is the suite of store.Notifications and, when the store has it, store.NotificationsLoader.
func Notifications(t *testing.T, open func(*testing.T) store.Notifications) {
	s := open(t)
	add := func(t *testing.T, n store.Notification) store.Notification {
		t.Helper()
		stored, err := s.AddNotification(testContext(t), n)
		want(t, "add notification", err, nil)
		return stored
	}
	list := func(t *testing.T, user int64, before uuid.UUID, limit int) []store.Notification {
		t.Helper()
		got, err := s.Notifications(testContext(t), user, before, limit)
		want(t, "list notifications", err, nil)
		return got
	}

	t.Run("AddedNotificationIsFound", func(t *testing.T) {
		at := time.Date(2026, 3, 1, 12, 30, 0, 7e6, time.UTC)
		n := store.Notification{UserID: uniqueID(), NotificationID: eventID(t, at), Type: "friend_request", Content: "hello"}
		stored := add(t, n)
		n.Timestamp = at
		if diff := cmp.Diff([]store.Notification{n, n}, append(list(t, n.UserID, uuid.Nil, 50), stored)); diff != "" {
			t.Errorf("(-want +listed, stored):\n%s", diff)
		}
		wantMilliseconds(t, "timestamp", stored.Timestamp, at, at)
	})
	t.Run("StrangeValues", func(t *testing.T) {
		for name, value := range strange() {
			t.Run(name, func(t *testing.T) {
				n := add(t, store.Notification{UserID: uniqueID(), NotificationID: eventID(t, time.Now()), Type: value, Content: value})
				if diff := cmp.Diff([]store.Notification{n}, list(t, n.UserID, uuid.Nil, 1)); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
			})
		}
	})
	t.Run("NobodyWasTold", func(t *testing.T) {
		if got := list(t, uniqueID(), uuid.Nil, 50); got == nil || len(got) != 0 {
			t.Errorf("got %v, want empty and not nil", got)
		}
	})
	t.Run("OnlyUUIDv7", func(t *testing.T) {
		for name, id := range wrongVersions(t) {
			t.Run(name, func(t *testing.T) {
				user := uniqueID()
				_, err := s.AddNotification(testContext(t), store.Notification{UserID: user, NotificationID: id})
				want(t, "add notification", err, store.ErrInvalid)
				if got := list(t, user, uuid.Nil, 50); len(got) > 0 {
					t.Errorf("a refused notification was stored: %v", got)
				}
			})
		}
	})
	t.Run("RetryLeavesOneRow", func(t *testing.T) {
		ctx := testContext(t)
		n := store.Notification{UserID: uniqueID(), NotificationID: eventID(t, time.Now()), Type: "like", Content: "once"}
		first := add(t, n)
		Together(8, func(int) {
			if again, err := s.AddNotification(ctx, n); err != nil || again != first {
				t.Errorf("retry gave %+v, %v; want %+v", again, err, first)
			}
		})
		if diff := cmp.Diff([]store.Notification{first}, list(t, n.UserID, uuid.Nil, 50)); diff != "" {
			t.Errorf("after retries (-want +got):\n%s", diff)
		}
	})
	t.Run("IDIsMade", func(t *testing.T) {
		user, before := uniqueID(), time.Now()
		n := add(t, store.Notification{UserID: user, Type: "like", Content: "c"})
		wantMilliseconds(t, "timestamp", n.Timestamp, before, time.Now())
		if diff := cmp.Diff([]store.Notification{n}, list(t, user, uuid.Nil, 50)); diff != "" {
			t.Errorf("(-added +listed):\n%s", diff)
		}
	})
	t.Run("OneContentUnderOneID", func(t *testing.T) {
		user := uniqueID()
		oneContent(t, func(ctx context.Context, id uuid.UUID, n int) (string, error) {
			stored, err := s.AddNotification(ctx, store.Notification{UserID: user, NotificationID: id, Type: fmt.Sprint(n / 2), Content: fmt.Sprint(n % 2)})
			return stored.Type + stored.Content, err
		}, func(ctx context.Context) (string, error) {
			page, err := s.Notifications(ctx, user, uuid.Nil, 1)
			if err != nil || len(page) != 1 {
				return "", fmt.Errorf("page of %d: %w", len(page), err)
			}
			return page[0].Type + page[0].Content, nil
		})
	})
	t.Run("NewestFirstInPages", func(t *testing.T) {
		user, n := uniqueID(), 25
		all := make([]store.Notification, n)
		for i := range n {
			at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).Add(-time.Duration(i) * 30 * 24 * time.Hour)
			all[i] = store.Notification{UserID: user, NotificationID: eventID(t, at), Type: "t", Content: fmt.Sprint(i), Timestamp: at}
		}
		for i := range n {
			add(t, all[i*7%n])
		}
		for _, limit := range []int{1, 5, 7, n, 50, 500} {
			var got []store.Notification
			before := uuid.Nil
			for {
				page := list(t, user, before, limit)
				if len(page) > limit {
					t.Fatalf("page of %d, want at most %d", len(page), limit)
				}
				if len(page) == 0 {
					break
				}
				got = append(got, page...)
				before = page[len(page)-1].NotificationID
			}
			if diff := cmp.Diff(all, got); diff != "" {
				t.Errorf("limit %d (-want +got):\n%s", limit, diff)
			}
		}
	})
	t.Run("ConcurrentWriters", func(t *testing.T) {
		ctx, user, ids := testContext(t), uniqueID(), eventIDs(t, 80)
		Together(8, func(writer int) {
			for i := writer; i < len(ids); i += 8 {
				if _, err := s.AddNotification(ctx, store.Notification{UserID: user, NotificationID: ids[i]}); err != nil {
					t.Errorf("add notification: %v", err)
				}
			}
		})
		got := list(t, user, uuid.Nil, 500)
		if len(got) != len(ids) {
			t.Fatalf("%d notifications, want %d", len(got), len(ids))
		}
		for i, n := range got {
			if n.NotificationID != ids[i] {
				t.Fatalf("notification %d is %v, want id %v", i, n, ids[i])
			}
		}
	})
	t.Run("Canceled", func(t *testing.T) {
		user := uniqueID()
		canceled(t, map[string]func(context.Context) error{
			"AddNotification": func(ctx context.Context) error {
				_, err := s.AddNotification(ctx, store.Notification{UserID: user, NotificationID: eventID(t, time.Now())})
				return err
			},
			"Notifications": func(ctx context.Context) error { _, err := s.Notifications(ctx, user, uuid.Nil, 50); return err },
		})
	})
	if loader, ok := store.As[store.NotificationsLoader](s); ok {
		t.Run("Loader", func(t *testing.T) { notificationsLoader(t, s, loader) })
	}
}
