package rest_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"quintet/api/rest"
	"quintet/api/store"
)

// good are bodies that are taken, by path.
var good = map[string]string{
	"/users":         `{"name":"Ada","email":"ada@example.org"}`,
	"/groups":        `{"name":"Hiking","description":"x"}`,
	"/messages":      `{"conversation_id":"` + conversation + `","user_id":7,"content":"hi"}`,
	"/notifications": `{"user_id":7,"type":"mention","content":"you"}`,
	"/sessions":      `{"user_id":7}`,
}

// TestMalformed spoils the body of every route in every way that is no JSON object with the right fields.
func TestMalformed(t *testing.T) {
	s := open(t, nil)
	for path, body := range good {
		for name, spoilt := range map[string]string{
			"Empty":    " ",
			"Torn":     body[:len(body)-1],
			"TornText": body[:len(body)/2],
			"Array":    "[" + body + "]",
			"Text":     `"x"`,
			"Null":     "null",
			"Trailing": body + "{}",
			"Comma":    body + ",",
			"Unknown":  `{"colour":"blue",` + body[1:],
			"OtherCase": strings.NewReplacer(`"name"`, `"Name"`, `"user_id"`, `"User_ID"`).Replace(
				body),
			"Twice":     body[:len(body)-1] + "," + body[1:],
			"NotUTF8":   strings.Replace(body, `{`, "{\"\xff\":1,", 1),
			"Unquoted":  strings.Replace(body, `"`, "", 1),
			"Comment":   body + "//",
			"ByteOrder": "\ufeff" + body,
		} {
			t.Run(path[1:]+"/"+name, func(t *testing.T) {
				p := s.do("POST", path, spoilt).refused(t, 400)
				if strings.Contains(p.Detail, "json:") || strings.Contains(p.Detail, "Go ") {
					t.Errorf("detail is a library's: %s", p.Detail)
				}
			})
		}
		for _, mediaType := range []string{"text/plain", "application/x-www-form-urlencoded", "", "application/json2", "x"} {
			s.do("POST", path, body, "Content-Type", mediaType).refused(t, 415)
		}
	}
	// Nothing of that was stored.
	if got := s.want(200, "GET", "/users", "").body; got != "[]" {
		t.Errorf("users are %s", got)
	}
	for path, body := range good {
		if a := s.do("POST", path, "\n "+body+" \n", "Content-Type", "Application/JSON; charset=utf-8"); a.StatusCode != 201 {
			t.Errorf("%s: %s %s", path, a.Status, a.body)
		}
	}
}

// TestHalfCharacters sends escapes that are half of a surrogate pair, which are no characters, and some that only look so.
func TestHalfCharacters(t *testing.T) {
	s := open(t, nil)
	for _, path := range []string{"/users", "/groups", "/messages", "/notifications"} {
		for _, text := range []string{`\ud83e`, `\uDD9C`, `\udd9c\ud83e`, `\ud83e\ud83e\udd9c`, `\ud83ex`, `\ud83e\\udd9c`, `\\\ud83e`, `\ud83e\n`, `\n\ud83e\u0041`} {
			p := s.do("POST", path, strings.Replace(good[path], `":"`, `":"`+text, 1)).refused(t, 400)
			if !strings.Contains(p.Detail, "surrogate") {
				t.Errorf("%s %s: %s", path, text, p.Detail)
			}
		}
	}
	s.do("POST", "/sessions", `{"\ud800":7}`).refused(t, 400)
	for text, want := range map[string]string{`\ud83e\udd9c`: "🦜", `\ufffd`: "\ufffd", `\\ud83e`: `\ud83e`, `\ud7ff\ue000`: "\ud7ff\ue000", `\\\ud83e\udd9c`: `\🦜`} {
		a := s.want(201, "POST", "/groups", `{"name":"`+text+`"}`)
		if got := decode[store.Group](t, a).Name; got != want {
			t.Errorf("%s is stored as %q, want %q", text, got, want)
		}
	}
}

