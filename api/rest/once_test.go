package rest_test

import (
	"fmt"
	"testing"

	"github.com/google/uuid"
)

// TestOneIDHasOneContent sends messages and notifications again under their ids: the same is answered with what is stored, another is
// refused and changes nothing.
func TestOneIDHasOneContent(t *testing.T) {
	s := open(t, nil)
	id, conversation := uuid.Must(uuid.NewV7()), uuid.New()
	message := func(user int, content string) string {
		return fmt.Sprintf(`{"conversation_id":%q,"message_id":%q,"user_id":%d,"content":%q}`, conversation, id, user, content)
	}
	notification := func(kind, content string) string {
		return fmt.Sprintf(`{"notification_id":%q,"user_id":7,"type":%q,"content":%q}`, id, kind, content)
	}
	for _, c := range []struct {
		to, list, first string
		others          []string
	}{
		{"/messages", "/messages/" + conversation.String(), message(1, "A"), []string{message(2, "A"), message(1, "B"), message(2, "B")}},
		{"/notifications", "/notifications/7", notification("like", "A"), []string{notification("follow", "A"), notification("like", "B")}},
	} {
		stored := s.want(201, "POST", c.to, c.first).body
		for range 2 {
			if got := s.want(201, "POST", c.to, c.first).body; got != stored {
				t.Errorf("%s: the same again is answered with %s, want %s", c.to, got, stored)
			}
			for _, other := range c.others {
				s.do("POST", c.to, other).refused(t, 409)
			}
			if got := s.want(200, "GET", c.list, "").body; got != "["+stored+"]" {
				t.Errorf("%s: stored is %s, want %s", c.to, got, stored)
			}
		}
	}
}
