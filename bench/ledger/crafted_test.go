package ledger_test

import (
	"bytes"
	"context"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"quintet/api/store"
	"quintet/bench/ledger"
	"quintet/bench/samples"
	"quintet/bench/scenario"
	"quintet/bench/workload"
)

// forgetful is a cache that acknowledges deletes and does not carry them out.
type forgetful struct{ store.Cache }

func (forgetful) Delete(context.Context, ...string) error { return nil }

// ask sends a request that must succeed.
func (p place) ask(t *testing.T, method, path, body string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, p.url+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if text, _ := io.ReadAll(response.Body); response.StatusCode/100 != 2 {
		t.Fatalf("%s %s: %d %s", method, path, response.StatusCode, text)
	}
}

// readBack reads back what was taken down, as written in the second before.
func (p place) readBack(t *testing.T, b *book, change func(*ledger.Config)) samples.Ledger {
	t.Helper()
	cfg := ledger.Config{Recorder: b.Recorder, Targets: []string{p.url}, Stores: &p.stores, Dataset: p.dataset, Began: time.Now().Add(-time.Second)}
	if change != nil {
		change(&cfg)
	}
	got, err := ledger.ReadBack(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func (b *book) take(t *testing.T, writes ...samples.Write) {
	t.Helper()
	for i, w := range writes {
		w.Seq = uint64(i)
		if err := b.Write(&w); err != nil {
			t.Fatal(err)
		}
	}
}

func eventID(t *testing.T) uuid.UUID {
	t.Helper()
	id, err := uuid.NewV7()
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// What a cache hides is told from what is lost: the store has it, and who asks through the cache is shown an older version.
func TestCacheHides(t *testing.T) {
	for name, hides := range map[string]bool{"Honest": false, "Forgetful": true} {
		t.Run(name, func(t *testing.T) {
			p := open(t, asItIs, func(c store.Cache) store.Cache {
				if hides {
					return forgetful{c}
				}
				return c
			})
			b, u := newBook(t), p.dataset.User(4)
			u.Name = "Renamed"
			m := store.Message{ConversationID: p.dataset.Conversation(3), MessageID: eventID(t), UserID: 2, Content: "new"}
			p.ask(t, "GET", "/users/5", "")
			p.ask(t, "GET", "/messages/"+m.ConversationID.String(), "")
			p.ask(t, "PUT", "/users/5", `{"name":"Renamed","email":"`+u.Email+`"}`)
			p.ask(t, "POST", "/messages", `{"conversation_id":"`+m.ConversationID.String()+`","message_id":"`+m.MessageID.String()+`","user_id":2,"content":"new"}`)
			b.take(t,
				samples.Write{Kind: samples.ChangedUser, Row: 5, Content: workload.UserContent(&u)},
				samples.Write{Kind: samples.WroteMessage, Conversation: m.ConversationID, ID: m.MessageID, Row: 2, Content: workload.MessageContent(&m)})
			want := samples.LedgerCounts{Acknowledged: 2, Confirmed: 2}
			if hides {
				want = samples.LedgerCounts{Acknowledged: 2, Stale: 2, Hidden: 2}
			}
			for _, stores := range []*store.Set{&p.stores, nil} {
				got := p.readBack(t, b, func(c *ledger.Config) { c.Stores = stores })
				if got.LedgerCounts != want || hides != (got.HiddenFor >= 1) || got.Straight != (stores != nil) {
					t.Errorf("found %+v, want %+v", got, want)
				}
			}
		})
	}
}

// Writes of one key are looked for under it: files byte by byte, sessions until their time is over. Their tokens are not in the record.
func TestKeyedWrites(t *testing.T) {
	p, b := open(t, asItIs, asItIs), newBook(t)
	stored := func(content string) string {
		o, err := p.stores.Objects.Put(t.Context(), "file-"+uuid.NewString(), "text/plain", strings.NewReader(content), int64(len(content)))
		if err != nil {
			t.Fatal(err)
		}
		return o.Name
	}
	text, content := upload(t, p)
	size := int64(len(text))
	other := bytes.Clone(text)
	other[len(other)-1]++
	signed, err := p.stores.Sessions.CreateSession(t.Context(), 7, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	file := func(name string) samples.Write {
		return samples.Write{Kind: samples.UploadedFile, Name: name, Content: content, Size: size}
	}
	session := func(token string, user int64, expires time.Time) samples.Write {
		return samples.Write{Kind: samples.CreatedSession, Row: user, Name: token, Expires: expires}
	}
	b.take(t,
		file(stored(string(text))), file(stored(string(text[:len(text)-1]))), file(stored(string(text)+"x")), file(stored(string(other))), file(stored("")), file("nowhere"),
		samples.Write{Kind: samples.UploadedFile, Outcome: samples.Indeterminate}, samples.Write{Kind: samples.UploadedFile, Outcome: samples.Denied},
		session(signed.Token, 7, signed.ExpiresAt), session(signed.Token, 8, signed.ExpiresAt), session("a-token-of-nobody", 7, signed.ExpiresAt),
		session("an-old-token", 7, time.Now()), samples.Write{Kind: samples.CreatedSession, Outcome: samples.Indeterminate})
	got := p.readBack(t, b, nil)
	want := samples.LedgerCounts{Acknowledged: 10, Confirmed: 2, Lost: 7, Expired: 1, IndeterminateMissing: 2, Refused: 1}
	if got.LedgerCounts != want || got.PartialFiles != 4 || got.Reason != "" {
		t.Errorf("found %+v\nwant %+v with 4 files that are not whole", got, want)
	}
	ledgerFile, err := os.ReadFile(filepath.Join(b.dir, "ledger-1.bin"))
	if err != nil {
		t.Fatal(err)
	}
	for _, token := range []string{signed.Token, "a-token-of-nobody"} {
		if bytes.Contains(ledgerFile, []byte(token)) {
			t.Errorf("the record holds the token %s", token)
		}
	}
	if !bytes.Contains(ledgerFile, []byte("nowhere")) {
		t.Error("the record does not hold the name of a file")
	}
}

// upload is the bytes of a file that the workload uploads, and what they are made from.
func upload(t *testing.T, p place) (text []byte, content uint64) {
	t.Helper()
	w, err := workload.New(scenario.Workload{Mix: []scenario.Weight{{Operation: "files.upload", Weight: 1}}}, p.dataset, 7)
	if err != nil {
		t.Fatal(err)
	}
	r := w.Request(0)
	_, params, err := mime.ParseMediaType(r.ContentType)
	if err != nil {
		t.Fatal(err)
	}
	part, err := multipart.NewReader(bytes.NewReader(r.Body), params["boundary"]).NextPart()
	if err != nil {
		t.Fatal(err)
	}
	if text, err = io.ReadAll(part); err != nil || int64(len(text)) != r.Write.Size {
		t.Fatalf("%d bytes, want %d: %v", len(text), r.Write.Size, err)
	}
	return text, r.Write.Content
}

// An edge that names a user who is gone is noticed, though the edge itself is there.
func TestAbsentUsers(t *testing.T) {
	p, b := open(t, asItIs, asItIs), newBook(t)
	a, other := int64(1), int64(299)
	for p.dataset.Befriended(a, other) {
		other--
	}
	if err := p.stores.Graph.AddFriend(t.Context(), a, other); err != nil {
		t.Fatal(err)
	}
	b.take(t, samples.Write{Kind: samples.AddedFriend, Row: a, Other: other}, samples.Write{Kind: samples.AddedFriend, Row: 2, Other: 3, Outcome: samples.Denied})
	if got := p.readBack(t, b, nil); got.AbsentUsers != 0 || got.Confirmed != 1 || got.Phantom != 0 {
		t.Errorf("before: %+v", got)
	}
	if err := p.stores.Records.DeleteUser(t.Context(), other); err != nil {
		t.Fatal(err)
	}
	for _, stores := range []*store.Set{&p.stores, nil} {
		if got := p.readBack(t, b, func(c *ledger.Config) { c.Stores = stores }); got.AbsentUsers != 1 || got.Confirmed != 1 {
			t.Errorf("afterwards: %+v", got)
		}
	}
}

// unavailable is an API that sheds every request.
func unavailable(t *testing.T) (url string) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) }))
	t.Cleanup(s.Close)
	return s.URL
}

