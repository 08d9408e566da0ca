package rest

import (
	"bytes"
	"encoding/json"
	"math"
	"net/url"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"quintet/api/store"
)

// read decodes what an append function made, strictly.
func read[T any](t *testing.T, b []byte) (v T) {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(string(b)))
	d.DisallowUnknownFields()
	if err := d.Decode(&v); err != nil {
		t.Fatalf("%s: %v", b, err)
	}
	return v
}

func FuzzAppend(f *testing.F) {
	for _, s := range []string{"", "x", `"\`, "\x00\x1f\x7f\n", "é\u2028🙂", "\xff\xc3", "a\xffb\ufffd"} {
		f.Add(s, int64(1), int64(1735689600120))
	}
	f.Add("", int64(math.MinInt64), int64(0))
	f.Fuzz(func(t *testing.T, s string, n, ms int64) {
		at := time.UnixMilli(ms % time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC).UnixMilli()).UTC()
		if at.Year() < 0 || at.Year() > 9999 {
			t.Skip()
		}
		text := s
		if !utf8.ValidString(s) {
			// As encoding/json has it: one mark for each byte that is none of UTF-8.
			raw, err := json.Marshal(s)
			if err != nil || json.Unmarshal(raw, &text) != nil {
				t.Fatal(err)
			}
		}
		id := uuid.NewSHA1(uuid.Nil, []byte(s))
		if want := at.Format(`"2006-01-02T15:04:05.000Z"`); string(appendTime(nil, at)) != want {
			t.Errorf("%s, want %s", appendTime(nil, at), want)
		}
		for _, diff := range []string{
			cmp.Diff(store.User{ID: n, Name: text, Email: text, CreatedAt: at}, read[store.User](t, appendUser(nil, store.User{ID: n, Name: s, Email: s, CreatedAt: at}))),
			cmp.Diff(store.Group{ID: n, Name: text, Description: text, CreatedAt: at},
				read[store.Group](t, appendGroup(nil, store.Group{ID: n, Name: s, Description: s, CreatedAt: at}))),
			cmp.Diff(store.Message{ConversationID: id, MessageID: id, UserID: n, Content: text, Timestamp: at},
				read[store.Message](t, appendMessage(nil, store.Message{ConversationID: id, MessageID: id, UserID: n, Content: s, Timestamp: at}))),
			cmp.Diff(store.Notification{UserID: n, NotificationID: id, Type: text, Content: text, Timestamp: at},
				read[store.Notification](t, appendNotification(nil, store.Notification{UserID: n, NotificationID: id, Type: s, Content: s, Timestamp: at}))),
			cmp.Diff(store.Session{Token: text, UserID: n, ExpiresAt: at}, read[store.Session](t, appendSession(nil, store.Session{Token: s, UserID: n, ExpiresAt: at}))),
			cmp.Diff([]store.Suggestion{{UserID: n, MutualFriends: 3}, {UserID: 1}},
				read[[]store.Suggestion](t, appendList(nil, []store.Suggestion{{UserID: n, MutualFriends: 3}, {UserID: 1}}, appendSuggestion))),
		} {
			if diff != "" {
				t.Error(diff)
			}
		}
		p := problem{status: 422, detail: s, fields: []field{{s, s}}}
		if !json.Valid(p.append(nil, s)) {
			t.Errorf("not JSON: %s", p.append(nil, s))
		}
	})
}

// FuzzDecode holds the reader of bodies against encoding/json.
func FuzzDecode(f *testing.F) {
	for _, s := range []string{
		`{"name":"x","email":"a@b.c"}`, `{"name":"x"}`, `{"name":"x","name":"y"}`, `{}`, `[]`, ``, `{"name":"\ud800","email":"a@b.c"} x`, `{"Name":1}`, "{\"\xff\":1}",
		`{"name":{"a":[1,2,{}]},"email":null}`, `{"name":"\ud83e\udd9c\\ud800\u00e9","email":"a@b.c"}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		var name, address string
		err := decodeObject(b, []member{line("name", &name, 200), email("email", &address)})
		if err == nil {
			var want struct {
				Name  string `json:"name"`
				Email string `json:"email"`
			}
			if err := json.Unmarshal(b, &want); err != nil {
				t.Fatalf("taken, but not by encoding/json: %v", err)
			}
			if strings.ContainsRune(name+address, utf8.RuneError) && !bytes.Contains(b, []byte("\ufffd")) && !bytes.Contains(bytes.ToLower(b), []byte(`\ufffd`)) {
				t.Errorf("%q is read as %q and %q", b, name, address)
			}
			if want.Name != name || want.Email != address || strings.TrimSpace(name) == "" || !strings.Contains(address, "@") {
				t.Errorf("read %q %q, want %+v", name, address, want)
			}
			return
		}
		p, ok := err.(*problem)
		if !ok || p.status != 400 && p.status != 422 || (p.status == 422) != (len(p.fields) > 0) {
			t.Errorf("refused with %v", err)
		}
		if p.status == 422 && !json.Valid(b) {
			t.Errorf("%q is no JSON, but its fields are complained about", b)
		}
	})
}

