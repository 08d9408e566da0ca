package ledger

import (
	"context"
	"strconv"

	"github.com/google/uuid"

	"quintet/bench/samples"
)

// check looks for the writes of one owner and returns a verdict on each. It fails when the API or the stores do not answer.
type check func(*checker, context.Context, []samples.Write) ([]verdict, error)

// checks is the table of kinds of writes, by samples.WriteKind.
func checks() [samples.WriteKinds]check {
	return [...]check{
		samples.WroteMessage:      (*checker).messages,
		samples.WroteNotification: (*checker).notifications,
		samples.CreatedUser:       (*checker).createdUsers,
		samples.ChangedUser:       (*checker).changedUsers,
		samples.CreatedGroup:      (*checker).createdGroups,
		samples.AddedFriend:       (*checker).friendships,
		samples.AddedMember:       (*checker).memberships,
		samples.CreatedSession:    (*checker).sessions,
		samples.UploadedFile:      (*checker).files,
		samples.WroteDeclared:     (*checker).declared,
	}
}

// owner is what writes of a kind are checked together for: a conversation, a user, a group, a page of users, a key. Whatever is created is found by
// one look through the list of its kind, for all of a part.
type owner struct {
	kind         samples.WriteKind
	conversation uuid.UUID
	row          int64
	// key is of declared writes.
	key string
}

// ownerOf is what a write belongs to: the unit that is read back together. Users come by pages, so changes of neighbours share an owner.
func ownerOf(w *samples.Write) owner {
	o := owner{kind: w.Kind}
	switch w.Kind {
	case samples.WroteMessage:
		o.conversation = w.Conversation
	case samples.WroteNotification, samples.AddedFriend, samples.AddedMember:
		o.row = w.Row
	case samples.ChangedUser:
		o.row = (w.Row - 1) / pageSize
	case samples.CreatedSession, samples.UploadedFile:
		o.row = int64(w.Seq)
	case samples.WroteDeclared:
		o.key, o.row = w.Name, int64(w.Operation)
		if w.Name == "" { // each for itself
			o.row = int64(w.Seq)
		}
	}
	return o
}

// shelf is what decides in which part a write is: its owner, or for what is created its content.
func shelf(w *samples.Write) any {
	switch w.Kind {
	case samples.CreatedUser:
		return w.Name
	case samples.CreatedGroup:
		return w.Content
	}
	return ownerOf(w)
}

// names are what a write belongs to and its own key, in texts for a reader. The token of a session is not among them.
func names(w *samples.Write) (of, key string) {
	row, other := strconv.FormatInt(w.Row, 10), strconv.FormatInt(w.Other, 10)
	id := uuid.UUID(w.ID).String()
	if w.ID == uuid.Nil {
		id = ""
	}
	switch w.Kind {
	case samples.WroteMessage:
		return uuid.UUID(w.Conversation).String(), id
	case samples.WroteNotification:
		return row, id
	case samples.AddedFriend, samples.AddedMember:
		return row, other
	case samples.CreatedSession:
		return row, ""
	case samples.CreatedUser, samples.UploadedFile, samples.WroteDeclared:
		return "", w.Name
	}
	return "", row
}
