package cached

import (
	"bytes"
	"testing"
	"time"

	"github.com/google/uuid"

	"quintet/api/store"
)

// FuzzEntry reads whatever may be under a key: what is taken for a page is one, and is written again as the same bytes.
func FuzzEntry(f *testing.F) {
	e := entry{key: "v2:messages:x", process: 7, stamp: time.Second}
	conversation := uuid.New()
	page := []store.Message{
		{ConversationID: conversation, MessageID: uuid.Must(uuid.NewV7()), UserID: 1, Content: "one"},
		{ConversationID: conversation, MessageID: uuid.Must(uuid.NewV7()), UserID: -2},
	}
	f.Add(pages.append(e.append(nil), page))
	f.Add(pages.append(e.append(nil), nil))
	f.Add(users.append(e.append(nil), store.User{ID: 1, Name: "n", Email: "e"}))
	f.Add([]byte("null"))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, text []byte) {
		e, payload, ok := parseEntry(text)
		if !ok {
			return
		}
		if _, again, ok := parseEntry(e.append(nil)); !ok || len(again) > 0 {
			t.Errorf("head %+v is not read again", e)
		}
		users.decode(payload)
		groups.decode(payload)
		if page, ok := pages.decode(payload); ok {
			if again, ok := pages.decode(pages.append(nil, page)); !ok || len(again) != len(page) || len(page) > PageLimit {
				t.Errorf("page of %d is read again as one of %d", len(page), len(again))
			}
		}
	})
}

// TestCodecs writes values and reads them again.
func TestCodecs(t *testing.T) {
	at := time.UnixMilli(-1).UTC()
	u := store.User{ID: 1 << 62, Name: "ü", Email: "", CreatedAt: at}
	if got, ok := users.decode(users.append(nil, u)); !ok || got != u {
		t.Errorf("user is read as %+v", got)
	}
	g := store.Group{ID: -1, Name: "", Description: "d", CreatedAt: at}
	if got, ok := groups.decode(groups.append(nil, g)); !ok || got != g {
		t.Errorf("group is read as %+v", got)
	}
	e := entry{key: "k", process: 1<<64 - 1, stamp: 5, absent: true}
	got, rest, ok := parseEntry(append(e.append(nil), "rest"...))
	if !ok || got != e || !bytes.Equal(rest, []byte("rest")) {
		t.Errorf("head is read as %+v, then %q", got, rest)
	}
}
