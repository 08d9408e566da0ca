package storetest

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"quintet/api/store"
)

// Messages is the suite of store.Messages and, when the store has it, store.MessagesLoader.
func Messages(t *testing.T, open func(*testing.T) store.Messages) {
	s := open(t)
	e := events[store.Message, uuid.UUID]{
		owner: uuid.New, add: s.AddMessage, list: s.Messages,
		event: func(conversation, id uuid.UUID, n int, text string) store.Message {
			return store.Message{ConversationID: conversation, MessageID: id, UserID: int64(n), Content: text}
		},
		read: func(m *store.Message) (uuid.UUID, *time.Time) { return m.MessageID, &m.Timestamp },
	}
	if loader, ok := store.As[store.MessagesLoader](s); ok {
		e.load = loader.LoadMessages
	}
	e.test(t)
}

// Notifications is the suite of store.Notifications and, when the store has it, store.NotificationsLoader.
func Notifications(t *testing.T, open func(*testing.T) store.Notifications) {
	s := open(t)
	e := events[store.Notification, int64]{
		owner: uniqueID, add: s.AddNotification, list: s.Notifications,
		event: func(user int64, id uuid.UUID, n int, text string) store.Notification {
			kind := text
			if n != 0 {
				kind = fmt.Sprint(n)
			}
			return store.Notification{UserID: user, NotificationID: id, Type: kind, Content: text}
		},
		read: func(n *store.Notification) (uuid.UUID, *time.Time) { return n.NotificationID, &n.Timestamp },
	}
	if loader, ok := store.As[store.NotificationsLoader](s); ok {
		e.load = loader.LoadNotifications
	}
	e.test(t)
}

// events is a role that keeps one kind of events, each of an owner.
type events[E comparable, O comparable] struct {
	// owner is one that has no events yet.
	owner func() O
	// event makes one with n and text among its values; read returns its id and where its time is.
	event func(owner O, id uuid.UUID, n int, text string) E
	read  func(*E) (uuid.UUID, *time.Time)
	add   func(context.Context, E) (E, error)
	list  func(ctx context.Context, owner O, before uuid.UUID, limit int) ([]E, error)
	// load fills the store in bulk; nil where it has no loader.
	load func(context.Context, []E) error
}

// added adds an event.
func (e *events[E, O]) added(t *testing.T, event E) E {
	t.Helper()
	stored, err := e.add(testContext(t), event)
	want(t, "add event", err, nil)
	return stored
}

// listed lists a page of an owner's events.
func (e *events[E, O]) listed(t *testing.T, owner O, before uuid.UUID, limit int) []E {
	t.Helper()
	page, err := e.list(testContext(t), owner, before, limit)
	want(t, "list events", err, nil)
	return page
}

// holds fails unless an owner's newest events are these.
func (e *events[E, O]) holds(t *testing.T, owner O, events ...E) {
	t.Helper()
	if diff := cmp.Diff(events, e.listed(t, owner, uuid.Nil, max(50, len(events)))); diff != "" {
		t.Errorf("(-want +listed):\n%s", diff)
	}
}

// timed is an event with its time, as it is read.
func (e *events[E, O]) timed(event E, at time.Time) E {
	_, is := e.read(&event)
	*is = at
	return event
}