// TestInvalidFields checks which fields are complained about.
func TestInvalidFields(t *testing.T) {
	s := open(t, nil)
	long := strings.Repeat("é", 201)
	for _, c := range []struct {
		path, body string
		fields     string
	}{
		{"/users", `{}`, "name email"},
		{"/users", `{"name":""}`, "name email"},
		{"/users", `{"name":" \t","email":"x"}`, "name email"},
		{"/users", `{"name":"a\u0000b","email":"a@b\u0000"}`, "name email"},
		{"/users", `{"name":"a\nb","email":"a@b.c"}`, "name"},
		{"/users", `{"name":"` + long + `","email":"a@b.c"}`, "name"},
		{"/users", `{"name":7,"email":null}`, "name email"},
		{"/users", `{"name":["x"],"email":{"x":1}}`, "name email"},
		{"/users", `{"name":"x","email":"Ada <ada@example.org>"}`, "email"},
		{"/users", `{"name":"x","email":"ada@example.org, bo@example.org"}`, "email"},
		{"/users", `{"name":"x","email":"ada@"}`, "email"},
		{"/users", `{"name":"x","email":"` + strings.Repeat("x", 250) + `@example.org"}`, "email"},
		{"/groups", `{"description":"x"}`, "name"},
		{"/groups", `{"name":"x","description":"` + strings.Repeat("x", 2001) + `"}`, "description"},
		{"/groups", `{"name":"x","description":null}`, "description"},
		{"/messages", `{}`, "conversation_id user_id content"},
		{"/messages", `{"conversation_id":"x","user_id":0,"content":"","message_id":"x"}`, "conversation_id user_id content message_id"},
		{"/messages", `{"conversation_id":7,"user_id":"7","content":7,"message_id":7}`, "conversation_id user_id content message_id"},
		{"/messages", `{"conversation_id":"` + conversation + `","user_id":1.5,"content":"a\u0000"}`, "user_id content"},
		{"/messages", `{"conversation_id":"` + conversation + `","user_id":1e-3,"content":"x"}`, "user_id"},
		{"/messages", `{"conversation_id":"` + conversation + `","user_id":9223372036854775808,"content":"x"}`, "user_id"},
		{"/messages", `{"conversation_id":"` + conversation + `","user_id":1,"content":"` + strings.Repeat("x", 100_001) + `"}`, "content"},
		{"/notifications", `{}`, "user_id type content"},
		{"/notifications", `{"user_id":-1,"type":" ","content":""}`, "user_id type content"},
		{"/sessions", `{}`, "user_id"},
		{"/sessions", `{"user_id":true}`, "user_id"},
	} {
		p := s.do("POST", c.path, c.body).refused(t, 422)
		var fields []string
		for _, e := range p.Errors {
			fields = append(fields, e.Field)
			if e.Message == "" {
				t.Errorf("%s %s: no message for %s", c.path, c.body, e.Field)
			}
		}
		want := strings.Fields(c.fields)
		slices.Sort(want)
		slices.Sort(fields)
		if !slices.Equal(fields, want) {
			t.Errorf("%s %.200s: complains about %s, want %s", c.path, c.body, fields, want)
		}
	}
	a := s.do("PUT", "/users/1", `{"name":"","email":"x"}`)
	a.refused(t, 422)
	if got := s.want(200, "GET", "/users", "").body; got != "[]" {
		t.Errorf("users are %s", got)
	}
}

// TestTextSurvives stores text that JSON has to escape and reads it back through store and cache.
func TestTextSurvives(t *testing.T) {
	s := open(t, nil)
	for _, content := range []string{`"\/`, "a\nb\tc\r\x01\x1f\x7f", "<script>&</script>", "\u2028\u2029", "日本語 🙂 é", "\u202e", `\u0041`, `\ud800`, "\ufffd"} {
		body := fmt.Sprintf(`{"conversation_id":%q,"user_id":7,"content":%s}`, conversation, quoted(content))
		if got := decode[store.Message](t, s.want(201, "POST", "/messages", body)); got.Content != content {
			t.Errorf("stored %q, want %q", got.Content, content)
		}
		for range 2 {
			if got := decode[[]store.Message](t, s.want(200, "GET", "/messages/"+conversation, "")); got[0].Content != content {
				t.Errorf("read %q, want %q", got[0].Content, content)
			}
		}
	}
}

// TestLimitsCountCharacters sends the longest texts in the form that takes the most bytes, an escaped surrogate pair each, and one more.
func TestLimitsCountCharacters(t *testing.T) {
	s := open(t, nil)
	parrots := func(n int) string { return strings.Repeat(`\ud83e\udd9c`, n) }
	for _, c := range []struct {
		path, body string
		most       int
	}{
		{"/users", `{"name":"%s","email":"ada@example.org"}`, 200},
		{"/groups", `{"name":"x","description":"%s"}`, 2000},
		{"/messages", `{"conversation_id":"` + conversation + `","user_id":7,"content":"%s"}`, 100_000},
		{"/notifications", `{"user_id":7,"type":"` + parrots(200) + `","content":"%s"}`, 100_000},
	} {
		a := s.want(201, "POST", c.path, fmt.Sprintf(c.body, parrots(c.most)))
		if got := strings.Count(a.body, "🦜"); got < c.most {
			t.Errorf("%s: %d characters are stored of %d", c.path, got, c.most)
		}
		s.do("POST", c.path, fmt.Sprintf(c.body, parrots(c.most+1))).refused(t, 422)
	}
}

func TestBodyTooLarge(t *testing.T) {
	s := open(t, func(cfg *rest.Config) { cfg.MaxBody = 1000 })
	body := good["/users"]
	fits := body + strings.Repeat(" ", 1000-len(body))
	s.want(201, "POST", "/users", fits)
	s.do("POST", "/users", fits+" ").refused(t, 413)
	// Without a length that is announced, the body must be counted.
	r, err := http.NewRequest("POST", s.url+"/users", onlyReader{strings.NewReader(fits + " ")})
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	s.send(r).refused(t, 413)
}

// onlyReader hides what else a reader can do, so that its length is not known.
type onlyReader struct{ r *strings.Reader }

// Read implements io.Reader.
func (o onlyReader) Read(p []byte) (int, error) { return o.r.Read(p) }

// quoted is JSON of a text.
func quoted(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	return string(b)
}
