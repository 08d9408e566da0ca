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

// Messages is the suite of store.Messages and, when the store has it, store.MessagesLoader.
func Messages(t *testing.T, open func(*testing.T) store.Messages) {
	s := open(t)
	add := func(t *testing.T, m store.Message) store.Message {
		t.Helper()
		stored, err := s.AddMessage(testContext(t), m)
		want(t, "add message", err, nil)
		return stored
	}

	t.Run("AddedMessageIsFound", func(t *testing.T) {
		ctx, conversation := testContext(t), uuid.New()
		at := time.Date(2026, 3, 1, 12, 30, 0, 123e6, time.UTC)
		m := store.Message{ConversationID: conversation, MessageID: eventID(t, at), UserID: 7, Content: "hello"}
		stored := add(t, m)
		m.Timestamp = at
		if diff := cmp.Diff(m, stored); diff != "" {
			t.Errorf("stored message (-want +got):\n%s", diff)
		}
		for range 2 { // once more, for caches
			got, err := s.Messages(ctx, conversation, uuid.Nil, 50)
			want(t, "list messages", err, nil)
			if diff := cmp.Diff([]store.Message{m}, got); diff != "" {
				t.Errorf("listed messages (-want +got):\n%s", diff)
			}
		}
		wantMilliseconds(t, "timestamp", stored.Timestamp, at, at)
	})
	t.Run("StrangeValues", func(t *testing.T) {
		for name, value := range strange() {
			t.Run(name, func(t *testing.T) {
				m := add(t, store.Message{ConversationID: uuid.New(), MessageID: eventID(t, time.Now()), Content: value})
				got, err := s.Messages(testContext(t), m.ConversationID, uuid.Nil, 1)
				want(t, "list messages", err, nil)
				if diff := cmp.Diff([]store.Message{m}, got); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
			})
		}
	})
	t.Run("EmptyConversation", func(t *testing.T) {
		for range 2 {
			got, err := s.Messages(testContext(t), uuid.New(), uuid.Nil, 50)
			want(t, "list messages", err, nil)
			if got == nil || len(got) != 0 {
				t.Errorf("got %v, want empty and not nil", got)
			}
		}
	})
	t.Run("OnlyUUIDv7", func(t *testing.T) {
		for name, id := range wrongVersions(t) {
			t.Run(name, func(t *testing.T) {
				conversation := uuid.New()
				_, err := s.AddMessage(testContext(t), store.Message{ConversationID: conversation, MessageID: id})
				want(t, "add message", err, store.ErrInvalid)
				got, err := s.Messages(testContext(t), conversation, uuid.Nil, 50)
				want(t, "list messages", err, nil)
				if len(got) > 0 {
					t.Errorf("a refused message was stored: %v", got)
				}
			})
		}
	})
	t.Run("RetryLeavesOneRow", func(t *testing.T) {
		ctx := testContext(t)
		m := store.Message{ConversationID: uuid.New(), MessageID: eventID(t, time.Now()), UserID: 1, Content: "once"}
		first := add(t, m)
		Together(8, func(int) {
			again, err := s.AddMessage(ctx, m)
			if err != nil || again != first {
				t.Errorf("retry gave %+v, %v; want %+v", again, err, first)
			}
		})
		got, err := s.Messages(ctx, m.ConversationID, uuid.Nil, 50)
		want(t, "list messages", err, nil)
		if diff := cmp.Diff([]store.Message{first}, got); diff != "" {
			t.Errorf("after retries (-want +got):\n%s", diff)
		}
	})
	t.Run("IDIsMade", func(t *testing.T) {
		conversation, before := uuid.New(), time.Now()
		var made []store.Message
		for range 3 {
			m := add(t, store.Message{ConversationID: conversation, UserID: 7, Content: "the same"})
			wantMilliseconds(t, "timestamp", m.Timestamp, before, time.Now())
			made = append([]store.Message{m}, made...)
		}
		got, err := s.Messages(testContext(t), conversation, uuid.Nil, 50)
		want(t, "list messages", err, nil)
		if diff := cmp.Diff(made, got); diff != "" {
			t.Errorf("(-added +listed):\n%s", diff)
		}
	})
	t.Run("OneContentUnderOneID", func(t *testing.T) {
		conversation := uuid.New()
		oneContent(t, func(ctx context.Context, id uuid.UUID, n int) (string, error) {
			m, err := s.AddMessage(ctx, store.Message{ConversationID: conversation, MessageID: id, UserID: int64(n/2 + 1), Content: fmt.Sprint(n % 2)})
			return fmt.Sprint(m.UserID, m.Content), err
		}, func(ctx context.Context) (string, error) {
			page, err := s.Messages(ctx, conversation, uuid.Nil, 1)
			if err != nil || len(page) != 1 {
				return "", fmt.Errorf("page of %d: %w", len(page), err)
			}
			return fmt.Sprint(page[0].UserID, page[0].Content), nil
		})
	})
	t.Run("OneIDInTwoConversations", func(t *testing.T) {
		id := eventID(t, time.Now())
		for _, conversation := range []uuid.UUID{uuid.New(), uuid.New()} {
			m := add(t, store.Message{ConversationID: conversation, MessageID: id, Content: conversation.String()})
			got, err := s.Messages(testContext(t), conversation, uuid.Nil, 50)
			want(t, "list messages", err, nil)
			if diff := cmp.Diff([]store.Message{m}, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		}
	})
	t.Run("NewestFirstInPages", func(t *testing.T) {
		// Added in an order that is neither; spread over years, so over any time buckets too.
		conversation, n := uuid.New(), 25
		all := make([]store.Message, n)
		for i := range n {
			at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).Add(-time.Duration(i) * 30 * 24 * time.Hour)
			all[i] = store.Message{ConversationID: conversation, MessageID: eventID(t, at), UserID: int64(i), Content: fmt.Sprint(i), Timestamp: at}
		}
		for i := range n {
			add(t, all[i*7%n])
		}
		for _, limit := range []int{1, 5, 7, n, 50, 500} {
			var got []store.Message
			before := uuid.Nil
			for {
				page, err := s.Messages(testContext(t), conversation, before, limit)
				want(t, "list messages", err, nil)
				if len(page) > limit {
					t.Fatalf("page of %d, want at most %d", len(page), limit)
				}
				if len(page) == 0 {
					break
				}
				got = append(got, page...)
				before = page[len(page)-1].MessageID
			}
			if diff := cmp.Diff(all, got); diff != "" {
				t.Errorf("limit %d (-want +got):\n%s", limit, diff)
			}
		}
	})
	t.Run("NewMessageIsSeenAtOnce", func(t *testing.T) {
		conversation := uuid.New()
		for i, id := range eventIDs(t, 5) {
			page, err := s.Messages(testContext(t), conversation, uuid.Nil, 50)
			want(t, "list messages", err, nil)
			if len(page) != i {
				t.Fatalf("%d messages listed after %d were added", len(page), i)
			}
			add(t, store.Message{ConversationID: conversation, MessageID: id, Content: "x"})
		}
	})
	t.Run("ConcurrentWriters", func(t *testing.T) {
		ctx, conversation, ids := testContext(t), uuid.New(), eventIDs(t, 160)
		Together(8, func(writer int) {
			for i := writer; i < len(ids); i += 8 {
				if _, err := s.AddMessage(ctx, store.Message{ConversationID: conversation, MessageID: ids[i], UserID: int64(i)}); err != nil {
					t.Errorf("add message: %v", err)
				}
				if _, err := s.Messages(ctx, conversation, uuid.Nil, 50); err != nil {
					t.Errorf("list messages: %v", err)
				}
			}
		})
		got, err := s.Messages(ctx, conversation, uuid.Nil, 500)
		want(t, "list messages", err, nil)
		if len(got) != len(ids) {
			t.Fatalf("%d messages, want %d", len(got), len(ids))
		}
		for i, m := range got {
			if m.MessageID != ids[i] || m.UserID != int64(i) {
				t.Fatalf("message %d is %v, want id %v", i, m, ids[i])
			}
		}
		newest, err := s.Messages(ctx, conversation, uuid.Nil, 50)
		want(t, "list newest page", err, nil)
		if diff := cmp.Diff(got[:50], newest); diff != "" {
			t.Errorf("newest page (-want +got):\n%s", diff)
		}
	})
	t.Run("Canceled", func(t *testing.T) {
		conversation := uuid.New()
		canceled(t, map[string]func(context.Context) error{
			"AddMessage": func(ctx context.Context) error {
				_, err := s.AddMessage(ctx, store.Message{ConversationID: conversation, MessageID: eventID(t, time.Now())})
				return err
			},
			"Messages": func(ctx context.Context) error { _, err := s.Messages(ctx, conversation, uuid.Nil, 50); return err },
		})
	})
	if loader, ok := store.As[store.MessagesLoader](s); ok {
		t.Run("Loader", func(t *testing.T) { messagesLoader(t, s, loader) })
	}
}
