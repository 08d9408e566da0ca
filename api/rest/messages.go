package rest

import (
	"net/http"

	"github.com/google/uuid"

	"quintet/api/store"
)

// maxContent is how many characters a message or notification may have.
const maxContent = 100_000

// listMessages lists a conversation, newest first, a page at a time; one that has no messages is an empty list and no 404.
func (a *api) listMessages(x *exchange) error {
	s, err := x.param("conversationId")
	if err != nil {
		return err
	}
	var conversation uuid.UUID
	if !parseUUID(s, &conversation) {
		return badRequest("conversationId must be a UUID, not %s.", quote(s))
	}
	before, limit, err := x.events()
	if err != nil {
		return err
	}
	messages, err := a.Stores.Messages.Messages(x.ctx, conversation, before, limit)
	if err != nil {
		return err
	}
	if len(messages) >= limit {
		x.next("before", messages[len(messages)-1].MessageID.String(), limit)
	}
	return x.json(http.StatusOK, appendList(x.out, messages, appendMessage))
}

// addMessage appends a message. A client may give its id, which makes the request idempotent: the same message again is 201 again, another
// one under this id is 409.
func (a *api) addMessage(x *exchange) error {
	var m store.Message
	if err := x.decode(
		id("conversation_id", &m.ConversationID), positive("user_id", &m.UserID), text("content", &m.Content, 1, maxContent),
		eventID("message_id", &m.MessageID),
	); err != nil {
		return err
	}
	stored, err := a.Stores.Messages.AddMessage(x.ctx, m)
	if err != nil {
		return taken(err, "Another message of this conversation has this message_id.")
	}
	return x.json(http.StatusCreated, appendMessage(x.out, stored))
}
