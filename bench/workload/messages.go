package workload

import (
	"net/http"

	"github.com/google/uuid"

	"quintet/bench/samples"
)

// messagesList asks for the newest page of a conversation. Every row must be of that conversation.
func messagesList(w *Workload, c *call) Request {
	i := int64(w.conversations.draw(&c.Sequence))
	id := w.data.Conversation(i).String()
	want := min(page, w.data.messagesOf(i))
	return c.get("/messages/"+id, func(r Response) (samples.Failure, string) {
		return list(r, `"`+id+`"`, want)
	})
}

// messagesSend writes a message. The server chooses the id, as most clients have it do: one that chooses it pays, on some stores, for the
// promise that a retry is the same row, and no hit is retried. A retry would be another message.
func messagesSend(w *Workload, c *call) Request {
	of := w.data.Conversation(int64(w.conversations.draw(&c.Sequence)))
	conversation := of.String()
	user := w.user(c)
	size := int(w.data.content.draw(&c.Sequence))
	b := append(make([]byte, 0, size+150), '{')
	b = integerMember(text(b, "conversation_id", conversation), "user_id", user)
	said := content(&c.Sequence, size)
	b = append(text(b, "content", said), '}')
	write := &samples.Write{Kind: samples.WroteMessage, Conversation: of, Row: user, Content: contentOf(user, said)}
	return c.send(http.MethodPost, "/messages", b, write, func(r Response) (samples.Failure, string) {
		if f, why := status(r, http.StatusCreated); f != samples.OK {
			return f, why
		}
		if got, _ := str(r.Body, `"conversation_id"`); got != conversation {
			return mismatch("message of conversation %q, want %q", got, conversation)
		}
		return eventMade(r, `"message_id"`, write)
	})
}

// eventMade notes under which id the server wrote an event.
func eventMade(r Response, field string, write *samples.Write) (samples.Failure, string) {
	id, _ := str(r.Body, field)
	key, err := uuid.Parse(id)
	if len(id) != 36 || err != nil {
		return mismatch("%s is %q, want a UUID", field, id)
	}
	write.ID = key
	return samples.OK, ""
}
