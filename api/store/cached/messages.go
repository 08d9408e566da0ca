package cached

import (
	"context"

	"github.com/google/uuid"

	"quintet/api/store"
)

// messages caches the newest page of each conversation; older pages and other limits go to the store.
type messages struct {
	next  store.Messages
	pages *cacheAside[[]store.Message]
}

// Messages decorates a store of conversations. Abilities of next are found with store.As.
func Messages(next store.Messages, cfg Config) store.Messages {
	return &messages{next, newCacheAside("messages", pages, cfg)}
}

// Unwrap implements store.Wrapper.
func (m *messages) Unwrap() any { return m.next }

func pageKey(conversation uuid.UUID) string { return "v2:messages:" + conversation.String() }

// Messages implements store.Messages.
func (m *messages) Messages(ctx context.Context, conversation, before uuid.UUID, limit int) ([]store.Message, error) {
	if before != uuid.Nil || limit != PageLimit {
		m.pages.Observe("messages", bypass)
		return m.next.Messages(ctx, conversation, before, limit)
	}
	return m.pages.read(ctx, pageKey(conversation), func(ctx context.Context) ([]store.Message, error) {
		return m.next.Messages(ctx, conversation, before, limit)
	})
}

// AddMessage implements store.Messages.
func (m *messages) AddMessage(ctx context.Context, message store.Message) (store.Message, error) {
	stored, err := m.next.AddMessage(ctx, message)
	if !refused(err) {
		m.pages.written(ctx, pageKey(message.ConversationID))
	}
	return stored, err
}
