package workload

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/uuid"

	"quintet/api/store"
	"quintet/bench/samples"
)

// Every request that writes has the ledger's entry, under the keys of what it asks and, once it was answered, of what the server said; what
// is found under them later has the same content. Reads have none.
func TestWritesAreDescribed(t *testing.T) {
	d := NewDataset(small(), 42)
	w := open(t, everything(), d)
	seen := map[samples.WriteKind]bool{}
	for n := range uint64(1000) {
		r := w.Request(n)
		if (r.Method != "GET") != (r.Write != nil) {
			t.Fatalf("%s %s has the entry %+v", r.Method, r.Path, r.Write)
		}
		if r.Write == nil {
			continue
		}
		seen[r.Write.Kind] = true
		answer := answers[w.Operations()[r.Operation]](d, r)
		if f, why := r.Verify(answer); f != samples.OK {
			t.Fatalf("%s %s: %v %s", r.Method, r.Path, f, why)
		}
		got := *r.Write
		var want samples.Write
		switch got.Kind {
		case samples.WroteMessage:
			m := told[store.Message](t, answer)
			want = samples.Write{Conversation: m.ConversationID, ID: m.MessageID, Row: m.UserID, Content: MessageContent(&m)}
		case samples.WroteNotification:
			n := told[store.Notification](t, answer)
			want = samples.Write{ID: n.NotificationID, Row: n.UserID, Content: NotificationContent(&n)}
		case samples.CreatedUser:
			u := told[store.User](t, answer)
			want = samples.Write{Row: u.ID, Name: u.Email, Content: UserContent(&u)}
		case samples.ChangedUser:
			u := decode[store.User](r)
			fmt.Sscanf(r.Path, "/users/%d", &u.ID)
			want = samples.Write{Row: u.ID, Content: UserContent(&u)}
		case samples.CreatedGroup:
			g := told[store.Group](t, answer)
			want = samples.Write{Row: g.ID, Content: GroupContent(&g)}
		case samples.AddedFriend:
			var a, b int64
			fmt.Sscanf(r.Path, "/users/%d/friends/%d", &a, &b)
			want = samples.Write{Row: min(a, b), Other: max(a, b)}
		case samples.AddedMember:
			fmt.Sscanf(r.Path, "/groups/%d/members/%d", &want.Row, &want.Other)
		case samples.CreatedSession:
			s := told[store.Session](t, answer)
			want = samples.Write{Row: s.UserID, Name: s.Token, Expires: s.ExpiresAt}
		case samples.UploadedFile:
			name, _ := str(answer.Body, `"filename"`)
			want = samples.Write{Name: name, Content: got.Content, Size: got.Size}
		}
		want.Kind = got.Kind
		if !got.Expires.Equal(want.Expires) {
			t.Errorf("the session ends at %s, want %s", got.Expires, want.Expires)
		}
		got.Expires, want.Expires = time.Time{}, time.Time{}
		if got != want {
			t.Errorf("%s %s:\ngot  %+v\nwant %+v", r.Method, r.Path, got, want)
		}
	}
	if len(seen) != samples.WriteKinds-1 { // all but declared ones
		t.Errorf("only the kinds %v were written", seen)
	}
}

// told is the row that an answer says.
func told[T any](t *testing.T, r Response) T {
	t.Helper()
	return decode[T](Request{Body: r.Body})
}

// Contents that differ in any part are told apart, and the border between two texts counts.
func TestContentOf(t *testing.T) {
	distinct := map[uint64]string{}
	for _, c := range []struct {
		number int64
		texts  []string
	}{{1, []string{"ab", "c"}}, {1, []string{"a", "bc"}}, {2, []string{"ab", "c"}}, {1, []string{"abc"}}, {1, nil}, {0, nil}, {1, []string{"ab", "c", ""}}, {1, []string{"c", "ab"}}} {
		h := contentOf(c.number, c.texts...)
		if before, there := distinct[h]; there {
			t.Errorf("%v and %s have one content", c, before)
		}
		distinct[h] = fmt.Sprint(c)
	}
	m := store.Message{UserID: 7, Content: "hello", ConversationID: uuid.New(), Timestamp: time.Now()}
	same := store.Message{UserID: 7, Content: "hello", MessageID: uuid.New()}
	if MessageContent(&m) != MessageContent(&same) {
		t.Error("the content of a message depends on its keys")
	}
}

// A file is compared to its last byte, however it is read.
func TestFileDiffers(t *testing.T) {
	const seed = 99
	for _, size := range []int{0, 1, 7, 8, 9, 32 << 10, 32<<10 + 1, 100_000} {
		whole := make([]byte, size)
		fill(whole, seed, 0)
		check := func(what string, text []byte, want int64) {
			t.Helper()
			for name, r := range map[string]io.Reader{"whole": bytes.NewReader(text), "halves": iotest.HalfReader(bytes.NewReader(text))} {
				if at, err := FileDiffers(r, seed, int64(size)); at != want || err != nil {
					t.Errorf("%d bytes, %s, read in %s: differs at %d, %v; want %d", size, what, name, at, err, want)
				}
			}
		}
		check("as they were", whole, -1)
		check("with one more", append(bytes.Clone(whole), 0), int64(size))
		if size == 0 {
			continue
		}
		check("without the last", whole[:size-1], int64(size-1))
		check("without any", nil, 0)
		other := bytes.Clone(whole)
		other[size-1]++
		check("with another last", other, int64(size-1))
	}
	broken := errors.New("reset")
	if _, err := FileDiffers(iotest.ErrReader(broken), seed, 10); !errors.Is(err, broken) {
		t.Errorf("an error of reading: %v", err)
	}
}

func TestSeededEdges(t *testing.T) {
	d := NewDataset(small(), 42)
	rows := d.Rows()
	friends, joined := map[store.Friendship]bool{}, map[store.Membership]bool{}
	for i := range rows["friendships"] {
		friends[d.Friendship(i)] = true
	}
	for i := range rows["memberships"] {
		joined[d.Membership(i)] = true
	}
	for a := int64(0); a <= min(60, rows["users"]+1); a++ {
		for b := int64(0); b <= min(60, rows["users"]+1); b++ {
			if got, want := d.Befriended(a, b), friends[ordered(a, b)]; got != want {
				t.Errorf("%d and %d are friends: %v, want %v", a, b, got, want)
			}
			if got, want := d.Joined(a, b), joined[store.Membership{Group: a, User: b}]; got != want {
				t.Errorf("%d is in group %d: %v, want %v", b, a, got, want)
			}
		}
	}
	if d.Befriended(1, rows["users"]+5) || d.Joined(rows["groups"]+1, 1) {
		t.Error("an edge of what was not seeded")
	}
}