// What cannot be looked for is unchecked, with the reason; an interrupt is an error.
func TestNobodyAnswers(t *testing.T) {
	p, b := open(t, asItIs, asItIs), newBook(t)
	away := unavailable(t)
	b.take(t, samples.Write{Kind: samples.ChangedUser, Row: 5, Content: 1}, samples.Write{Kind: samples.WroteMessage, Outcome: samples.Indeterminate})
	got := p.readBack(t, b, func(c *ledger.Config) { c.Targets, c.Limit = []string{away}, 50*time.Millisecond })
	if want := (samples.LedgerCounts{Acknowledged: 1, Unchecked: 2}); got.LedgerCounts != want || got.Reason != "the time for reading back was over (50ms)" {
		t.Errorf("found %+v", got)
	}
	cfg := ledger.Config{Recorder: b.Recorder, Targets: []string{p.url}, Dataset: p.dataset}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := ledger.ReadBack(gone, cfg); err == nil || err.Error() != "read back: context canceled" {
		t.Errorf("an interrupt: %v", err)
	}
}

// A replica that is away costs nothing but time: the next one is asked.
func TestOneReplicaAway(t *testing.T) {
	p, b := open(t, asItIs, asItIs), newBook(t)
	away := unavailable(t)
	u := p.dataset.User(4)
	b.take(t, samples.Write{Kind: samples.ChangedUser, Row: 5, Content: workload.UserContent(&u)})
	got := p.readBack(t, b, func(c *ledger.Config) { c.Targets = append(c.Targets, away) })
	if got.Confirmed != 1 || got.Reason != "" {
		t.Errorf("found %+v", got)
	}
}