// TestInteger reads numbers that are whole, and others.
func TestInteger(t *testing.T) {
	for text, want := range map[string]int64{
		"7": 7, "7.0": 7, "3185.0": 3185, "3.185e3": 3185, "3185E0": 3185, "318500e-2": 3185, "0.7e1": 7, "0e9": 0, "-2.0": -2, "9223372036854775807": math.MaxInt64,
		"9223372036854775807.00": math.MaxInt64, "9.223372036854775807e18": math.MaxInt64, "0.000e-900": 0,
	} {
		if got, ok := integer(text); !ok || got != want {
			t.Errorf("%s is %d, %v; want %d", text, got, ok, want)
		}
	}
	for _, text := range []string{
		"7.5", "1e-1", "9223372036854775808", "9223372036854775808.0", "1e19", "1e1001", "1e99999999999999999999", "1e-1001", "null", `"7"`, "true", "[7]", "",
		"1.0000000000000000000001",
	} {
		if got, ok := integer(text); ok {
			t.Errorf("%s is taken for %d", text, got)
		}
	}
}

// TestShort: a path that is given back is cut between its escapes.
func TestShort(t *testing.T) {
	for before := longestInstance - 4; before <= longestInstance+1; before++ {
		path := strings.Repeat("x", before) + "%C3%A9"
		got := short(path)
		if _, err := url.PathUnescape(got); err != nil || len(got) > longestInstance || len(got) < min(before, longestInstance) || !strings.HasPrefix(path, got) {
			t.Errorf("%d characters and an escape became %d: %v", before, len(got), err)
		}
	}
}

func FuzzParameters(f *testing.F) {
	for _, s := range []string{"", "limit=1", "limit=500&after=7", "after=0", "before=01941f29-7c78-7000-8000-000000000001", "limit=%31", "a;b", "limit=1&limit=1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		values, err := url.ParseQuery(raw)
		if err != nil {
			t.Skip()
		}
		q := query(values)
		if limit, err := q.limit(); err == nil && (limit < 1 || limit > maxLimit) {
			t.Errorf("limit %d", limit)
		}
		if after, err := q.after(); err == nil && after < 0 {
			t.Errorf("after %d", after)
		}
		if before, err := q.before(); err == nil && before != uuid.Nil && before.Version() != 7 {
			t.Errorf("before %s", before)
		}
		if id, ok := parseID(raw); ok && id < 1 {
			t.Errorf("%q is id %d", raw, id)
		}
	})
}

func FuzzNames(f *testing.F) {
	for _, s := range []string{"x", "é.txt", strings.Repeat("日", 85), "a\u202eb", strings.Repeat("x", 240) + ".tar.gz", "." + strings.Repeat("y", 250)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if store.CheckObjectName(s) != nil {
			t.Skip()
		}
		name := uuid.NewString() + "-" + printable(s)
		if err := store.CheckObjectName(name); err != nil || !utf8.ValidString(name) {
			t.Errorf("%q became %q: %v", s, name, err)
		}
		if original(name) != printable(s) {
			t.Errorf("%q came back as %q", s, original(name))
		}
	})
}

// TestOriginal gives names that were not made by an upload.
func TestOriginal(t *testing.T) {
	for _, name := range []string{"seed-000001-0badcafe.jpg", "", strings.Repeat("x", 40), uuid.NewString(), uuid.NewString() + "-"} {
		if got := original(name); got != name {
			t.Errorf("%q came back as %q", name, got)
		}
	}
}

func page(n int) []store.Message {
	messages := make([]store.Message, n)
	for i := range messages {
		id, _ := uuid.NewV7()
		messages[i] = store.Message{ConversationID: uuid.Max, MessageID: id, UserID: 12345, Content: "hello are you there café tomorrow.", Timestamp: time.UnixMilli(1735689600120).UTC()}
	}
	return messages
}

// BenchmarkEncodePage compares ways to write a page of messages.
func BenchmarkEncodePage(b *testing.B) {
	messages := page(50)
	b.Run("Append", func(b *testing.B) {
		b.ReportAllocs()
		var out []byte
		for b.Loop() {
			out = appendList(out[:0], messages, appendMessage)
		}
	})
	b.Run("EncodingJSON", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := json.Marshal(messages); err != nil {
				b.Fatal(err)
			}
		}
	})
}
