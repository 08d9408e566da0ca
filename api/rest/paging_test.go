package rest_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/google/uuid"

	"quintet/api/store"
)

// TestParameters asks with each parameter wrong.
func TestParameters(t *testing.T) {
	s := open(t, nil)
	s.user(1)
	v4 := uuid.NewString()
	for _, id := range []string{"0", "-1", "+1", "01", "x", "1.0", "1e0", "9223372036854775808", "%31x", "1%2F2", "%00", "١"} {
		for _, path := range []string{"/users/%s", "/groups/%s", "/users/%s/friends", "/users/%s/friends/1", "/users/1/friends/%s", "/groups/1/members/%s", "/notifications/%s"} {
			method := "GET"
			if strings.Contains(path, "friends/") || strings.Contains(path, "members/") {
				method = "PUT"
			}
			s.do(method, fmt.Sprintf(path, id), "").refused(t, 400)
		}
	}
	for _, id := range []string{"x", "1", v4[:35], v4 + "0", "%7B" + v4 + "%7D", "urn:uuid:" + v4, strings.ReplaceAll(v4, "-", "")} {
		s.do("GET", "/messages/"+id, "").refused(t, 400)
		s.do("GET", "/messages/"+conversation+"?before="+id, "").refused(t, 400)
	}
	for _, query := range []string{"limit=0", "limit=501", "limit=-1", "limit=x", "limit=", "limit=1&limit=2", "limit=99999999999999999999", "limit=%zz", "a;b"} {
		for _, path := range []string{"/users", "/groups", "/users/1/friends", "/users/1/suggestions", "/users/1/groups", "/groups/1/members", "/messages/" + conversation, "/notifications/1"} {
			s.do("GET", path+"?"+query, "").refused(t, 400)
		}
	}
	for _, after := range []string{"-1", "x", "", "1.5", "9223372036854775808"} {
		s.do("GET", "/users?after="+after, "").refused(t, 400)
	}
	s.do("GET", "/notifications/1?before="+v4, "").refused(t, 400)
	s.do("GET", "/storage/download/x?presign=yes", "").refused(t, 400)
	// An escaped digit is a digit.
	s.want(200, "GET", "/users/%31", "")
	// What no list knows is not looked at.
	s.want(200, "GET", "/users?colour=blue", "")
}

// TestPaging follows the links of every list from the first page to the last.
func TestPaging(t *testing.T) {
	s := open(t, nil)
	const rows = 7
	for n := 1; n <= rows; n++ {
		s.user(n)
		s.group(fmt.Sprint(n))
		s.want(201, "POST", "/messages", fmt.Sprintf(`{"conversation_id":%q,"user_id":1,"content":"%d"}`, conversation, n))
		s.want(201, "POST", "/notifications", fmt.Sprintf(`{"user_id":1,"type":"x","content":"%d"}`, n))
	}
	for n := 2; n <= rows; n++ {
		s.want(204, "PUT", fmt.Sprintf("/users/1/friends/%d", n), "")
		s.want(204, "PUT", fmt.Sprintf("/groups/1/members/%d", n), "")
		s.want(204, "PUT", fmt.Sprintf("/groups/%d/members/1", n), "")
	}
	for path, want := range map[string]string{
		"/users": "id 1 2 3 4 5 6 7", "/groups": "id 1 2 3 4 5 6 7", "/messages/" + conversation: "content 7 6 5 4 3 2 1",
		"/notifications/1": "content 7 6 5 4 3 2 1", "/users/1/friends": "user_id 2 3 4 5 6 7", "/groups/1/members": "user_id 2 3 4 5 6 7",
		"/users/1/groups": "group_id 2 3 4 5 6 7",
	} {
		for _, limit := range []int{1, 3, 7, 50, 500} {
			key, _, _ := strings.Cut(want, " ")
			got, pages := key, 0
			for next := fmt.Sprintf("%s?limit=%d", path, limit); next != ""; pages++ {
				a := s.want(200, "GET", next, "")
				list := decode[[]map[string]any](t, a)
				if len(list) > limit {
					t.Errorf("%s has %d rows", next, len(list))
				}
				for _, row := range list {
					got += fmt.Sprint(" ", row[key])
				}
				link := a.Header.Get("Link")
				if (link != "") != (len(list) == limit) {
					t.Errorf("%s has %d rows and the link %q", next, len(list), link)
				}
				next = ""
				if link != "" {
					next = strings.TrimSuffix(strings.TrimPrefix(link, "<"), `>; rel="next"`)
					if u, err := url.Parse(next); err != nil || u.Path != path {
						t.Fatalf("the link of %s is %q", path, link)
					}
				}
			}
			if got != want {
				t.Errorf("%s by %d: %s, want %s", path, limit, got, want)
			}
		}
	}
}

// TestUsualLimit creates more rows than a page has when not asked for a number.
func TestUsualLimit(t *testing.T) {
	s := open(t, nil)
	var users []store.User
	for n := int64(1); n <= 60; n++ {
		users = append(users, store.User{ID: n, Name: "x", Email: fmt.Sprint(n, "@example.org")})
	}
	if err := s.db.LoadUsers(t.Context(), users); err != nil {
		t.Fatal(err)
	}
	a := s.want(200, "GET", "/users", "")
	if got := decode[[]store.User](t, a); len(got) != 50 || a.Header.Get("Link") != `</users?after=50>; rel="next"` {
		t.Errorf("%d rows and the link %q", len(got), a.Header.Get("Link"))
	}
	if got := decode[[]store.User](t, s.want(200, "GET", "/users?after=50", "")); len(got) != 10 {
		t.Errorf("%d rows, want 10", len(got))
	}
}
