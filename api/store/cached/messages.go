package cached

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"quintet/api/store"
)

// messages caches the newest page of each conversation; older pages and other limits go to the store.
type messages struct {
	next  store.Messages
	aside *aside
}

// Messages decorates a store of conversations. Abilities of next are found with store.As.
func Messages(next store.Messages, cfg Config) store.Messages { return &messages{next, newAside(cfg)} }

// Unwrap implements store.Wrapper.
func (m *messages) Unwrap() any { return m.next }

func pageKey(conversation uuid.UUID) string { return "v1:messages:" + conversation.String() }

// Messages implements store.Messages.
func (m *messages) Messages(ctx context.Context, conversation, before uuid.UUID, limit int) ([]store.Message, error) {
	if before != uuid.Nil || limit != PageLimit {
		m.aside.Observe("messages", "bypass")
		return m.next.Messages(ctx, conversation, before, limit)
	}
	// Several callers may be given one answer; each gets a page of its own.
	page, err := read(ctx, m.aside, "messages", pageKey(conversation), func(ctx context.Context) ([]store.Message, error) {
		return m.next.Messages(ctx, conversation, before, limit)
	})
	return slices.Clone(page), err
}

// AddMessage implements store.Messages.
func (m *messages) AddMessage(ctx context.Context, message store.Message) (store.Message, error) {
	stored, err := m.next.AddMessage(ctx, message)
	if !refused(err) {
		m.aside.written(ctx, pageKey(message.ConversationID))
	}
	return stored, err
}
