package store

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
)

// Message is one line of a conversation. MessageID is a UUIDv7 and carries the time; Timestamp is that time.
type Message struct {
	ConversationID uuid.UUID `json:"conversation_id"`
	MessageID      uuid.UUID `json:"message_id"`
	UserID         int64     `json:"user_id"`
	Content        string    `json:"content"`
	Timestamp      time.Time `json:"timestamp"`
}

// Notification is something a user is told. NotificationID is a UUIDv7 and carries the time; Timestamp is that time.
type Notification struct {
	UserID         int64     `json:"user_id"`
	NotificationID uuid.UUID `json:"notification_id"`
	Type           string    `json:"type"`
	Content        string    `json:"content"`
	Timestamp      time.Time `json:"timestamp"`
}

// Messages keeps conversations (Cassandra's role).
type Messages interface {
	// AddMessage stores a message and returns it as stored, with Timestamp set from its id. The zero MessageID is replaced by one
	// of now, which no other message has; any other must be a UUIDv7, else ErrInvalid. Idempotent: the same user and content
	// under an id that the conversation has already is no error; another user or content is ErrConflict and changes nothing,
	// whoever adds them at the same time.
	AddMessage(ctx context.Context, m Message) (Message, error)
	// Messages returns at most limit messages of a conversation with id < before, newest first. The zero before means
	// from the newest. A conversation without messages is empty.
	Messages(ctx context.Context, conversation uuid.UUID, before uuid.UUID, limit int) ([]Message, error)
}

// Notifications keeps what users were told (Cassandra's role). As Messages, with the user in the conversation's place.
type Notifications interface {
	AddNotification(ctx context.Context, n Notification) (Notification, error)
	Notifications(ctx context.Context, user int64, before uuid.UUID, limit int) ([]Notification, error)
}

// MessagesLoader fills a Messages store in bulk. Loading the same rows again changes nothing.
type MessagesLoader interface {
	LoadMessages(ctx context.Context, messages []Message) error
}

// NotificationsLoader fills a Notifications store in bulk. Loading the same rows again changes nothing.
type NotificationsLoader interface {
	LoadNotifications(ctx context.Context, notifications []Notification) error
}

// Identify gives an event without an id one of now, a UUIDv7 that no other event has, and reports whether it did.
func Identify(id *uuid.UUID) (made bool, err error) {
	if *id != uuid.Nil {
		return false, nil
	}
	if *id, err = uuid.NewV7(); err != nil {
		return false, fmt.Errorf("make id of event: %w", err)
	}
	return true, nil
}

// EventTime returns the time inside a UUIDv7 (UTC, milliseconds, RFC 9562 section 5.7), or ErrInvalid for another version.
func EventTime(id uuid.UUID) (time.Time, error) {
	if id.Version() != 7 || id.Variant() != uuid.RFC4122 {
		return time.Time{}, ErrInvalid
	}
	ms := int64(id[0])<<40 | int64(id[1])<<32 | int64(id[2])<<24 | int64(id[3])<<16 | int64(id[4])<<8 | int64(id[5])
	return time.UnixMilli(ms).UTC(), nil
}
