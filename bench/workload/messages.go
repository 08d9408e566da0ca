package workload

import (
	"net/http"
	"time"

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

// messagesSend writes a message under an id of its own: a UUIDv7 of n milliseconds after Epoch.
func messagesSend(w *Workload, c *call) Request {
	of := w.data.Conversation(int64(w.conversations.draw(&c.Sequence)))
	conversation := of.String()
	user := w.user(c)
	at := Epoch.Add(time.Duration(c.n) * time.Millisecond)
	key := eventID(at, &c.Sequence)
	id := key.String()
	size := int(w.data.content.draw(&c.Sequence))
	b := append(make([]byte, 0, size+200), '{')
	b = text(b, "conversation_id", conversation)
	b = text(b, "message_id", id)
	b = integerMember(b, "user_id", user)
	said := content(&c.Sequence, size)
	b = append(text(b, "content", said), '}')
	write := &samples.Write{Kind: samples.WroteMessage, Conversation: of, ID: key, Row: user, Content: contentOf(user, said)}
	return c.send(http.MethodPost, "/messages", b, write, func(r Response) (samples.Failure, string) {
		if f, why := status(r, http.StatusCreated); f != samples.OK {
			return f, why
		}
		if got, _ := str(r.Body, `"message_id"`); got != id {
			return mismatch("message %q, want %q: %s", got, id, excerpt(r.Body))
		}
		if got, _ := str(r.Body, `"conversation_id"`); got != conversation {
			return mismatch("message of conversation %q, want %q", got, conversation)
		}
		return samples.OK, ""
	})
}