func (e *events[E, O]) test(t *testing.T) {
	t.Run("AddedIsFound", func(t *testing.T) {
		owner, at := e.owner(), time.Date(2026, 3, 1, 12, 30, 0, 123e6, time.UTC)
		event := e.event(owner, eventID(t, at), 7, "hello")
		stored := e.added(t, event)
		if diff := cmp.Diff(e.timed(event, at), stored); diff != "" {
			t.Errorf("(-want +stored):\n%s", diff)
		}
		for range 2 { // once more, for caches
			e.holds(t, owner, stored)
		}
		_, stamp := e.read(&stored)
		wantMilliseconds(t, "timestamp", *stamp, at, at)
	})
	t.Run("StrangeValues", func(t *testing.T) {
		for name, value := range strange() {
			t.Run(name, func(t *testing.T) {
				owner := e.owner()
				e.holds(t, owner, e.added(t, e.event(owner, eventID(t, time.Now()), 0, value)))
			})
		}
	})
	t.Run("NoEvents", func(t *testing.T) {
		for range 2 {
			if got := e.listed(t, e.owner(), uuid.Nil, 50); got == nil || len(got) != 0 {
				t.Errorf("got %v, want empty and not nil", got)
			}
		}
	})
	t.Run("OnlyUUIDv7", func(t *testing.T) {
		for name, id := range wrongVersions(t) {
			t.Run(name, func(t *testing.T) {
				owner := e.owner()
				_, err := e.add(testContext(t), e.event(owner, id, 0, ""))
				want(t, "add event", err, store.ErrInvalid)
				if got := e.listed(t, owner, uuid.Nil, 50); len(got) > 0 {
					t.Errorf("a refused event was stored: %v", got)
				}
			})
		}
	})
	t.Run("RetryLeavesOneRow", func(t *testing.T) {
		ctx, owner := testContext(t), e.owner()
		event := e.event(owner, eventID(t, time.Now()), 1, "once")
		first := e.added(t, event)
		Together(8, func(int) {
			if again, err := e.add(ctx, event); err != nil || again != first {
				t.Errorf("retry gave %+v, %v; want %+v", again, err, first)
			}
		})
		e.holds(t, owner, first)
	})
	t.Run("IDIsMade", func(t *testing.T) {
		owner, before := e.owner(), time.Now()
		var made []E
		for range 3 {
			event := e.added(t, e.event(owner, uuid.Nil, 7, "the same"))
			_, stamp := e.read(&event)
			wantMilliseconds(t, "timestamp", *stamp, before, time.Now())
			made = append([]E{event}, made...)
		}
		e.holds(t, owner, made...)
	})
	t.Run("OneContentUnderOneID", func(t *testing.T) {
		owner := e.owner()
		oneContent(t, func(ctx context.Context, id uuid.UUID, n int) (E, error) {
			return e.add(ctx, e.event(owner, id, n/2+1, fmt.Sprint(n%2)))
		}, func(ctx context.Context) (newest E, err error) {
			page, err := e.list(ctx, owner, uuid.Nil, 1)
			if err != nil || len(page) != 1 {
				return newest, fmt.Errorf("page of %d: %w", len(page), err)
			}
			return page[0], nil
		})
	})
	t.Run("OneIDOfTwoOwners", func(t *testing.T) {
		id := eventID(t, time.Now())
		for _, owner := range []O{e.owner(), e.owner()} {
			e.holds(t, owner, e.added(t, e.event(owner, id, 0, fmt.Sprint(owner))))
		}
	})
	t.Run("NewestFirstInPages", func(t *testing.T) { e.pages(t) })
	t.Run("NewIsSeenAtOnce", func(t *testing.T) {
		owner := e.owner()
		for i, id := range eventIDs(t, 5) {
			if page := e.listed(t, owner, uuid.Nil, 50); len(page) != i {
				t.Fatalf("%d events listed after %d were added", len(page), i)
			}
			e.added(t, e.event(owner, id, 0, "x"))
		}
	})
	t.Run("ConcurrentWriters", func(t *testing.T) {
		ctx, owner, ids := testContext(t), e.owner(), eventIDs(t, 160)
		all := make([]E, len(ids))
		Together(8, func(writer int) {
			for i := writer; i < len(ids); i += 8 {
				var err error
				if all[i], err = e.add(ctx, e.event(owner, ids[i], i+1, "")); err != nil {
					t.Errorf("add event: %v", err)
				}
				if _, err := e.list(ctx, owner, uuid.Nil, 50); err != nil {
					t.Errorf("list events: %v", err)
				}
			}
		})
		e.holds(t, owner, all...)
		if diff := cmp.Diff(all[:50], e.listed(t, owner, uuid.Nil, 50)); diff != "" {
			t.Errorf("newest page (-want +got):\n%s", diff)
		}
	})
	t.Run("Canceled", func(t *testing.T) {
		owner := e.owner()
		canceled(t, map[string]func(context.Context) error{
			"Add": func(ctx context.Context) error {
				_, err := e.add(ctx, e.event(owner, eventID(t, time.Now()), 0, ""))
				return err
			},
			"List": func(ctx context.Context) error { _, err := e.list(ctx, owner, uuid.Nil, 50); return err },
		})
	})
	if e.load != nil {
		t.Run("Loader", func(t *testing.T) { e.loader(t) })
	}
}

// pages tests that pages of any size are in order.
func (e *events[E, O]) pages(t *testing.T) {
	// Added in an order that is neither; spread over years, so over any time buckets too.
	owner, n := e.owner(), 25
	all := make([]E, n)
	for i := range n {
		at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).Add(-time.Duration(i) * 30 * 24 * time.Hour)
		all[i] = e.timed(e.event(owner, eventID(t, at), i, fmt.Sprint(i)), at)
	}
	for i := range n {
		e.added(t, all[i*7%n])
	}
	for _, limit := range []int{1, 5, 7, n, 50, 500} {
		var got []E
		before := uuid.Nil
		for {
			page := e.listed(t, owner, before, limit)
			if len(page) > limit {
				t.Fatalf("page of %d, want at most %d", len(page), limit)
			}
			if len(page) == 0 {
				break
			}
			got = append(got, page...)
			before, _ = e.read(&page[len(page)-1])
		}
		if diff := cmp.Diff(all, got); diff != "" {
			t.Errorf("limit %d (-want +got):\n%s", limit, diff)
		}
	}
}

func (e *events[E, O]) loader(t *testing.T) {
	ctx, owners := testContext(t), []O{e.owner(), e.owner(), e.owner()}
	loaded := map[O][]E{}
	var rows []E
	for i, id := range eventIDs(t, loadedRows) {
		at, err := store.EventTime(id)
		want(t, "time of an event", err, nil)
		owner := owners[i%3]
		event := e.timed(e.event(owner, id, i, "n° "+unique()), at)
		loaded[owner] = append(loaded[owner], event)
		rows = append(rows, event)
	}
	slices.Reverse(rows)
	before := slices.Clone(rows)
	for range 2 {
		want(t, "load events", e.load(ctx, rows), nil)
	}
	if diff := cmp.Diff(before, rows); diff != "" {
		t.Errorf("the loader changed what it was given:\n%s", diff)
	}
	for owner, events := range loaded {
		e.holds(t, owner, events...)
	}
	want(t, "load a wrong id", e.load(ctx, []E{e.event(owners[0], uuid.New(), 0, "")}), store.ErrInvalid)
}
