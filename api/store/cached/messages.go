package cached

import (
	"context"

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
	page, err := read(ctx, m.aside, "messages", pageKey(conversation), func(ctx context.Context) ([]line, error) {
		page, err := m.next.Messages(ctx, conversation, before, limit)
		return lines(page), err
	})
	if err != nil {
		return nil, err
	}
	// Several callers may be given one answer; each gets a page of its own.
	return messagesOf(conversation, page)
}

// line is a message as it is cached: what follows from the key and the id is left out, which halves the time to decode it.
type line struct {
	ID      uuid.UUID `json:"id"`
	User    int64     `json:"user"`
	Content string    `json:"content"`
}

func lines(page []store.Message) []line {
	out := make([]line, len(page))
	for i, m := range page {
		out[i] = line{ID: m.MessageID, User: m.UserID, Content: m.Content}
	}
	return out
}

func messagesOf(conversation uuid.UUID, page []line) ([]store.Message, error) {
	out := make([]store.Message, len(page))
	for i, l := range page {
		at, err := store.EventTime(l.ID)
		if err != nil {
			return nil, store.Wrap("decode cached messages", err)
		}
		out[i] = store.Message{ConversationID: conversation, MessageID: l.ID, UserID: l.User, Content: l.Content, Timestamp: at}
	}
	return out, nil
}

// AddMessage implements store.Messages.
func (m *messages) AddMessage(ctx context.Context, message store.Message) (store.Message, error) {
	stored, err := m.next.AddMessage(ctx, message)
	if !refused(err) {
		m.aside.written(ctx, pageKey(message.ConversationID))
	}
	return stored, err
}
